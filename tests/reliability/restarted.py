"""What stands in a database of PostgreSQL that is stopped and started again: made before, told after."""

import json
import sys

CASES = 24


def build() -> dict:
    """Found an installation; return the session of its handler and the cases that wait for a step."""
    import django

    django.setup()
    from django.test import Client

    from fadu.cli import serve
    from fadu.kernel.organisations import User
    from tools.kills import actions

    serve.prepare(static=False)
    actions.build()
    cases = [actions.dispute(f"停〔2025〕{number + 1}号") for number in range(CASES)]
    client = Client()
    client.force_login(User.objects.get(username="handler"))
    return {"session": client.cookies["sessionid"].value, "cases": [case.pk for case in cases]}


def told() -> dict:
    """Return the steps made in every case, and what is wrong with the journal and the files."""
    import django

    django.setup()
    from fadu.kernel import journal
    from fadu.kernel.cases import course
    from tests.toy.models import Dispute
    from tools.kills import world

    steps = {case.pk: [made.step for made in course(case)] for case in Dispute.objects.filter(number__startswith="停")}
    journal.seal()
    verdict = journal.verify()
    return {"steps": steps, "journal": [verdict.ok, verdict.size], "faults": world.faults()}


if __name__ == "__main__":
    print("\n" + json.dumps({"build": build, "told": told}[sys.argv[1]](), ensure_ascii=False))
