"""司法建议、检察建议: what courts and procuratorates advise, and the answer within the term."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import Procedure, State, Step, Term

from .. import limits
from ..models import AdviceKind, DutyOutcome, ProcuratorialSuggestion, SuggestionOutcome


def document_not_needed(advice):
    """不是针对规范性文件的司法建议 (行诉解释#149)."""
    if advice.kind == AdviceKind.DOCUMENT:
        return _("针对规范性文件的司法建议，请以“签收”立案，六十日内书面答复。")
    return None


# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off
class DocumentSuggestion(Procedure):
    """规范性文件司法建议: answered in writing within sixty days."""

    slug = "judicial-suggestion-reply"
    title = _("规范性文件司法建议办理")
    law = "行诉解释"
    in_force = limits.INTERPRETATION

    received = State(_("收到司法建议"))
    replied = State(_("已书面答复"), final=True)

    receive = Step(
        _("签收"), None, received, role="document_maker", article="行诉解释#149.2",
        requires=("court", "document", "advice"), stamps="received_on", sets={"kind": AdviceKind.DOCUMENT},
    )
    stop_applying = Step(
        _("立即停止执行"), received, received, role="document_maker", article="行诉解释#149.4", stamps="stopped_on",
        note=_("情况紧急，人民法院建议立即停止执行的"),
    )
    reply = Step(
        _("书面答复"), received, replied, role="document_maker", article="行诉解释#149.4",
        requires=("reply", "treatment"), stamps="replied_on", outcomes=(SuggestionOutcome.REPLIED,),
    )

    outcomes = {SuggestionOutcome.REPLIED: "行诉解释#149.4"}

    terms = (Term(limits.DOCUMENT_SUGGESTION_REPLY, starts=(receive,), stops=(reply,), shown_in="due_on"),)


class Advice(Procedure):
    """其他司法建议: on appearance, discipline, performance or practice; due on the day that the advice names."""

    slug = "judicial-advice-reply"
    title = _("司法建议办理")
    law = "行政诉讼法"
    in_force = limits.LITIGATION_LAW

    received = State(_("收到司法建议（待处理）"))
    handled = State(_("已处理并回复"), final=True)

    receive_advice = Step(
        _("签收（不针对规范性文件）"), None, received, role="defendant",
        article=("行政诉讼法#66.2", "行政诉讼法#96(4)", "负责人出庭规定#12.1"), requires=("court", "kind", "advice"),
        guard=document_not_needed, stamps="received_on",
    )
    answer_advice = Step(
        _("处理并告知人民法院"), received, handled, role="defendant", article="行政诉讼法#96(4)", requires=("reply",),
        stamps="replied_on",
    )

    terms = (
        Term(
            limits.ADVICE_REPLY, starts=(receive_advice,), stops=(answer_advice,), until="reply_by", shown_in="due_on",
        ),
    )


class Suggestion(Procedure):
    """检察建议: the organ does its duty and answers in writing, or is sued in the public interest."""

    slug = "procuratorial-suggestion-reply"
    title = _("行政公益诉讼检察建议办理")
    law = "公益诉讼解释"
    in_force = limits.PUBLIC_INTEREST

    received = State(_("收到检察建议书"))
    replied = State(_("已履职并书面回复"), final=True)
    sued = State(_("检察机关提起公益诉讼"), final=True)

    receive = Step(
        _("签收"), None, received, role="defendant", article="公益诉讼解释#21.1",
        requires=("procuratorate", "interest", "matter"), stamps="received_on",
    )
    reply = Step(
        _("依法履职并书面回复"), received, replied, role="defendant", article="公益诉讼解释#21.2",
        requires=("measures",), stamps="replied_on", outcomes=(DutyOutcome.PERFORMED,),
    )
    sue = Step(
        _("提起行政公益诉讼"), received, sued, role="procuratorate", article=("公益诉讼解释#21.3", "行政诉讼法#25.4"),
        stamps="sued_on", outcomes=(DutyOutcome.SUED,), note=_("应诉案件另行登记，填写检察建议编号"),
    )

    outcomes = {DutyOutcome.PERFORMED: "公益诉讼解释#21.2", DutyOutcome.SUED: "公益诉讼解释#21.3"}

    terms = (
        Term(
            limits.SUGGESTION_REPLY, starts=(receive,), stops=(reply,), on_expiry=sue, shown_in="due_on",
            applies=ProcuratorialSuggestion.is_not_urgent,
        ),
        Term(
            limits.SUGGESTION_REPLY_URGENT, starts=(receive,), stops=(reply,), on_expiry=sue, shown_in="due_on",
            applies=ProcuratorialSuggestion.is_urgent,
        ),
    )
