"""负责人出庭: the head's appearance at each hearing, and the letters about absence."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import issue_number
from fadu.kernel.organisations import Kind
from fadu.kernel.procedure import SAME, Consequence, Procedure, State, Step, Term

from .. import limits
from ..models import Appearance, AppearanceOutcome, LetterKind, Notice

LETTER = ("issuer", "body")


def unattended(hearing):
    """Yield the suit, if it still runs, to note that nobody came for the organ."""
    case = hearing.instance.case
    if hearing.breach == "nobody" and case.closed_on is None and not case.unattended:
        yield case


def head_came_before(hearing):
    """同一审级负责人已经出庭，法院没有通知再次出庭 (负责人出庭规定#7.1)."""
    if hearing.notice == Notice.AGAIN:
        return _("法院通知再次出庭，不能以本审级已经出庭为由不再出庭。")
    earlier = Appearance.objects.filter(instance=hearing.instance, outcome=AppearanceOutcome.APPEARED)
    return None if earlier.exists() else _("本审级负责人尚未出庭；请确定出庭负责人，或者提交不能出庭的理由。")


def hearing_ahead(letter):
    """提示函在开庭之前制发 (行政诉讼法#3.3)."""
    hearing = letter.appearance
    if hearing.closed_on or letter.moved_on > hearing.hearing_on:
        return _("开庭已经结束，不再制发提示函；负责人未依法出庭的，请制发警示函。")
    return None


def head_was_absent(letter):
    """负责人未依法出庭，已经记录 (负责人出庭规定#12.1)."""
    if letter.appearance.outcome != AppearanceOutcome.SUGGESTED:
        return _("这次开庭没有未依法出庭的记录，不得制发警示函；请先在出庭记录中登记“法院记录并提出司法建议”。")
    return None


def warned_before(letter):
    """同一次未出庭已经制发警示函 (先警示，后通报)."""
    if not letters_on(letter, LetterKind.WARNING).exists():
        return _("这次未出庭尚未制发警示函，不得通报；请先制发警示函。")
    return None


def is_circular(letter):
    """公开的是通报 (负责人出庭规定#14.1)."""
    return None if letter.kind == LetterKind.CIRCULAR else _("提示函、警示函不公开，只有通报可以公开。")


def repeats_circulated(letter):
    """屡次未依法出庭，或者逾期不回复警示函的，已经通报."""
    repeated = letter.absences > 1 or (letter.reply_by and letter.replied_on and letter.replied_on > letter.reply_by)
    if letter.kind == LetterKind.WARNING and repeated and not letters_on(letter, LetterKind.CIRCULAR).exists():
        return _("一年内再次未依法出庭，或者逾期回复警示函的，应当通报；请先制发通报。")
    return None


def letters_on(letter, kind):
    """Return the letters of that kind on the same hearing."""
    return letter.appearance.letters.filter(kind=kind)


def issuer_of(letter):
    """Return who issues: as chosen, or else the government above the organ."""
    above = letter.issuer or letter.organisation.parent
    while above and not letter.issuer and above.kind != Kind.GOVERNMENT:
        above = above.parent
    return above or letter.organisation


def numbered(mark):
    """Give out the next number of the issuer's series of that kind in the year; refused letters leave no gap."""

    def number(letter):
        return issue_number(letter.issuer, letter.issuer.mark + mark, letter.moved_on.year)

    return number


def absences_within_a_year(letter):
    """Count the hearings of the last twelve months at which the organ's head was unlawfully absent."""
    day = letter.appearance.hearing_on
    absent = Appearance.objects.filter(organisation=letter.organisation, outcome=AppearanceOutcome.SUGGESTED)
    return absent.filter(hearing_on__gt=day - timedelta(days=365), hearing_on__lte=day).count()


# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off
class HeadAppearance(Procedure):
    """负责人出庭: one record for each hearing; a head who came once in an instance need not come again unasked."""

    slug = "agency-head-appearance"
    title = _("行政机关负责人出庭应诉")
    law = "负责人出庭规定"
    in_force = limits.APPEARANCE

    notified = State(_("收到开庭（出庭）通知"))
    head_designated = State(_("已确定出庭负责人"))
    excuse_filed = State(_("已提交不能出庭说明"))
    postponed = State(_("延期开庭"))
    appeared = State(_("负责人已出庭"), final=True)
    staff_appeared = State(_("负责人说明理由、相应工作人员出庭"), final=True)
    breach = State(_("未依法出庭（记录在案）"), final=True)
    fulfilled = State(_("同一审级已出庭（本次未再出庭）"), final=True)

    notify = Step(
        _("法院送达出庭通知书"), None, notified, role="court", article=("负责人出庭规定#4", "负责人出庭规定#5.2"),
        requires=("instance", "hearing_on", "notice"), stamps="notice_received_on",
        note=_("重大公共利益、社会高度关注或者可能引发群体性事件的案件，法院应当通知负责人出庭"),
    )
    designate = Step(
        _("确定出庭负责人并提交身份证明"), (notified, postponed), head_designated, role="defendant",
        article=("负责人出庭规定#2", "负责人出庭规定#6.1"), requires=("head", "head_post", "head_rank"),
        note=_("受委托组织、下级行政机关的负责人不能作为被诉行政机关负责人"),
    )
    replace = Step(
        _("更换出庭负责人"), head_designated, head_designated, role="defendant", article="负责人出庭规定#5.3",
        requires=("head", "head_post", "head_rank"),
    )
    file_excuse = Step(
        _("提交不能出庭的理由和证明"), (notified, head_designated, postponed), excuse_filed, role="defendant",
        article=("负责人出庭规定#8", "负责人出庭规定#9.1"), requires=("excuse", "excuse_reason"),
        note=_("加盖行政机关印章，或者由主要负责人签字认可"),
    )
    postpone = Step(
        _("准许延期开庭"), excuse_filed, postponed, role="court", article="负责人出庭规定#9.3",
        requires=("hearing_on",),
    )
    appear = Step(
        _("负责人出庭"), head_designated, appeared, role="agency_head",
        article=("行政诉讼法#3.3", "负责人出庭规定#11"), records=("spoke", "staff"),
        outcomes=(AppearanceOutcome.APPEARED,), note=_("应当就实质性解决行政争议发表意见"),
    )
    staff_appear = Step(
        _("委托相应工作人员出庭"), excuse_filed, staff_appeared, role="defendant",
        article=("行政诉讼法#3.3", "行诉解释#128.2", "负责人出庭规定#10"), requires=("staff",),
        outcomes=(AppearanceOutcome.EXCUSED,), note=_("不得仅委托律师出庭"),
    )
    record_breach = Step(
        _("法院记录并提出司法建议"), (notified, head_designated, excuse_filed, postponed), breach, role="court",
        article="负责人出庭规定#12.1", requires=("breach",), records=("court_advice_number",),
        outcomes=(AppearanceOutcome.SUGGESTED,), brings=(Consequence("litigation-case/note-absence", unattended),),
    )
    already_fulfilled = Step(
        _("同一审级已出庭，本次不再出庭"), notified, fulfilled, role="defendant", article="负责人出庭规定#7.1",
        guard=head_came_before, records=("staff",), outcomes=(AppearanceOutcome.FULFILLED,),
    )

    outcomes = {
        AppearanceOutcome.APPEARED: "负责人出庭规定#7.1",
        AppearanceOutcome.EXCUSED: "负责人出庭规定#8",
        AppearanceOutcome.SUGGESTED: "负责人出庭规定#12.1",
        AppearanceOutcome.FULFILLED: "负责人出庭规定#7.1",
    }

    terms = (
        # A notice that came too late is recorded all the same: the organ may ask for another day.
        Term(limits.COURT_NOTICE, starts=("hearing_on",), stops=(notify,), binding=False, shown_in="due_on"),
    )


class Letters(Procedure):
    """提示函、警示函、通报: in this order; each numbered and answered, repeated absence made known to all."""

    slug = "appearance-letter"
    title = _("出庭应诉提示、警示和通报")
    law = "行政诉讼法"
    in_force = limits.APPEARANCE
    note = _("提示、警示、通报是督促负责人履行出庭义务的工作机制；本地有具体办法的，从其规定")

    issued = State(_("已制发（待回复）"))
    overdue = State(_("逾期未回复"))
    replied = State(_("已回复"))
    closed = State(_("办结"), final=True)

    remind = Step(
        _("开庭前制发提示函"), None, issued, role="appearance_supervisor",
        article=("行政诉讼法#3.3", "负责人出庭规定#5.1"), requires=("appearance", "reply_by"), records=LETTER,
        guard=hearing_ahead, stamps="issued_on", documents=(LetterKind.REMINDER,),
        sets={"kind": LetterKind.REMINDER, "issuer": issuer_of, "document_number": numbered("诉提")},
    )
    warn = Step(
        _("未依法出庭制发警示函"), None, issued, role="appearance_supervisor",
        article=("行政诉讼法#3.3", "负责人出庭规定#12.1"), requires=("appearance", "reply_by"), records=LETTER,
        guard=head_was_absent, stamps="issued_on", documents=(LetterKind.WARNING,),
        sets={"kind": LetterKind.WARNING, "absences": absences_within_a_year, "issuer": issuer_of,
              "document_number": numbered("诉警")},
    )
    circulate = Step(
        _("通报"), None, issued, role="appearance_supervisor", article=("行政诉讼法#3.3", "负责人出庭规定#12.1"),
        requires=("appearance", "reply_by", "copied_to"), records=LETTER, guard=warned_before, stamps="issued_on",
        documents=(LetterKind.CIRCULAR,),
        sets={"kind": LetterKind.CIRCULAR, "absences": absences_within_a_year, "issuer": issuer_of,
              "document_number": numbered("诉通")},
    )
    publish = Step(
        _("公开通报"), (issued, overdue, replied), SAME, role="appearance_supervisor", article="负责人出庭规定#14.1",
        guard=is_circular, requires=("body",), stamps="published_on",
    )
    take_down = Step(
        _("撤下通报"), (issued, overdue, replied), SAME, role="appearance_supervisor", article="负责人出庭规定#14.1",
        after=(publish,), stamps="withdrawn_on",
    )
    reply = Step(
        _("回复"), (issued, overdue), replied, role="defendant", article="行政诉讼法#3.3", requires=("reply",),
        stamps="replied_on",
    )
    lapse = Step(_("逾期未回复"), issued, overdue, role="system", article="行政诉讼法#3.3")
    close = Step(
        _("办结"), replied, closed, role="appearance_supervisor", article="行政诉讼法#3.3", guard=repeats_circulated,
    )

    terms = (
        Term(
            limits.LETTER_REPLY, starts=(remind, warn, circulate), stops=(reply,), until="reply_by", on_expiry=lapse,
            shown_in="due_on",
        ),
    )
