"""执法台账核对: begun for a matter and a period, compared as often as is wanted, closed with what is done about it."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import Procedure, State, Step

from .. import checking
from .. import limits_supervision as limits

OVERSEEN = limits.OVERSEEN


def dealt_with(check):
    """核对发现问题的，写明处理意见 (行政处罚法#75.1)."""
    if check.found and not check.handling.strip():
        return _("核对发现%(found)d项；请填写处理意见再办结。") % {"found": check.found}
    return None


# fmt: off


class Checking(Procedure):
    """执法台账核对."""

    slug = "enforcement-check"
    title = _("执法台账核对")
    law = "行政处罚法"
    in_force = limits.PENALTY_LAW
    note = _(
        "列出达到追诉标准而没有移送、移送后逾期没有答复、退回后没有处理的案件，学时不足的执法人员和辅助人员，"
        "缺少必备文书的办结案卷；本级和下级一并核对"
    )

    begun = State(_("待核对"))
    compared = State(_("已核对（处理中）"))
    closed = State(_("办结"), final=True)

    begin = Step(
        _("启动核对"), None, begun, role="enforcement_supervisor", article=OVERSEEN,
        requires=("kind", "period_from", "period_to"),
    )
    compare = Step(
        _("核对台账"), (begun, compared), compared, role="enforcement_supervisor", article=OVERSEEN,
        stamps="compared_on",
        sets={"compared": checking.compared, "listed": checking.listed, "found": checking.found,
              "results": checking.results},
        note=_("整改以后可以再核对一次，清单换成最新的；以前的在留痕中"),
    )
    close = Step(
        _("办结"), compared, closed, role="enforcement_supervisor", article=OVERSEEN, records=("handling",),
        guard=dealt_with,
    )
