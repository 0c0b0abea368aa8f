"""行政复议的法定期限, each with the article that sets it; the law of 2023, and that of 2017 for cases before 2024.

行政复议法#88.2: “三日、五日、七日、十日” are working days, longer terms run on the calendar. In the law of 2017 only
“五日、七日” are (#40.2): the reply within ten days runs on the calendar there. How to count is left to the Civil
Procedure Law by both (#88.1; #40.1).
"""

from datetime import date
from functools import partial

from django.utils.translation import gettext_lazy as _

from fadu.kernel.clocks import (
    CIVIL_PROCEDURE,
    Effect,
    TimeLimit,
    calendar_days,
    unstated,
    working_days,
    years,
)

LAW_OF_2023 = date(2024, 1, 1)
LAW_OF_2017 = date(1999, 10, 1)  # the law of 1999; the amendments of 2009 and 2017 left the time limits as they were
REGULATIONS = date(2007, 8, 1)

new = partial(TimeLimit, in_force=LAW_OF_2023, counting=CIVIL_PROCEDURE)
old = partial(TimeLimit, in_force=LAW_OF_2017, counting=CIVIL_PROCEDURE)
regulations = partial(TimeLimit, in_force=REGULATIONS, counting=CIVIL_PROCEDURE)

DAYS = ("行政复议法#88.2",)
DAYS_2017 = ("行政复议法(2017)#40.2",)
LATE_APPLICATION = Effect(_("不予受理"), "行政复议法#30.2")
BREACH = Effect(_("责令改正，对有关责任人员依法给予处分"), "行政复议法#80")
BREACH_2017 = Effect(_("对直接责任人员依法给予处分"), "行政复议法(2017)#34")
ORDER = Effect(_("责令限期履行，可以约谈、通报批评"), "行政复议法#77.2")

# ── 申请 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

APPLY = new(
    _("申请期限"),
    slug="reconsideration-ordinary/apply",
    article="行政复议法#20.1",
    length=calendar_days(60),
    suspended_by=("行政复议法#20.2",),  # after the obstacle the remaining time runs on
    obliged="applicant",
    starts="知道或者应当知道该行政行为之日",
    effect=LATE_APPLICATION,
)
APPLY_2017 = old(
    _("申请期限"),
    slug="reconsideration-ordinary/apply",
    article="行政复议法(2017)#9.1",
    length=calendar_days(60),
    suspended_by=("行政复议法(2017)#9.2",),
    obliged="applicant",
    starts="知道该具体行政行为之日",
    effect=Effect(_("不予受理"), "行政复议法(2017)#17.1"),
)
APPLY_NOT_INFORMED = new(
    _("未告知权利时的最长申请期限"),
    slug="reconsideration-ordinary/apply-not-informed",
    article="行政复议法#20.3",
    length=years(1),
    obliged="applicant",
    starts="知道或者应当知道行政行为内容之日",
    effect=LATE_APPLICATION,
)
APPLY_LONGSTOP = new(  # twenty years where the act concerns real property
    _("最长申请期限"),
    slug="reconsideration-ordinary/apply-longstop",
    article="行政复议法#21",
    length=years(5),
    obliged="applicant",
    starts="行政行为作出之日",
    effect=Effect(_("不予受理"), "行政复议法#21"),
)
APPLY_INACTION = regulations(
    _("对不履行职责申请复议的等待期"),
    slug="reconsideration-ordinary/apply-inaction",
    article="行政复议法实施条例#16.1(2)",
    length=calendar_days(60),
    kind="minimum",
    obliged="applicant",
    starts="行政机关收到履职申请之日",
)
FORWARD_APPLICATION = new(
    _("行政机关转送申请期限"),
    slug="reconsideration-ordinary/forward-application",
    article="行政复议法#32.2",
    also=DAYS,
    length=working_days(5),
    obliged="respondent",
    starts="作出处罚决定的行政机关收到复议申请之日",
    effect=Effect(_("违反转送义务，对有关责任人员依法给予处分"), "行政复议法#82"),
)

# ── 受理 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

