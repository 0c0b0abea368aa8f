"""法规库的表: laws that a user imported, their versions, and the text article by article."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from . import registry, texts


class Law(models.Model):
    """法规: one law through all its versions, under the name by which citations call it."""

    key = models.CharField(_("引用名"), max_length=60, unique=True)
    title = models.CharField(_("名称"), max_length=200)

    class Meta:
        verbose_name = _("法规")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.title


class LawVersion(models.Model):
    """版本: the text of a law as it was issued or amended on one day."""

    law = models.ForeignKey(Law, models.PROTECT, related_name="versions", verbose_name=_("法规"))
    title = models.CharField(_("名称"), max_length=200)
    kind = models.CharField(_("效力级别"), max_length=20, choices=list(registry.KINDS.items()))
    organ = models.CharField(_("制定机关"), max_length=120, blank=True)
    number = models.CharField(_("文号"), max_length=80, blank=True)
    issued = models.DateField(_("公布（修改）日期"))
    in_force = models.DateField(_("施行日期"))
    repealed = models.DateField(_("废止日期"), null=True, blank=True)
    source = models.CharField(_("导入的文件"), max_length=200)
    digest = models.CharField(_("文件摘要"), max_length=64)
    imported_at = models.DateTimeField(_("导入时间"))
    imported_by = models.CharField(_("导入人"), max_length=80)

    class Meta:
        verbose_name = _("法规版本")
        ordering = ["law", "-in_force"]
        constraints = [
            models.UniqueConstraint(fields=["law", "issued"], name="one_law_version"),
            models.CheckConstraint(
                condition=models.Q(in_force__gte=models.F("issued")),
                name="law_in_force_after_issued",
                violation_error_message=_("施行日期不得早于公布日期"),
            ),
            models.CheckConstraint(
                condition=models.Q(repealed=None) | models.Q(repealed__gt=models.F("in_force")),
                name="law_repealed_after_in_force",
                violation_error_message=_("废止日期应晚于施行日期"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.issued:%Y}）"

    @property
    def name(self) -> str:
        """Key and year, as a citation names a version."""
        return f"{self.law.key}({self.issued.year})"


class Provision(models.Model):
    """条: one article of a version; `text` has a line for each paragraph and item."""

    version = models.ForeignKey(LawVersion, models.CASCADE, related_name="provisions", verbose_name=_("法规版本"))
    position = models.PositiveIntegerField(_("次序"))
    article = models.PositiveIntegerField(_("条"))
    inserted = models.PositiveSmallIntegerField(_("之"), default=0)
    headings = models.TextField(_("所在编章节"), blank=True)
    text = models.TextField(_("条文"))

    class Meta:
        verbose_name = _("条文")
        ordering = ["version", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "article", "inserted"], name="one_provision")]

    def __str__(self) -> str:
        return f"{self.version_id}#{self.place}"

    @property
    def place(self) -> texts.Place:
        """The number of the article."""
        return texts.Place(self.article, self.inserted)

    @property
    def paragraphs(self) -> list[texts.Paragraph]:
        """The text by paragraphs and items."""
        return texts.parse(self.text.split("\n"))
