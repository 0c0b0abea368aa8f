"""重大行政决策的法定期限: only the seven days for legality review are working days."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from fadu.kernel.clocks import TimeLimit, working_days

LEGALITY_REVIEW = TimeLimit(  # time the reviewer must be GIVEN: a minimum, not a deadline
    _("合法性审查时间保证"),
    slug="major-decision/legality-review",
    article="重大行政决策条例#26.2",
    length=working_days(7),
    kind="minimum",
    obliged="decision_unit",
    starts="送请合法性审查之日",
    in_force=date(2019, 9, 1),
)
