"""动作: what is being done when the kill comes. Each can be done again, and then goes on with what is left."""

import io
import tarfile
import zlib
from argparse import Namespace
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils import timezone
from openpyxl import Workbook

from fadu.cli import backup, restore
from fadu.cli import jobs as jobs_command
from fadu.kernel import cases, documents, jobs, journal, ledgers
from fadu.kernel.cases import open_case, perform
from fadu.kernel.cases.records import steps_made
from fadu.kernel.extracts import loads, parts
from fadu.kernel.organisations import Actor, Membership, Organisation, User
from fadu.reports import workspace
from fadu.reports.jobs import REPORT
from fadu.reports.models import AnnualReport
from fadu.reports.skeleton import CHAPTERS
from tests.toy import library
from tests.toy.ledgers import Borrowings, Disputes, Visits
from tests.toy.models import Complaint, Dispute, Paper

DAY = date(2025, 3, 3)
ROWS, CASES = 150, 6


@dataclass(frozen=True)
class Action:
    """One kind of work. `begin` prepares the installation; `do(n)` sees to it that the first `n` units are done."""

    name: str
    label: str
    units: int
    begin: Callable[[], object]
    do: Callable[[int], object]
    anew: bool = False  # begins with an empty home and database


def build() -> None:
    """Found the installation: a city, people, borrowings, gate counts, cases, a report, and sealed events."""
    city = library.build()
    for name, role, organisation in (
        ("handler", "handler", city.library),
        ("reviewer", "reviewer", city.library),
        ("writer", "law_governance_office", city.government),
    ):
        user = User.objects.create_user(name, name=name)
        Membership.objects.create(user=user, organisation=organisation, role=role)
    ledgers.import_file(Borrowings, person("handler"), borrowings("起", 200), name="起.xlsx")
    loads.load(Visits, visits("前", 1_000), person("handler"))
    for number in range(CASES):
        dispute(f"旧〔2025〕{number + 1}号")
    report = open_case(
        AnnualReport,
        "start",
        person("writer"),
        date(2024, 1, 5),
        {"organisation": city.government, "year": 2023, "addressees": "市委、市人大常委会、省政府"},
    )
    for chapter in CHAPTERS:
        revision = workspace.sections(report)[chapter.slug].revision
        body = f"本章写“{chapter.title}”。\n\n" + "本年度工作有序推进，各项任务按期完成。" * 12
        workspace.write_section(report, chapter.slug, body, person("writer"), revision)
    parts.refresh(Borrowings)
    journal.seal()


def person(name: str) -> Actor:
    """Return one of the people with the roles held."""
    return Actor.of(User.objects.get(username=name), DAY)


def town() -> Organisation:
    """Return the city library."""
    return Organisation.objects.get(code="990100-01")


def dispute(number: str) -> Dispute:
    """Open one dispute."""
    given = {"organisation": town(), "number": number, "complaint": "罚款过高"}
    return open_case(Dispute, "submit", person("handler"), DAY - timedelta(3), given)


# Files


