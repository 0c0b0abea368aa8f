"""One installation on a small disk of its own, which is filled, made read-only, and put right again.

Run inside a namespace of mounts (`unshare -rm`), where the disk is a tmpfs that nobody else sees.
"""

import json
import os
import subprocess
import sys
from argparse import Namespace
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

SIZE = 48  # megabytes
SPARE = 48  # kilobytes left free on the full disk


def main(tables: Path, mount: Path) -> dict:
    """Try everything on a full and on a read-only disk, then again."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}m", "fadu", str(mount)], check=True)
    import tempfile

    tempfile.tempdir = str(mount)
    import django

    django.setup()
    from django.conf import settings
    from django.db import connections
    from django.test import Client

    from fadu.cli import backup
    from fadu.kernel import documents, journal, ledgers
    from fadu.kernel.extracts import loads, parts
    from fadu.kernel.organisations import User
    from fadu.kernel.outages import outage
    from tests.toy.ledgers import Borrowings, Visits
    from tools.kills import actions, world

    world.tables(tables)
    actions.build()
    for n in range(3):
        journal.write(journal.Entry("edit", "toy-borrowing", str(n)))
    case = actions.Dispute.objects.order_by("pk")[0]
    person, client = actions.person("handler"), Client(raise_request_exception=False, SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="handler"))
    csv = actions.visits("后", 40_000)
    paper = actions.paper(1)

    def store():
        documents.store(paper, "材料.txt", ledger="toy-dispute", record=case.pk, actor=person)

    def back_up():
        said = StringIO()
        with redirect_stderr(said), redirect_stdout(StringIO()):
            code = backup.run(Namespace(file=str(mount / "backup.tar")))
        if code:
            raise Told(said.getvalue())

    def page():
        step = f"/ledgers/toy-dispute/{case.pk}/steps/toy-dispute/accept/"
        answer = client.post(step, {"on": "2025-03-03", "note": "长" * 60_000})
        if answer.status_code != 302:
            raise Told(f"{answer.status_code} {answer.content.decode()}")

    def api():
        values = {
            "number": "J-9",
            "title": "辞海",
            "borrower": "张三",
            "borrowed_on": "2025-01-05",
            "note": "长" * 60_000,
        }
        body = {"values": values | {"organisation": "990100-01"}}
        answer = client.post("/api/ledgers/toy-borrowing", json.dumps(body), content_type="application/json")
        if answer.status_code != 201:
            raise Told(f"{answer.status_code} {answer.content.decode()}")

    work = {
        "page": page,
        "api": api,
        "upload": store,
        "import": lambda: ledgers.import_file(Borrowings, person, actions.borrowings("甲", 1_500), name="甲.xlsx"),
        "volume": lambda: loads.load(Visits, csv, person),
        "extract": lambda: parts.refresh(Borrowings, whole=True),
        "seal": journal.seal,
        "backup": back_up,
    }
    actions.borrowings("甲", 1_500)
    before = world.state()

    def tried(names) -> dict:
        found = {}
        for name in names:
            connections.close_all()
            try:
                work[name]()
            except Exception as error:  # noqa: BLE001 - what is raised is what is asked
                known = outage(error)
                found[name] = str(error) if isinstance(error, Told) else known.slug if known else repr(error)
            else:
                found[name] = "done"
        connections.close_all()
        return found

    found: dict = {}
    fill(mount)
    found["full"] = tried(work)
    filler(mount).unlink()
    found["unchanged after full"] = world.state() == before and not world.faults()
    connections.close_all()
    subprocess.run(["mount", "-o", "remount,ro", str(mount)], check=True)
    found["read-only"] = tried(work)
    subprocess.run(["mount", "-o", "remount,rw", str(mount)], check=True)
    found["unchanged after read-only"] = world.state() == before and not world.faults()
    found["again"] = tried(work)
    found["faults"] = world.faults()
    found["unfinished"] = world.unfinished()
    found["home"] = str(settings.HOME).startswith(str(mount))
    return found


class Told(Exception):
    """What a page or a command said instead of doing what it was asked."""


def filler(mount: Path) -> Path:
    """Return the file that fills the disk."""
    return mount / "filler"


def fill(mount: Path) -> None:
    """Leave next to nothing free."""
    space = os.statvfs(mount)
    with filler(mount).open("wb") as out:
        out.write(b"\0" * (space.f_bavail * space.f_bsize - SPARE * 1024))


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2])), ensure_ascii=False))