REVIEW = new(
    _("申请审查期限"),
    slug="reconsideration-ordinary/review",
    article="行政复议法#30.1",
    also=DAYS,
    length=working_days(5),
    restarted_by=("行政复议法#31.3",),
    obliged="reconsideration_body",
    starts="收到申请之日",
    on_expiry="deem_accepted",
    effect=Effect(_("视为受理"), "行政复议法#30.3", since="expiry"),
)
REVIEW_2017 = old(
    _("申请审查期限"),
    slug="reconsideration-ordinary/review",
    article="行政复议法(2017)#17.1",
    also=DAYS_2017,
    length=working_days(5),
    obliged="reconsideration_body",
    starts="收到申请之日",
    on_expiry="deem_accepted",
    # Unlike the law of 2023: an application not refused counts as accepted from the day it was RECEIVED.
    effect=Effect(_("视为受理"), "行政复议法(2017)#17.2", since="start"),
)
CORRECTION_NOTICE = new(
    _("补正通知期限"),
    slug="reconsideration-ordinary/correction-notice",
    article="行政复议法#31.1",
    also=DAYS,
    length=working_days(5),
    obliged="reconsideration_body",
    starts="收到申请之日",
    on_expiry="deem_accepted",
    effect=Effect(_("视为受理"), "行政复议法#30.3", since="expiry"),
)
CORRECTION_NOTICE_2017 = regulations(
    _("补正通知期限"),
    slug="reconsideration-ordinary/correction-notice",
    article="行政复议法实施条例#29",
    # The clause on working days speaks of “this law”; the Regulations have none of their own: calendar days.
    length=calendar_days(5),
    obliged="reconsideration_body",
    starts="收到申请之日",
    # Its end accepts nothing: the five WORKING days in which an application may still be refused run longer.
)
CORRECTION = new(
    _("补正期限"),
    slug="reconsideration-ordinary/correction",
    article="行政复议法#31.2",
    also=DAYS,
    length=working_days(10),
    extension=unstated(),  # “合理的补正期限”
    extension_article="行政复议法#31.2",
    obliged="applicant",
    starts="收到补正通知之日",
    on_expiry="deem_abandoned",
    effect=Effect(_("无正当理由的，视为放弃申请"), "行政复议法#31.2"),
)
CORRECTION_2017 = regulations(
    _("补正期限"),
    slug="reconsideration-ordinary/correction",
    article="行政复议法实施条例#29",
    length=unstated(),  # set in the notice
    obliged="applicant",
    starts="收到补正通知之日",
    on_expiry="deem_abandoned",
    effect=Effect(_("无正当理由的，视为放弃申请"), "行政复议法实施条例#29"),
)

# ── 审理 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

SEND_COPY = new(
    _("发送副本期限"),
    slug="reconsideration-ordinary/send-copy",
    article="行政复议法#48",
    also=DAYS,
    length=working_days(7),
    obliged="reconsideration_body",
    starts="受理之日",
    effect=BREACH,
)
SEND_COPY_2017 = old(
    _("发送副本期限"),
    slug="reconsideration-ordinary/send-copy",
    article="行政复议法(2017)#23.1",
    also=DAYS_2017,
    length=working_days(7),
    obliged="reconsideration_body",
    starts="受理之日",
    effect=BREACH_2017,
)
REPLY = new(
    _("答复举证期限"),
    slug="reconsideration-ordinary/reply",
    article="行政复议法#48",
    also=DAYS,
    length=working_days(10),
    obliged="respondent",
    starts="收到申请书副本之日",
    on_expiry="reply_overdue",
    effect=Effect(_("视为该行政行为没有证据、依据"), "行政复议法#70"),
)
REPLY_2017 = old(
    _("答复举证期限"),
    slug="reconsideration-ordinary/reply",
    article="行政复议法(2017)#23.1",
    length=calendar_days(10),  # “十日” is not in #40.2
    obliged="respondent",
    starts="收到申请书副本之日",
    on_expiry="reply_overdue",
    effect=Effect(_("视为该具体行政行为没有证据、依据，决定撤销"), "行政复议法(2017)#28.1(4)"),
)
HEARING_NOTICE = new(
    _("听证通知提前期"),
    slug="reconsideration-ordinary/hearing-notice",
    article="行政复议法#51.1",
    also=DAYS,
    length=working_days(5),
    kind="notice",
    obliged="reconsideration_body",
    starts="举行听证之日",
)
SUSPENSION = new(  # only for the grounds of 行政复议法#39.1(1), (2) and (4)
    _("中止最长期间"),
    slug="reconsideration-ordinary/suspension-limit",
    article="行政复议法#41(5)",
    length=calendar_days(60),
    kind="maximum",
    obliged="reconsideration_authority",
    starts="中止之日",
    on_expiry="terminate_after_suspension",
    effect=Effect(_("中止原因仍未消除的，终止行政复议"), "行政复议法#41(5)"),
)
SUSPENSION_2017 = regulations(  # only for the grounds of 行政复议法实施条例#41.1(1) to (3)
    _("中止最长期间"),
    slug="reconsideration-ordinary/suspension-limit",
    article="行政复议法实施条例#42.2",
    length=calendar_days(60),
    kind="maximum",
    obliged="reconsideration_authority",
    starts="中止之日",
    on_expiry="terminate_after_suspension",
    effect=Effect(_("中止原因仍未消除的，终止行政复议"), "行政复议法实施条例#42.2"),
)