@cache
def borrowings(mark: str, rows: int = ROWS) -> bytes:
    """Return a workbook of so many borrowings; the same bytes in every process."""
    head: list[list[object]] = [["借阅编号", "书名", "借阅人", "借出日期", "机构"]]
    body = [[f"{mark}-{n:05}", f"书{n}", "读者", "2025-01-02", "市图书馆"] for n in range(rows)]
    return workbook(("图书借阅台账", [*head, *body]))


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    """Return a workbook of those sheets."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@cache
def disputes() -> bytes:
    """Return a workbook of cases and of the steps made in them."""
    opened = [["编号", "申诉事项", "机构", "立案日期"]]
    steps = [["编号", "环节", "办理日期", "结果", "退还金额"]]
    for n in range(1, 13):
        opened.append([f"旧〔2024〕{n}号", "破损赔偿", "市图书馆", "2024-02-01"])
        steps += [[f"旧〔2024〕{n}号", "受理", "2024-02-05", "", ""]]
    return workbook(("借阅争议台账", opened), ("办理步骤", steps))


def visits(mark: str, rows: int) -> Path:
    """Write a CSV of so many visits and return it."""
    file = settings.HOME.with_name(settings.HOME.name + f"-{mark}.csv")
    lines = "".join(f"{'东西'[n % 2]}门,2025-0{n % 3 + 1}-02,{mark}{n},市图书馆\n" for n in range(rows))
    file.write_text("入口,到馆日期,流水号,机构\n" + lines, encoding="utf-8")
    return file


def paper(n: int) -> bytes:
    """Return a text of some megabytes that compresses badly, the same each time."""
    line = "".join(f"{zlib.crc32(bytes([n % 256, i % 256])):08x}" for i in range(4096))
    return (f"文书{n}\n" + (line + "\n") * 20).encode()


# What is done


def import_workbook(upto: int) -> None:
    """Import a workbook, and a second one."""
    for n in range(upto):
        ledgers.import_file(Borrowings, person("handler"), borrowings("甲乙"[n]), name=f"{n}.xlsx")


def import_cases(upto: int) -> None:
    """Import a workbook of cases with their steps."""
    if upto:
        ledgers.import_file(Disputes, person("handler"), disputes(), name="案件.xlsx")


def import_volume(upto: int) -> None:
    """Load a file that replaces rows, and one of new rows."""
    for n in range(upto):
        loads.load(Visits, visits("前后"[n], 2_000), person("handler"))


def step(upto: int) -> None:
    """Open complaints and lead them to their decision, with documents that come with a step and letters written."""
    for unit in range(upto):
        n, number = divmod(unit, 3)
        found = Complaint.objects.filter(number=f"旧〔2025〕{n + 1}号").first()
        made = steps_made(found) if found else set()
        if number == 0 and not found:
            given = {"organisation": town(), "number": f"旧〔2025〕{n + 1}号", "complaint": "开馆太晚"}
            open_case(Complaint, "submit", person("handler"), DAY, given)
        elif number == 1 and "accept" not in made:
            files = [cases.Upload(Paper.RECEIPT, "回执.txt", io.BytesIO(paper(n)))]
            perform(found, "accept", person("handler"), on=DAY, documents=files)
        elif number == 2 and "decide" not in made:
            perform(found, "decide", person("reviewer"), on=DAY + timedelta(3), outcome="upheld", data={"amount": 3})


def upload(upto: int) -> None:
    """Keep files for a case, one after another, and replace each."""
    case = Dispute.objects.order_by("pk")[0]
    for unit in range(upto):
        n, again = divmod(unit, 2)
        kept = list(documents.of("toy-dispute", case.pk).filter(name__startswith=f"材料{n}"))
        if not again and not kept:
            documents.store(paper(n), f"材料{n}.txt", ledger="toy-dispute", record=case.pk, actor=person("handler"))
        elif again and len(kept) == 1:
            documents.replace(kept[0], paper(100 + n), f"材料{n}.txt", "扫描不清", actor=person("handler"))


def seal(upto: int) -> None:
    """Seal what is not sealed yet."""
    if upto:
        journal.seal()


def events() -> None:
    """Note many things that are not sealed yet."""
    for start in range(0, 6_000, 3_000):
        journal.write(*(journal.Entry("edit", "toy-borrowing", str(n)) for n in range(start, start + 3_000)))


def refresh(upto: int) -> None:
    """Extract two ledgers anew."""
    for ledger in (Borrowings, Disputes)[:upto]:
        parts.refresh(ledger, whole=True)


def ask_import() -> None:
    """Ask for two imports in the background."""
    for n in range(2):
        arguments = {"ledger": "toy-borrowing", "organisation": "", "trial": False}
        file = io.BytesIO(borrowings("丙丁"[n]))
        jobs.ask(jobs.IMPORT, handler(), "导入", arguments, at=timezone.now(), file=file, name=f"{n}.xlsx")


def ask_bulk(keys: int = CASES) -> None:
    """Ask for a step in many cases."""
    found = list(Dispute.objects.order_by("pk").values_list("pk", flat=True))[:keys]
    arguments = {"ledger": "toy-dispute", "keys": found, "step": "toy-dispute@2020-01-01/accept", "on": DAY.isoformat()}
    version = Dispute.objects.first().version  # type: ignore[union-attr]
    arguments |= {"step": f"{version.slug}/accept", "values": {}}
    jobs.ask(jobs.BULK_STEP, handler(), "批量受理", arguments, at=timezone.now())


def ask_report() -> None:
    """Ask for the files of the annual report."""
    report = AnnualReport.objects.get()
    writer = User.objects.get(username="writer")
    jobs.ask(REPORT, writer, "生成报告", {"report": report.pk, "base": ""}, at=timezone.now())


def handler() -> User:
    """Return who handles the library's cases."""
    return User.objects.get(username="handler")


