"""后台任务: a job says how far it is, survives a killed worker, and what it did is done once."""

import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from fadu.kernel import jobs
from fadu.kernel.jobs import KINDS, Cancelled, Job, JobRefused, Kind, Result, Standing
from fadu.kernel.organisations import Membership, User
from tests.toy.library import build

pytestmark = pytest.mark.django_db

TODAY = date(2025, 3, 3)


@pytest.fixture
def city():
    return build()


@pytest.fixture
def keeper(city):
    user = User.objects.create_user("handler", name="张承办")
    Membership.objects.create(user=user, organisation=city.library, role="handler")
    return user


@pytest.fixture
def kind(monkeypatch):
    """Return what declares a kind of job for this test alone."""

    def declare(work, cancels=True):
        monkeypatch.setitem(KINDS, "toy", Kind("toy", "玩具任务", work, cancels))

    return declare


def ask(user, **arguments):
    return jobs.ask("toy", user, "玩具", arguments, at=timezone.now())


def work():
    job = jobs.take(timezone.now())
    return jobs.run(job, TODAY, timezone.now) if job else None


def test_a_job_waits_runs_and_says_what_came_of_it(keeper, kind):
    seen = []

    def count(run):
        run.progress(1, 2, "数")
        seen.append(run.job.progress)
        run.keep(b"1\n", "数.csv")
        return Result("数完了", {"n": run.arguments["n"]})

    kind(count)
    asked = ask(keeper, n=7)
    assert asked.standing == Standing.WAITING
    done = work()
    done.refresh_from_db()
    assert (done.pk, done.standing, done.said, done.result) == (asked.pk, Standing.DONE, "数完了", {"n": 7})
    assert (seen[0].done, seen[0].total, seen[0].share) == (1, 2, 50)
    assert (done.folder / done.files[0]["place"]).read_bytes() == b"1\n"
    assert work() is None


def test_jobs_are_done_in_the_order_in_which_they_were_asked_for(keeper, kind):
    kind(lambda run: Result(str(run.arguments["n"])))
    for n in range(3):
        ask(keeper, n=n)
    assert [work().said for _n in range(3)] == ["0", "1", "2"]


def test_only_one_process_takes_a_job(keeper, kind):
    kind(lambda run: Result("好"))
    asked = ask(keeper)
    assert jobs.begin(Job.objects.get(pk=asked.pk), timezone.now())
    assert not jobs.begin(asked, timezone.now())
    assert jobs.take(timezone.now()) is None


def test_a_job_that_waits_is_called_off_at_once(keeper, kind):
    kind(lambda run: Result("好"))
    asked = ask(keeper)
    jobs.cancel(asked, timezone.now())
    asked.refresh_from_db()
    assert asked.standing == Standing.CANCELLED
    assert work() is None


def test_a_running_job_stops_where_its_work_looks_up(keeper, kind):
    def long(run):
        jobs.cancel(run.job, timezone.now())
        run.progress(0, 10)
        raise AssertionError("not reached")

    kind(long)
    ask(keeper)
    assert work().standing == Standing.CANCELLED


def test_a_job_that_leaves_things_half_done_cannot_be_called_off(keeper, kind):
    def long(run):
        with pytest.raises(JobRefused, match="不能取消"):
            jobs.cancel(run.job, timezone.now())
        run.progress(0, 10)
        return Result("好")

    kind(long, cancels=False)
    ask(keeper)
    assert work().standing == Standing.DONE


def test_an_error_is_noted_raised_and_can_be_tried_again(keeper, kind):
    def fail(run):
        if run.job.attempts == 1:
            raise ZeroDivisionError
        return Result("好")

    kind(fail)
    asked = ask(keeper)
    with pytest.raises(ZeroDivisionError):
        work()
    asked.refresh_from_db()
    assert asked.standing == Standing.FAILED
    jobs.restart(asked, timezone.now())
    done = work()
    assert (done.standing, done.attempts) == (Standing.DONE, 2)
    with pytest.raises(JobRefused, match="只有中断"):
        jobs.restart(done, timezone.now())


def test_a_killed_worker_is_found_out_and_its_job_can_be_started_again(keeper, kind):
    kind(lambda run: Result("好"))
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    asked = ask(keeper)
    assert jobs.begin(asked, timezone.now())
    here = asked.worker.rpartition(":")[0]
    Job.objects.filter(pk=asked.pk).update(worker=f"{here}:{child.pid}")
    assert jobs.recover(timezone.now()) == []  # it works
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert [job.pk for job in jobs.recover(timezone.now())] == [asked.pk]
    asked.refresh_from_db()
    assert asked.standing == Standing.WAITING  # the first time it is done again by itself
    assert jobs.begin(asked, timezone.now())
    Job.objects.filter(pk=asked.pk).update(worker=f"{here}:{child.pid}")
    assert [job.pk for job in jobs.recover(timezone.now())] == [asked.pk]
    asked.refresh_from_db()
    assert asked.standing == Standing.INTERRUPTED  # the second time a person is asked: it may be what kills
    jobs.restart(asked, timezone.now())
    assert work().standing == Standing.DONE


def test_a_worker_that_was_taken_for_dead_does_nothing_more(keeper, kind):
    """It was silent for long, another took its job over, and then it goes on: what it does last is taken back."""
    said = []

    def work_on(run):
        if run.job.attempts == 1:
            Job.objects.filter(pk=run.job.pk).update(worker="elsewhere:1", attempts=2)
        with transaction.atomic():
            said.append(run.job.attempts)
            run.note({"done": [run.job.attempts]})
        return Result("好", {"done": [run.job.attempts]})

    kind(work_on)
    ask(keeper)
    late = work()
    assert (said, late.standing, late.worker, late.result) == ([1], Standing.RUNNING, "elsewhere:1", {})


