"""通知: made from journal and clocks, each once; a second scan finds nothing, and nothing depends on when it comes."""

from datetime import datetime, timedelta

import pytest

from fadu.kernel import cases, jobs, journal, notices, returns
from fadu.kernel.jobs import Standing
from fadu.kernel.journal.events import CIVIL
from fadu.kernel.notices import Kind, Notice, NoticeSettings
from fadu.kernel.organisations import Actor, Membership, User
from tests.toy.library import build
from tests.toy.models import Dispute

pytestmark = pytest.mark.django_db

# What happens is noted at the moment of writing, and news must be recent: the tests happen now.
NOW = datetime.now(CIVIL)
TODAY = NOW.date()


@pytest.fixture
def city(db):
    return build()


@pytest.fixture
def person(city):
    def person(username, role, organisation):
        user = User.objects.filter(username=username).first() or User.objects.create_user(username, name=username)
        Membership.objects.create(user=user, organisation=organisation, role=role)
        return user

    return person


@pytest.fixture
def opened(city, person):
    handler = person("h", "handler", city.library)

    def opened(days=0, accepted=True):
        actor, on = Actor.of(handler, TODAY), TODAY - timedelta(days=days)
        case = cases.open_case(Dispute, "submit", actor, on, {"organisation": city.library, "complaint": "押金未退"})
        return cases.perform(case, "accept", actor, on=on) if accepted else case

    return opened


def told(user, kind=""):
    found = notices.of(user)
    return [one.kind for one in (found.filter(kind=kind) if kind else found)]


def scan(days=0):
    return notices.scan(TODAY + timedelta(days=days), NOW + timedelta(days=days))


def due_in(case, days):
    """Let the clock of a case end so many days from now, as if it had been counted so."""
    clock = cases.clocks_of(case)[-1]
    clock.due_on = TODAY + timedelta(days=days)
    clock.save()
    return clock


def test_a_step_tells_whoever_comes_next_and_not_who_made_it(city, person, opened):
    reviewer = person("r", "reviewer", city.library)
    case = opened()
    assert scan() == 1
    (notice,) = notices.of(reviewer)
    assert (notice.kind, notice.record, notice.number) == (Kind.TURN, str(case.pk), case.number)
    assert "“作出决定”" in notice.words
    assert told(User.objects.get(username="h")) == []


def test_a_second_scan_adds_nothing_and_a_scan_that_never_came_loses_nothing(city, person, opened):
    reviewer = person("r", "reviewer", city.library)
    opened()
    scan()
    before = list(Notice.objects.values_list("pk", "key"))
    assert scan() == 0
    # The progress is lost, as by a restored backup: what was told is not told again.
    notices.NoticeScan.objects.update(seq=0)
    assert scan() == 0
    assert list(Notice.objects.values_list("pk", "key")) == before
    opened()
    opened()
    assert scan() == 2
    assert told(reviewer) == [Kind.TURN] * 3


def test_only_what_a_case_waits_for_now_is_told(city, person, opened):
    reviewer = person("r", "reviewer", city.library)
    case = opened()
    cases.perform(case, "decide", Actor.of(reviewer, TODAY), on=TODAY, data={"refund": 1}, outcome="upheld")
    assert scan() == 0


@pytest.mark.parametrize(
    ("days", "kind", "stage"),
    [(8, "", ""), (7, "due", "7"), (4, "due", "7"), (3, "due", "3"), (1, "due", "1"), (0, "due", "1"),
     (-1, "overdue", "overdue")],
)  # fmt: skip
def test_a_due_date_is_told_at_seven_three_and_one_days_and_the_day_after_it(city, person, opened, days, kind, stage):
    reviewer = person("r", "reviewer", city.library)
    clock = due_in(opened(), days)
    scan()
    found = [one for one in notices.of(reviewer) if one.kind != Kind.TURN]
    assert [(one.kind, one.key.rpartition(":")[2]) for one in found] == ([(kind, stage)] if kind else [])
    if found:
        assert found[0].due_on == clock.due_on
        assert found[0].article == "行政复议法#62.1"
        assert str(clock.due_on) in found[0].words


def test_each_stage_is_told_once_and_again_when_the_day_moves(city, person, opened):
    reviewer = person("r", "reviewer", city.library)
    case = opened()
    due_in(case, 7)
    for day in range(8):
        scan(day)
    assert told(reviewer).count(Kind.DUE) == 3
    assert scan(8) == 1  # overdue
    assert scan(30) == 0
    due_in(case, 37)
    assert scan(30) == 1
    assert told(reviewer).count(Kind.DUE) == 4


def test_the_handler_is_told_that_a_case_was_given_to_him(city, person, opened):
    other = person("o", "handler", city.library)
    case = opened(accepted=False)
    scan()
    case.handler = other
    case.save()
    entry = journal.Entry(
        "edit", ledger="toy-dispute", record=str(case.pk), actor="boss", actor_name="馆长",
        before={"handler": None}, after={"handler": "o"},
    )  # fmt: skip
    journal.write(entry)
    scan()
    assert Kind.ASSIGNED in told(other)
    assert "馆长将本案分配给您" in notices.of(other).filter(kind=Kind.ASSIGNED).get().words


