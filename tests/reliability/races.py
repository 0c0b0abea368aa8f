"""Two at once, on one database in a file or on a server: who steps a case, seals, takes a number, works a job."""

import json
import os
import sys
import threading
from pathlib import Path


def main(tables: Path | None) -> dict:
    """Let two or more do the same at the same moment, and tell what came of each."""
    import django

    django.setup()
    from datetime import timedelta

    from django.db import connection, connections
    from django.utils import timezone

    from fadu.kernel import jobs, journal
    from fadu.kernel.cases import StepRefused, open_case, perform
    from fadu.kernel.jobs import KINDS, Kind, Result
    from tests.toy.models import Complaint, Dispute
    from tools.kills import actions, world

    if tables:
        world.tables(tables)
    actions.build()
    cases = list(Dispute.objects.order_by("pk"))

    def at_once(*works):
        gate, found = threading.Barrier(len(works)), [None] * len(works)

        def run(place, work):
            gate.wait()
            try:
                found[place] = work()
            except StepRefused as refused:
                found[place] = f"{refused.code}: {refused}"
            except Exception as error:  # noqa: BLE001 - what is raised is what is asked
                found[place] = repr(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found

    def accept(case, **seen):
        perform(Dispute.objects.get(pk=case.pk), "accept", actions.person("handler"), on=actions.DAY, **seen)
        return "done"

    steps = [at_once(*[lambda case=case: accept(case)] * 2) for case in cases]
    asked = [at_once(*[lambda case=case: accept(case, revision=case.revision)] * 2) for case in cases]
    events = [
        journal.Event.objects.filter(ledger="toy-dispute", record=case.pk, action="step").count() for case in cases
    ]

    def open_one():
        given = {"organisation": actions.town(), "complaint": "开馆太晚"}
        return open_case(Complaint, "submit", actions.person("handler"), actions.DAY, given).number

    numbers = at_once(*[lambda: [open_one() for _n in range(5)]] * 4)
    size = journal.Head.objects.get().size
    seals = [seal.size for seal in at_once(*[journal.seal] * 3) if seal]  # none for who comes after the others
    checkpoints = journal.Checkpoint.objects.filter(size__gte=size).count()

    worked: list[int] = []

    def count(run):
        worked.append(run.job.pk)
        return Result("好")

    KINDS["toy"] = Kind("toy", "玩具", count)
    for n in range(6):
        jobs.ask("toy", actions.handler(), str(n), {}, at=timezone.now())

    def work():
        while job := jobs.take(timezone.now()):
            jobs.run(job, actions.DAY, timezone.now)

    at_once(work, work, work)
    standing = sorted(set(jobs.Job.objects.values_list("standing", flat=True)))

    # The clock of the machine is set back by a day.
    last = journal.Checkpoint.objects.last()
    journal.write(journal.Entry("edit", "toy-borrowing", "1"))
    journal.seal(last.signed_at - timedelta(days=1))
    clock = journal.Event.objects.filter(action="clock-back").count()
    try:
        perform(cases[0], "decide", actions.person("reviewer"), on=actions.DAY - timedelta(1), data={"refund": 1},
                outcome="upheld")  # fmt: skip
        earlier = "done"
    except StepRefused as refused:
        earlier = f"{refused.code}: {refused}"
    faults = world.faults()
    connection.close()
    return {
        "steps": steps, "stale": asked, "events": events, "numbers": numbers, "seals": seals,
        "checkpoints": checkpoints, "worked": worked, "standing": standing, "clock": clock, "earlier": earlier,
        "faults": faults,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None), ensure_ascii=False))
    sys.stdout.flush()
    os._exit(0)
