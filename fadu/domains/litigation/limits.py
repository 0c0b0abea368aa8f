"""行政应诉的法定期限: all are calendar days, as the Litigation Law has no clause on working days.

How to count: 行诉解释#48.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from fadu.kernel.clocks import LITIGATION, Effect, TimeLimit, calendar_days, months

LITIGATION_LAW = date(2017, 7, 1)

# An answer allowed late is due fifteen days after the obstacle is gone (行诉解释#34): a fresh start, no extension.
ANSWER = TimeLimit(
    _("答辩举证期限"),
    slug="litigation-response/answer",
    article="行政诉讼法#67.1",
    length=calendar_days(15),
    counting=LITIGATION,
    restarted_by=("行诉解释#34",),
    obliged="defendant",
    starts="收到起诉状副本之日",
    on_expiry="answer_overdue",
    effect=Effect(_("视为没有相应证据"), "行政诉讼法#34.2"),
    in_force=LITIGATION_LAW,
)
APPEAL_JUDGMENT = TimeLimit(
    _("对判决的上诉期限"),
    slug="litigation-response/appeal-judgment",
    article="行政诉讼法#85",
    length=calendar_days(15),
    counting=LITIGATION,
    obliged="party",
    starts="判决书送达之日",  # of each party; the judgment takes effect when the last period ends
    on_expiry="no_appeal",
    effect=Effect(_("判决发生法律效力"), "行政诉讼法#85"),
    in_force=LITIGATION_LAW,
)
SUE_DIRECT = TimeLimit(  # at most five years from the act, twenty for real property (行政诉讼法#46.2)
    _("直接起诉期限"),
    slug="litigation-response/sue-direct",
    article="行政诉讼法#46.1",
    length=months(6),
    counting=LITIGATION,
    suspended_by=("行政诉讼法#48.1",),
    obliged="plaintiff",
    starts="知道或者应当知道作出行政行为之日",
    on_expiry="dismiss",
    effect=Effect(_("驳回起诉"), "行诉解释#69.1(2)"),
    in_force=LITIGATION_LAW,
)
INACTION = TimeLimit(
    _("不履行职责的等待期"),
    slug="litigation-response/inaction",
    article="行政诉讼法#47.1",
    length=months(2),
    kind="minimum",
    counting=LITIGATION,
    obliged="plaintiff",
    starts="行政机关接到申请之日",
    effect=Effect(_("可以起诉，应当在六个月内提出"), "行诉解释#66"),
    in_force=LITIGATION_LAW,
)
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
    in_force=date(2020, 7, 1),
)
SUGGESTION_REPLY = TimeLimit(  # fifteen days where the harm goes on growing (same paragraph)
    _("检察建议履职回复期限"),
    slug="procuratorial-suggestion-reply/reply",
    article="公益诉讼解释#21.2",
    length=months(2),
    counting=LITIGATION,
    obliged="defendant",
    starts="收到检察建议书之日",
    on_expiry="sue",
    effect=Effect(_("人民检察院可以提起公益诉讼"), "公益诉讼解释#21.3"),
    in_force=date(2018, 3, 2),
)
