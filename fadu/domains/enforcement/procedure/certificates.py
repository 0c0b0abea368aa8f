"""执法证件程序: applied for, issued to who passed, verified against the training of the year before, ended."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import SAME, Procedure, State, Step, Term

from .. import limits
from ..models.officers import CertificateEnding, CertificateKind, hours_short


def in_service(certificate):
    """申领人在岗，所在的执法主体有效 (行政处罚法#42.1)."""
    officer, day = certificate.officer, certificate.moved_on
    if officer.left_on is not None and officer.left_on <= day:
        return _("%(name)s已经离岗，不能申领。") % {"name": officer.name}
    if not officer.subject.stands_on(day):
        return _("%(subject)s不在执法主体名录内，所属人员不能申领。") % {"subject": officer.subject.name}
    return None


def examined(certificate):
    """执法资格考试合格 (行政处罚法#42.1)."""
    results = certificate.officer.results.filter(passed=True, sat_on__lte=certificate.moved_on)
    if certificate.kind == CertificateKind.NATIONAL and not results.exists():
        return _("%(name)s没有合格的执法资格考试成绩，不能核发证件。") % {"name": certificate.officer.name}
    return None


def trained(certificate):
    """上一年度培训学时达到要求."""
    year = certificate.moved_on.year - 1
    short = hours_short(certificate.officer, year)
    if short:
        said = {"name": certificate.officer.name, "year": year, "hours": f"{short.normalize():f}"}
        return _("%(name)s %(year)d 年的培训还差 %(hours)s 学时，请补训后再办理。") % said
    return None


# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off


class Certificates(Procedure):
    """执法证件: none may act without one (行政处罚法#42.1); how it is issued and taken away is for provincial rules."""

    slug = "enforcement-certificate"
    title = _("行政执法证件管理")
    law = "行政处罚法"
    in_force = limits.PENALTY_LAW
    note = _("申领、审验、暂扣、吊销的具体办法依省级规定；法律规定没有执法资格的人员不得执法")

    applied = State(_("已申领（待核发）"))
    issued = State(_("有效"), rests=True)
    suspended = State(_("暂扣"), rests=True)
    refused = State(_("不予核发"), final=True)
    lapsed = State(_("有效期届满"), final=True)
    cancelled = State(_("已注销"), final=True)
    revoked = State(_("已吊销"), final=True)

    apply = Step(
        _("申领（换领）证件"), None, applied, role="enforcement_handler", article="行政处罚法#42.1", guard=in_service,
        requires=("officer", "kind"), records=("replaces",), stamps="applied_on",
    )
    issue = Step(
        _("核发证件"), applied, issued, role="enforcement_supervisor", article=("行政处罚法#42.1", "国办发2018-118"),
        guard=examined, requires=("certificate_number", "valid_to"), stamps="issued_on",
    )
    refuse = Step(
        _("不予核发"), applied, refused, role="enforcement_supervisor", article="行政处罚法#42.1",
        requires=("reason",), outcomes=(CertificateEnding.REFUSED,),
    )
    disclose = Step(
        _("公开持证人员信息"), issued, SAME, role="enforcement_handler", article=("行政处罚法#39", "国办发2018-118"),
        stamps="disclosed_on",
    )
    verify = Step(
        _("年度审验"), issued, SAME, role="enforcement_supervisor", article="国办发2018-118", guard=trained,
        stamps="verified_on",
    )
    renew = Step(
        _("换发（延长有效期）"), issued, SAME, role="enforcement_supervisor", article="行政处罚法#42.1", guard=trained,
        requires=("valid_to",), records=("certificate_number",),
    )
    suspend = Step(
        _("暂扣证件"), issued, suspended, role="enforcement_supervisor", article=("行政处罚法#42.1", "行政处罚法#75.1"),
        requires=("reason",), stamps="suspended_on", sets={"resumed_on": None},
    )
    resume = Step(
        _("恢复使用"), suspended, issued, role="enforcement_supervisor", article="行政处罚法#42.1", stamps="resumed_on",
    )
    lapse = Step(
        _("有效期届满"), (issued, suspended), lapsed, role="system", article="行政处罚法#42.1", stamps="ended_on",
        outcomes=(CertificateEnding.LAPSED,),
    )
    cancel = Step(
        _("注销证件"), (issued, suspended), cancelled, role="enforcement_supervisor", article="行政处罚法#42.1",
        requires=("reason",), stamps="ended_on", outcomes=(CertificateEnding.CANCELLED,),
        note=_("退休、调离执法岗位、死亡等"),
    )
    revoke = Step(
        _("吊销证件"), (issued, suspended), revoked, role="enforcement_supervisor",
        article=("行政处罚法#42.1", "行政处罚法#75.1"), requires=("reason",), stamps="ended_on",
        outcomes=(CertificateEnding.REVOKED,),
    )

    outcomes = {
        CertificateEnding.REFUSED: "行政处罚法#42.1",
        CertificateEnding.LAPSED: "行政处罚法#42.1",
        CertificateEnding.CANCELLED: "行政处罚法#42.1",
        CertificateEnding.REVOKED: "行政处罚法#42.1",
    }

    terms = (
        Term(
            limits.VALIDITY, starts=(issue,), stops=(cancel, revoke), until="valid_to", on_expiry=lapse,
            shown_in="due_on",
        ),
        Term(limits.VERIFICATION, starts=(issue,), restarts=(verify,), stops=(cancel, revoke)),
    )
