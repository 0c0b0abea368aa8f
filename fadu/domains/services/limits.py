"""政务服务的法定期限: under the Licensing Law ALL periods of the agency are working days (行政许可法#82)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from fadu.kernel.clocks import Effect, TimeLimit, working_days

LICENSING_LAW = date(2004, 7, 1)
DAYS = ("行政许可法#82",)
SPECIAL = ("行政许可法#45",)  # hearing, tender, auction, testing, inspection, quarantine, appraisal, expert review
LATE = Effect(_("由上级行政机关或者监察机关责令改正"), "行政许可法#74(2)")

CORRECTION_NOTICE = TimeLimit(
    _("一次告知期限"),
    slug="permit/correction-notice",
    article="行政许可法#32.1(4)",
    also=DAYS,
    length=working_days(5),
    obliged="handler",
    starts="收到申请材料之日",
    on_expiry="deem_accepted",
    # Accepted from the day the papers came in, not from day five.
    effect=Effect(_("即为受理"), "行政许可法#32.1(4)", since="start"),
    in_force=LICENSING_LAW,
)
DECIDE = TimeLimit(  # laws and regulations may set another length
    _("行政许可决定期限"),
    slug="permit/decide",
    article="行政许可法#42.1",
    also=DAYS,
    length=working_days(20),
    extension=working_days(10),
    extension_article="行政许可法#42.1",
    suspended_by=SPECIAL,
    obliged="handler",
    starts="受理之日",
    effect=LATE,
    in_force=LICENSING_LAW,
)
DECIDE_JOINT = TimeLimit(
    _("统一、联合、集中办理期限"),
    slug="permit/decide-joint",
    article="行政许可法#42.2",
    also=("行政许可法#26", *DAYS),
    length=working_days(45),
    extension=working_days(15),
    extension_article="行政许可法#42.2",
    suspended_by=SPECIAL,
    obliged="handler",
    starts="受理之日",
    effect=LATE,
    in_force=LICENSING_LAW,
)
ISSUE = TimeLimit(
    _("颁发许可证件期限"),
    slug="permit/issue",
    article="行政许可法#44",
    also=DAYS,
    length=working_days(10),
    obliged="handler",
    starts="作出准予许可决定之日",
    in_force=LICENSING_LAW,
)
