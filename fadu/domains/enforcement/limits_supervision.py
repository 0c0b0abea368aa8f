"""行政执法监督的期限: the nation's law sets none of them; a document names the day, or a local provision the length."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from fadu.kernel.clocks import Effect, TimeLimit, unstated

PENALTY_LAW = date(2021, 7, 15)
BUSINESS_ENVIRONMENT = date(2020, 1, 1)
SUPERVISION_REGULATIONS = date(2026, 2, 1)

OVERSEEN = "行政处罚法#75.1"  # governments examine, and supervise how penalties are imposed
REGULATIONS = "行政执法监督条例"
TO_ORDER = Effect(_("责令改正"), "行政处罚法#76.1")

FILE_PENALTY = TimeLimit(
    _("重大行政处罚报送备案期限"),
    slug="major-penalty-filing/file",
    article=OVERSEEN,
    length=unstated(),
    obliged="enforcement_handler",
    starts="作出处罚决定之日",
    in_force=PENALTY_LAW,
)
REVIEW_FILING = TimeLimit(
    _("备案审查期限"),
    slug="major-penalty-filing/review",
    article=OVERSEEN,
    length=unstated(),
    obliged="enforcement_supervisor",
    starts="收到备案之日",
    in_force=PENALTY_LAW,
)
CORRECT_PENALTY = TimeLimit(
    _("按备案审查意见纠正期限"),
    slug="major-penalty-filing/correct",
    article=OVERSEEN,
    also=("行政处罚法#75.2",),
    length=unstated(),
    obliged="enforcement_handler",
    starts="发出意见之日",
    effect=TO_ORDER,
    in_force=PENALTY_LAW,
)
RECTIFY = TimeLimit(
    _("执法监督整改期限"),
    slug="enforcement-supervision/rectify",
    article=OVERSEEN,
    length=unstated(),
    obliged="enforcement_handler",
    starts="监督文书发出之日",
    effect=TO_ORDER,
    in_force=PENALTY_LAW,
)
RECTIFY_2026 = TimeLimit(  # the text of the Regulations was not at hand: their own lengths, if any, are not known here
    _("执法监督整改期限"),
    slug="enforcement-supervision/rectify",
    article=REGULATIONS,
    length=unstated(),
    obliged="enforcement_handler",
    starts="监督文书发出之日",
    in_force=SUPERVISION_REGULATIONS,
)
RECTIFY_FILE = TimeLimit(
    _("案卷缺陷整改期限"),
    slug="reviewed-file/rectify",
    article=OVERSEEN,
    length=unstated(),
    obliged="enforcement_handler",
    starts="缺陷反馈之日",
    in_force=PENALTY_LAW,
)
REVIEW_BENCHMARK = TimeLimit(
    _("裁量权基准评估期限"),
    slug="benchmark-review/review",
    article="行政处罚法#34",
    length=unstated(),
    obliged="benchmark_maker",
    starts="变动施行之日",
    in_force=PENALTY_LAW,
)
FIX = TimeLimit(
    _("隐患整改期限"),
    slug="enforcement-hazard/fix",
    article="行政处罚法#28.1",
    length=unstated(),
    obliged="party",
    starts="责令限期改正之日",
    in_force=PENALTY_LAW,
)
ARCHIVE = TimeLimit(
    _("执法音像资料归档期限"),
    slug="enforcement-recording/record",
    article="行政处罚法#47",
    length=unstated(),
    obliged="enforcement_handler",
    starts="环节办理之日",
    on_expiry="lapse",
    effect=Effect(_("标记缺失，由监督机构督促"), OVERSEEN),
    in_force=PENALTY_LAW,
)
