"""信访的法定期限, by the Regulations of 2022 and by those of 2005, which ran until 30 April 2022.

In the Regulations of 2022 only the five days for an objection are working days; those of 2005 knew no objection.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from fadu.kernel.clocks import Effect, TimeLimit, calendar_days, unstated, working_days

PETITION_2022 = date(2022, 5, 1)
PETITION_2005 = date(2005, 5, 1)

# ── 登记、转送、告知 ──────────────────────────────────────────────────────────────────────────────────────────────────

OFFICE = TimeLimit(
    _("信访部门转送、交办期限"),
    slug="petition/petition-office",
    article="信访工作条例#22.1",
    length=calendar_days(15),
    obliged="petition_office",
    starts="收到信访事项之日",
    effect=Effect(_("由上级机关责令改正"), "信访工作条例#43"),
    in_force=PETITION_2022,
)
OFFICE_2005 = TimeLimit(
    _("信访部门转送、交办期限"),
    slug="petition/petition-office",
    article="信访条例#21.1",
    length=calendar_days(15),
    obliged="petition_office",
    starts="收到信访事项之日",
    effect=Effect(_("由上级行政机关责令改正"), "信访条例#41"),
    in_force=PETITION_2005,
)
TELL_DIRECT = TimeLimit(  # not where name or address is unclear
    _("书面告知期限（直接收到）"),
    slug="petition/tell-direct",
    article="信访工作条例#23.2",
    length=calendar_days(15),
    obliged="responsible_organ",
    starts="收到信访事项之日",
    effect=Effect(_("由上级机关、单位责令改正"), "信访工作条例#44(3)"),
    in_force=PETITION_2022,
)
TELL_DIRECT_2005 = TimeLimit(
    _("书面告知期限（直接收到）"),
    slug="petition/tell-direct",
    article="信访条例#22.2",
    length=calendar_days(15),
    obliged="responsible_organ",
    starts="收到信访事项之日",
    effect=Effect(_("由上级行政机关责令改正"), "信访条例#42(3)"),
    in_force=PETITION_2005,
)
TELL_FORWARDED = TimeLimit(
    _("书面告知期限（转送、交办）"),
    slug="petition/tell-forwarded",
    article="信访工作条例#23.3",
    length=calendar_days(15),
    obliged="responsible_organ",
    starts="收到转送、交办之日",
    effect=Effect(_("由上级机关、单位责令改正"), "信访工作条例#44(3)"),
    in_force=PETITION_2022,
)
TELL_FORWARDED_2005 = TimeLimit(
    _("书面告知期限（转送、交办）"),
    slug="petition/tell-forwarded",
    article="信访条例#21.2",
    length=calendar_days(15),
    obliged="responsible_organ",
    starts="收到转送、交办之日",
    effect=Effect(_("由上级行政机关责令改正"), "信访条例#42(3)"),
    in_force=PETITION_2005,
)
OBJECTION = TimeLimit(
    _("对转送交办的异议期限"),
    slug="petition/objection",
    article="信访工作条例#23.3",
    length=working_days(5),
    obliged="responsible_organ",
    starts="收到转送、交办之日",
    in_force=PETITION_2022,
)
REPORT = TimeLimit(  # the office that hands a matter over for handling names the day
    _("交办事项反馈期限"),
    slug="petition/report",
    article="信访工作条例#22.1(3)",
    length=unstated(),
    obliged="responsible_organ",
    starts="交办之日",
    in_force=PETITION_2022,
)
REPORT_2005 = TimeLimit(
    _("交办事项反馈期限"),
    slug="petition/report",
    article="信访条例#21.1(4)",
    length=unstated(),
    obliged="responsible_organ",
    starts="交办之日",
    in_force=PETITION_2005,
)

# ── 办理 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

# A hearing at this stage does not stop the clock; only that of the recheck does (#36.2).
HANDLE = TimeLimit(
    _("信访事项办理期限"),
    slug="petition/handle",
    article="信访工作条例#34",
    length=calendar_days(60),
    extension=calendar_days(30),
    extension_article="信访工作条例#34",
    obliged="responsible_organ",
    starts="受理之日",
    effect=Effect(_("由上级机关、单位责令改正"), "信访工作条例#45(1)"),
    in_force=PETITION_2022,
)
HANDLE_2005 = TimeLimit(
    _("信访事项办理期限"),
    slug="petition/handle",
    article="信访条例#33",
    length=calendar_days(60),
    extension=calendar_days(30),
    extension_article="信访条例#33",
    obliged="responsible_organ",
    starts="受理之日",
    effect=Effect(_("由信访工作机构督办"), "信访条例#36.1(1)"),
    in_force=PETITION_2005,
)

# ── 复查、复核 ────────────────────────────────────────────────────────────────────────────────────────────────────────

ENDED = Effect(_("期满未请求，信访事项办结"), "信访工作条例#35")
ENDED_2005 = Effect(_("期满未请求，信访事项办结"), "信访条例#34")

REQUEST_REVIEW = TimeLimit(
    _("请求复查期限"),
    slug="petition/request-review",
    article="信访工作条例#35",
    length=calendar_days(30),
    obliged="petitioner",
    starts="收到书面答复之日",
    on_expiry="close",
    effect=ENDED,
    in_force=PETITION_2022,
)
REQUEST_REVIEW_2005 = TimeLimit(
    _("请求复查期限"),
    slug="petition/request-review",
    article="信访条例#34",
    length=calendar_days(30),
    obliged="petitioner",
    starts="收到书面答复之日",
    on_expiry="close",
    effect=ENDED_2005,
    in_force=PETITION_2005,
)
REVIEW = TimeLimit(
    _("复查期限"),
    slug="petition/review",
    article="信访工作条例#35",
    length=calendar_days(30),
    obliged="review_organ",
    starts="收到复查请求之日",
    effect=Effect(_("由信访部门督办"), "信访工作条例#40.1"),
    in_force=PETITION_2022,
)
REVIEW_2005 = TimeLimit(
    _("复查期限"),
    slug="petition/review",
    article="信访条例#34",
    length=calendar_days(30),
    obliged="review_organ",
    starts="收到复查请求之日",
    effect=Effect(_("由信访工作机构督办"), "信访条例#36.1(1)"),
    in_force=PETITION_2005,
)
REQUEST_RECHECK = TimeLimit(
    _("请求复核期限"),
    slug="petition/request-recheck",
    article="信访工作条例#36.1",
    length=calendar_days(30),
    obliged="petitioner",
    starts="收到书面答复之日",
    on_expiry="close",
    effect=ENDED,
    in_force=PETITION_2022,
)
REQUEST_RECHECK_2005 = TimeLimit(
    _("请求复核期限"),
    slug="petition/request-recheck",
    article="信访条例#35.1",
    length=calendar_days(30),
    obliged="petitioner",
    starts="收到书面答复之日",
    on_expiry="close",
    effect=ENDED_2005,
    in_force=PETITION_2005,
)
RECHECK = TimeLimit(
    _("复核期限"),
    slug="petition/recheck",
    article="信访工作条例#36.1",
    length=calendar_days(30),
    suspended_by=("信访工作条例#36.2",),
    obliged="recheck_organ",
    starts="收到复核请求之日",
    effect=Effect(_("由信访部门督办"), "信访工作条例#40.1"),
    in_force=PETITION_2022,
)
RECHECK_2005 = TimeLimit(
    _("复核期限"),
    slug="petition/recheck",
    article="信访条例#35.1",
    length=calendar_days(30),
    suspended_by=("信访条例#35.2",),
    obliged="recheck_organ",
    starts="收到复核请求之日",
    effect=Effect(_("由信访工作机构督办"), "信访条例#36.1(1)"),
    in_force=PETITION_2005,
)

# ── 积案、接访 ────────────────────────────────────────────────────────────────────────────────────────────────────────

RESOLVE = TimeLimit(  # set by whoever hands the backlog over
    _("积案化解期限"),
    slug="petition-backlog/resolve",
    article="信访工作条例#18.2",
    length=unstated(),
    obliged="reception_leader",
    starts="包案之日",
    in_force=PETITION_2022,
)
RESOLVE_2005 = TimeLimit(
    _("积案化解期限"),
    slug="petition-backlog/resolve",
    article="信访条例#5.3",
    length=unstated(),
    obliged="reception_leader",
    starts="包案之日",
    in_force=PETITION_2005,
)
FOLLOW = TimeLimit(  # set by the leader who receives
    _("接访交办事项办理期限"),
    slug="petition-reception/resolve",
    article="信访工作条例#18.2",
    length=unstated(),
    obliged="responsible_organ",
    starts="交办之日",
    in_force=PETITION_2022,
)
FOLLOW_2005 = TimeLimit(
    _("接访交办事项办理期限"),
    slug="petition-reception/resolve",
    article="信访条例#10.1",
    length=unstated(),
    obliged="responsible_organ",
    starts="交办之日",
    in_force=PETITION_2005,
)