# ── 决定 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

# That the period stops is what 中止 means; only the Regulations say in words that time does not count.
NOT_COUNTED = ("行政复议法#39", "行政复议法实施条例#34.3", "行政复议法实施条例#37")
DECISION = new(
    _("审理期限"),
    slug="reconsideration-ordinary/decide",
    article="行政复议法#62.1",
    length=calendar_days(60),
    extension=calendar_days(30),
    extension_article="行政复议法#62.1",
    suspended_by=NOT_COUNTED,
    obliged="reconsideration_authority",
    starts="受理申请之日",
    effect=Effect(_("申请人可以自期限届满之日起十五日内起诉"), "行政诉讼法#45"),
)
DECISION_2017 = old(
    _("审理期限"),
    slug="reconsideration-ordinary/decide",
    article="行政复议法(2017)#31.1",
    length=calendar_days(60),
    extension=calendar_days(30),
    extension_article="行政复议法(2017)#31.1",
    suspended_by=("行政复议法实施条例#41", "行政复议法实施条例#29", "行政复议法实施条例#34.3", "行政复议法实施条例#37"),
    obliged="reconsideration_authority",
    starts="受理申请之日",
    effect=Effect(_("申请人可以自期限届满之日起十五日内起诉"), "行政诉讼法#45"),
)

# ── 履行与起诉 ───────────────────────────────────────────────────────────────────────────────────────────────────────

REDO = regulations(  # where no law, regulation or rule sets another period
    _("重新作出行政行为的期限"),
    slug="reconsideration-ordinary/redo",
    article="行政复议法实施条例#49.1",
    length=calendar_days(60),
    obliged="respondent",
    starts="收到复议决定书之日",
    on_expiry="order_performance",
    effect=Effect(_("依法追究责任"), "行政复议法实施条例#62"),
)
OPINION_RESPONSE = new(
    _("复议意见书办理反馈期限"),
    slug="reconsideration-ordinary/opinion-response",
    article="行政复议法#76",
    length=calendar_days(60),
    obliged="respondent",
    starts="收到行政复议意见书之日",
    on_expiry="order_performance",
    effect=ORDER,
)
OPINION_RESPONSE_2017 = regulations(
    _("复议意见书办理反馈期限"),
    slug="reconsideration-ordinary/opinion-response",
    article="行政复议法实施条例#57.1",
    length=calendar_days(60),
    obliged="respondent",
    starts="收到行政复议意见书之日",
)
SUE = new(
    _("不服复议决定的起诉期限"),
    slug="reconsideration-ordinary/sue",
    article="行政诉讼法#45",
    length=calendar_days(15),
    obliged="applicant",
    starts="收到复议决定书之日",
    on_expiry="close",
    effect=Effect(_("逾期不起诉又不履行的，依法强制执行"), "行政复议法#78"),
)
SUE_2017 = old(
    _("不服复议决定的起诉期限"),
    slug="reconsideration-ordinary/sue",
    article="行政诉讼法#45",
    also=("行政复议法(2017)#19",),
    length=calendar_days(15),
    obliged="applicant",
    starts="收到复议决定书之日",
    on_expiry="close",
    effect=Effect(_("逾期不起诉又不履行的，依法强制执行"), "行政复议法(2017)#33"),
)

