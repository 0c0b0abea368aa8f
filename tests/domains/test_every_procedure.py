"""What holds for every declared procedure, whichever way a case goes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fadu.domains.reconsideration.models import IncidentalReview, ReconsiderationCase
from fadu.kernel import journal
from fadu.kernel.cases import (
    Case,
    Clock,
    Effect,
    StepRefused,
    case_models,
    clocks_of,
    correct,
    correctable,
    course,
    next_steps,
    open_case,
    perform,
    scan,
)
from fadu.kernel.cases.law import catch_up
from fadu.kernel.organisations import ROLES, SYSTEM, Actor, Division, Kind, Membership, Organisation, User, found
from fadu.kernel.procedure import declared, in_force

VERSIONS = [version for versions in declared().values() for version in versions]
# Around the days on which versions come into force, and before the first.
DAYS = [date(2007, 5, 1), date(2019, 3, 1), date(2023, 6, 1), date(2023, 12, 20), date(2024, 3, 1), date(2024, 12, 18)]
# A case recorded from a file: its letters were written elsewhere, and those who wrote them saw to what they say.
RECORDED = "0" * 64


@pytest.fixture
def everybody(db):
    """One person in every role of one government."""
    division = Division.objects.create(code="990200", name="明川市", level=2)
    city = found(SYSTEM, code="990200", name="明川市人民政府", mark="明府", kind=Kind.GOVERNMENT, division=division)
    user = User.objects.create(username="everybody", name="全能")
    for role in ROLES.keys() - {"system"}:
        Membership.objects.create(user=user, organisation=city, role=role)
    return Actor.of(user, date(2024, 1, 1))


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.key())
def test_every_role_is_known_and_every_field_exists(version):
    ledgers = [model for model in case_models().values() if version.slug in model.procedures]
    assert ledgers, f"no ledger goes through {version.slug}"
    for step in version.steps:
        assert step.role in ROLES, step
    for model in ledgers:
        fields = {field.name for field in model._meta.get_fields()}
        for step in version.steps:
            named = {*step.fields, *([step.stamps] if isinstance(step.stamps, str) else step.stamps), *step.sets}
            assert named <= fields, step
        for term in version.terms:
            days = {one for one in (*term.starts, *term.stops, term.since, term.until) if one and isinstance(one, str)}
            assert all(hasattr(model, name) for name in {*days, term.specified, term.granted, term.shown_in} - {""})


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.key())
def test_every_procedure_prints_and_draws_itself(version):
    assert str(version.title) in version.text()
    assert version.as_json()["slug"] == version.slug
    for state in version.states:
        assert version.svg(state).count('aria-current="step"') == 1


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.key())
def test_a_new_version_can_take_over_what_stood_under_the_old_one(version):
    versions = declared()[version.slug]
    if version is versions[0] or version.transition == "keep":
        return
    before = versions[versions.index(version) - 1]
    states = {state.slug for state in version.states}
    assert {state.slug for state in before.states if not state.final} <= states


def value(draw, field, on):
    """Something that the field takes."""
    if field.choices:
        return draw(st.sampled_from([key for key, _label in field.flatchoices]))
    if isinstance(field, models.DateField):
        return on + timedelta(days=draw(st.integers(0, 20)))
    if isinstance(field, models.BooleanField):
        return draw(st.booleans())
    if isinstance(field, models.DecimalField):
        return Decimal(draw(st.integers(0, 1000)))
    if isinstance(field, models.IntegerField):
        return draw(st.integers(1, 20))
    return draw(st.sampled_from(["甲", "某机关", "事实不清"]))


def filled(actor, draw, model, step, on):
    """Values for what a step must record, and for some of what it may."""
    names = [*step.requires, *(name for name in step.records if draw(st.booleans()))]
    fields = [model._meta.get_field(name) for name in names]
    needed = [field for field in fields if not field.is_relation or (field.name in step.requires and not field.null)]
    return {
        field.name: related(actor, draw, field.related_model, on) if field.is_relation else value(draw, field, on)
        for field in needed
    }


def related(actor, draw, model, on):
    """A record to which another must point: a case is opened, any other record made with what it cannot do without."""
    if model is Organisation:
        return actor.organisation
    if issubclass(model, Case):
        return opened(actor, draw, model, on)
    wanted = [f for f in model._meta.concrete_fields if not (f.null or f.has_default() or f.primary_key or f.blank)]
    values = {
        field.name: related(actor, draw, field.related_model, on) if field.is_relation else value(draw, field, on)
        for field in wanted
        if field.name not in ("created_at", "updated_at")
    }
    try:
        with transaction.atomic():
            return model._base_manager.create(**values)
    except IntegrityError:  # an earlier walk made it: that one is meant
        return model._base_manager.earliest("pk")


def opened(actor, draw, model, on):
    """A case of that ledger, opened on that day by one of its ways in. Raises StepRefused."""
    opening = draw(st.sampled_from([s for slug in model.procedures for s in in_force(slug, on).openings()]))
    given_ = {"organisation": actor.organisation} | filled(actor, draw, model, opening, on)
    for term in opening.procedure.terms:  # days from which limits count: the application and what came before it
        for name in [one for one in (*term.starts, term.since) if one and isinstance(one, str)]:
            if draw(st.booleans()) and isinstance(getattr(model, name, None), property) is False:
                given_.setdefault(name, on - timedelta(days=draw(st.integers(0, 90))))
    if model is IncidentalReview:
        given_["case"] = suspended_case(actor, on)
    if "year" in given_:
        given_["year"] = on.year - 1
    by = SYSTEM if opening.role == "system" else actor
    return open_case(model, opening, by, on, given_, imported_from=RECORDED)


def assert_sound(case):
    """What must hold of a case at any time."""
    version, state = case.version, case.standing
    assert state.final == (case.closed_on is not None)
    assert any(one.final for one in version.reachable([state]))
    rows = clocks_of(case)
    for clock in rows:
        assert not clock.recount(), "a due date is what follows from what is recorded"
        assert (clock.stopped_on is None) == (clock.stopped_by == "")
        assert clock.stopped_on is None or not clock.is_waiting
    running = [clock for clock in rows if clock.stopped_on is None]
    assert not (running and case.closed_on)
    assert len({clock.limit for clock in running}) == len(running)
    known = {term.slug for term in version.terms}
    assert {clock.limit for clock in running} <= known
    shown = [clock for clock in rows if clock.term.shown_in == "due_on"]
    assert not shown or case.due_on in {clock.due_on for clock in shown}
    made = course(case)
    assert made[-1].state == case.state and len(made) == case.revision + 1
    assert [one.on for one in made] == sorted(one.on for one in made) and made[-1].on == case.moved_on


@pytest.mark.parametrize("ledger", sorted(case_models()))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whichever_way_a_case_goes_it_stays_sound(everybody, ledger, data):
    with transaction.atomic():
        walk(everybody, case_models()[ledger], data.draw)
        transaction.set_rollback(True)


def walk(actor, model, draw, looked_at=assert_sound):
    """Open a case of some ledger and make steps at random, on days that never go back; look at it in every state."""
    on = draw(st.sampled_from(DAYS))
    try:
        case = opened(actor, draw, model, on)
    except StepRefused as refused:
        assert refused.code in ("data", "guard", "limit")
        return
    looked_at(case)
    for _turn in range(draw(st.integers(1, 14))):
        on += timedelta(days=draw(st.sampled_from([0, 0, 1, 1, 2, 3, 8, 40, 100])))
        if draw(st.integers(0, 5)) == 0:
            assert all(isinstance(effect, Effect) for effect in scan(on)) and scan(on) == []
            case.refresh_from_db()
        steps = [one.step for one in next_steps(case, actor, on)]
        if not steps:
            break
        step = draw(st.sampled_from(steps))
        outcome = str(draw(st.sampled_from(step.outcomes))) if step.outcomes else ""
        before = (case.revision, journal.Event.objects.count(), Clock.objects.count())
        try:
            perform(
                case,
                step,
                actor,
                on=on,
                data=filled(actor, draw, model, step, on),
                outcome=outcome,
                imported_from=RECORDED,
            )
        except StepRefused as refused:
            assert refused.code in ("guard", "limit", "state", "data", "procedure", "order"), refused
            if refused.code not in ("state", "procedure"):  # then the law itself had moved the case on
                now = (case.revision, journal.Event.objects.count(), Clock.objects.count())
                assert before == now or all(effect.case != case for effect in scan(on))
        looked_at(model.objects.get(pk=case.pk))
    assert_closed_to_strangers(model.objects.get(pk=case.pk), on)
    take_back(model.objects.get(pk=case.pk), actor)


STRANGER = Actor("stranger", "无权", ())


def assert_closed_to_strangers(case, on):
    """Who holds no role makes no step, and trying leaves no trace."""
    offered = next_steps(case, STRANGER, on)
    assert not any(one.allowed for one in offered)
    if not offered:
        return
    catch_up(case, on)  # what the law itself did stays done, whoever asks
    before = (model_of(case).state, model_of(case).revision, journal.Event.objects.count(), Clock.objects.count())
    with pytest.raises(StepRefused):
        perform(case, offered[0].step, STRANGER, on=on, imported_from=RECORDED)
    now = model_of(case)
    assert before == (now.state, now.revision, journal.Event.objects.count(), Clock.objects.count())


def model_of(case):
    return type(case).objects.get(pk=case.pk)


def take_back(case, actor):
    """The last step taken back, where that may be, leaves the case where it stood, and noted."""
    step, why = correctable(case, actor)
    assert why or step
    if why:
        return
    events = journal.Event.objects.count()
    stood = course(case)[-2]
    correct(case, actor, "录入有误")
    now = model_of(case)
    assert now.state == stood.state
    assert journal.Event.objects.count() > events
    assert not any(clock.recount() for clock in clocks_of(now))


def suspended_case(actor, on):
    data = {"applicant": "徐娜", "respondent": "某局", "act_kind": "penalty", "act": "罚款", "field": "market"}
    case = open_case(ReconsiderationCase, "submit", actor, on, {"organisation": actor.organisation} | data)
    perform(case, "accept", actor, on=on)
    return perform(case, "suspend", actor, on=on, data={"suspension_ground": "document-review"})


@pytest.fixture(autouse=True)
def no_report_to_check(monkeypatch):
    """The annual report's guards ask for figures, which is tested with the report."""
    for version in declared()["law-government-annual-report"]:
        for step in version.steps:
            monkeypatch.setattr(step, "guard", None)
