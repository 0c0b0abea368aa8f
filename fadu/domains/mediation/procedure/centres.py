"""综治中心受理事项、“枫桥式”司法所创建."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import SAME, Consequence, Procedure, State, Step

from .. import limits
from ..models import MatterOutcome, MatterTarget, Rating, Source


def to_mediation(case):
    """Yield the dispute that the centre passes to people's mediation, under the centre's number."""
    if case.target == MatterTarget.MEDIATION:
        yield {
            "organisation": case.target_organisation or case.organisation,
            "source": Source.CENTRE,
            "passed_from": case.number,
            "type": case.type,
            "parties": case.person,
            "facts": case.matter,
        }


def to_petition(case):
    """Yield the petition that the centre passes to the petition office, under the centre's number."""
    if case.target == MatterTarget.PETITION:
        yield {
            "organisation": case.target_organisation or case.organisation,
            "channel": "transfer",
            "transferred_from": case.number,
            "petitioner": case.person,
            "phone": case.contact,
            "content": case.matter,
        }


# fmt: off


class GovernanceMatter(Procedure):
    """综治中心受理事项: one intake, one number, passed between the functions until it is concluded."""

    slug = "governance-matter"
    title = _("综治中心事项办理")
    law = "信访工作条例"
    in_force = limits.PETITION_WORK

    received = State(_("已受理"))
    referred = State(_("已分流（办理中）"))
    concluded = State(_("办理完毕"), final=True)

    receive = Step(
        _("受理"), None, received, role="governance_centre", article="信访工作条例#18.3",
        requires=("person", "matter"), stamps="received_on",
    )
    refer = Step(
        _("分流"), (received, referred), referred, role="governance_centre", article="信访工作条例#37.1",
        requires=("target",), records=("target_name", "target_organisation"), stamps="referred_on",
        brings=(
            Consequence("mediation-dispute/refer-to-committee", to_mediation),
            Consequence("petition-case/receive-transfer", to_petition),
        ),
        note=_("转其他职能的，可以再次分流"),
    )
    conclude = Step(
        _("办理完毕"), (received, referred), concluded, role="governance_centre", article="信访工作条例#15.3",
        requires=("result",), stamps="concluded_on", outcomes=tuple(MatterOutcome),
    )

    outcomes = dict.fromkeys(MatterOutcome, "信访工作条例#15.3")


class FengqiaoOffice(Procedure):
    """“枫桥式”司法所创建: applied, assessed, rated; the title can be taken back."""

    slug = "fengqiao-office"
    title = _("“枫桥式”司法所创建")
    law = "信访工作条例"
    in_force = limits.PETITION_WORK
    note = _("评定标准由组织评定的机关制定")

    applied = State(_("已申报"))
    assessed = State(_("已考评"))
    rated = State(_("已评定"))
    declined = State(_("未获评定"), final=True)
    revoked = State(_("称号已撤销"), final=True)

    apply = Step(
        _("申报"), None, applied, role="mediation_clerk", article="信访工作条例#15.3", requires=("office",),
    )
    assess = Step(
        _("考评"), applied, assessed, role="assessor", article="信访工作条例#15.3", requires=("score",),
        stamps="assessed_on",
    )
    rate = Step(
        _("评定"), assessed, rated, role="assessor", article="信访工作条例#15.3", records=("document",),
        stamps="rated_on", outcomes=(Rating.NATIONAL, Rating.PROVINCIAL, Rating.CITY),
    )
    promote = Step(
        _("晋级"), rated, SAME, role="assessor", article="信访工作条例#15.3", records=("document",),
        outcomes=(Rating.NATIONAL, Rating.PROVINCIAL),
    )
    decline = Step(
        _("不予评定"), (applied, assessed), declined, role="assessor", article="信访工作条例#15.3",
        requires=("reason",), outcomes=(Rating.DECLINED,),
    )
    revoke = Step(
        _("撤销称号"), rated, revoked, role="assessor", article="信访工作条例#15.3", requires=("reason",),
        stamps="revoked_on",
    )

    outcomes = dict.fromkeys(Rating, "信访工作条例#15.3")
