"""政务公开的法定期限: the Regulations say “工作日” wherever they mean it; the yearly dates are fixed."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from fadu.kernel.clocks import Effect, TimeLimit, working_days, yearly

REGULATIONS = date(2019, 5, 15)

CORRECTION_NOTICE = TimeLimit(
    _("补正告知期限"),
    slug="info-disclosure-application/correction-notice",
    article="政府信息公开条例#30",
    length=working_days(7),
    obliged="disclosure_office",
    starts="收到申请之日",  # which day that is: 政府信息公开条例#31
    in_force=REGULATIONS,
)
REPLY = TimeLimit(  # after a correction the period runs ANEW from the corrected application
    _("答复期限"),
    slug="info-disclosure-application/reply",
    article="政府信息公开条例#33.2",
    length=working_days(20),
    extension=working_days(20),
    extension_article="政府信息公开条例#33.2",
    suspended_by=("政府信息公开条例#33.3",),
    restarted_by=("政府信息公开条例#30",),
    obliged="disclosure_office",
    starts="收到申请之日",
    effect=Effect(_("可以向政府信息公开工作主管部门提出"), "政府信息公开条例#47.2"),
    in_force=REGULATIONS,
)
DEPARTMENT_REPORT = TimeLimit(
    _("部门政府信息公开工作年度报告"),
    slug="info-disclosure-annual-report/departments",
    article="政府信息公开条例#49.1",
    length=yearly("01-31"),
    kind="date",
    obliged="disclosure_office",
    starts="每年1月1日",
    effect=Effect(_("督促整改或者通报批评"), "政府信息公开条例#47.1"),
    in_force=REGULATIONS,
)
