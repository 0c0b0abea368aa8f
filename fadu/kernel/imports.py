"""导入: a file's rows become records, all or none; rows that are there already are recognised by their natural key.

An import runs whole before it decides: what only the database can refuse is asked of the database too, in a transaction
that a trial run, or one bad row, takes back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as text

from . import cases, journal, workbooks
from .cases import Case, Opening, StepRefused
from .columns import ORGANISATION, RECORD, Column, Unreadable, fold
from .declarations import (
    Ledger,
    LedgerRefused,
    NotAllowed,
    check_may_write,
    readable,
    refuse_volume,
    step_columns,
    usual_opening,
    versions,
)
from .organisations import ALL, ROLES, Actor, Organisation, Record, within
from .procedure import Step, in_force
from .rows import insert
from .workbooks import Book, Fault, Sheet, Table, WorkbookRefused

BATCH = 1_000
MOST_REFUSALS = 1_000  # rows that only the database refuses are asked one by one; so many show the pattern

Progress = Callable[[int, int, str], None]  # is told rows done, rows in all, and what is being done
Read = tuple[int, dict[str, Any]]  # a row that could be read: its number in the file, its values by column


@dataclass(frozen=True)
class ImportResult:
    """导入结果: what was done; or, where there are `errors`, what must be put right first: then nothing was done.

    `ignored` are headings and sheets that were not read. `steps` counts the steps of procedures that were made.
    """

    file: str
    created: int
    updated: int
    unchanged: int
    steps: int
    errors: tuple[Fault, ...]
    ignored: tuple[str, ...]
    dry_run: bool
    tables: tuple[Table, ...] = ()

    @property
    def done(self) -> bool:
        """Whether the file has been taken over."""
        return not self.errors and not self.dry_run

    @cached_property
    def marked(self) -> bytes | None:
        """The file again, each error marked in it; None without errors. Made when asked for, as it takes a while."""
        return workbooks.mark(self.tables, self.errors) if self.errors else None

    def __str__(self) -> str:
        if self.errors:
            rows = len({(fault.sheet, fault.row) for fault in self.errors})
            message = text("文件“%(file)s”有 %(errors)d 处错误（%(rows)d 行），没有导入任何内容。")
            return message % {"file": self.file, "errors": len(self.errors), "rows": rows}
        message = text("文件“%(file)s”：新增 %(created)d 条，更新 %(updated)d 条，未变 %(unchanged)d 条。")
        message %= {
            "file": self.file,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
        }
        if self.steps:
            message += text("办理环节 %(steps)d 个。") % {"steps": self.steps}
        return message + (text("（试运行，没有写入）") if self.dry_run else "")


def import_file(
    ledger: type[Ledger],
    actor: Actor,
    file: Any,
    organisation: Organisation | None = None,
    dry_run: bool = False,
    *,
    name: str = "",
    progress: Progress | None = None,
    taken: Callable[[ImportResult], None] | None = None,
) -> ImportResult:
    """Take the rows of a workbook or CSV file over: all of them, or none and say what is wrong with which cell.

    `file` is a path, bytes, or an open file; `name` is what messages call it. Rows that name no organisation belong to
    `organisation`, and rows of organisations outside it are refused. Rows known by their natural key are updated. In a
    ledger of cases a row opens a case, and a row of the sheet 办理步骤 makes a step. `progress` is told how many rows
    are done, `taken` what came of it, within its transaction, once all rows are; what they raise takes the import back.
    Raises LedgerRefused, WorkbookRefused.
    """
    refuse_volume(ledger)
    _refuse_unknown(ledger)
    if not actor.organisations(ledger.recorders()).exists():
        roles = "、".join(str(ROLES[role].label) for role in sorted(ledger.recorders()))
        message = text("您没有登记“%(title)s”的角色；可以登记的角色：%(roles)s。")
        raise NotAllowed(message % {"title": ledger.title, "roles": roles})
    book = workbooks.open_book(file, name)
    run = (_CaseImport if ledger.is_case() else _Import)(ledger, book, actor, organisation)
    run.progress, run.taken = progress or run.progress, taken or run.taken
    return run.run(dry_run)


def _refuse_unknown(ledger: type[Ledger]) -> None:
    """Refuse a file for a ledger whose records bear a key that only the system gives. Raises LedgerRefused."""
    given = [ledger.all_columns[name] for name in ledger.natural_key if not ledger.all_columns[name].field.editable]
    if given and not ledger.is_case():
        message = text("“%(title)s”不能从表格导入：%(labels)s由系统登记，表格里没有。%(notes)s")
        labels = "、".join(column.label for column in given)
        raise LedgerRefused(message % {"title": ledger.title, "labels": labels, "notes": ledger.notes})


def _untold(done: int, total: int, message: str) -> None:
    """Nobody asked how far the import is."""


def _unnoted(result: ImportResult) -> None:
    """Nobody asked to be told within the transaction."""


class _Import:
    """One import under way, into a ledger without procedure."""

    progress: Progress = staticmethod(_untold)
    taken: Callable[[ImportResult], None] = staticmethod(_unnoted)

    def __init__(self, ledger: type[Ledger], book: Book, actor: Actor, organisation: Organisation | None) -> None:
        self.ledger, self.book, self.actor = ledger, book, actor
        self.key = tuple(ledger.natural_key)
        self.faults: list[Fault] = []
        self.created = self.updated = self.unchanged = self.steps = 0
        self.writable = {one.pk: one for one in actor.organisations(ledger.recorders())}
        if organisation is None and len(self.writable) == 1:
            organisation = next(iter(self.writable.values()))
        self.organisation = organisation
        self.bounds = set(within(organisation, ALL).values_list("pk", flat=True)) if organisation else None

    def run(self, dry_run: bool) -> ImportResult:
        """Import, or find out what speaks against it."""
        columns = self.ledger.carried()
        table = self.find(columns)
        rows = self.read(table, columns)
        return self.finish([table], lambda: self.write_records(table, rows), dry_run)

    # Reading

    def find(self, columns: Sequence[Column], book: Book | None = None) -> Table:
        """Find the table of `columns`; those that a row cannot do without must be there."""
        keys = {column.name for column in columns if column.name in self.key and column.needed is not False}
        needed = keys | {column.name for column in columns if column.required}
        if self.organisation:
            needed.discard("organisation")
        return workbooks.find_table(book or self.book, columns, needed)

    def read(self, table: Table, columns: Sequence[Column], placed: bool = True) -> list[Read]:
        """Return the rows that hold by themselves, in the tree of organisations, and within the actor's rights.

        Rows that name no organisation are given the one for which the file is imported; with `placed` False they are
        left without.
        """
        if self.organisation:
            columns = [replace(one, needed=False) if one.name == "organisation" else one for one in columns]
        self.progress(0, 0, text("正在读取文件"))
        rows, faults = workbooks.read_table(table, columns)
        self.faults += faults
        if not rows and not faults:
            message = text("文件“%(name)s”表头下面没有数据行；请填写后再导入。")
            raise WorkbookRefused(message % {"name": self.book.name})
        # Organisations come first: of records that bear one number, those of the row's own organisation are meant.
        for column in sorted(columns, key=lambda one: one.name != "organisation"):
            if column.kind in (ORGANISATION, RECORD) and (column.name in table.places or column.name == "organisation"):
                rows = list(self._resolved(table, column, rows, placed))
        return rows

    def _resolved(self, table: Table, column: Column, rows: Iterable[Read], placed: bool) -> Iterator[Read]:
        """Yield the rows with names in `column` replaced by what they name; note those that name nothing."""
        rows = list(rows)
        names = {name for _number, values in rows if isinstance(name := values.get(column.name), str) and name}
        found = column.find(names, readable(self.actor)(column.field.related_model))
        for number, values in rows:
            name = values.get(column.name)
            try:
                if isinstance(name, str) and name:
                    values[column.name] = column.pick(name, found[name], values.get("organisation"))
                if column.name == "organisation" and (placed or values.get(column.name)):
                    values["organisation"] = self._allowed(values.get("organisation") or self.organisation)
            except Unreadable as error:
                self.fault(table, number, str(error), column.name)
            else:
                yield number, values

    def _allowed(self, organisation: Any) -> Organisation:
        if organisation is None:
            raise Unreadable(text("没有写明机构；请填写机构，或在导入时指定机构"))
        if organisation.pk not in self.writable:
            raise Unreadable(text("您无权登记“%(name)s”的记录") % {"name": organisation})
        if self.bounds is not None and organisation.pk not in self.bounds:
            message = text("“%(name)s”不属于本次导入的机构“%(bounds)s”")
            raise Unreadable(message % {"name": organisation, "bounds": self.organisation})
        return organisation

    def unrepeated(self, table: Table, rows: Iterable[Read]) -> list[Read]:
        """Return the rows without those whose natural key an earlier row has."""
        first: dict[tuple[Any, ...], int] = {}
        kept = []
        for number, values in rows:
            row = first.setdefault(self._key_in(values), number)
            if row == number:
                kept.append((number, values))
            else:
                message = text("与第 %(row)d 行重复；同一编号只能出现一次")
                self.fault(table, number, message % {"row": row}, self._told_by(table))
        return kept

    def _told_by(self, table: Table) -> str:
        """Return the column at which a message about the natural key stands."""
        return next((name for name in self.key if name != "organisation" and name in table.places), self.key[-1])

    def _key_in(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(_kept(values.get(name)) for name in self.key)

    def existing(self, rows: Iterable[Read]) -> dict[tuple[Any, ...], Any]:
        """Return by natural key the records that are there already for `rows`, locked until the end."""
        wanted = {self._key_in(values) for _number, values in rows}
        found: dict[tuple[Any, ...], Any] = {}
        if not wanted:
            return found
        parts = [{one[place] for one in wanted} for place in range(len(self.key))]
        # The part of the key that tells most apart is looked up; few values of the others narrow it; Python compares.
        at = max(range(len(self.key)), key=lambda place: len(parts[place]))
        narrow = {f"{self.key[p]}__in": values for p, values in enumerate(parts) if p != at and len(values) <= 50}
        records = self.ledger.model._default_manager.select_for_update(of=("self",)).select_related("organisation")
        attributes = [self.ledger.all_columns[name].field.attname for name in self.key]
        asked = iter(parts[at])
        while batch := list(islice(asked, 500)):
            for record in records.filter(**{f"{self.key[at]}__in": batch}, **narrow):
                key = tuple(getattr(record, name) for name in attributes)
                if key in wanted:
                    found[key] = record
        return found

    # Saying what is wrong

    def labels(self) -> dict[str, str]:
        """Return what messages call a field."""
        return {name: column.label for name, column in self.ledger.all_columns.items()}

    def fault(self, table: Table, number: int, message: str, name: str = "") -> None:
        """Note what is wrong in row `number`, at the column `name` if the file has it."""
        place = table.places.get(name)
        row = table.sheet.rows[number - 1]
        value = workbooks.shown(row[place]) if place is not None and place < len(row) else ""
        label = self.labels().get(name, "")
        self.faults.append(Fault(table.sheet.name, number, place, label, value, message.rstrip("。")))

    def refused(self, table: Table, number: int, error: ValidationError) -> None:
        """Note what a model's own checks refused."""
        by_name = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, messages in by_name.items():
            self.fault(table, number, "；".join(message.rstrip("。") for message in messages), name)

    # Writing

    def write_records(self, table: Table, rows: Sequence[Read]) -> None:
        """Create and update in batches; rows whose natural key and values are there already stay untouched."""
        rows = self.unrepeated(table, rows)
        existing = self.existing(rows)
        fresh: list[tuple[int, Record]] = []
        changed: list[tuple[int, Record, dict[str, Any]]] = []
        model = self.ledger.model
        checks = model.clean is not models.Model.clean
        for number, values in rows:
            record = existing.get(self._key_in(values))
            if record is None:
                record = model(**values)
                fresh.append((number, record))
            elif record.organisation_id not in self.writable:
                self.fault(table, number, text("这一编号已由其他机构登记，您无权更改"), self._told_by(table))
                continue
            elif before := change(self.ledger, record, values):
                changed.append((number, record, before))
            else:
                self.unchanged += 1
                continue
            if checks:
                try:
                    record.clean()
                except ValidationError as error:
                    self.refused(table, number, error)
        if not self.faults:
            self._save(table, fresh)
            names = {name for _number, _record, before in changed for name in before}
            self._save(table, [(number, record) for number, record, _before in changed], names)
        if not self.faults:
            self.created, self.updated = len(fresh), len(changed)
            self.note(self._creation(number, record) for number, record in fresh)
            self.note(self.edition(number, record, before) for number, record, before in changed)

    def _save(self, table: Table, rows: Sequence[tuple[int, Record]], changed: Iterable[str] | None = None) -> None:
        # One statement for many rows that are there: insert, and on conflict of the key update.
        how: dict[str, Any] = {"update_conflicts": True, "unique_fields": ["pk"]}
        how["update_fields"] = [*(changed or ()), "revision", "updated_at"]
        for start in range(0, len(rows), BATCH):
            self.progress(start, len(rows), text("正在登记"))
            batch = rows[start : start + BATCH]
            try:
                with transaction.atomic():
                    records = [record for _number, record in batch]
                    if changed is None:
                        insert(records)
                    else:
                        self.ledger.model._default_manager.bulk_create(records, **how)
            except IntegrityError:
                # Some row breaks a rule of the database; which row and which rule is found row by row.
                self._save_singly(table, batch)
                if len(self.faults) >= MOST_REFUSALS:
                    return

    def _save_singly(self, table: Table, batch: Iterable[tuple[int, Record]]) -> None:
        for number, record in batch:
            try:
                with transaction.atomic():
                    record.save()
            except IntegrityError:
                self._say_why(table, number, record)

    def _say_why(self, table: Table, number: int, record: Record) -> None:
        """Note why the database refused a record, in the words of its model: its own are for who keeps it."""
        try:
            record.full_clean()
        except ValidationError as found:
            self.refused(table, number, found)
        else:
            self.fault(table, number, text("与已登记的内容冲突，未能写入；请核对这一行，与他人同时登记的请再导入一次"))

    # Noting

    def _creation(self, number: int, record: Record) -> journal.Entry:
        after = {name: column.plain(record) for name, column in self.ledger.all_columns.items()}
        return self._entry("create", record, number, after=after)

    def edition(self, number: int, record: Record, before: Mapping[str, Any]) -> journal.Entry:
        """Return the journal's entry for a record that row `number` changed."""
        after = {name: self.ledger.all_columns[name].plain(record) for name in before}
        return self._entry("edit", record, number, before=dict(before), after=after)

    def _entry(self, action: str, record: Record, number: int, **change: Any) -> journal.Entry:
        return journal.Entry(
            action,
            ledger=self.ledger.slug,
            record=str(record.pk),
            organisation=record.organisation.code,
            actor=self.actor.username,
            actor_name=self.actor.name,
            data={"imported_from": self.book.digest, "row": number},
            **change,
        )

    @staticmethod
    def note(entries: Iterable[journal.Entry]) -> None:
        """Write `entries` to the journal, some thousands at a time."""
        waiting = iter(entries)
        while batch := list(islice(waiting, 10 * BATCH)):
            journal.write(*batch)

    def finish(self, tables: Sequence[Table], write: Callable[[], None], dry_run: bool) -> ImportResult:
        """Run `write` in one transaction, note the import, and take all back if anything is wrong or only tried."""
        with transaction.atomic():
            write()
            if self.faults or dry_run:
                transaction.set_rollback(True)
            else:
                self.note([self._of_the_file()])
                self.taken(self._result(tables, dry_run))
        return self._result(tables, dry_run)

    def _result(self, tables: Sequence[Table], dry_run: bool) -> ImportResult:
        self.faults.sort(key=lambda fault: (fault.sheet, fault.row, -1 if fault.column is None else fault.column))
        counts = (0, 0, 0, 0) if self.faults else (self.created, self.updated, self.unchanged, self.steps)
        ignored = dict.fromkeys(heading for table in tables for heading in table.ignored)
        return ImportResult(self.book.name, *counts, tuple(self.faults), tuple(ignored), dry_run, tuple(tables))

    def _of_the_file(self) -> journal.Entry:
        counts = {"created": self.created, "updated": self.updated, "unchanged": self.unchanged, "steps": self.steps}
        return journal.Entry(
            "import",
            ledger=self.ledger.slug,
            organisation=self.organisation.code if self.organisation else "",
            actor=self.actor.username,
            actor_name=self.actor.name,
            data={"file": self.book.name, "digest": self.book.digest, **counts},
        )


