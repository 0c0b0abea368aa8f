"""批量办理: a preview changes nothing, each case stands by itself, and what was done is done once."""

from datetime import date

import pytest

from fadu.kernel import bulk, cases, jobs, journal
from fadu.kernel.jobs import Job, Standing
from tests.toy.models import Dispute

pytestmark = pytest.mark.django_db

BULK = "/ledgers/toy-dispute/bulk/"
DECIDE = "toy-dispute/decide"
TODAY = date.today()


@pytest.fixture
def reviewer(city, sign_in):
    return sign_in("reviewer", city.library)


@pytest.fixture
def handler(city, sign_in):
    return sign_in("handler", city.library)


@pytest.fixture
def three(dispute):
    """Return two disputes that can be decided, and one that is only received."""
    return [dispute("甲"), dispute("乙"), dispute("丙", accepted=False)]


def picked(found, **more):
    return {"pick": [case.pk for case in found]} | more


def decided(found, **more):
    return picked(found, step=DECIDE, on=TODAY.isoformat(), refund="12", outcome="upheld") | more


def test_the_steps_are_offered_with_the_number_of_cases_that_stand_there(three, reviewer, handler):
    text = reviewer.post(BULK, picked(three)).content.decode()
    assert "作出决定" in text
    assert "2／3" in text
    assert "受理" not in text.partition("选择环节")[2].partition("</section>")[0].replace("已受理", "")
    assert "1／3" in handler.post(BULK, picked(three)).content.decode()


def test_a_preview_tells_what_would_happen_and_changes_nothing(three, reviewer):
    events, states = journal.Event.objects.count(), [case.state for case in three]
    clocks = list(cases.Clock.objects.values())
    answer = reviewer.post(BULK, decided(three))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "可以办理 2 件" in text
    assert "不能办理 1 件" in text
    assert "只能在“已受理”时办理" in text
    assert "已决定" in text
    assert journal.Event.objects.count() == events
    assert [Dispute.objects.get(pk=case.pk).state for case in three] == states
    assert list(cases.Clock.objects.values()) == clocks
    assert not Job.objects.exists()


def test_a_preview_of_what_starts_a_term_says_until_when(dispute, handler):
    found = [dispute("甲", accepted=False)]
    text = handler.post(BULK, picked(found, step="toy-dispute/accept", on=TODAY.isoformat())).content.decode()
    assert "可以办理 1 件" in text
    assert "审理期限" in text or "处理期限" in text or "决定" in text
    assert not cases.clocks_of(found[0])


def test_confirmed_each_case_is_done_by_itself_and_the_refused_are_listed(three, reviewer):
    answer = reviewer.post(BULK, decided(three, confirm="1", note="合并办理"))
    job = Job.objects.get()
    assert answer.headers["Location"] == f"/jobs/{job.pk}/"
    assert (job.standing, job.said) == (Standing.DONE, "办理 2 件，未能办理 1 件。")
    assert sorted(Dispute.objects.values_list("state", flat=True)) == ["decided", "decided", "received"]
    event = journal.history("toy-dispute", three[0].pk).last()
    assert (event.action, event.data["note"], event.actor) == ("step", "合并办理", "reviewer-990100-01")
    text = reviewer.get(f"/jobs/{job.pk}/").content.decode()
    assert "未能办理 1 件" in text
    assert f'name="pick" value="{three[2].pk}"' in text  # the way to try them again


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"on": ""}, "请填写办理日期"), ({"on": "2199-01-01"}, "不得晚于今日"), ({"refund": "很多"}, "不是数字")],
)
def test_what_is_wrong_for_all_is_said_before_the_preview(three, reviewer, wrong, said):
    answer = reviewer.post(BULK, decided(three) | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_missing_outcome_is_refused_case_by_case(three, reviewer):
    text = reviewer.post(BULK, decided(three[:1], outcome="")).content.decode()
    assert "没有写明结果" in text


def test_all_that_a_query_finds_can_be_selected(three, reviewer):
    posted = {"all": "1", "query": "state=accepted"}
    assert "2／2" in reviewer.post(BULK, posted).content.decode()


def test_a_selection_has_a_bound_and_is_not_empty(three, reviewer, monkeypatch):
    assert "没有选中" in reviewer.post(BULK, {}).content.decode()
    monkeypatch.setattr(bulk, "MOST", 2)
    answer = reviewer.post(BULK, picked(three))
    assert answer.status_code == 422
    assert "一次最多办理 2 条" in answer.content.decode()


def test_cases_of_others_are_not_selected(three, city, sign_in):
    other = sign_in("handler", city.county_library)
    assert "没有选中" in other.post(BULK, picked(three)).content.decode()
    assert sign_in("leader").post(BULK, picked(three)).status_code == 403


def test_a_run_that_was_killed_goes_on_where_it_stood(three, actor, city):
    """What a run before it did is noted with the step itself, in one transaction."""
    actor("reviewer")
    from django.utils import timezone

    from fadu.kernel.organisations import User

    user = User.objects.get(username="reviewer-990100-01")
    keys = [case.pk for case in three[:2]]
    asked = {"ledger": "toy-dispute", "keys": keys, "step": DECIDE, "on": TODAY.isoformat(), "values": {"refund": "1"}}
    job = jobs.ask(jobs.BULK_STEP, user, "批量", asked | {"outcome": "upheld"}, at=timezone.now())
    assert jobs.begin(job, timezone.now())
    perform, made = cases.perform, []

    def once(*args, **how):
        if made:
            raise KeyboardInterrupt
        made.append(args[0])
        return perform(*args, **how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cases, "perform", once)
        with pytest.raises(KeyboardInterrupt):
            jobs.run(job, TODAY, timezone.now)
    job.refresh_from_db()
    assert job.standing == Standing.INTERRUPTED
    assert Dispute.objects.filter(state="decided").count() == 1
    jobs.restart(job, timezone.now())
    job.refresh_from_db()
    jobs.begin(job, timezone.now())
    jobs.run(job, TODAY, timezone.now)
    assert job.said == "办理 2 件，未能办理 0 件。"
    steps = [e.data["step"] for case in three[:2] for e in journal.history("toy-dispute", case.pk)]
    assert steps.count("decide") == 2


def test_cases_are_given_to_a_handler_who_can_work_on_all_of_them(three, handler, actor, city):
    actor("handler", city.county_library)
    text = handler.post(BULK, picked(three, assign="1")).content.decode()
    assert 'value="handler-990100-01"' in text
    assert 'value="handler-990121-01"' not in text
    handler.post(BULK, picked(three, assign="1", handler="handler-990100-01"))
    assert {case.handler.username for case in Dispute.objects.all()} == {"handler-990100-01"}
    event = journal.history("toy-dispute", three[0].pk).last()
    assert (event.action, event.data["reason"]) == ("edit", "分派承办人")
