"""读过的报告: a report as it was read, its figures, and what people have corrected in the reading.

The text of a reading never changes: places in it, of figures and of corrections, hold for ever, whatever the reader
learns. A correction is never changed, and goes only with its reading: of several about one place the latest counts, and
one that asks for nothing takes the earlier ones back.
"""

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from fadu.kernel import documents
from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.documents import Document
from fadu.kernel.organisations import ALL, OWN, Organisation, Record

APPROX = {
    "exact": _("确数"),
    "over": _("余、多、超过"),
    "about": _("近、约"),
    "at_least": _("以上"),
    "at_most": _("以内"),
}
SCOPES = {"": _("未写明"), OWN: _("本级"), ALL: _("全域")}


class Status(models.TextChoices):
    """Whether a report is still being written. Only what is published counts as a source of figures."""

    DRAFT = "draft", _("起草中")
    PUBLISHED = "published", _("已公布")


class Exact(models.Field):
    """A decimal kept as it is written: a database's own decimals would round what a report prints in full."""

    # What the type checker is to take its values for.
    _pyi_private_set_type: Decimal
    _pyi_private_get_type: Decimal

    def get_internal_type(self) -> str:
        """Return the kind of column."""
        return "TextField"

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> Decimal | None:
        """Return what the database holds as a decimal."""
        return None if value is None else Decimal(value)

    def to_python(self, value: Any) -> Decimal | None:
        """Return a decimal."""
        return None if value is None else Decimal(value)

    def get_prep_value(self, value: Any) -> str | None:
        """Return a decimal as the database keeps it."""
        return None if value is None else format(Decimal(value), "f")


class Reading(Record):
    """读过的报告: whose report, of which year, its text.

    `organisation` is who had it read; `about` is the organisation of this installation whose report it is, if one is.
    """

    ledger = "report-reading"
    withheld = frozenset({"text", "sha256", "version"})  # from the search, which knows the text of the document

    title = models.CharField(_("报告标题"), max_length=200)
    place = models.CharField(
        _("报告单位"), max_length=120, blank=True, help_text=_("报告上写的地方或单位，如明川市、明川市公安局")
    )
    division = models.CharField(_("区划代码"), max_length=12, blank=True)
    about = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="readings_about",
        verbose_name=_("所述机构"),
        help_text=_("报告是本系统哪个机构的；外地的报告留空"),
    )
    year = models.CharField(_("报告年度"), max_length=4, blank=True)
    status = models.CharField(_("报告状态"), max_length=10, choices=Status, default=Status.PUBLISHED)
    file_name = models.CharField(_("文件名"), max_length=200, editable=False)
    kind = models.CharField(_("文件种类"), max_length=10, editable=False)  # txt, html, docx, pdf
    sha256 = models.CharField(_("文件摘要"), max_length=64, editable=False)
    text = models.TextField(_("正文"), editable=False)
    notes = models.JSONField(_("读文件时的说明"), default=list, editable=False)
    version = models.CharField(_("软件版本"), max_length=40, editable=False)
    read_at = models.DateTimeField(_("读取时间"), editable=False)
    by = models.CharField(_("用户名"), max_length=150, editable=False)
    by_name = models.CharField(_("读取人"), max_length=80, blank=True, editable=False)

    class Meta:
        verbose_name = _("读过的报告")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sha256"], name="one_reading_of_a_file"),
            models.CheckConstraint(
                condition=models.Q(year="") | models.Q(year__regex=r"^[12]\d{3}$"),
                name="year_of_a_reading",
                violation_error_message=_("报告年度请写四位数字，如 2023"),
            ),
        ]
        indexes = [
            models.Index(fields=["about", "year", "status"], name="reading_about"),
            models.Index(fields=["place", "year"], name="reading_place"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def document(self) -> Document | None:
        """The file as it came; of a page, or of text in a rare encoding, its text."""
        return documents.of(self.ledger, self.pk).first()


class ReadFigure(models.Model):
    """读出的数字: as it counts now, corrections included. `start`, `end`, `unit_end` are code points of the text."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="figures", verbose_name=_("读过的报告"))
    place = models.PositiveIntegerField(_("次序"))
    start = models.PositiveIntegerField(_("起"))
    end = models.PositiveIntegerField(_("止"))
    unit_end = models.PositiveIntegerField(_("单位止"))
    text = models.TextField(_("原文数字"))
    value = Exact(_("数值"))
    approx = models.CharField(_("精确程度"), max_length=10, choices=list(APPROX.items()), default="exact")
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    unit_norm = models.CharField(_("归一的单位"), max_length=20, blank=True)
    subject = models.CharField(_("所数的事"), max_length=120, blank=True)
    org = models.CharField(_("主体"), max_length=120, blank=True)
    period = models.CharField(_("期间"), max_length=12, blank=True)
    section = models.TextField(_("所在章节"), blank=True)
    indicator = models.CharField(_("指标"), max_length=80, blank=True, db_index=True)
    scope = models.CharField(_("口径"), max_length=4, blank=True, choices=list(SCOPES.items()))
    context = models.TextField(_("上下文"), blank=True)
    corrected = models.BooleanField(_("经人工更正"), default=False)

    class Meta:
        verbose_name = _("读出的数字")
        ordering = ["reading", "place"]
        constraints = [models.UniqueConstraint(fields=["reading", "place"], name="one_read_figure")]
        indexes = [models.Index(fields=["indicator", "period"], name="read_figure_indicator")]

    def __str__(self) -> str:
        return f"{self.text}{self.unit}"

    @property
    def label(self) -> str:
        """The name of the indicator, nothing where it is not known."""
        return CATALOGUE[self.indicator].label if self.indicator in CATALOGUE else ""

    @property
    def number(self) -> int | Decimal:
        """The value, a whole one as an integer."""
        return int(self.value) if self.value == self.value.to_integral_value() else self.value


class Correction(models.Model):
    """更正: what a person says of a place of the text. Never changed; the latest of a place counts.

    `what` holds the corrected fields; `{"figure": false}` says that the place holds no figure, nothing that earlier
    corrections of the place are taken back. A place that the reader passed over is a figure that it missed.
    """

    reading = models.ForeignKey(Reading, models.PROTECT, related_name="corrections", verbose_name=_("读过的报告"))
    start = models.PositiveIntegerField(_("起"))
    end = models.PositiveIntegerField(_("止"))
    what = models.JSONField(_("更正的内容"))
    before = models.JSONField(_("更正前"), null=True)
    reason = models.CharField(_("理由"), max_length=200)
    by = models.CharField(_("用户名"), max_length=150)
    by_name = models.CharField(_("更正人"), max_length=80)
    at = models.DateTimeField(_("更正时间"))

    class Meta:
        verbose_name = _("报告数字更正")
        ordering = ["pk"]
        indexes = [models.Index(fields=["reading", "start", "end"], name="correction_place")]
        constraints = [
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="place_of_a_correction")
        ]

    def __str__(self) -> str:
        return self.reason
