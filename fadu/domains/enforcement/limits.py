"""行政执法的法定期限: penalties, hearings, coercive measures, court enforcement, transfer of crimes.

Working days are exactly “二日、三日、五日、七日” of the Penalty Law (行政处罚法#85) and all terms up to ten days of the
Coercion Law (行政强制法#69); 15, 30 and 90 days run on the calendar.
"""

from datetime import date
from functools import partial

from django.utils.translation import gettext_lazy as _

from fadu.kernel.clocks import (
    LITIGATION,
    Effect,
    TimeLimit,
    calendar_days,
    hours,
    months,
    unstated,
    working_days,
    years,
)

PENALTY_LAW = date(2021, 7, 15)
COERCION_LAW = date(2012, 1, 1)
LICENSING_LAW = date(2019, 4, 23)
TRANSFER_RULES = date(2020, 8, 7)
MARKET_RULES = date(2021, 9, 1)
PENALTY_DAYS = ("行政处罚法#85",)
COERCION_DAYS = ("行政强制法#69",)

penalty = partial(TimeLimit, in_force=PENALTY_LAW)
coercion = partial(TimeLimit, in_force=COERCION_LAW)
transfer = partial(TimeLimit, in_force=TRANSFER_RULES)
market = partial(TimeLimit, in_force=MARKET_RULES)

# ── 执法证件 ─────────────────────────────────────────────────────────────────────────────────────────────────────────

# How long a certificate is valid stands on it; when it is verified is for provincial rules.
VALIDITY = penalty(
    _("证件有效期"),
    slug="enforcement-certificate/validity",
    article="行政处罚法#42.1",
    length=unstated("year"),
    kind="maximum",
    obliged="enforcement_handler",
    starts="核发之日",
    on_expiry="lapse",
    effect=Effect(_("证件失效，持证人不得从事执法活动"), "行政处罚法#42.1"),
)
VERIFICATION = penalty(
    _("证件审验周期"),
    slug="enforcement-certificate/verification",
    article="国办发2018-118",
    length=unstated("month"),
    restarted_by=("国办发2018-118",),
    obliged="enforcement_supervisor",
    starts="核发或者上次审验之日",
)

# ── 行政处罚 ─────────────────────────────────────────────────────────────────────────────────────────────────────────

