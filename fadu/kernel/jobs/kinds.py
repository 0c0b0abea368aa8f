"""任务种类: what the kernel itself does in the background; others are declared where the work is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from .. import bulk, indicators, journal, ledgers
from ..bulk import Tried
from ..cases import StepRefused
from ..extracts import loads, parts
from ..imports import ImportResult
from ..ledgers import LedgerRefused
from ..organisations import Organisation, User
from ..workbooks import Fault, WorkbookRefused
from .work import Result, Run, declare

SHOWN = 200  # faults of a file that its page lists; the marked workbook has them all


@declare("import", _("导入"))
def IMPORT(run: Run) -> Result:
    """Import a file, or try to: `ledger`, `organisation` (a code, or ""), `trial`. All of it or nothing.

    What was imported is noted in the same transaction, so that after a killed worker it is known and not done again.
    The rows of a volume ledger are no part of the database; they are found unchanged.
    """
    if run.job.result:
        return Result(run.job.result["said"], run.job.result)
    ledger = ledgers.ledger(run.arguments["ledger"])
    organisation = Organisation.objects.filter(code=run.arguments.get("organisation") or None).first()
    trial, name = bool(run.arguments.get("trial")), run.job.file
    try:
        if ledger.volume:
            run.progress(0, 0, text("正在读取文件"))
            found: Any = loads.load(ledger, run.file, run.actor, organisation=organisation, dry_run=trial)
        else:
            found = ledgers.import_file(
                ledger,
                run.actor,
                run.file,
                organisation,
                trial,
                name=name,
                progress=run.progress,
                taken=lambda result: run.note(_imported(result)),
            )
    except (LedgerRefused, StepRefused, WorkbookRefused, loads.LoadRefused) as refused:
        return Result(str(refused), refused=True)
    if found.errors:
        run.progress(0, 0, text("正在标注错误"))
        if found.marked:
            run.keep(found.marked, text("标注错误 %(name)s") % {"name": name.rpartition(".")[0] + ".xlsx"})
    return Result(str(found), _imported(found), refused=bool(found.errors))


def _imported(found: ImportResult | loads.LoadResult) -> dict[str, Any]:
    data = {name: getattr(found, name) for name in ("created", "updated", "unchanged", "steps")}
    data |= {"ignored": list(found.ignored), "faults": _listed(found.errors[:SHOWN]), "wrong": len(found.errors)}
    return data | {"said": str(found)}


def _listed(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    return [{name: getattr(one, name) for name in ("sheet", "row", "heading", "value", "message")} for one in faults]


@declare("verify", _("核验留痕"))
def VERIFY(run: Run) -> Result:
    """Read the whole journal again, hold it against its seals, and note who did so and what came of it."""

    def progress(done: int, total: int) -> None:
        run.progress(done, total, text("正在核验"))

    progress(0, 0)
    verdict = journal.verify(progress=progress)
    data: dict[str, Any] = {"size": verdict.size, "sealed": verdict.sealed, "ok": verdict.ok}
    if found := verdict.first:
        data |= {"seq": found.seq, "ledger": found.ledger, "record": found.record}
    journal.remember(verdict, run.actor.username, run.actor.name)
    return Result(str(verdict), data, refused=not verdict.ok)


@declare("refresh", _("重新提取"))
def REFRESH(run: Run) -> Result:
    """Write the extracts of all ledgers that indicators count anew, from the database."""
    counted = {one.ledger for one in indicators.declared().values()}
    wanted = [ledger for ledger in ledgers.all_ledgers() if ledger.model in counted and not ledger.volume]
    rows = 0
    for place, ledger in enumerate(wanted):
        run.progress(place, len(wanted), str(ledger.title))
        rows += parts.refresh(ledger, whole=True).rows
    said = text("已重新提取 %(ledgers)d 本台账，共 %(rows)d 条记录。") % {"ledgers": len(wanted), "rows": rows}
    return Result(said, {"ledgers": len(wanted), "rows": rows})


@declare("bulk-step", _("批量办理"))
def BULK_STEP(run: Run) -> Result:
    """Make one step in many cases: `ledger`, `keys`, `step`, `on`, `values`, `outcome`, `note`; each by itself."""
    ledger, asked = ledgers.ledger(run.arguments["ledger"]), run.arguments
    try:
        values = bulk.values_of(ledger, run.actor, asked["values"])
    except LedgerRefused as refused:
        return Result(str(refused), refused=True)

    def make(case: Any) -> Tried:
        on = date.fromisoformat(asked["on"])
        return bulk.make(case, asked["step"], run.actor, on, values, asked.get("outcome", ""), asked.get("note", ""))

    return _one_by_one(run, make)


@declare("bulk-assign", _("批量分派"))
def BULK_ASSIGN(run: Run) -> Result:
    """Give many cases to one handler: `ledger`, `keys`, `handler` (a username)."""
    handler = User.objects.get(username=run.arguments["handler"])
    return _one_by_one(run, lambda case: bulk.assign(case, handler, run.actor))


def _one_by_one(run: Run, make: Any) -> Result:
    """Deal with one record after another. What was done is noted in the same transaction, so it is done once only."""
    ledger = ledgers.ledger(run.arguments["ledger"])
    done: list[dict[str, Any]] = list(run.job.result.get("done", ()))
    keys = list(bulk.still_to_do(run.arguments["keys"], done))
    total = len(done) + len(keys)
    for key in keys:
        run.progress(len(done), total, text("正在办理"))
        with transaction.atomic():
            try:
                record = ledgers.find(ledger, run.actor, key)
            except LedgerRefused as refused:
                tried = Tried(key, str(key), str(refused))
            else:
                tried = make(record)
            now = [*done, _plain(tried)]
            run.note({"done": now})
        done = now
    refused_ones = sum(bool(one["refused"]) for one in done)
    said = text("办理 %(done)d 件，未能办理 %(refused)d 件。")
    return Result(said % {"done": len(done) - refused_ones, "refused": refused_ones}, {"done": done})


def _plain(tried: Tried) -> dict[str, Any]:
    return asdict(tried) | {"terms": [[label, day and day.isoformat()] for label, day in tried.terms]}
