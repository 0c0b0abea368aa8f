"""公共法律服务的法定期限: the Legal Aid Law has no clause on working days, so its short terms run on the calendar."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from fadu.kernel.clocks import TimeLimit, calendar_days

LEGAL_AID_LAW = date(2022, 1, 1)

# The Law does not say that the time for supplementing papers (#43.2) is left out; ministerial rules are said to do so.
DECIDE = TimeLimit(
    _("法律援助审查决定期限"),
    slug="legal-aid-application/decide",
    article="法律援助法#43.1",
    length=calendar_days(7),
    obliged="legal_aid_agency",
    starts="收到法律援助申请之日",
    in_force=LEGAL_AID_LAW,
)
ASSIGN = TimeLimit(
    _("法律援助指派期限"),
    slug="legal-aid-application/assign",
    article="法律援助法#43.1",
    length=calendar_days(3),
    obliged="legal_aid_agency",
    starts="决定给予法律援助之日",
    in_force=LEGAL_AID_LAW,
)
