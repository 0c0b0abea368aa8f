"""矛盾纠纷化解的期限: performance of agreements, judicial confirmation, administrative mediation and adjudication."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from fadu.kernel.clocks import CIVIL_PROCEDURE, LITIGATION, Effect, TimeLimit, calendar_days, months, unstated

MEDIATION_LAW = date(2011, 1, 1)
CONFIRMATION_PROVISIONS = date(2011, 3, 30)
CIVIL_PROCEDURE_2023 = date(2024, 1, 1)
BUSINESS_ENVIRONMENT = date(2020, 1, 1)
PETITION_WORK = date(2022, 5, 1)

# ── 调解 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

PERFORMANCE = TimeLimit(  # what is due is for the parties to say
    _("协议约定的履行期限"),
    slug="peoples-mediation/perform",
    article="人民调解法#29.1(3)",
    also=("人民调解法#31.1",),
    length=unstated(),
    obliged="party",
    starts="调解协议生效之日",
    effect=Effect(_("当事人可以就协议的履行起诉"), "人民调解法#32"),
    in_force=MEDIATION_LAW,
)
ADMINISTRATIVE = TimeLimit(  # no statute sets a term; many provinces do
    _("行政调解期限"),
    slug="administrative-mediation/conclude",
    article="优化营商环境条例#66",
    length=unstated(),
    obliged="mediating_organ",
    starts="受理之日",
    in_force=BUSINESS_ENVIRONMENT,
)

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
    in_force=MEDIATION_LAW,
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
    in_force=CIVIL_PROCEDURE_2023,
)
CONFIRM_ACCEPT = TimeLimit(
    _("决定是否受理司法确认申请"),
    slug="mediation-confirmation/accept",
    article="司法确认规定#4",
    length=calendar_days(3),
    counting=CIVIL_PROCEDURE,
    obliged="court",
    starts="收到申请之日",
    in_force=CONFIRMATION_PROVISIONS,
)
CONFIRM_DECIDE = TimeLimit(
    _("司法确认审查期限"),
    slug="mediation-confirmation/decide",
    article="司法确认规定#5.1",
    length=calendar_days(15),
    extension=calendar_days(10),
    extension_article="司法确认规定#5.1",
    counting=CIVIL_PROCEDURE,
    obliged="court",
    starts="受理申请之日",
    in_force=CONFIRMATION_PROVISIONS,
)
CONFIRM_SPECIAL = (
    TimeLimit(  # confirmation is now a special procedure; where the provisions of 2011 differ, the Law is safer
        _("特别程序审理期限"),
        slug="mediation-confirmation/decide-special",
        article="民事诉讼法#187",
        length=calendar_days(30),
        extension=unstated(),
        extension_article="民事诉讼法#187",
        counting=CIVIL_PROCEDURE,
        obliged="court",
        starts="立案之日",
        in_force=CIVIL_PROCEDURE_2023,
    )
)

# ── 行政裁决 ─────────────────────────────────────────────────────────────────────────────────────────────────────────

ADJUDICATE = TimeLimit(  # as the law that allows the adjudication says; the list of matters holds it
    _("行政裁决办理期限"),
    slug="administrative-adjudication/decide",
    article="优化营商环境条例#66",
    length=unstated(),
    obliged="adjudicating_organ",
    starts="受理之日",
    in_force=BUSINESS_ENVIRONMENT,
)
ADJUDICATION_SUE = TimeLimit(
    _("对行政裁决起诉的期限"),
    slug="administrative-adjudication/sue",
    article="行政诉讼法#46.1",
    length=months(6),
    counting=LITIGATION,
    obliged="party",
    starts="知道或者应当知道裁决之日",
    on_expiry="take_effect",
    effect=Effect(_("裁决生效，权利人可以申请强制执行"), "行诉解释#158.1"),
    in_force=BUSINESS_ENVIRONMENT,
)
