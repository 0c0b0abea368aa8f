"""政府立法的法定期限: all are calendar days or months; no clause on working days."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from fadu.kernel.clocks import Effect, TimeLimit, calendar_days, months

RULE_MAKING = date(2018, 5, 1)

COMMENT = TimeLimit(  # “一般不少于”: shorter only for a reason; secrets are exempt
    _("规章草案征求意见期"),
    slug="government-rule/comment",
    article="规章制定程序条例#15.2",
    length=calendar_days(30),
    kind="minimum",
    obliged="drafter",
    starts="向社会公布草案之日",
    in_force=RULE_MAKING,
)
EFFECTIVE = TimeLimit(  # but at once where national security, currency policy, or the rule itself requires it
    _("规章公布至施行间隔"),
    slug="government-rule/effective",
    article="规章制定程序条例#32",
    length=calendar_days(30),
    kind="minimum",
    obliged="chief_executive",
    starts="公布之日",
    in_force=RULE_MAKING,
)
FILE = TimeLimit(  # from PUBLICATION, not from taking effect
    _("规章备案期限"),
    slug="government-rule/file",
    article="规章制定程序条例#34",
    also=("立法法#109",),
    length=calendar_days(30),
    obliged="legality_office",
    starts="公布之日",
    in_force=RULE_MAKING,
)
FILE_2024 = TimeLimit(
    _("规章备案期限"),
    slug="government-rule/file",
    article="规章制定程序条例#34",
    also=("备案审查条例#4", "立法法#109"),
    length=calendar_days(30),
    obliged="legality_office",
    starts="公布之日",
    effect=Effect(_("通知限期报送；逾期仍不报送的，给予通报"), "备案审查条例#23"),
    in_force=date(2024, 11, 1),
)
APPROVE = TimeLimit(  # the article names neither the starting day nor what follows when the term has passed
    _("设区的市地方性法规批准期限"),
    slug="local-regulation-approval/approve",
    article="立法法#81.1",
    length=months(4),
    obliged="provincial_standing_committee",
    starts="报请批准之日",
    in_force=date(2023, 3, 15),
)
