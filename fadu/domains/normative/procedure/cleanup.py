"""清理、修改任务: rounds of documents, what becomes of each, and the tasks that follow."""

from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import SAME, Consequence, Procedure, State, Step, Term

from .. import limits
from ..limits import LEGISLATION_SINCE
from ..models import AmendmentTask, CleanupKind, Decision, Origin

# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off


def listed_by_law(cleanup):
    """清理件: of a general round, every document that stood on the cut-off date."""
    if cleanup.kind == CleanupKind.GENERAL:
        for document in cleanup.documents():
            yield {"round": cleanup, "document": document, "document_title": str(document)}


def parts_make_the_whole(cleanup):
    """每件都有清理意见，继续有效、修改、废止之和等于应清理件数 (立法法#116)."""
    items = cleanup.items.exclude(state="left-out")
    if open_ones := items.filter(outcome="").count():
        return text("还有 %(count)d 件没有清理意见；请先逐件提出继续有效、修改或者废止的意见。") % {"count": open_ones}
    valid, amend, repeal = (items.filter(outcome=one).count() for one in Decision)
    if cleanup.total is not None and valid + amend + repeal != cleanup.total:
        message = text(
            "继续有效 %(valid)d 件、修改 %(amend)d 件、废止 %(repeal)d 件，合计 %(sum)d 件，"
            "与应清理的 %(total)d 件不符；请补登遗漏的文件或者改正应清理件数。"
        )
        parts = {"valid": valid, "amend": amend, "repeal": repeal, "sum": valid + amend + repeal}
        return message % {**parts, "total": cleanup.total}
    return None


def items_decided(cleanup):
    """清理件: all that have a proposal."""
    yield from cleanup.items.filter(state="proposed").select_related("organisation").order_by("pk")


class CleaningUp(Procedure):
    """规章、规范性文件清理: started, proposals made, decided collectively, result published."""

    slug = "normative-cleanup"
    title = _("规范性文件清理")
    law = "立法法"
    in_force = LEGISLATION_SINCE

    started = State(_("启动清理"))
    proposed = State(_("提出清理意见"))
    decided = State(_("集体审议决定（待公布）"))
    published = State(_("公布清理结果"), final=True)

    start = Step(
        _("启动清理"), None, started, role="legality_office", article=("立法法#116", "规章制定程序条例#37"),
        requires=("kind", "cutoff_on"), records=("topic", "last_concluded_on"), stamps="started_on",
        brings=(Consequence("normative-cleanup-item/list", listed_by_law),),
        note=_("全面清理自动列入截止日期时施行的全部文件；专项清理逐件登记"),
    )
    propose = Step(
        _("汇总清理意见"), started, proposed, role="legality_office", article="立法法#116", requires=("total",),
        guard=parts_make_the_whole,
    )
    reconsider = Step(_("退回重新提出意见"), proposed, started, role="executive_meeting", article="立法法#116")
    decide = Step(
        _("审议决定"), proposed, decided, role="executive_meeting", article=("立法法#116", "规章制定程序条例#39"),
        requires=("meeting",), stamps="decided_on", guard=parts_make_the_whole,
        brings=(Consequence("normative-cleanup-item/decide", items_decided),),
    )
    publish = Step(
        _("公布清理结果"), decided, published, role="registry", article="规章制定程序条例#39", requires=("result",),
        stamps="published_on",
    )

    terms = (Term(limits.CLEANUP_CYCLE, starts=("last_concluded_on",), stops=(start,), shown_in="due_on"),)


def round_still_open(item):
    """清理尚未审议决定 (立法法#116)."""
    if item.round.state not in ("started", "proposed"):
        return _("这次清理已经审议决定，不能再增减或者改动清理件。")
    return None


def tasks_of_item(item):
    """修改任务: where the item is to be amended."""
    if item.outcome == Decision.AMEND and item.document and item.document.stands:
        yield {
            "organisation": item.document.organisation, "document": item.document, "origin": Origin.CLEANUP,
            "reason": item.reason or str(item.round),
        }