LIMITATION = TimeLimit(  # five years for life, health and financial security with harm done; the test is DISCOVERY
    _("追责时效"),
    slug="penalty-ordinary/limitation",
    article="行政处罚法#36.1",
    also=("行政处罚法#36.2",),
    length=years(2),
    obliged="handler",
    starts="违法行为发生之日；有连续或者继续状态的，行为终了之日",
    on_expiry="not_file",
    effect=Effect(_("不再给予行政处罚"), "行政处罚法#36.1"),
    in_force=PENALTY_LAW,
)
LIMITATION_LONG = penalty(
    _("追责时效（生命健康安全、金融安全）"),
    slug="penalty-ordinary/limitation-long",
    article="行政处罚法#36.1",
    also=("行政处罚法#36.2",),
    length=years(5),
    obliged="handler",
    starts="违法行为发生之日；有连续或者继续状态的，行为终了之日",
    on_expiry="not_file",
    effect=Effect(_("不再给予行政处罚"), "行政处罚法#36.1"),
)
# The law knows neither extension nor suspension of the ninety days; laws, regulations and RULES of a field may: those
# that take days out are kept as rows, by kind and field, and a suspension without one is refused.
PENALTY_DECISION = TimeLimit(
    _("办案期限"),
    slug="penalty-ordinary/decide",
    article="行政处罚法#60",
    length=calendar_days(90),
    extension=unstated(),
    extension_article="行政处罚法#60",
    suspended_by=("行政处罚法#60",),
    obliged="handler",
    starts="立案之日",
    effect=Effect(_("违反法定程序，责令改正"), "行政处罚法#76.1(3)"),
    in_force=PENALTY_LAW,
)
EVIDENCE = TimeLimit(
    _("先行登记保存处理期限"),
    slug="penalty-ordinary/evidence",
    article="行政处罚法#56",
    also=PENALTY_DAYS,
    length=working_days(7),
    obliged="handler",
    starts="先行登记保存之日",
    in_force=PENALTY_LAW,
)
SERVE_PENALTY = TimeLimit(
    _("送达期限"),
    slug="penalty-ordinary/serve",
    article="行政处罚法#61.1",
    also=PENALTY_DAYS,
    length=working_days(7),
    obliged="handler",
    starts="宣告处罚决定之日",
    effect=Effect(_("违反法定程序，责令改正"), "行政处罚法#76.1(3)"),
    in_force=PENALTY_LAW,
)
PAY = TimeLimit(
    _("缴款期限"),
    slug="penalty-ordinary/pay",
    article="行政处罚法#67.3",
    length=calendar_days(15),
    obliged="party",
    starts="收到行政处罚决定书之日",
    on_expiry="fall_due",
    effect=Effect(_("每日按罚款数额的百分之三加处罚款，不超过罚款数额"), "行政处罚法#72.1(1)"),
    in_force=PENALTY_LAW,
)
DEFERRAL = penalty(
    _("暂缓、分期缴纳期限"),
    slug="penalty-ordinary/deferral",
    article="行政处罚法#66.2",
    length=unstated(),
    obliged="party",
    starts="批准暂缓或者分期缴纳之日",
    on_expiry="end_deferral",
    effect=Effect(_("自期限结束之日起计算申请人民法院强制执行的期限"), "行政处罚法#72.2"),
)
REMEDY = penalty(  # when neither reconsideration nor suit was sought, the organ may turn to the court (行政强制法#53)
    _("起诉期限"),
    slug="penalty-ordinary/remedy",
    article="行政诉讼法#46.1",
    counting=LITIGATION,
    length=months(6),
    obliged="party",
    starts="收到行政处罚决定书之日",
    on_expiry="remedies_expire",
    effect=Effect(_("可以自期限届满之日起三个月内申请人民法院强制执行"), "行政强制法#53"),
)
SPOT_PAY = penalty(
    _("缴款期限"),
    slug="penalty-summary/pay",
    article="行政处罚法#67.3",
    length=calendar_days(15),
    obliged="party",
    starts="收到行政处罚决定书之日",
    on_expiry="fall_due",
    effect=Effect(_("每日按罚款数额的百分之三加处罚款，不超过罚款数额"), "行政处罚法#72.1(1)"),
)
HAND_IN = penalty(  # then the organ has two working days more to pay it into the bank
    _("当场收缴罚款上交期限"),
    slug="penalty-summary/hand-in",
    article="行政处罚法#71",
    also=PENALTY_DAYS,
    length=working_days(2),
    obliged="enforcement_officer",
    starts="当场收缴之日；在水上的，抵岸之日",
    effect=Effect(_("截留、私分罚款的，依法给予处分"), "行政处罚法#79.1"),
)
REQUEST_HEARING = TimeLimit(
    _("要求听证期限"),
    slug="penalty-hearing/request",
    article="行政处罚法#64(1)",
    also=PENALTY_DAYS,
    length=working_days(5),
    obliged="party",
    starts="行政机关告知之日",
    on_expiry="lapse",
    effect=Effect(_("视为不要求听证"), "行政处罚法#64(1)"),
    in_force=PENALTY_LAW,
)
HEARING_NOTICE = TimeLimit(
    _("听证通知提前期"),
    slug="penalty-hearing/notice",
    article="行政处罚法#64(2)",
    also=PENALTY_DAYS,
    length=working_days(7),
    kind="notice",
    obliged="hearing_chair",
    starts="举行听证之日",
    in_force=PENALTY_LAW,
)

# ── 决定公开 ─────────────────────────────────────────────────────────────────────────────────────────────────────────

PUBLISH = penalty(  # laws and administrative regulations may set another
    _("处罚、许可决定公示期限"),
    slug="enforcement-publication/publish-general",
    article="国办发2018-118",
    length=working_days(7),
    obliged="handler",
    starts="作出决定之日",
)
PUBLISH_LICENCE = TimeLimit(
    _("许可决定公示期限"),
    slug="licence-decision/publish",
    article="国办发2018-118",
    length=working_days(7),
    obliged="enforcement_handler",
    starts="作出许可决定之日",
    in_force=LICENSING_LAW,
)
PUBLISH_MARKET = market(  # a party of another province: pushed within 10 working days, published within 10 more (#10)
    _("市场监管处罚信息公示期限"),
    slug="enforcement-publication/publish-market",
    article="处罚信息公示规定#9",
    length=working_days(20),
    obliged="market_regulator",
    starts="作出行政处罚决定之日",
)
WITHDRAW = penalty(
    _("撤回公开信息期限"),
    slug="enforcement-publication/withdraw",
    article="行政处罚法#48.2",
    also=PENALTY_DAYS,
    length=working_days(3),
    obliged="handler",
    starts="处罚决定被变更、撤销、确认违法或者确认无效之日",
    effect=Effect(_("违反法定程序，责令改正"), "行政处罚法#76.1(3)"),
)
SHOWN_SHORT = market(
    _("通报批评、较低数额罚款公示期"),
    slug="enforcement-publication/shown-short",
    article="处罚信息公示规定#13.1",
    length=months(3),
    kind="maximum",
    obliged="market_regulator",
    starts="公示之日",
    on_expiry="end",
    effect=Effect(_("停止公示"), "处罚信息公示规定#13.1"),
)
SHOWN_LONG = market(
    _("其他处罚公示期"),
    slug="enforcement-publication/shown-long",
    article="处罚信息公示规定#13.1",
    length=years(3),
    kind="maximum",
    obliged="market_regulator",
    starts="公示之日",
    on_expiry="end",
    effect=Effect(_("停止公示"), "处罚信息公示规定#13.1"),
)

