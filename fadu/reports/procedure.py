"""年度报告程序: from collecting the figures to publishing the report.

The Provisions were not seen in the text: #24 (publication) is as quoted by governments, #23 (to whom and by when) and
#25 (contents) are numbers from general knowledge. 审核 and 签发 are office practice on the way to what #23 asks for.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import Procedure, State, Step, Term

from . import limits


def nothing_wrong(report):
    """检查没有错误：每个数字都有来源，且与台账一致."""
    from .checks import ERROR, check  # figures need the column engine, a declaration does not

    errors = [finding for finding in check(report, report.moved_on) if finding.severity == ERROR]
    if errors:
        return _("报告还有 %(count)s 处错误，请先改正：%(first)s") % {"count": len(errors), "first": errors[0].message}
    return None


def figures_locked(report):
    """数字已定格，检查没有错误."""
    if not report.locked_at:
        return _("数字尚未定格；请先定格数字，再送签发。")
    return nothing_wrong(report)


def secrecy_checked(report):
    """已作保密审查 (督察工作规定#24)."""
    return None if report.secrecy_checked else _("尚未作保密审查；涉及党和国家秘密的，办理“涉密不公开”。")


class AnnualReportProcedure(Procedure):
    slug = "law-government-annual-report"
    title = _("法治政府建设年度报告")
    law = "督察工作规定"
    in_force = date(2019, 4, 15)

    collecting = State(_("汇总数据材料"))
    drafted = State(_("形成初稿"))
    reviewed = State(_("已审核"))
    considered = State(_("审议通过"))
    approved = State(_("已签发"))
    reported = State(_("已报送"))
    published = State(_("已向社会公开"), final=True)
    not_published = State(_("涉密不公开"), final=True)

    start = Step(
        _("启动编制"), None, collecting, role="law_governance_office", article="督察工作规定#23", requires=("year",)
    )
    draft = Step(_("起草"), collecting, drafted, role="law_governance_office", article="督察工作规定#25")
    return_ = Step(
        _("退回修改"),
        (drafted, reviewed, considered),
        collecting,
        role="law_governance_office",
        article="督察工作规定#25",
    )
    review = Step(
        _("审核"),
        drafted,
        reviewed,
        role="reviewer",
        article="督察工作规定#25",
        guard=nothing_wrong,
        stamps="reviewed_on",
    )
    consider = Step(
        _("审议通过"),
        reviewed,
        considered,
        role="executive_meeting",
        article="督察工作规定#23",
        requires=("meeting",),
        stamps="deliberated_on",
    )
    approve = Step(
        _("签发"),
        considered,
        approved,
        role="chief_executive",
        article="督察工作规定#23",
        guard=figures_locked,
        records=("document_number",),
        stamps="approved_on",
    )
    report = Step(
        _("报送"),
        approved,
        reported,
        role="law_governance_office",
        article="督察工作规定#23",
        requires=("addressees",),
        stamps="submitted_on",
        documents=("covering-letter",),
        note=_("政府报同级党委、人大常委会和上一级党委、政府；部门报本级党委、政府和上一级部门"),
    )
    publish = Step(
        _("向社会公开"),
        reported,
        published,
        role="law_governance_office",
        article="督察工作规定#24",
        guard=secrecy_checked,
        records=("secrecy_checked", "published_at"),
        stamps="published_on",
    )
    keep_secret = Step(
        _("涉密不公开"), reported, not_published, role="law_governance_office", article="督察工作规定#24"
    )

    terms = (
        Term(limits.REPORT, starts=(start,), since="counted_from", stops=(report,), shown_in="due_on"),
        Term(limits.PUBLISH, starts=(start,), since="counted_from", stops=(publish,)),
    )
