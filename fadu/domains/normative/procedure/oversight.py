"""异议审查、普通文件检查、抽查整改: objections by anyone, disguised documents, samples taken in meetings."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import Consequence, Procedure, State, Step, Term

from .. import limits
from ..limits import NOTICE, SINCE
from ..models import Finding, Origin

# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off


def task_of_objection(objection):
    """修改任务: where the answer is that the document be amended or repealed, and it is kept here."""
    if objection.outcome != Finding.KEEP and objection.document and objection.document.stands:
        yield {
            "organisation": objection.document.organisation, "document": objection.document,
            "origin": Origin.OBJECTION, "reason": objection.conclusion,
        }


class Objecting(Procedure):
    """规范性文件异议审查: a suggestion by anyone to review a document, and its answer."""

    slug = "normative-objection"
    title = _("规范性文件异议审查（审查建议）")
    law = NOTICE
    in_force = SINCE
    note = _("另有行政复议附带审查、行政诉讼附带审查和向国务院提出的审查建议")

    received = State(_("收到审查建议"))
    reviewing = State(_("审查中"))
    concluded = State(_("已有结论（待答复）"))
    not_accepted = State(_("不予受理（移送）"), final=True)
    answered = State(_("已答复建议人"), final=True)

    receive = Step(
        _("提出审查建议"), None, received, role="public", article=NOTICE,
        requires=("document_title", "proposer", "ground"), stamps="received_on",
    )
    accept = Step(_("受理"), received, reviewing, role="legality_office", article=NOTICE, stamps="accepted_on")
    decline = Step(
        _("不予受理（移送有权机关）"), received, not_accepted, role="legality_office", article=NOTICE,
        requires=("decline_reason",), records=("transferred_to",),
    )
    conclude = Step(
        _("作出审查结论"), reviewing, concluded, role="legality_office", article=NOTICE, requires=("conclusion",),
        outcomes=tuple(Finding),
    )
    answer = Step(
        _("答复建议人"), concluded, answered, role="legality_office", article=NOTICE, requires=("answer",),
        stamps="answered_on", brings=(Consequence("normative-amendment/open", task_of_objection),),
    )

    outcomes = dict.fromkeys(Finding, NOTICE)

    terms = (Term(limits.ANSWER, starts=(receive,), stops=(answer, decline), shown_in="due_on"),)


def criteria_met(check):
    """具备规范性文件的特征：涉及权利义务、普遍约束、反复适用 (国办发2018-37)."""
    if not (check.touches_rights and check.general and check.repeated):
        return _("尚未认定三项特征齐备；不齐备的，请办理“认定不属规范性文件”。")
    return None


def begun_anew(check):
    """规范性文件: the paper begins anew under the procedure that it went round."""
    yield {
        "organisation": check.unit_organisation or check.organisation, "title": check.paper_title,
        "drafting_unit": check.unit,
    }


class Checking(Procedure):
    """防止以普通文件制发规范性文件: suspected, reviewed, sent into the right procedure or cleared."""

    slug = "normative-check"
    title = _("以普通文件制发规范性文件的检查")
    law = NOTICE
    in_force = SINCE

    suspected = State(_("疑似（待认定）"))
    reviewed = State(_("已核查（待处理）"))
    rerouted = State(_("转入规范性文件程序"), final=True)
    cleared = State(_("不属规范性文件"), final=True)

    suspect = Step(
        _("登记疑似文件"), None, suspected, role="legality_office", article=NOTICE,
        requires=("unit", "paper_title", "clause"), stamps="suspected_on",
    )
    review = Step(
        _("核查认定"), suspected, reviewed, role="legality_office", article=NOTICE, requires=("finding",),
        records=("touches_rights", "general", "repeated"),
    )
    reroute = Step(
        _("责令改按规范性文件程序办理"), reviewed, rerouted, role="legality_office", article=NOTICE,
        stamps="concluded_on", guard=criteria_met, outcomes=("rerouted",),
        brings=(Consequence("normative-document/propose-rerouted", begun_anew),),
    )
    clear = Step(
        _("认定不属规范性文件"), reviewed, cleared, role="legality_office", article=NOTICE, stamps="concluded_on",
        outcomes=("cleared",),
    )

    outcomes = {"rerouted": NOTICE, "cleared": NOTICE}


class Sampling(Procedure):
    """推进会抽查件: a document looked at in a meeting, and the rectification of what was found."""

    slug = "normative-sample"
    title = _("规范性文件抽查整改")
    law = NOTICE
    in_force = SINCE

    sampled = State(_("已抽查"))
    rectifying = State(_("整改中"))
    rectified = State(_("已整改（待核实）"))
    sound = State(_("未发现问题"), final=True)
    closed = State(_("整改销号"), final=True)

    sample = Step(
        _("登记抽查"), None, sampled, role="legality_office", article=NOTICE,
        requires=("meeting", "unit", "document_title"),
    )
    find_sound = Step(_("未发现问题"), sampled, sound, role="legality_office", article=NOTICE)
    find_defect = Step(
        _("提出整改要求"), sampled, rectifying, role="legality_office", article=NOTICE,
        requires=("defect", "measure", "rectify_by"),
    )
    rectify = Step(
        _("报告整改情况"), rectifying, rectified, role="document_maker", article=NOTICE, requires=("rectification",),
        stamps="rectified_on",
    )
    send_back = Step(_("退回继续整改"), rectified, rectifying, role="legality_office", article=NOTICE)
    close = Step(_("核实销号"), rectified, closed, role="legality_office", article=NOTICE)

    terms = (
        Term(
            limits.RECTIFY, starts=(find_defect, send_back), stops=(rectify,), until="rectify_by", shown_in="due_on",
        ),
    )