def work(upto: int) -> None:
    """Be the worker that a server starts: recover what was cut off, and do `upto` jobs."""
    done = jobs.Job.objects.filter(standing="done").count()
    for _n in range(upto - done):
        jobs_command.run(Namespace(work=False, one=True))
    _all_well(upto)


def work_whole(upto: int) -> None:
    """Be the worker of a job of many units, or do the same units in the cases themselves."""
    if upto == CASES:
        work(1)
        return
    for case in Dispute.objects.order_by("pk")[:upto]:
        perform(case, "accept", person("handler"), on=DAY)


def _all_well(upto: int) -> None:
    standing = list(jobs.Job.objects.order_by("pk").values_list("standing", flat=True))[:upto]
    assert standing == ["done"] * upto, standing
    for job in jobs.Job.objects.filter(standing="done"):
        assert all((job.folder / kept["place"]).stat().st_size for kept in job.files), job.files


def archive() -> Path:
    """Return where the backup lies: beside the home."""
    return settings.HOME.parent / f"{settings.HOME.name}.tar"


def back_up(upto: int) -> None:
    """Back up; what lies there under the final name is whole."""
    if upto and not archive().exists():
        assert backup.run(Namespace(file=str(archive()))) == 0
    if archive().exists():
        with tarfile.open(archive()) as whole:
            import json

            manifest = json.load(whole.extractfile(backup.MANIFEST))  # type: ignore[arg-type]
            assert not restore.damaged(whole, manifest["digests"])


def no_backup() -> None:
    """See to it that there is no backup yet."""
    for file in archive().parent.glob(archive().name + "*"):
        file.unlink()


def restore_all(upto: int) -> None:
    """Restore the backup of this installation into an empty home."""
    if upto and ((settings.HOME / restore.RESTORING).exists() or not (settings.HOME / "journal").exists()):
        assert restore.run(Namespace(file=str(archive().with_suffix(".kept.tar")))) == 0


def keep_backup() -> None:
    """Make the backup that is to be restored."""
    no_backup()
    assert backup.run(Namespace(file=str(archive().with_suffix(".kept.tar")))) == 0


def warm() -> None:
    """Do once what needs no column engine, in the process that the others are forked from.

    They find everything read and compiled, as in a server that has been running; the engine's threads would not
    survive the fork.
    """
    for mark in "甲乙丙丁":
        borrowings(mark)
    for action in ACTIONS:
        if action.name in ("import", "cases", "step", "upload", "bulk", "seal"):
            action.begin()
            with redirect_stdout(io.StringIO()):
                action.do(action.units)
            jobs.Job.objects.all().delete()
    journal.verify()
    connections.close_all()


def nothing() -> None:
    """The installation is ready as it is."""


ACTIONS = (
    Action("import", "导入工作簿", 2, nothing, import_workbook),
    Action("cases", "导入案件和环节", 1, nothing, import_cases),
    Action("volume", "海量台账装载", 2, nothing, import_volume),
    Action("step", "案件办理", 9, nothing, step),
    Action("bulk", "批量办理", CASES, ask_bulk, work_whole),
    Action("upload", "上传、更换文书", 6, nothing, upload),
    Action("seal", "封存", 1, events, seal),
    Action("report", "生成报告", 1, ask_report, work),
    Action("extract", "提取", 2, nothing, refresh),
    Action("backup", "备份", 1, no_backup, back_up),
    Action("restore", "恢复", 1, keep_backup, restore_all, anew=True),
    Action("jobs", "后台任务", 2, ask_import, work),
)
