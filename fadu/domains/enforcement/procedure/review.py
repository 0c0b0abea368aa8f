"""案卷评查: the roster is fixed before the random value exists, the draw follows from both, and anyone can redo it."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import Consequence, Procedure, State, Step, Term

from .. import drawing
from .. import limits_supervision as limits
from ..drawing import SAMPLE, WHOLE
from ..models.review import FileKind, Finding, ReviewKind, missing_papers

OVERSEEN = limits.OVERSEEN


def general(review):
    """普查才全部列入，名册有可以评查的案卷 (行政处罚法#75.1)."""
    if review.kind != ReviewKind.GENERAL:
        return _("只有普查才全部列入；请办理“固定名册”，到时抽取。")
    return WHOLE.can_be_listed(review)


def all_scored(review):
    """Require a score for every file."""
    left = review.reviewed.filter(scored_on=None).count()
    return _("还有%(left)s卷没有评分") % {"left": left} if left else None


def all_closed(review):
    """Require that what was sent back was put right and checked."""
    left = review.reviewed.filter(closed_on=None).count()
    return _("还有%(left)s卷没有办结") % {"left": left} if left else None


def papers_missing(reviewed):
    """Return the papers that the standard file requires and this one lacks, if its case is kept here."""
    case = reviewed.reviewed_case()
    kind = reviewed.review.files if reviewed.review else FileKind.PENALTY
    return "\n".join(missing_papers(case, kind)) if case else ""


def score_follows_from_defects(reviewed):
    """Require the score that is left after the points taken off."""
    off = sum(one.deducted for one in reviewed.defects.all()) if reviewed.pk else 0
    if off and reviewed.score != max(0, 100 - off):
        return _("缺陷共扣%(off)s分，得分应为%(score)s") % {"off": off, "score": max(0, 100 - off)}
    return None


def free_of_defects(reviewed):
    """有缺陷的案卷须反馈整改，没有缺陷的才无须整改 (行政处罚法#75.2)."""
    left = reviewed.defects.filter(rectified_on=None).count()
    return _("登记了%(left)s处没有整改的缺陷；请办理“反馈缺陷，限期整改”。") % {"left": left} if left else None


# fmt: off


class FileReviewing(Procedure):
    """案卷评查活动."""

    slug = "file-review"
    title = _("案卷评查")
    law = "行政处罚法"
    in_force = limits.PENALTY_LAW

    planned = State(_("已安排"))
    committed = State(_("名册已固定（待抽取）"))
    drawn = State(_("已抽取（评查中）"))
    reported = State(_("已通报（整改中）"))
    closed = State(_("办结"), final=True)

    plan_review = Step(
        _("安排评查"), None, planned, role="enforcement_supervisor", article=OVERSEEN,
        requires=("name", "kind", "files", "closed_from", "closed_to"),
        records=("sample", "field", "sheet", "roster"),
    )
    fix_roster = Step(
        _("固定名册"), planned, committed, role="enforcement_supervisor", article=OVERSEEN,
        records=("sample", "roster"), **SAMPLE.fixing(),
        note=_("名册固定以后不再改动；随机数来源须指明以后才产生的公开随机数"),
    )
    draw = Step(
        _("抽取"), committed, drawn, role="enforcement_supervisor", article=OVERSEEN, **SAMPLE.drawing(),
        brings=(Consequence("reviewed-file/select", drawing.chosen),),
    )
    take_all = Step(
        _("全部列入"), planned, drawn, role="enforcement_supervisor", article=OVERSEEN, records=("roster",),
        **WHOLE.listing() | {"guard": general}, brings=(Consequence("reviewed-file/select", drawing.everything),),
    )
    report_ = Step(
        _("通报"), drawn, reported, role="enforcement_supervisor", article=OVERSEEN, requires=("report",),
        guard=all_scored, stamps="reported_on",
    )
    close = Step(
        _("办结"), reported, closed, role="enforcement_supervisor", article=OVERSEEN, guard=all_closed,
    )


class FileReviewed(Procedure):
    """评查案卷."""

    slug = "reviewed-file"
    title = _("案卷评查（一卷）")
    law = "行政处罚法"
    in_force = limits.PENALTY_LAW

    selected = State(_("已抽取（待评分）"))
    scored = State(_("已评分"))
    rectifying = State(_("整改中"))
    rectified = State(_("已报整改（待复查）"))
    passed = State(_("评查通过"), final=True)
    rechecked = State(_("复查合格"), final=True)

    enter = Step(
        _("补登评查案卷"), None, selected, role="enforcement_supervisor", article=OVERSEEN,
        requires=("file",), records=("review",), stamps="selected_on", sets={"missing": papers_missing},
    )
    select = Step(
        _("抽中"), None, selected, role="system", article=OVERSEEN, stamps="selected_on",
        sets={"missing": papers_missing},
    )
    score_file = Step(
        _("评分"), selected, scored, role="enforcement_supervisor", article=OVERSEEN,
        requires=("reviewer", "score"), records=("opinion",), guard=score_follows_from_defects, stamps="scored_on",
        outcomes=tuple(Finding),
    )
    pass_ = Step(
        _("无须整改"), scored, passed, role="enforcement_supervisor", article=OVERSEEN, guard=free_of_defects,
    )
    send = Step(
        _("反馈缺陷，限期整改"), scored, rectifying, role="enforcement_supervisor", article=OVERSEEN,
        requires=("opinion", "rectify_by"), stamps="sent_on",
    )
    rectify = Step(
        _("报告整改"), rectifying, rectified, role="enforcement_handler", article="行政处罚法#75.2",
        requires=("rectification",), stamps="rectified_on",
    )
    recheck = Step(
        _("复查合格"), rectified, rechecked, role="enforcement_supervisor", article=OVERSEEN, stamps="rechecked_on",
    )
    send_back = Step(
        _("复查不合格，再次整改"), rectified, rectifying, role="enforcement_supervisor", article=OVERSEEN,
        requires=("rectify_by",), stamps="rechecked_on",
    )

    outcomes = dict.fromkeys(Finding, OVERSEEN)

    terms = (
        Term(
            limits.RECTIFY_FILE, starts=(send, send_back), stops=(rectify,), until="rectify_by", shown_in="due_on",
        ),
    )
