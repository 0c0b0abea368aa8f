"""年度报告: the report of an organisation for a year, its sections, versions and locked figures."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case
from fadu.kernel.organisations import Record

from .skeleton import CHAPTERS


class AnnualReport(Case):
    """法治政府建设年度报告: a case of the reporting procedure; its text lies in sections."""

    ledger = "annual-report"
    procedures = ("law-government-annual-report",)
    mark = "法报"

    year = models.PositiveSmallIntegerField(_("报告年度"))
    heading = models.CharField(_("报告标题"), max_length=100, blank=True, help_text=_("留空则按机构和年度生成"))
    addressees = models.CharField(
        _("主送机关"), max_length=200, blank=True, help_text=_("同级党委、人大常委会和上级党委、政府，用顿号分隔")
    )
    document_number = models.CharField(_("发文字号"), max_length=40, blank=True)
    joint = models.BooleanField(_("党委政府联合报告"), default=False)
    reviewed_on = models.DateField(_("审核日期"), null=True, blank=True)
    deliberated_on = models.DateField(_("审议日期"), null=True, blank=True)
    meeting = models.CharField(_("审议会议"), max_length=80, blank=True)
    approved_on = models.DateField(_("签发日期"), null=True, blank=True)
    submitted_on = models.DateField(_("报送日期"), null=True, blank=True)
    secrecy_checked = models.BooleanField(_("已作保密审查"), default=False)
    published_on = models.DateField(_("公开日期"), null=True, blank=True)
    published_at = models.CharField(_("公开网址"), max_length=200, blank=True)
    locked_at = models.DateTimeField(_("定格时间"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("年度报告")
        constraints = [
            *Case.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "year"], name="one_report_a_year"),
        ]

    def __str__(self) -> str:
        return self.heading or self.headline()

    @property
    def counted_from(self) -> date:
        """The day from which the dates of report and publication are told: those of the year after the one reported."""
        return date(self.year + 1, 1, 1)

    def headline(self) -> str:
        """Return the title that a report has when its author gives it none."""
        return f"{self.organisation.name}{self.year}年法治政府建设年度报告"


class Section(models.Model):
    """报告一节: one chapter's text, Markdown with figure references."""

    report = models.ForeignKey(AnnualReport, models.PROTECT, related_name="sections")
    chapter = models.CharField(_("章节"), max_length=20, choices=[(c.slug, c.title) for c in CHAPTERS])
    body = models.TextField(_("正文"), blank=True)
    revision = models.PositiveIntegerField(_("修订次数"), default=0)

    class Meta:
        verbose_name = _("报告章节")
        constraints = [models.UniqueConstraint(fields=["report", "chapter"], name="one_section_a_chapter")]

    def __str__(self) -> str:
        return self.get_chapter_display()


class Version(models.Model):
    """报告版本: the whole text as it was at one moment, with the reason why it was kept. Never changed."""

    report = models.ForeignKey(AnnualReport, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("版本"))
    at = models.DateTimeField(_("时间"))
    actor = models.CharField(_("保存人"), max_length=80)
    reason = models.CharField(_("说明"), max_length=200)
    sections = models.JSONField(_("各节正文"))

    class Meta:
        verbose_name = _("报告版本")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="one_version")]

    def __str__(self) -> str:
        return f"{self.report} v{self.number}"


class LockedFigure(models.Model):
    """定格数字: a figure as it stood when the report's figures were locked."""

    report = models.ForeignKey(AnnualReport, models.PROTECT, related_name="locked")
    indicator = models.CharField(_("指标"), max_length=80)
    organisation_code = models.CharField(_("机构"), max_length=24)
    scope = models.CharField(_("口径"), max_length=4)
    period = models.CharField(_("期间"), max_length=12)
    figure = models.JSONField(_("数字"))

    class Meta:
        verbose_name = _("定格数字")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "indicator", "organisation_code", "scope", "period"], name="one_locked_figure"
            )
        ]

    def __str__(self) -> str:
        return self.indicator


class Problem(Record):
    """存在的问题: admitted in a report; next year's report must say what became of it."""

    year = models.PositiveSmallIntegerField(_("报告年度"))
    text = models.CharField(_("问题"), max_length=300)
    cause = models.CharField(_("原因"), max_length=300, blank=True)
    measure = models.CharField(_("整改措施"), max_length=300, blank=True)
    owner = models.CharField(_("责任单位"), max_length=80, blank=True)
    due_on = models.DateField(_("整改期限"), null=True, blank=True)
    resolved_on = models.DateField(_("整改完成日期"), null=True, blank=True)
    outcome = models.CharField(_("整改结果"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("存在的问题")
        constraints = [models.UniqueConstraint(fields=["organisation", "year", "text"], name="one_problem")]

    def __str__(self) -> str:
        return self.text


class Intention(Record):
    """下一年度安排: promised in a report for the year after; that year's report must account for it."""

    year = models.PositiveSmallIntegerField(_("实施年度"))
    text = models.CharField(_("工作安排"), max_length=300)
    owner = models.CharField(_("责任单位"), max_length=80, blank=True)
    due_on = models.DateField(_("完成期限"), null=True, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    account = models.CharField(_("完成情况"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("下一年度安排")
        constraints = [models.UniqueConstraint(fields=["organisation", "year", "text"], name="one_intention")]

    def __str__(self) -> str:
        return self.text
