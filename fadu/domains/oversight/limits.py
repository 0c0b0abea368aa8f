"""权力监督的法定期限: the handling of deputies' proposals."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from fadu.kernel.clocks import Effect, TimeLimit, months

# Text of 2025. Proposals assigned before are counted by it too: the earlier text has not been seen.
DEPUTIES_LAW = date(2025, 3, 12)

SUPERVISED = Effect(_("由有关专门委员会和办事机构、工作机构督促办理"), "代表法#52.1")
ANSWER = TimeLimit(
    _("代表建议答复期限"),
    slug="congress-proposal/answer",
    article="代表法#51.2",
    length=months(3),
    restarted_by=("代表法#51.1",),
    obliged="undertaking_organ",
    starts="交办之日",
    effect=SUPERVISED,
    in_force=DEPUTIES_LAW,
)
ANSWER_COMPLEX = TimeLimit(  # six months INSTEAD of three, both from assignment
    _("代表建议答复期限（涉及面广、处理难度大）"),
    slug="congress-proposal/answer-complex",
    article="代表法#51.2",
    length=months(6),
    obliged="undertaking_organ",
    starts="交办之日",
    effect=SUPERVISED,
    in_force=DEPUTIES_LAW,
)