def test_returns_tell_the_office_and_come_back_to_the_statistician(city, person):
    statistician, office = (
        person("s", "statistician", city.library),
        person("f", "law_governance_office", city.government),
    )
    files, accepts = Actor.of(statistician, TODAY), Actor.of(office, TODAY)
    filing = returns.file(city.library, "2024", files)
    returns.enter(filing, [{"indicator": "legislation.rules_in_force", "scope": "all", "value": "3"}], files)
    returns.submit(filing, files, NOW)
    scan()
    assert told(office) == [Kind.RETURN_IN]
    assert "2024" in notices.of(office).get().words
    returns.give_back(filing, accepts, "口径不对", NOW)
    scan()
    assert told(statistician) == [Kind.RETURN_BACK]
    assert "口径不对" in notices.of(statistician).get().words
    returns.submit(filing, files, NOW)
    returns.accept(filing, accepts, NOW)
    scan()
    assert set(told(statistician)) == {Kind.RETURN_BACK, Kind.RETURN_ACCEPTED}


def test_a_new_text_of_a_law_is_told_to_the_office(city, person):
    office = person("f", "law_governance_office", city.government)
    person("h", "handler", city.library)
    after = {"title": "行政复议法（2023年修订）", "in_force": "2024-01-01"}
    journal.write(journal.Entry("import", ledger="law", record="行政复议法", actor="keeper", after=after))
    assert scan() == 1
    assert "行政复议法（2023年修订）（2024-01-01起施行）" in notices.of(office).get().words


def test_nothing_is_made_of_a_kind_that_one_does_not_want(city, person, opened):
    reviewer = person("r", "reviewer", city.library)
    NoticeSettings.objects.create(user=reviewer, muted=[Kind.TURN])
    opened()
    assert scan() == 0


def test_what_was_read_long_ago_is_dropped_and_nothing_else(city, person, opened):
    reviewer = person("r", "reviewer", city.library)
    opened()
    scan()
    assert notices.mark_read(reviewer, NOW) == 1
    assert notices.unread(reviewer) == 0
    scan(89)
    assert Kind.TURN in told(reviewer)
    scan(91)
    assert Kind.TURN not in told(reviewer)


def test_a_notice_is_read_in_the_language_of_its_reader(city, person, opened):
    from django.utils import translation

    reviewer = person("r", "reviewer", city.library)
    due_in(opened(), -1)
    scan()
    notice = notices.of(reviewer).get(kind=Kind.OVERDUE)
    with translation.override("en"):
        assert "not" in notice.words
        assert notice.words != notice.get_kind_display()
    assert "届满，尚未办理" in notice.words


def test_the_digest_comes_once_a_day_to_those_who_asked(city, person, opened):
    reviewer = person("r", "reviewer", city.library)
    due_in(opened(), -1)
    scan()
    assert notices.digests(TODAY) == []
    NoticeSettings.objects.create(user=reviewer, digest=True, email="r@example.com")
    (digest,) = notices.digests(TODAY)
    assert digest.email == "r@example.com"
    assert "逾期 1 件" in digest.body
    assert "押金未退" not in digest.body  # numbers and limits, nothing of the case
    notices.delivered(digest, NOW)
    assert notices.digests(TODAY) == []
    assert len(notices.digests(TODAY + timedelta(days=1))) == 1


def test_a_feed_is_known_by_its_secret_alone_which_is_not_kept(person, city):
    user = person("r", "reviewer", city.library)
    first = notices.renew_feed(user, NOW)
    assert notices.feed_owner(first) == user
    assert first not in str(list(notices.CalendarFeed.objects.values()))
    second = notices.renew_feed(user, NOW)
    assert notices.feed_owner(first) is None
    assert notices.feed_owner(second) == user
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert notices.feed_owner(second) is None
    User.objects.filter(pk=user.pk).update(is_active=True)
    assert notices.revoke_feed(user)
    assert notices.feed_owner(second) is None
    assert not notices.revoke_feed(user)


# ---- jobs


@pytest.fixture
def ended(person, city):
    """A job that ended some seconds after it was asked for, by the user `k`."""
    user = person("k", "keeper", city.library)

    def ended(standing, kind=jobs.VERIFY, seconds=60, **arguments):
        job = jobs.ask(kind, user, "核验", arguments, at=NOW - timedelta(hours=1))
        job.standing, job.said, job.attempts = standing, "说明", 1
        job.ended_at = job.asked_at + timedelta(seconds=seconds)
        job.save()
        return job

    return ended


def test_the_end_of_a_job_is_told_once_to_whoever_asked_for_it(person, city, ended):
    person("other", "keeper", city.library)
    job = ended(Standing.DONE)
    assert (scan(), scan()) == (1, 0)
    notice = Notice.objects.get()
    assert (notice.user.username, notice.kind, notice.ledger, notice.record) == ("k", Kind.JOB_DONE, "job", str(job.pk))
    assert notice.words == "后台任务“核验”已完成。说明"


@pytest.mark.parametrize("standing", [Standing.REFUSED, Standing.FAILED, Standing.INTERRUPTED])
def test_a_job_that_was_not_done_is_grave(ended, standing):
    ended(standing)
    scan()
    notice = Notice.objects.get()
    assert (notice.kind, notice.grave) == (Kind.JOB_FAILED, True)


def test_a_job_that_ends_again_is_told_again(ended):
    job = ended(Standing.FAILED)
    scan()
    job.standing, job.attempts = Standing.DONE, 2
    job.save()
    assert scan() == 1
    assert set(Notice.objects.values_list("kind", flat=True)) == {Kind.JOB_FAILED, Kind.JOB_DONE}


def test_what_its_asker_saw_or_did_or_the_journal_tells_is_no_news(ended):
    ended(Standing.DONE, seconds=2)
    ended(Standing.CANCELLED)
    ended(Standing.RUNNING)
    ended(Standing.DONE, jobs.IMPORT)
    assert scan() == 0
    ended(Standing.DONE, jobs.IMPORT, trial=True)
    assert scan() == 1