# ── 简易程序: since 2024 only ────────────────────────────────────────────────────────────────────────────────────────

SIMPLIFIED_SEND_COPY = new(
    _("发送副本期限"),
    slug="reconsideration-simplified/send-copy",
    article="行政复议法#54.1",
    also=DAYS,
    length=working_days(3),
    obliged="reconsideration_body",
    starts="受理之日",
    effect=BREACH,
)
SIMPLIFIED_REPLY = new(
    _("答复举证期限"),
    slug="reconsideration-simplified/reply",
    article="行政复议法#54.1",
    also=DAYS,
    length=working_days(5),
    obliged="respondent",
    starts="收到申请书副本之日",
    on_expiry="reply_overdue",
    effect=Effect(_("视为该行政行为没有证据、依据"), "行政复议法#70"),
)
# No extension exists; the way out is the ordinary procedure (#55), whose sixty days then count from the acceptance.
SIMPLIFIED_DECISION = new(
    _("审理期限"),
    slug="reconsideration-simplified/decide",
    article="行政复议法#62.2",
    length=calendar_days(30),
    suspended_by=NOT_COUNTED,
    obliged="reconsideration_authority",
    starts="受理申请之日",
    effect=Effect(_("申请人可以自期限届满之日起十五日内起诉"), "行政诉讼法#45"),
)

# ── 附带审查 ─────────────────────────────────────────────────────────────────────────────────────────────────────────

HANDLE_DOCUMENT = new(  # the articles name no starting day: the day of suspension is taken [C]
    _("有权处理的处理期限"),
    slug="reconsideration-incidental-review/handle",
    article="行政复议法#56",
    also=("行政复议法#57",),
    length=calendar_days(30),
    obliged="reconsideration_authority",
    starts="行政复议中止之日",
    effect=BREACH,
)
HANDLE_DOCUMENT_2017 = old(
    _("有权处理的处理期限"),
    slug="reconsideration-incidental-review/handle",
    article="行政复议法(2017)#26",
    also=("行政复议法(2017)#27",),
    length=calendar_days(30),
    obliged="reconsideration_authority",
    starts="行政复议中止之日",
    effect=BREACH_2017,
)
FORWARD_DOCUMENT = new(
    _("无权处理的转送期限"),
    slug="reconsideration-incidental-review/forward",
    article="行政复议法#56",
    also=("行政复议法#57", *DAYS),
    length=working_days(7),
    obliged="reconsideration_body",
    starts="行政复议中止之日",
    effect=BREACH,
)
FORWARD_DOCUMENT_2017 = old(
    _("无权处理的转送期限"),
    slug="reconsideration-incidental-review/forward",
    article="行政复议法(2017)#26",
    also=("行政复议法(2017)#27", *DAYS_2017),
    length=working_days(7),
    obliged="reconsideration_body",
    starts="行政复议中止之日",
    effect=BREACH_2017,
)
NOTIFY_MAKER = new(
    _("通知制定机关期限"),
    slug="reconsideration-incidental-review/notify-maker",
    article="行政复议法#58.1",
    also=DAYS,
    length=working_days(3),
    obliged="reconsideration_body",
    starts="行政复议中止之日",
    effect=BREACH,
)
MAKER_REPLY = new(
    _("制定机关答复期限"),
    slug="reconsideration-incidental-review/maker-reply",
    article="行政复议法#58.1",
    also=DAYS,
    length=working_days(10),
    obliged="document_maker",
    starts="收到书面通知之日",
    on_expiry="maker_silent",
    effect=Effect(_("不影响继续审查"), "行政复议法#59"),
)
RECEIVING_ORGAN = new(
    _("接受转送机关回复期限"),
    slug="reconsideration-incidental-review/receiving-organ",
    article="行政复议法#60",
    length=calendar_days(60),
    obliged="other_organ",
    starts="收到转送之日",
)
RECEIVING_ORGAN_2017 = old(  # for documents attacked by the applicant; for those found of office (#27) no days are set
    _("接受转送机关处理期限"),
    slug="reconsideration-incidental-review/receiving-organ",
    article="行政复议法(2017)#26",
    length=calendar_days(60),
    obliged="other_organ",
    starts="收到转送之日",
)
