"""行政执法的法定期限: penalties, hearings, coercive measures, court enforcement, transfer of crimes.

Working days are exactly “二日、三日、五日、七日” of the Penalty Law (行政处罚法#85) and all terms up to ten days of the
Coercion Law (行政强制法#69); 15, 30 and 90 days run on the calendar.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from fadu.kernel.clocks import Effect, TimeLimit, calendar_days, hours, months, unstated, working_days, years

PENALTY_LAW = date(2021, 7, 15)
COERCION_LAW = date(2012, 1, 1)
PENALTY_DAYS = ("行政处罚法#85",)
COERCION_DAYS = ("行政强制法#69",)

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
# The law knows neither extension nor suspension of the ninety days; laws, regulations and RULES of a field may.
PENALTY_DECISION = TimeLimit(
    _("办案期限"),
    slug="penalty-ordinary/decide",
    article="行政处罚法#60",
    length=calendar_days(90),
    extension=unstated(),
    extension_article="行政处罚法#60",
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

# ── 移送 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

TRANSFER = TimeLimit(
    _("移送期限"),
    slug="crime-transfer/transfer",
    article="移送规定#5.2",
    length=hours(24),
    obliged="handler",
    starts="决定批准移送之时",
    effect=Effect(_("责令限期移送"), "移送规定#16.1"),
    in_force=date(2020, 8, 7),
)
