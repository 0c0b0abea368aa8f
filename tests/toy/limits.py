from fadu.kernel.clocks import TimeLimit, calendar_days

DECISION = TimeLimit("处理期限", slug="toy-dispute/decide", article="行政复议法#62.1", length=calendar_days(60))
