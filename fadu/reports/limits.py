"""年度报告的法定期限.

督察工作规定#23 (report) and #24 (publish) were not seen in the text: the dates are as quoted on government pages, the
number 23 is from general knowledge. “3月1日之前” is read strictly: the last day of February is the last safe day.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from fadu.kernel.clocks import TimeLimit, yearly

PROVISIONS = date(2019, 4, 15)

REPORT = TimeLimit(
    _("法治政府建设年度报告报送期限"),
    slug="law-government-annual-report/report",
    article="督察工作规定#23",
    length=yearly("02-28"),
    kind="date",
    obliged="law_governance_office",
    starts="每年1月1日",
    in_force=PROVISIONS,
)
PUBLISH = TimeLimit(
    _("法治政府建设年度报告公开期限"),
    slug="law-government-annual-report/publish",
    article="督察工作规定#24",
    length=yearly("03-31"),
    kind="date",
    obliged="law_governance_office",
    starts="每年1月1日",
    in_force=PROVISIONS,
)
