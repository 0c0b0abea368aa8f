"""期限: the articles are borrowed, for every limit must have one."""

from datetime import date

from fadu.kernel.clocks import TimeLimit, calendar_days, unstated, working_days

DECISION = TimeLimit("处理期限", slug="toy-dispute/decide", article="行政复议法#62.1", length=calendar_days(60))

# 投诉: three versions of one handling limit, for cases that are open when the law changes.
HANDLING_2020, HANDLING_2024, HANDLING_2025 = (
    TimeLimit(
        "投诉办理期限",
        slug="toy-complaint/handle",
        article="行政复议法#62.1",
        length=calendar_days(days),
        extension=calendar_days(10),
        suspended_by=("行政复议法#39",),
        in_force=date(year, 1, 1),
    )
    for year, days in ((2020, 60), (2024, 30), (2025, 20))
)
NOTICE_BOARD = TimeLimit(
    "公示期", slug="toy-complaint/notice-board", article="行政复议法#51.1", length=calendar_days(7), kind="minimum"
)
HEARING = TimeLimit(
    "听证通知", slug="toy-complaint/hearing", article="行政复议法#51.1", length=working_days(5), kind="notice"
)
ANSWER = TimeLimit(
    "投诉人答复期",
    slug="toy-complaint/answer",
    article="行政复议法#31.2",
    length=unstated(),
    extension=unstated(),
    restarted_by=("行政复议法#31.3",),
    on_expiry="lapse",
)
FAST = TimeLimit("简易办理期限", slug="toy-complaint-fast/handle", article="行政复议法#62.2", length=calendar_days(10))
PAYMENT = TimeLimit("付款期限", slug="toy-bill/pay", article="行政复议法#77.2", length=unstated(), on_expiry="remind")
RECORDING = TimeLimit(
    "登账期限", slug="toy-bill/record", article="行政复议法#77.2", length=unstated("working_day"), obliged="handler"
)
SUGGESTION = TimeLimit("答复期限", slug="toy-suggestion/reply", article="行政复议法#62.1", length=calendar_days(30))