def change(ledger: type[Ledger], record: Record, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give `record` the values that differ, count the revision, and return what was there before."""
    before = {}
    for name, value in values.items():
        column = ledger.all_columns[name]
        if getattr(record, column.field.attname) != _kept(value):
            before[name] = column.plain(record)
            setattr(record, name, value)
    if before:
        record.revision += 1
    return before


def _kept(value: Any) -> Any:
    """Return `value` as a record keeps it under the field's attname: of what is referred to, the key."""
    return value.pk if isinstance(value, models.Model) else value


_Named = tuple[str, int | None]  # how a row of steps names its case: the number, the organisation if it says so


def _named(values: Mapping[str, Any]) -> _Named:
    return values["number"], _kept(values.get("organisation")) or None


class _CaseImport(_Import):
    """An import into a ledger of cases: each row goes through the one door, so everything is checked and clocked."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        assert issubclass(self.ledger.model, Case)
        self.model: type[Case] = self.ledger.model
        self.columns = self.ledger.carried()
        self.columns_of_steps = step_columns(self.model, self.ledger.all_columns)
        self.not_opened: set[str] = set()

    def labels(self) -> dict[str, str]:
        return super().labels() | {one.name: one.label for one in (*self.columns, *self.columns_of_steps)}

    def run(self, dry_run: bool) -> ImportResult:
        listing = [sheet for sheet in self.book.sheets if self._has(sheet, self.columns_of_steps, "step", "on")]
        others = [sheet for sheet in self.book.sheets if sheet not in listing and sheet.rows]
        work: list[tuple[Table, list[Read], Callable[[Table, Sequence[Read]], None]]] = []
        if not listing or any(self._has(sheet, self.columns, "opened_on") for sheet in others):
            table = self.find(self.columns, replace(self.book, sheets=tuple(others)))
            work.append((table, self.read(table, self.columns), self.open_cases))
        if listing:
            table = self.find(self.columns_of_steps, replace(self.book, sheets=tuple(listing)))
            # An empty sheet of steps beside a filled sheet of cases is a template of which one half was needed.
            if not work or any(table.rows()):
                work.append((table, self.read(table, self.columns_of_steps, placed=False), self.make_steps))

        def write() -> None:
            for table, rows, take in work:
                take(table, rows)

        return self.finish([table for table, _rows, _take in work], write, dry_run)

    @staticmethod
    def _has(sheet: Sheet, columns: Sequence[Column], *names: str) -> bool:
        """Tell whether a row among the first is headed by all of `names`."""
        wanted = [column.headings for column in columns if column.name in names]
        for row in sheet.rows[: workbooks.HEADING_ROWS]:
            headings = {fold(cell) for cell in row}
            if all(headings & known for known in wanted):
                return True
        return False

    def existing(self, rows: Iterable[Read]) -> dict[tuple[Any, ...], Any]:
        """Return by natural key the cases that are there already; one that went elsewhere, by where it was opened."""
        rows = list(rows)
        found = super().existing(rows)
        missing = {self._key_in(values): values for _number, values in rows if self._key_in(values) not in found}
        if set(self.key) == {"organisation", "number"} and missing:
            for case, organisation in self._opened_at(self._numbered({one["number"] for one in missing.values()})):
                key = self._key_in({"organisation": organisation, "number": case.number})
                if key in missing:
                    found[key] = case
        return found

    def _numbered(self, numbers: Iterable[str]) -> Iterator[Case]:
        """Yield the cases that bear one of `numbers`, wherever they stand."""
        known = self.model._default_manager.select_related("organisation")
        asked = iter(numbers)
        while batch := list(islice(asked, 500)):
            yield from known.filter(number__in=batch)

    def _opened_at(self, found: Iterable[Case]) -> Iterator[tuple[Case, int]]:
        """Yield the cases with the organisation that opened them, as the journal has it, where they have left it."""
        codes = {one.code: key for key, one in self.writable.items()}
        waiting = iter(found)
        while batch := {str(case.pk): case for case in islice(waiting, 500)}:
            steps = journal.Event.objects.filter(ledger=self.model.ledger, record__in=batch, action="step")
            opened: dict[str, str] = {}
            for record, code in steps.order_by("seq").values_list("record", "organisation"):
                opened.setdefault(record, code)
            for record, case in batch.items():
                organisation = codes.get(opened.get(record, ""))
                if organisation is not None and organisation != case.organisation_id:
                    yield case, organisation

    def open_cases(self, table: Table, rows: Sequence[Read]) -> None:
        """Open the cases that are not there yet; correct those that are and differ."""
        rows = self.unrepeated(table, rows)
        existing = self.existing(rows)
        fresh: list[Read] = []
        openings: list[Opening] = []
        place = 0
        for number, values in rows:
            given = {name: value for name, value in values.items() if value not in (None, "")}
            case = existing.get(self._key_in(values))
            try:
                if case is None:
                    openings.append(self._opening(given))
                    fresh.append((number, values))
                    continue
                self._correct(case, given, number)
            except StepRefused as refused:
                self._not_opened(table, number, values, refused)
            except ValidationError as error:
                self.refused(table, number, error)
            except NotAllowed as refused:
                self.fault(table, number, text("与已登记的不同，而") + str(refused), "number")
            self.progress(place := place + 1, len(rows), text("正在登记案件"))
        opened = cases.open_cases(self.model, openings, self.actor, imported_from=self.book.digest)
        for (number, values), found in zip(fresh, opened, strict=True):
            if isinstance(found, StepRefused):
                self._not_opened(table, number, values, found)
            else:
                self.created += 1
            self.progress(place := place + 1, len(rows), text("正在登记案件"))

    def _not_opened(self, table: Table, number: int, values: Mapping[str, Any], refused: StepRefused) -> None:
        self.not_opened.add(values["number"])
        self.step_refused(table, number, refused)

    def _opening(self, given: dict[str, Any]) -> Opening:
        on, name = given.pop("opened_on"), given.pop("opening_step", "")
        if not name:
            return Opening(usual_opening(self.model, on), on, given)
        openings = (step for slug in self.model.procedures for step in in_force(slug, on).openings())
        step = next((step for step in openings if str(step.label) == name), None)
        if step is None:
            message = text("当日施行的程序没有“%(name)s”这一立案环节") % {"name": name}
            raise StepRefused("procedure", message, faults={"opening_step": message})
        return Opening(step, on, given)

    def _correct(self, case: Case, given: dict[str, Any], number: int) -> None:
        given.pop("opening_step", None)
        given.pop("organisation", None)  # where a case stands is changed by its steps alone
        if (on := given.pop("opened_on")) != case.opened_on:
            message = text("已登记的立案日期是 %(day)s，不能通过导入更改") % {"day": case.opened_on}
            raise ValidationError({"opened_on": [message] if on else []})
        if before := change(self.ledger, case, given):
            check_may_write(self.ledger, self.actor, case.organisation)
            case.full_clean()
            case.save(update_fields=[*before, "revision", "updated_at"])
            cases.recount(case)
            self.note([self.edition(number, case, before)])
            self.updated += 1
        else:
            self.unchanged += 1

    def make_steps(self, table: Table, rows: Sequence[Read]) -> None:
        """Make the steps in the order of their days; what is refused in a case stops that case, not the others."""
        found = self._cases_of(rows)
        stopped: set[int] = set()
        first: dict[tuple[Any, ...], int] = {}
        for place, (number, values) in enumerate(sorted(rows, key=lambda row: (row[1]["on"], row[0]))):
            self.progress(place, len(rows), text("正在办理环节"))
            case = self._case(table, number, values, found)
            if case is None or case.pk in stopped:
                continue
            row = first.setdefault((case.pk, values["step"], values["on"]), number)
            if row != number:
                self.fault(table, number, text("与第 %(row)d 行重复") % {"row": row}, "step")
                continue
            try:
                self._make(case, values)
            except StepRefused as refused:
                stopped.add(case.pk)
                self.step_refused(table, number, refused)

    def _cases_of(self, rows: Iterable[Read]) -> dict[_Named, list[Case]]:
        """Return by number and organisation the cases that rows of steps mean: those that stand with it, failing that
        those that it opened; under None those of all organisations of this import.
        """
        wanted = {_named(values) for _number, values in rows}
        everywhere = list(self._numbered({number for number, _organisation in wanted}))
        found = self._by_name((case, case.organisation_id) for case in everywhere)
        missing = wanted - found.keys()
        gone = {number for number, _organisation in missing}
        left = self._by_name(self._opened_at(case for case in everywhere if case.number in gone))
        return found | {name: left[name] for name in missing & left.keys()}

    def _by_name(self, found: Iterable[tuple[Case, int]]) -> dict[_Named, list[Case]]:
        known: dict[_Named, list[Case]] = {}
        for case, organisation in found:
            if organisation in self.writable and (not self.bounds or organisation in self.bounds):
                for name in ((case.number, organisation), (case.number, None)):
                    known.setdefault(name, []).append(case)
        return known

    def _case(
        self, table: Table, number: int, values: Mapping[str, Any], found: Mapping[_Named, Sequence[Case]]
    ) -> Case | None:
        """Return the case that a row of steps means, or note that it means none or several."""
        named = found.get(_named(values), ())
        if len(named) == 1:
            return named[0]
        if values["number"] not in self.not_opened:
            many = text("有 %(count)d 个机构有编号“%(number)s”的案件；请加上“机构”一栏")
            none = text("没有编号“%(number)s”的案件；请先导入案件，或核对编号和机构")
            message = (many if named else none) % {"number": values["number"], "count": len(named)}
            self.fault(table, number, message, "number")
        return None

    def _make(self, case: Case, values: Mapping[str, Any]) -> None:
        step, on = self._step_named(case, values["step"]), values["on"]
        if on <= case.moved_on and any(made.step == step.slug and made.on == on for made in cases.course(case)):
            self.unchanged += 1
            return
        of_the_step = ("organisation", "number", "step", "on", "step_outcome", "note")
        data = {name: value for name, value in values.items() if name not in of_the_step and value not in (None, "")}
        cases.perform(
            case,
            step,
            self.actor,
            on=on,
            data=data,
            outcome=values.get("step_outcome") or "",
            note=values.get("note") or "",
            imported_from=self.book.digest,
        )
        self.steps += 1

    def _step_named(self, case: Case, label: str) -> Step:
        """Return the step that `label` means where the case stands; failing that, anywhere in its procedures."""
        state = case.version.state(case.state)
        nearest = case.version.steps_from(state) if state else ()
        takeovers = [step for version in versions(self.model) for step in version.steps if step.takes_over]
        # A law that takes over what is open may call a step otherwise; a file uses the words of either.
        moved_over = [
            step
            for version in versions(self.model)
            if version.slug == case.version.slug
            and max(version, case.version, key=lambda one: one.in_force).transition != "keep"
            for step in version.steps
        ]
        known = (*nearest, *case.version.steps, *moved_over, *takeovers)
        found = next((s for s in known if str(s.label) == label), None)
        if found is None:
            message = text("本案适用的程序没有“%(label)s”这一环节") % {"label": label}
            raise StepRefused("procedure", message, faults={"step": message})
        return found

    def step_refused(self, table: Table, number: int, refused: StepRefused) -> None:
        """Note a refused step: at the cells of its fields, or at the cell that names what was refused."""
        at = {"day": "on", "outcome": "step_outcome"}.get(refused.code, "step")
        for name, message in (refused.faults or {at: str(refused)}).items():
            self.fault(table, number, message, name)
