"""地方规定: lengths that local rules set where the law leaves a time limit open, by place and day.

国办发2018-37 leaves the days for filing and reviewing normative documents to the provinces, for example. A provision
holds for its organisation and everything below; the nearest one above goes first.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from . import clocks
from .organisations import Organisation, Record


def open_limits() -> list[tuple[str, str]]:
    """Return the declared limits whose length the law leaves open: slug and label."""
    return [
        (slug, f"{versions[-1].label}（{slug}）")
        for slug, versions in clocks.declared().items()
        if any(version.length.number is None for version in versions)
    ]


class LocalProvision(Record):
    """地方规定: the length of one time limit for an organisation and all below it. Its unit is that of the limit."""

    limit = models.CharField(_("期限"), max_length=80, help_text=_("法律没有写明长度的期限"))
    length = models.PositiveSmallIntegerField(
        _("长度"), validators=[MinValueValidator(1)], help_text=_("单位与期限相同")
    )
    rule = models.CharField(_("依据"), max_length=200, help_text=_("地方规定的名称和条款"))
    in_force = models.DateField(_("施行日期"))
    until = models.DateField(_("失效日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("地方规定的期限")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "limit", "in_force"], name="one_local_provision"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("in_force")),
                name="local_provision_ends_after_it_begins",
                violation_error_message=_("失效日期不得早于施行日期"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.limit} {self.length}"

    def clean(self) -> None:
        """Refuse a limit that is not declared, or whose length the law itself states."""
        known = dict(open_limits())
        if self.limit not in known:
            listed = "、".join(known) or "—"
            raise ValidationError({"limit": text("请填写法律没有写明长度的期限：%(listed)s。") % {"listed": listed}})


def in_force(limit: str, organisation: Organisation, on: date) -> LocalProvision | None:
    """Return the provision for a limit that holds at an organisation on that day: the nearest above it."""
    codes = organisation.path.rstrip("/").split("/")
    above = ["/".join(codes[: place + 1]) + "/" for place in range(len(codes))]
    found = LocalProvision.objects.filter(
        Q(until=None) | Q(until__gte=on), limit=limit, in_force__lte=on, organisation__path__in=above
    ).select_related("organisation")
    return max(found, key=lambda one: (len(one.organisation.path), one.in_force), default=None)