# ── 行政强制 ─────────────────────────────────────────────────────────────────────────────────────────────────────────

SEIZURE = TimeLimit(  # a law or administrative regulation may set another length
    _("查封扣押期限"),
    slug="coercion-measure/seizure",
    article="行政强制法#25.1",
    length=calendar_days(30),
    kind="maximum",
    extension=calendar_days(30),
    extension_article="行政强制法#25.1",
    suspended_by=("行政强制法#25.3",),
    obliged="handler",
    starts="查封、扣押之日",
    on_expiry="lift",
    effect=Effect(_("应当解除查封、扣押"), "行政强制法#28.1(4)"),
    in_force=COERCION_LAW,
)
EMERGENCY = coercion(
    _("紧急实施后报告补批期限"),
    slug="coercion-measure/emergency-report",
    article="行政强制法#19",
    length=hours(24),
    obliged="enforcement_officer",
    starts="当场实施强制措施之时",
    effect=Effect(_("违反法定程序，责令改正"), "行政强制法#61(3)"),
)
FREEZE_DECISION = coercion(
    _("交付冻结决定书期限"),
    slug="coercion-measure/freeze-decision",
    article="行政强制法#31",
    also=COERCION_DAYS,
    length=working_days(3),
    obliged="handler",
    starts="冻结存款、汇款之日",
    effect=Effect(_("违反法定程序，责令改正"), "行政强制法#61(3)"),
)
FREEZE = coercion(  # only a LAW may set another length; testing stops nothing here
    _("冻结期限"),
    slug="coercion-measure/freeze",
    article="行政强制法#32.1",
    length=calendar_days(30),
    kind="maximum",
    extension=calendar_days(30),
    extension_article="行政强制法#32.1",
    obliged="handler",
    starts="冻结存款、汇款之日",
    on_expiry="auto_unfreeze",
    effect=Effect(_("金融机构自期满之日起解除冻结"), "行政强制法#33.3"),
)
SURCHARGE = coercion(
    _("加处罚款、滞纳金满三十日"),
    slug="coercion-execution/surcharge",
    article="行政强制法#46.1",
    length=calendar_days(30),
    kind="minimum",
    obliged="handler",
    starts="实施加处罚款或者滞纳金之日",
    effect=Effect(_("经催告仍不履行的，可以强制执行"), "行政强制法#46.1"),
)
SUBSTITUTE_NOTICE = coercion(
    _("代履行前催告"),
    slug="coercion-execution/substitute-notice",
    article="行政强制法#51.1(2)",
    also=COERCION_DAYS,
    length=working_days(3),
    kind="notice",
    obliged="handler",
    starts="代履行之日",
)
PAUSE = coercion(
    _("中止最长期间"),
    slug="coercion-execution/pause-limit",
    article="行政强制法#39.2",
    length=years(3),
    kind="maximum",
    obliged="handler",
    starts="中止执行之日",
    on_expiry="give_up",
    effect=Effect(_("没有明显社会危害，当事人确无能力履行的，不再执行"), "行政强制法#39.2"),
)
APPLY_TO_COURT = TimeLimit(  # counted once BOTH remedies have lapsed: in practice after the six months for suit
    _("申请人民法院强制执行期限"),
    slug="coercion-court-enforcement/apply",
    article="行政强制法#53",
    also=("行诉解释#156",),
    length=months(3),
    obliged="handler",
    starts="当事人法定起诉期限届满之日",
    on_expiry="miss",
    effect=Effect(_("除有正当理由外，人民法院不予受理"), "行诉解释#156"),
    in_force=COERCION_LAW,
)
AFTER_DEMAND = TimeLimit(  # runs INSIDE the three months: a demand sent late eats them up
    _("催告后等待期"),
    slug="coercion-court-enforcement/after-demand",
    article="行政强制法#54",
    also=COERCION_DAYS,
    length=working_days(10),
    kind="minimum",
    obliged="handler",
    starts="催告书送达之日",
    in_force=COERCION_LAW,
)

