"""行政应诉的法定期限: all are calendar days, as the Litigation Law has no clause on working days.

How to count: 行诉解释#48. The limits of the courts are kept as well: a respondent plans by them.
"""

from datetime import date
from functools import partial

from django.utils.translation import gettext_lazy as _

from fadu.kernel.clocks import LITIGATION, Effect, TimeLimit, calendar_days, months, unstated, years

LITIGATION_LAW = date(2017, 7, 1)
INTERPRETATION = date(2018, 2, 8)
APPEARANCE = date(2020, 7, 1)
PUBLIC_INTEREST = date(2018, 3, 2)

law = partial(TimeLimit, counting=LITIGATION, in_force=LITIGATION_LAW)
interpreted = partial(TimeLimit, counting=LITIGATION, in_force=INTERPRETATION)

LATE_SUIT = Effect(_("驳回起诉"), "行诉解释#69.1(2)")

# ── 起诉 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

SUE_DIRECT = law(  # at most five years from the act, twenty for real property (行政诉讼法#46.2)
    _("直接起诉期限"),
    slug="litigation-response/sue-direct",
    article="行政诉讼法#46.1",
    length=months(6),
    suspended_by=("行政诉讼法#48.1",),
    obliged="plaintiff",
    starts="知道或者应当知道作出行政行为之日",
    on_expiry="dismiss",
    effect=LATE_SUIT,
)
SUE_NOT_INFORMED = interpreted(
    _("未告知起诉期限的最长期限"),
    slug="litigation-response/sue-not-informed",
    article="行诉解释#64.1",
    length=years(1),
    obliged="plaintiff",
    starts="知道或者应当知道行政行为内容之日",
    on_expiry="dismiss",
    effect=LATE_SUIT,
)
SUE_AFTER_RECONSIDERATION = law(
    _("经复议的起诉期限"),
    slug="litigation-response/sue-after-reconsideration",
    article="行政诉讼法#45",
    length=calendar_days(15),
    obliged="plaintiff",
    starts="收到复议决定书之日或者复议期满之日",
    on_expiry="dismiss",
    effect=LATE_SUIT,
)
INACTION = law(
    _("不履行职责的等待期"),
    slug="litigation-response/inaction",
    article="行政诉讼法#47.1",
    length=months(2),
    kind="minimum",
    obliged="plaintiff",
    starts="行政机关接到申请之日",
    effect=Effect(_("可以起诉，应当在六个月内提出"), "行诉解释#66"),
)

# ── 一审 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

COURT_SENDS_COMPLAINT = law(
    _("法院发送起诉状副本"),
    slug="litigation-response/court-sends-complaint",
    article="行政诉讼法#67.1",
    length=calendar_days(5),
    obliged="court",
    starts="立案之日",
)
# An answer allowed late is due fifteen days after the obstacle is gone (行诉解释#34): a fresh start, no extension.
ANSWER = law(
    _("答辩举证期限"),
    slug="litigation-response/answer",
    article="行政诉讼法#67.1",
    length=calendar_days(15),
    restarted_by=("行诉解释#34",),
    obliged="defendant",
    starts="收到起诉状副本之日",
    on_expiry="answer_overdue",
    effect=Effect(_("视为没有相应证据"), "行政诉讼法#34.2"),
)
JURISDICTION_OBJECTION = interpreted(
    _("管辖异议期限"),
    slug="litigation-response/jurisdiction-objection",
    article="行诉解释#10.1",
    length=calendar_days(15),
    obliged="defendant",
    starts="收到起诉状副本之日",
    effect=Effect(_("不予审查"), "行诉解释#11"),
)
# The time of announcements, appraisals, mediation and disputes about jurisdiction does not count either.
FIRST_INSTANCE = law(
    _("一审审限"),
    slug="litigation-response/first-instance",
    article="行政诉讼法#81",
    length=months(6),
    extension=unstated("month"),
    extension_article="行政诉讼法#81",
    suspended_by=("行诉解释#50.1",),
    obliged="court",
    starts="立案之日",
)
FIRST_INSTANCE_SIMPLIFIED = law(
    _("简易程序审限"),
    slug="litigation-response/first-instance-simplified",
    article="行政诉讼法#83",
    length=calendar_days(45),
    obliged="court",
    starts="立案之日",
    effect=Effect(_("期满前应当裁定转为普通程序"), "行诉解释#105"),
)
SUSPENSION = interpreted(
    _("中止满九十日终结"),
    slug="litigation-response/suspension-limit",
    article="行诉解释#88",
    length=calendar_days(90),
    kind="maximum",
    obliged="court",
    starts="中止诉讼之日",
    on_expiry="end",
    effect=Effect(_("裁定终结诉讼"), "行诉解释#88"),
)

# ── 上诉、再审、抗诉 ─────────────────────────────────────────────────────────────────────────────────────────────────