def test_a_worker_on_another_machine_is_told_by_its_silence(keeper, kind):
    kind(lambda run: Result("好"))
    asked = ask(keeper)
    jobs.begin(asked, timezone.now())
    Job.objects.filter(pk=asked.pk).update(worker="elsewhere:1")
    asked.refresh_from_db()
    assert not asked.is_dead(timezone.now())
    assert asked.is_dead(timezone.now() + timedelta(minutes=3))


def test_a_running_worker_gives_signs_of_life(keeper, kind, monkeypatch):
    monkeypatch.setattr("fadu.kernel.jobs.work.BEAT", 0.05)
    times = []

    def long(run):
        sign = run.job.folder / "alive"
        for _n in range(2):
            times.append(sign.stat().st_mtime_ns)
            time.sleep(0.3)
        return Result("好")

    kind(long)
    ask(keeper)
    work()
    assert times[0] < times[1]


def test_files_of_old_jobs_are_thrown_away(keeper, kind):
    def keep(run):
        run.keep(b"x", "x.txt")
        return Result("好")

    kind(keep)
    ask(keeper)
    done = work()
    folder = done.folder
    assert jobs.sweep(timezone.now()) == 0
    assert jobs.sweep(timezone.now() + timedelta(days=31)) == 1
    done.refresh_from_db()
    assert done.files == []
    assert not (folder / "result-0").exists()


def test_the_work_is_done_with_the_roles_of_the_day_it_is_done(keeper, kind):
    kind(lambda run: Result(str(run.actor.holds({"handler"}))))
    ask(keeper)
    Membership.objects.update(valid_to=TODAY - timedelta(days=1))
    assert work().said == "False"


def test_cancelling_takes_back_what_a_transaction_had_written(keeper, city):
    """An import that is called off half way has written nothing."""
    from tests.toy.models import Borrowing

    lines = "借阅编号,书名,借阅人,借出日期,机构\n" + "".join(f"J-{n},书,人,2025-01-02,市图书馆\n" for n in range(50))
    import io

    job = jobs.ask(
        jobs.IMPORT, keeper, "导入", {"ledger": "toy-borrowing", "organisation": "", "trial": False},
        at=timezone.now(), file=io.BytesIO(lines.encode()), name="借阅.csv",
    )  # fmt: skip
    job = jobs.take(timezone.now())
    (job.folder / "cancel").touch()
    assert jobs.run(job, TODAY, timezone.now).standing == Standing.CANCELLED
    assert not Borrowing.objects.exists()
    jobs.restart(job, timezone.now())
    done = work()
    assert (done.standing, done.result["created"]) == (Standing.DONE, 50)
    assert Borrowing.objects.count() == 50
    with pytest.raises(Cancelled):
        raise Cancelled


def test_an_import_whose_worker_was_killed_before_it_could_say_so_is_not_done_again(keeper, city):
    import io

    from fadu.kernel.journal import Event
    from tests.toy.models import Borrowing

    lines = "借阅编号,书名,借阅人,借出日期,机构\n" + "".join(f"J-{n},书,人,2025-01-02,市图书馆\n" for n in range(3))
    job = jobs.ask(
        jobs.IMPORT, keeper, "导入", {"ledger": "toy-borrowing", "organisation": "", "trial": False},
        at=timezone.now(), file=io.BytesIO(lines.encode()), name="借阅.csv",
    )  # fmt: skip
    KINDS[jobs.IMPORT].work(jobs.Run(jobs.take(timezone.now()), TODAY))
    Job.objects.update(standing=Standing.INTERRUPTED)
    jobs.restart(job, timezone.now())
    events = Event.objects.count()
    done = work()
    assert (done.standing, done.attempts) == (Standing.DONE, 2)
    assert (done.result["created"], done.result["unchanged"]) == (3, 0)
    assert "新增 3 条" in done.said
    assert (Borrowing.objects.count(), Event.objects.count()) == (3, events)


def test_what_was_noted_in_a_transaction_that_was_taken_back_is_not_known(keeper, kind):
    def lose(run):
        with transaction.atomic():
            run.note({"done": ["this"]})
        with transaction.atomic():
            run.note({"done": ["this", "that"]})
            raise OSError("no space left on the device")

    kind(lose)
    asked = ask(keeper)
    with pytest.raises(OSError, match="no space"):
        work()
    asked.refresh_from_db()
    assert (asked.standing, asked.result) == (Standing.FAILED, {"done": ["this"]})


def test_an_import_with_errors_is_refused_and_its_marked_workbook_kept(keeper, city):
    import io

    lines = "借阅编号,书名,借阅人,借出日期,机构\nJ-1,书,人,不是日期,市图书馆\n"
    jobs.ask(
        jobs.IMPORT, keeper, "导入", {"ledger": "toy-borrowing", "organisation": "", "trial": True},
        at=timezone.now(), file=io.BytesIO(lines.encode()), name="借阅.csv",
    )  # fmt: skip
    done = work()
    assert done.standing == Standing.REFUSED
    assert done.result["faults"][0]["heading"] == "借出日期"
    assert done.files[0]["name"] == "标注错误 借阅.xlsx"


@pytest.mark.usefixtures("own_home")
def test_the_journal_is_verified_as_a_job(keeper):
    jobs.ask(jobs.VERIFY, keeper, "核验", {}, at=timezone.now())
    done = work()
    assert done.standing == Standing.DONE
    assert done.result["ok"]
    assert "核验通过" in done.said