def repealed_by_item(item):
    """规范性文件: the one that the round repeals."""
    if item.outcome == Decision.REPEAL and item.document and item.document.stands:
        yield item.document, {"ended_by": str(item.round)[:200]}


class CleaningUpOne(Procedure):
    """规范性文件清理件: what becomes of one document in a round."""

    slug = "normative-cleanup-item"
    title = _("规范性文件清理件")
    law = "立法法"
    in_force = LEGISLATION_SINCE

    listed = State(_("已列入"))
    proposed = State(_("已提出意见"))
    decided = State(_("已决定"), final=True)
    left_out = State(_("不属清理范围"), final=True)

    list = Step(
        _("自动列入"), None, listed, role="system", article="立法法#116", requires=("round", "document_title"),
    )
    add = Step(
        _("列入清理"), None, listed, role="legality_office", article="立法法#116",
        requires=("round", "document_title"), guard=round_still_open,
    )
    propose = Step(
        _("提出清理意见"), (listed, proposed), proposed, role="drafter", article="立法法#116", records=("reason",),
        outcomes=tuple(Decision), guard=round_still_open,
    )
    leave_out = Step(
        _("不属清理范围"), (listed, proposed), left_out, role="legality_office", article="立法法#116",
        requires=("reason",), guard=round_still_open,
    )
    decide = Step(
        _("审议决定"), proposed, decided, role="system", article="立法法#116", stamps="concluded_on",
        brings=(
            Consequence("normative-amendment/open", tasks_of_item),
            Consequence("normative-document/repeal-decided", repealed_by_item),
        ),
    )

    outcomes = dict.fromkeys(Decision, "立法法#116")


def document_stands(task):
    """文件仍在施行 (立法法#116)."""
    return None if task.document.stands else _("文件已不在施行之列，无须再修改或者废止。")


def amendment(task):
    """规范性文件: the draft that is to take the place of the former."""
    old = task.document
    yield {
        "organisation": old.organisation, "title": f"{old.title}（修订）"[:200], "kind": old.kind, "amends": old,
        "drafting_unit": old.drafting_unit, "market_related": old.market_related, "evaluation": task.reason,
        "competition_relevant": old.competition_relevant,
    }


def repealed_by_task(task):
    """规范性文件: the one that is repealed."""
    if task.document.stands:
        yield task.document, {"ended_by": task.number}


class Amending(Procedure):
    """规范性文件修改任务: opened by a clean-up, an objection, a filing review or a change of a higher law."""

    slug = "normative-amendment"
    title = _("规范性文件修改（废止）任务")
    law = "立法法"
    in_force = LEGISLATION_SINCE

    opened = State(_("待启动"))
    amending = State(_("修改中"))
    done = State(_("已完成"), final=True)
    dropped = State(_("不再修改"), final=True)

    open = Step(
        _("下达任务"), None, opened, role="system", article="立法法#116", requires=("document", "origin", "reason"),
    )
    order = Step(
        _("登记任务"), None, opened, role="legality_office", article="立法法#116",
        requires=("document", "origin", "reason"), records=("complete_by",), guard=document_stands,
    )
    begin = Step(
        _("启动修改"), opened, amending, role="drafter", article="立法法#116", guard=document_stands,
        brings=(Consequence("normative-document/propose-amendment", amendment),),
    )
    complete = Step(_("修改（废止）完成"), (opened, amending), done, role="system", article="立法法#116")
    # The end of the document then completes the task.
    repeal = Step(
        _("改为废止"), opened, SAME, role="registry", article="立法法#116", guard=document_stands,
        brings=(Consequence("normative-document/repeal-decided", repealed_by_task),),
    )
    reopen = Step(_("修改草案终止，重新启动"), amending, opened, role="system", article="立法法#116")
    drop = Step(
        _("不再修改"), (opened, amending), dropped, role="legality_office", article="立法法#116",
        requires=("drop_reason",),
    )

    terms = (
        Term(
            limits.AMEND, starts=(open, order), until="complete_by", stops=(complete, drop),
            applies=AmendmentTask.has_a_day, shown_in="due_on",
        ),
    )