COURT_ACCEPTS = coercion(
    _("法院受理期限"),
    slug="coercion-court-enforcement/court-accept",
    article="行政强制法#56.1",
    also=COERCION_DAYS,
    length=working_days(5),
    obliged="court",
    starts="接到强制执行申请之日",
)
OBJECT_REFUSAL = coercion(
    _("对不予受理申请复议期限"),
    slug="coercion-court-enforcement/object-refusal",
    article="行政强制法#56.2",
    length=calendar_days(15),
    obliged="handler",
    starts="收到不予受理裁定之日",
    on_expiry="give_up",
    effect=Effect(_("丧失异议的权利"), "行政强制法#56.2"),
)
COURT_RULES = coercion(
    _("书面审查裁定期限"),
    slug="coercion-court-enforcement/court-rule",
    article="行政强制法#57",
    also=COERCION_DAYS,
    length=working_days(7),
    obliged="court",
    starts="受理之日",
)
COURT_RULES_IN_DOUBT = coercion(
    _("明显违法情形裁定期限"),
    slug="coercion-court-enforcement/court-rule-doubtful",
    article="行政强制法#58.2",
    also=("行诉解释#160",),
    length=calendar_days(30),
    obliged="court",
    starts="受理之日",
)
OBJECT_DENIAL = coercion(
    _("对不予执行申请复议期限"),
    slug="coercion-court-enforcement/object-denial",
    article="行政强制法#58.3",
    length=calendar_days(15),
    obliged="handler",
    starts="收到不予执行裁定之日",
    on_expiry="give_up",
    effect=Effect(_("丧失异议的权利"), "行政强制法#58.3"),
)

# ── 移送 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

# These Rules have no clause on working days: all their days run on the calendar.
APPROVE_TRANSFER = transfer(
    _("移送审批期限"),
    slug="crime-transfer/approve",
    article="移送规定#5.2",
    length=calendar_days(3),
    obliged="agency_head",
    starts="接到移送报告之日",
    effect=Effect(_("责令限期移送"), "移送规定#16.1"),
)
TRANSFER = TimeLimit(
    _("移送期限"),
    slug="crime-transfer/transfer",
    article="移送规定#5.2",
    length=hours(24),
    obliged="handler",
    starts="决定批准移送之时",
    effect=Effect(_("责令限期移送"), "移送规定#16.1"),
    in_force=TRANSFER_RULES,
)
POLICE_DECIDE = transfer(
    _("公安机关审查期限"),
    slug="crime-transfer/police-decide",
    article="移送规定#8",
    length=calendar_days(3),
    obliged="police",
    starts="接受移送之日",
    effect=Effect(_("人民检察院立案监督"), "移送规定#17.1"),
)
ASK_RE_EXAMINATION = transfer(
    _("提请复议期限"),
    slug="crime-transfer/ask-re-examination",
    article="移送规定#9.1",
    length=calendar_days(3),
    obliged="handler",
    starts="接到不予立案通知书之日",
    on_expiry="accept_refusal",
    effect=Effect(_("依法作出行政处理"), "移送规定#10"),
)
POLICE_RE_DECIDE = transfer(
    _("公安机关复议期限"),
    slug="crime-transfer/police-re-decide",
    article="移送规定#9.2",
    length=calendar_days(3),
    obliged="police",
    starts="收到提请复议文件之日",
    effect=Effect(_("人民检察院立案监督"), "移送规定#17.1"),
)
ASK_SUPERVISION = transfer(
    _("建议立案监督期限"),
    slug="crime-transfer/ask-supervision",
    article="移送规定#9.2",
    length=calendar_days(3),
    obliged="handler",
    starts="收到复议决定通知书之日",
    effect=Effect(_("依法作出行政处理"), "移送规定#10"),
)
HAND_OVER = transfer(
    _("移交期限"),
    slug="crime-transfer/hand-over",
    article="移送规定#12",
    length=calendar_days(3),
    obliged="handler",
    starts="接到立案通知书之日",
    effect=Effect(_("责令限期移送"), "移送规定#16.1"),
)
