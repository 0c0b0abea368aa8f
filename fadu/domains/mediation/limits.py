"""矛盾纠纷化解的法定期限: judicial confirmation of mediation agreements, and petitions.

In the petition regulations only the five days for an objection are working days.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from fadu.kernel.clocks import CIVIL_PROCEDURE, Effect, TimeLimit, calendar_days, working_days

PETITION_2022 = date(2022, 5, 1)
PETITION_2005 = date(2005, 5, 1)

# ── 司法确认 ─────────────────────────────────────────────────────────────────────────────────────────────────────────

LAPSE = Effect(_("不能再申请司法确认，争议可以起诉"), "人民调解法#32")
CONFIRM = TimeLimit(  # both parties together
    _("申请司法确认期限"),
    slug="mediation-confirmation/apply",
    article="人民调解法#33.1",
    length=calendar_days(30),
    counting=CIVIL_PROCEDURE,
    obliged="party",
    starts="调解协议生效之日",
    on_expiry="lapse",
    effect=LAPSE,
    in_force=date(2011, 1, 1),
)
CONFIRM_2024 = TimeLimit(  # the Civil Procedure Law had the same term before, under other article numbers
    _("申请司法确认期限"),
    slug="mediation-confirmation/apply",
    article="人民调解法#33.1",
    also=("民事诉讼法#205",),
    length=calendar_days(30),
    counting=CIVIL_PROCEDURE,
    obliged="party",
    starts="调解协议生效之日",
    on_expiry="lapse",
    effect=LAPSE,
    in_force=date(2024, 1, 1),
)

# ── 信访 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

OBJECTION = TimeLimit(
    _("对转送交办的异议期限"),
    slug="petition/objection",
    article="信访工作条例#23.3",
    length=working_days(5),
    obliged="responsible_organ",
    starts="收到转送、交办之日",
    in_force=PETITION_2022,
)
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
