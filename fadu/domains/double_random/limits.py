"""双随机、涉企检查的期限: the law says “promptly”; the State Council's opinions give twenty working days to publish.

What a notice or decision itself names (rectify by, listed until) is a limit without a length of its own.
"""

from datetime import date
from functools import partial

from django.utils.translation import gettext_lazy as _

from fadu.kernel.clocks import Effect, TimeLimit, unstated, working_days

BUSINESS = date(2020, 1, 1)
# 双随机: the rule of the Regulations, and the opinions that carry it out.
RANDOM, OPINIONS = "优化营商环境条例#54.1", "国发2019-5"

regulated = partial(TimeLimit, in_force=BUSINESS)

PUBLISH = regulated(
    _("抽查结果公示期限"),
    slug="double-random/publish",
    article=OPINIONS,
    length=working_days(20),
    obliged="inspection_lead",
    starts="抽查任务完成之日",
    effect=Effect(_("督促"), OPINIONS),
)
RECTIFY = regulated(
    _("责令改正期限"),
    slug="random-check/rectify",
    article="行政处罚法#28.1",
    length=unstated(),
    obliged="party",
    starts="责令改正通知书送达之日",
    effect=Effect(_("复查；仍不改正的，依法处理"), "行政处罚法#54.2"),
)
AFTERWARDS = regulated(  # how many days after an urgent visit: local rules say
    _("紧急检查补办备案期限"),
    slug="inspection-filing/afterwards",
    article="优化营商环境条例#54.2",
    length=unstated("working_day"),
    obliged="inspection_lead",
    starts="紧急检查之日",
)
VERIFY = regulated(  # how many days to look into what a firm reports: local rules say
    _("核实企业反映期限"),
    slug="inspection-filing/verify",
    article="优化营商环境条例#54.1",
    length=unstated("working_day"),
    obliged="inspection_coordinator",
    starts="收到反映之日",
)
STATEMENT = regulated(
    _("陈述、申辩期限"),
    slug="blacklisting/statement",
    article="行政处罚法#45.1",
    length=unstated(),
    kind="minimum",
    obliged="inspection_lead",
    starts="告知书送达之日",
)
LISTED = regulated(
    _("列入期限"),
    slug="blacklisting/listed",
    article="优化营商环境条例#53",
    length=unstated(),
    kind="maximum",
    obliged="inspection_lead",
    starts="列入决定之日",
    on_expiry="expire",
    effect=Effect(_("期满移出，联合惩戒措施同时解除"), "优化营商环境条例#53"),
)
