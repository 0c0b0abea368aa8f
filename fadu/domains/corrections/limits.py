"""社区矫正的法定期限: calendar days, counted as the Criminal Procedure Law counts; custody never rolls over."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from fadu.kernel.clocks import CRIMINAL_PROCEDURE, Effect, TimeLimit, calendar_days, months

CORRECTIONS_LAW = date(2020, 7, 1)

REPORT_IN = TimeLimit(
    _("报到期限"),
    slug="community-corrections/report-in",
    article="社区矫正法#21.1",
    length=calendar_days(10),
    counting=CRIMINAL_PROCEDURE,
    obliged="supervisee",
    starts="判决、裁定生效之日",  # not the day on which the papers are served
    on_expiry="fail_to_report",
    in_force=CORRECTIONS_LAW,
)
MONITOR = TimeLimit(  # may be extended again and again, each time by three months at most
    _("电子定位期限"),
    slug="community-corrections/monitor",
    article="社区矫正法#29.2",
    length=months(3),
    kind="maximum",
    counting=CRIMINAL_PROCEDURE,
    extension=months(3),
    extension_article="社区矫正法#29.2",
    restarted_by=("社区矫正法#29.2",),
    obliged="corrections_agency",
    starts="使用电子定位装置之日",
    on_expiry="end_monitor",
    effect=Effect(_("应当解除"), "社区矫正法#29.2"),
    in_force=CORRECTIONS_LAW,
)
CUSTODY = TimeLimit(
    _("逮捕后羁押期限"),
    slug="community-corrections/custody",
    article="社区矫正法#47.2",
    also=("刑事诉讼法#105.4",),
    length=calendar_days(30),
    kind="maximum",
    counting=CRIMINAL_PROCEDURE,
    obliged="court",
    starts="逮捕之日",
    effect=Effect(_("至期满之日为止，应当释放"), "刑事诉讼法#105.4"),
    in_force=CORRECTIONS_LAW,
)
