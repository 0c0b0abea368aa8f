"""国家赔偿的法定期限."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from fadu.kernel.clocks import Effect, TimeLimit, months

DECIDE = TimeLimit(
    _("赔偿决定期限"),
    slug="state-compensation/decide",
    article="国家赔偿法#13.1",
    length=months(2),
    obliged="handler",
    starts="收到申请之日",
    on_expiry="fall_overdue",
    effect=Effect(_("可以自期限届满之日起三个月内起诉"), "国家赔偿法#14.1"),
    in_force=date(2013, 1, 1),
)
