"""领导包案、领导接访: one course under the Regulations of 2005 and of 2022; each version cites its own articles."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import SAME, Consequence, Procedure, State, Step, Term

from . import limits
from .models import BacklogCase, Reception, ReceptionOutcome


def to_register(reception):
    """Yield the petition as which a matter is registered that was brought to a leader."""
    yield {
        "channel": "transfer",
        "transferred_from": reception.number,
        "petitioner": reception.visitor,
        "phone": reception.phone,
        "people": reception.people,
        "content": reception.matter,
    }


# fmt: off


def backlog(of, day, cited, limit, moved="keep"):
    """Declare the course of a backlog case by the Regulations `of`, in force from `day`."""

    class Backlog(Procedure):
        """信访积案: a leader takes charge, plans, visits and resolves; the petition office verifies."""

        slug = "petition-backlog"
        title = _("信访积案领导包案化解")
        law = of
        in_force = day
        transition = moved

        listed = State(_("已交办、列入"))
        led = State(_("领导包案（化解中）"))
        resolved = State(_("已化解（待核实）"))
        closed = State(_("核实办结"), final=True)

        list = Step(
            _("交办、列入积案"), None, listed, role="petition_office", article=cited, requires=("petitioner", "matter"),
        )
        lead = Step(
            _("领导包案"), listed, led, role="petition_office", article=cited, requires=("leader", "leader_post"),
            records=("responsible", "resolve_by", "plan"), stamps="led_on",
        )
        make_plan = Step(
            _("制定化解方案"), led, SAME, role="reception_leader", article=cited, requires=("plan",),
        )
        change_leader = Step(
            _("调整包案领导"), led, SAME, role="petition_office", article=cited, requires=("leader", "leader_post"),
        )
        resolve = Step(
            _("化解"), (listed, led), resolved, role="reception_leader", article=cited, requires=("result",),
            stamps="resolved_on",
        )
        return_ = Step(
            _("核实未化解，退回"), resolved, led, role="petition_office", article=cited, requires=("leader",),
            sets={"resolved_on": None},
        )
        verify = Step(_("核实办结"), resolved, closed, role="petition_office", article=cited)

        terms = (
            Term(
                limit, starts=(lead,), until="resolve_by", stops=(resolve,), applies=BacklogCase.has_a_day,
                shown_in="due_on",
            ),
        )

    return Backlog


def reception(of, day, cited, limit, moved="keep"):
    """Declare the course of a reception by the Regulations `of`, in force from `day`."""

    class LeaderReception(Procedure):
        """领导接访: a group is received; its matter is settled at once, assigned, or registered as a petition."""

        slug = "petition-reception"
        title = _("领导接访")
        law = of
        in_force = day
        transition = moved

        booked = State(_("已预约"))
        received = State(_("已接访"))
        assigned = State(_("已交办"))
        absent = State(_("未到访"), final=True)
        registered = State(_("已登记为信访事项"), final=True)
        resolved = State(_("已处理答复"), final=True)

        receive = Step(
            _("接访"), None, received, role="petition_office", article=cited,
            requires=("leader", "visitor", "people", "matter"), stamps="received_on",
        )
        book = Step(
            _("预约"), None, booked, role="petition_office", article=cited,
            requires=("leader", "visitor", "people", "matter"), stamps="booked_on",
        )
        meet = Step(
            _("按约接访"), booked, received, role="reception_leader", article=cited, records=("people", "venue"),
            stamps="received_on",
        )
        stay_away = Step(_("未到访"), booked, absent, role="petition_office", article=cited)
        settle = Step(
            _("当场解决"), received, resolved, role="reception_leader", article=cited, requires=("result",),
            stamps="resolved_on", outcomes=(ReceptionOutcome.ON_THE_SPOT,),
        )
        assign = Step(
            _("交办"), received, assigned, role="reception_leader", article=cited, requires=("assigned_to",),
            records=("resolve_by",),
        )
        resolve = Step(
            _("办结答复"), assigned, resolved, role="responsible_organ", article=cited, requires=("result",),
            stamps="resolved_on", outcomes=(ReceptionOutcome.RESOLVED, ReceptionOutcome.UNRESOLVED),
        )
        register = Step(
            _("登记为信访事项"), (received, assigned), registered, role="petition_office", article=cited,
            stamps="resolved_on", outcomes=(ReceptionOutcome.PETITION,),
            brings=(Consequence("petition-case/receive-transfer", to_register),),
        )

        outcomes = dict.fromkeys(ReceptionOutcome, cited)

        terms = (
            Term(
                limit, starts=(assign,), until="resolve_by", stops=(resolve, register), applies=Reception.has_a_day,
                shown_in="due_on",
            ),
        )

    return LeaderReception


Backlog2005 = backlog("信访条例", limits.PETITION_2005, "信访条例#5.3", limits.RESOLVE_2005)
Backlog2022 = backlog("信访工作条例", limits.PETITION_2022, "信访工作条例#18.2", limits.RESOLVE, "next_step")
Reception2005 = reception("信访条例", limits.PETITION_2005, "信访条例#10.1", limits.FOLLOW_2005)
Reception2022 = reception("信访工作条例", limits.PETITION_2022, "信访工作条例#18.2", limits.FOLLOW, "next_step")
