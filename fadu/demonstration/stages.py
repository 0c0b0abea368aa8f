"""演示·阶段: what every demonstration does alike: stages, each noted when it is whole; files, returns, a report.

A run that was stopped goes on where it stood, and a second run does nothing again.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from fadu.kernel import cases, journal, ledgers, returns
from fadu.kernel.extracts import loads
from fadu.kernel.organisations import Actor, Organisation, User
from fadu.reports import build, workspace
from fadu.reports.models import AnnualReport
from fadu.reports.skeleton import CHAPTERS

HERE = Path(__file__).parent
Task = Callable[[str], AbstractContextManager]
Act = Callable[[], None]


class ImportFailed(Exception):
    """A file of the demonstration was refused: a fault of ours. The message says where."""


class Stages:
    """The stages that are whole, in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._names: list[str] = json.loads(file.read_text()) if file.exists() else []

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def add(self, name: str) -> None:
        self._names.append(name)
        whole = self._file.with_suffix(".new")
        whole.write_text(json.dumps(self._names))
        whole.replace(self._file)


def go_through(stages: Mapping[str, tuple[str, Act]], task: Task, apart: Callable[[str], bool]) -> None:
    """Do what is not done yet. Each stage is whole or not at all, but for those that must stand `apart`.

    So whoever stops it in the middle can start it again. Migrations and what is loaded into extracts see to that
    themselves, and must stand outside a transaction.
    """
    done = Stages(settings.HOME / "stages.json")
    for name, (title, act) in stages.items():
        if name not in done:
            with task(title):
                with nullcontext() if apart(name) else transaction.atomic():
                    act()
                done.add(name)


def deliver(task: Task, report: AnnualReport, out: Path, base: str) -> dict[str, Path]:
    """Write the report into `out`, and seal the journal."""
    with task("生成报告（HTML、DOCX、PDF、JSON）"):
        written = build.build(report, out, base, timezone.localdate())
    with task("封存留痕"):
        journal.seal()
    return written


def files() -> Path:
    """Return the folder into which the files are written that are then imported."""
    folder = settings.HOME / "files"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def actor(username: str) -> Actor:
    """Return one of the demonstration's users."""
    return Actor.of(User.objects.get(username=username), timezone.localdate())


def tables() -> None:
    """Make the database."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def import_file(slug: str, by: Actor, file: Path) -> None:
    """Import one file as a user would. Raises ImportFailed."""
    result = ledgers.import_file(ledgers.ledger(slug), by, file)
    if result.errors:
        raise ImportFailed(f"{file.name}：{result.errors[0]}")


def take(username: str, found: Iterable[tuple[str, Path]]) -> None:
    """Import files, each into its ledger, as one user."""
    for slug, file in found:
        import_file(slug, actor(username), file)


def load(username: str, found: Iterable[tuple[str, Path]]) -> None:
    """Load volume ledgers from Parquet, each file as one user; the files are then no longer needed."""
    for slug, file in found:
        result = loads.load(ledgers.ledger(slug), file, actor(username), at=timezone.now())
        if result.errors:
            raise ImportFailed(f"{file.name}：{result.errors[0]}")
        file.unlink()  # it lies in the ledger now, and its digest in the journal


def file_returns(government: Organisation, period: str, rows: Sequence[dict[str, Any]]) -> None:
    """File a return, as the statistician does, and accept it, as the office does."""
    filed = returns.file(government, period, actor("statistician"))
    returns.enter(filed, rows, actor("statistician"))
    returns.submit(filed, actor("statistician"), timezone.now())
    returns.accept(filed, actor("office"), timezone.now())


# The report


def report_of(code: str, year: int) -> AnnualReport:
    """Return the report of a year."""
    return AnnualReport.objects.select_related("organisation").get(organisation__code=code, year=year)


def chapters(file: Path) -> dict[str, str]:
    """Return the text of a report, by chapter."""
    text = re.sub(r"<!--.*?-->", "", file.read_text(encoding="utf-8"), flags=re.S)
    parts = re.split(r"^# (\w+)\n", text, flags=re.M)
    return {slug: body.strip() for slug, body in zip(parts[1::2], parts[2::2], strict=True)}


def start_report(code: str, year: int) -> AnnualReport:
    """Return the report of a year, started if it was not."""
    government = Organisation.objects.get(code=code)
    begun = AnnualReport.objects.filter(organisation=government, year=year).first()
    opening = {"organisation": government, "year": year}
    return begun or cases.open_case(AnnualReport, "start", actor("office"), date(year, 12, 11), opening)


def write_report(made: AnnualReport, text: Mapping[str, str]) -> None:
    """Write the chapters."""
    written = workspace.sections(made)
    for chapter in CHAPTERS:
        if body := text.get(chapter.slug):
            workspace.write_section(made, chapter.slug, body, actor("office"), written[chapter.slug].revision)


def finish_report(made: AnnualReport, meeting: str, document_number: str) -> None:
    """Lock the report and take it through its steps: before 1 March to the superiors, before 1 April to the public."""
    office, now, after = actor("office"), timezone.now(), made.year + 1
    workspace.keep_version(made, office, "送审稿", now)
    workspace.lock(made, office, now)
    made.refresh_from_db()
    course: tuple[tuple[str, date, dict[str, Any]], ...] = (
        ("draft", date(after, 1, 10), {}),
        ("review", date(after, 1, 15), {}),
        ("consider", date(after, 1, 22), {"meeting": meeting}),
        ("approve", date(after, 1, 26), {"document_number": document_number}),
        ("report", date(after, 2, 5), {"addressees": "市委、市人大常委会、省政府"}),
        ("publish", date(after, 3, 15), {"secrecy_checked": True}),
    )
    for slug, on, data in course:
        cases.perform(made, slug, office, on=on, data=data)