APPEAL_JUDGMENT = law(
    _("对判决的上诉期限"),
    slug="litigation-response/appeal-judgment",
    article="行政诉讼法#85",
    length=calendar_days(15),
    obliged="party",
    starts="判决书送达之日",  # of each party; the judgment takes effect when the last period ends
    on_expiry="no_appeal",
    effect=Effect(_("判决发生法律效力"), "行政诉讼法#85"),
)
APPEAL_RULING = law(
    _("对裁定的上诉期限"),
    slug="litigation-response/appeal-ruling",
    article="行政诉讼法#85",
    length=calendar_days(10),
    obliged="party",
    starts="裁定书送达之日",
    on_expiry="no_appeal",
    effect=Effect(_("裁定发生法律效力"), "行政诉讼法#85"),
)
ANSWER_APPEAL = interpreted(
    _("上诉答辩期限"),
    slug="litigation-response/answer-appeal",
    article="行诉解释#108.2",
    length=calendar_days(15),
    obliged="defendant",
    starts="收到上诉状副本之日",
    effect=Effect(_("不影响人民法院审理"), "行诉解释#108.3"),
)
SECOND_INSTANCE = law(
    _("二审审限"),
    slug="litigation-response/second-instance",
    article="行政诉讼法#88",
    length=months(3),
    extension=unstated("month"),
    extension_article="行政诉讼法#88",
    obliged="court",
    starts="收到上诉状之日",
)
RETRIAL_PETITION = interpreted(
    _("申请再审期限"),
    slug="litigation-response/retrial-petition",
    article="行诉解释#110",
    length=months(6),
    obliged="party",
    starts="裁判发生法律效力之日",
    on_expiry="retrial_barred",
    effect=Effect(_("丧失申请再审的权利"), "行诉解释#110"),
)
RETRIAL_REVIEW = interpreted(
    _("再审审查期限"),
    slug="litigation-response/retrial-review",
    article="行诉解释#112",
    length=months(6),
    extension=unstated("month"),
    extension_article="行诉解释#112",
    obliged="court",
    starts="再审申请案件立案之日",
)
PROTEST_RULING = interpreted(
    _("抗诉案件裁定再审期限"),
    slug="litigation-response/protest-ruling",
    article="行诉解释#124.1",
    length=calendar_days(30),
    obliged="court",
    starts="人民法院收到抗诉书之日",
)

# ── 履行 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

APPLY_ENFORCEMENT = interpreted(
    _("申请执行期限"),
    slug="litigation-response/apply-enforcement",
    article="行诉解释#153.1",
    also=("行诉解释#153.2",),
    length=years(2),
    obliged="party",
    starts="法律文书规定的履行期间最后一日",
    on_expiry="enforcement_barred",
    effect=Effect(_("不予受理"), "行诉解释#153.3"),
)
PERFORM = law(
    _("判决确定的履行期限"),
    slug="judgment-performance/perform",
    article="行政诉讼法#94",
    length=unstated(),  # the judgment names the day
    obliged="defendant",
    starts="裁判发生法律效力之日",
    on_expiry="lapse",
    effect=Effect(_("人民法院可以划拨、对负责人按日罚款、予以公告、提出司法建议"), "行政诉讼法#96"),
)

# ── 出庭、建议 ───────────────────────────────────────────────────────────────────────────────────────────────────────

COURT_NOTICE = TimeLimit(
    _("负责人出庭通知提前期"),
    slug="agency-head-appearance/court-notice",
    article="负责人出庭规定#5.2",
    length=calendar_days(3),
    kind="notice",
    counting=LITIGATION,
    obliged="court",
    starts="开庭之日",
    effect=Effect(_("有正当理由的，可以申请延期开庭"), "负责人出庭规定#9.3"),
    in_force=APPEARANCE,
)
LETTER_REPLY = TimeLimit(  # reminders and warnings are a working mechanism: the letter itself names the day
    _("提示函、警示函、通报的回复期限"),
    slug="appearance-letter/reply",
    article="行政诉讼法#3.3",
    length=unstated(),
    counting=LITIGATION,
    obliged="defendant",
    starts="制发之日",
    on_expiry="lapse",
    in_force=APPEARANCE,
)
DOCUMENT_SUGGESTION_REPLY = interpreted(
    _("规范性文件司法建议答复期限"),
    slug="judicial-suggestion-reply/reply",
    article="行诉解释#149.4",
    length=calendar_days(60),
    obliged="document_maker",
    starts="收到司法建议之日",
)
ADVICE_REPLY = law(  # the law asks that the result be told to the court, and leaves the day to the advice
    _("司法建议回复期限"),
    slug="judicial-advice-reply/reply",
    article="行政诉讼法#96(4)",
    length=unstated(),
    obliged="defendant",
    starts="收到司法建议之日",
)
SUGGESTION_REPLY = TimeLimit(
    _("检察建议履职回复期限"),
    slug="procuratorial-suggestion-reply/reply",
    article="公益诉讼解释#21.2",
    length=months(2),
    counting=LITIGATION,
    obliged="defendant",
    starts="收到检察建议书之日",
    on_expiry="sue",
    effect=Effect(_("人民检察院可以提起公益诉讼"), "公益诉讼解释#21.3"),
    in_force=PUBLIC_INTEREST,
)
SUGGESTION_REPLY_URGENT = TimeLimit(
    _("紧急情形的检察建议回复期限"),
    slug="procuratorial-suggestion-reply/reply-urgent",
    article="公益诉讼解释#21.2",
    length=calendar_days(15),
    counting=LITIGATION,
    obliged="defendant",
    starts="收到检察建议书之日",
    on_expiry="sue",
    effect=Effect(_("人民检察院可以提起公益诉讼"), "公益诉讼解释#21.3"),
    in_force=PUBLIC_INTEREST,
)
