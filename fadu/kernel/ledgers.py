"""台账: a declared kind of record, and what everyone can do with one: list, enter, correct, delete, import, export.

A ledger is a model and a declaration beside it. All that pages, files and the API show of it, and who may see or change
it, follows from the two; no domain writes a list or an import of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import IO, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as text

from . import cases, journal, workbooks
from .cases import Case
from .columns import BOOLEAN, ORGANISATION, RECORD, Column, Unreadable
from .declarations import (
    BadLedger,
    Ledger,
    LedgerRefused,
    NotAllowed,
    NotFound,
    Stale,
    all_ledgers,
    check_may_write,
    ledger,
    of,
    readable,
    refuse_volume,
    step_columns,
    usual_opening,
)
from .imports import ImportResult, change, import_file
from .lists import (
    Count,
    Order,
    Page,
    Query,
    Row,
    Sight,
    asked_for,
    count,
    due_counts,
    find,
    in_words,
    listed_columns,
    matching,
    page,
    rows,
    view,
)
from .organisations import Actor, Organisation, Record
from .workbooks import Fault, WorkbookRefused

__all__ = [
    "BadLedger",
    "Count",
    "Fault",
    "ImportResult",
    "Ledger",
    "LedgerRefused",
    "NotAllowed",
    "NotFound",
    "Page",
    "Query",
    "Row",
    "Stale",
    "WorkbookRefused",
    "all_ledgers",
    "count",
    "create",
    "delete",
    "due_counts",
    "edit",
    "export",
    "find",
    "import_file",
    "in_words",
    "ledger",
    "of",
    "page",
    "rows",
    "template",
    "typed",
    "view",
]

R = TypeVar("R", bound=Record)


def create(
    ledger: type[Ledger], actor: Actor, values: Mapping[str, Any], on: date | None = None, step: str = ""
) -> Record:
    """Enter a record and return it; `values` are values of fields, or what was typed for them.

    A case is opened by its opening `step` (the usual one without it) on day `on`. Raises LedgerRefused, StepRefused.
    """
    refuse_volume(ledger)
    given = typed(ledger, actor, values)
    if issubclass(ledger.model, Case):
        return _open(ledger.model, actor, given, on, step)
    missing = {
        column.name: text("必填，不能为空")
        for column in ledger.entered()
        if column.required and column.name not in given
    }
    if missing:
        raise _invalid(ledger, missing)
    check_may_write(ledger, actor, given["organisation"])
    record = ledger.model(**given)
    with transaction.atomic():
        _save(ledger, record, force_insert=True)
        after = {column.name: column.plain(record) for column in ledger.all_columns.values()}
        journal.write(_entry("create", ledger, actor, record, after=after))
    return record


def _open(model: type[Case], actor: Actor, given: Mapping[str, Any], on: date | None, step: str) -> Case:
    if on is None:
        raise LedgerRefused(text("没有写明立案日期。"), {"opened_on": text("必填，不能为空")})
    return cases.open_case(model, step or usual_opening(model, on), actor, on, given)


def edit(record: R, actor: Actor, values: Mapping[str, Any], revision: int | None = None, reason: str = "") -> R:
    """Change the fields in `values` and return the record; the journal keeps what they were.

    `revision` is the one the actor saw: what has been changed since is not overwritten. Of a case it corrects what was
    recorded wrongly, with a `reason`; its state changes by steps alone. Raises LedgerRefused.
    """
    ledger = of(type(record))
    given = typed(ledger, actor, values)
    with transaction.atomic():
        locked = _locked(ledger, record, revision)
        check_may_write(ledger, actor, locked.organisation)
        before = change(ledger, locked, given)
        if not before:
            return locked
        if isinstance(locked, Case):
            _check_correction(before, reason)
        if "organisation" in before:
            check_may_write(ledger, actor, locked.organisation)
        _save(ledger, locked, update_fields=[*before, "revision", "updated_at"])
        if isinstance(locked, Case):
            cases.recount(locked)
        ledger.settle(locked, before)
        after = {name: ledger.all_columns[name].plain(locked) for name in before}
        data = {"reason": reason} if reason else None
        journal.write(_entry("edit", ledger, actor, locked, before=before, after=after, data=data))
    return locked


def _check_correction(before: Mapping[str, Any], reason: str) -> None:
    if not reason.strip():
        message = text("更正案件登记内容须说明理由。")
        raise LedgerRefused(message, {"reason": message})
    if "organisation" in before:
        message = text("案件的机构不能更改；移送请办理移送环节。")
        raise LedgerRefused(message, {"organisation": message})


def delete(record: Record, actor: Actor, reason: str) -> None:
    """Delete a record; the journal keeps all of it, and why. Raises LedgerRefused."""
    ledger = of(type(record))
    if not reason.strip():
        message = text("删除记录须说明理由。")
        raise LedgerRefused(message, {"reason": message})
    if ledger.is_case():
        raise LedgerRefused(text("案件编号不得有空号，案件不能删除；请按程序办理撤回、终止等环节，或更正登记内容。"))
    with transaction.atomic():
        locked = _locked(ledger, record, None)
        check_may_write(ledger, actor, locked.organisation)
        before = {column.name: column.plain(locked) for column in ledger.all_columns.values()}
        entry = _entry("delete", ledger, actor, locked, before=before, data={"reason": reason})
        try:
            locked.delete()
        except models.ProtectedError as error:
            others = {str(one._meta.verbose_name) for one in error.protected_objects}
            message = text("这条记录还被%(others)s引用，不能删除；请先处理引用它的记录。")
            raise LedgerRefused(message % {"others": "、".join(sorted(others))}) from error
        journal.write(entry)


def typed(ledger: type[Ledger], actor: Actor, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values`, typed or not, as the fields hold them. Raises LedgerRefused with all that cannot be."""
    allowed = {name: column for name, column in ledger.all_columns.items() if column.field.editable}
    given: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, value in sorted(values.items(), key=lambda item: item[0] != "organisation"):
        if name not in allowed:
            errors[name] = text("不能填写这一栏")
            continue
        column = allowed[name]
        try:
            read = column.read(value)
            if column.kind in (ORGANISATION, RECORD) and isinstance(read, str) and read:
                found = column.find([read], readable(actor)(column.field.related_model))
                read = column.pick(read, found[read], given.get("organisation"))
            given[name] = read
        except Unreadable as error:
            errors[name] = str(error)
    errors |= ledger.faults(actor, given)
    if errors:
        raise _invalid(ledger, errors)
    return given


def _invalid(ledger: type[Ledger], errors: Mapping[str, str]) -> LedgerRefused:
    listed = []
    for name, message in errors.items():
        label = ledger.all_columns[name].label if name in ledger.all_columns else name
        listed.append(message if name == "__all__" else f"{label}：{message}")
    return LedgerRefused("；".join(listed).rstrip("。") + "。", errors)


def _locked(ledger: type[Ledger], record: R, revision: int | None) -> R:
    """Return the record as it is now, locked until the transaction ends; refuse one that was changed meanwhile."""
    rows = ledger.model._default_manager.select_for_update(of=("self",)).select_related("organisation")
    try:
        locked = rows.get(pk=record.pk)
    except ledger.model.DoesNotExist:
        raise NotFound(text("“%(title)s”中已没有这条记录。") % {"title": ledger.title}) from None
    if revision is not None and revision != locked.revision:
        message = text("记录在您打开之后已有变动（第 %(now)d 次修订，您看到的是第 %(seen)d 次）；请刷新，核对后再改。")
        raise Stale(message % {"now": locked.revision, "seen": revision})
    return locked  # type: ignore[return-value]


def _save(ledger: type[Ledger], record: Record, **how: Any) -> None:
    try:
        record.full_clean()
        with transaction.atomic():
            record.save(**how)
    except ValidationError as error:
        raise _invalid(ledger, {name: "；".join(found) for name, found in error.message_dict.items()}) from error
    except IntegrityError as error:
        # Someone else entered the same between the check and the writing.
        message = text("与他人同时登记的内容冲突；请刷新后再试。")
        raise Stale(message) from error


def _entry(action: str, ledger: type[Ledger], actor: Actor, record: Record, **change: Any) -> journal.Entry:
    return journal.Entry(
        action,
        ledger=ledger.slug,
        record=str(record.pk),
        organisation=record.organisation.code,
        actor=actor.username,
        actor_name=actor.name,
        **change,
    )


# Files


def template(ledger: type[Ledger], actor: Actor | None = None) -> bytes:
    """Return the workbook in which a file for `import_file` is prepared; with the organisations of `actor` if given."""
    writable = actor.organisations(ledger.recorders()) if actor else Organisation.objects.all()
    organisations = [(one.name, one.code) for one in writable.filter(valid_to=None).order_by("path")]
    names = [name for name, _code in organisations]
    # A name that two organisations bear would not be understood; their codes are.
    offered = [name if names.count(name) == 1 else code for name, code in organisations]

    def blank(title: str, listed: Sequence[Column], notes: str) -> workbooks.Blank:
        options: dict[str, Sequence[str]] = {}
        for column in listed:
            if column.kind == ORGANISATION:
                options[column.name] = offered
            elif column.kind == BOOLEAN:
                options[column.name] = [text("是"), text("否")]
            else:
                options[column.name] = [label for _value, label in column.choices]
        return workbooks.Blank(title, listed, options, notes)

    blanks = [blank(str(ledger.title), ledger.carried(), str(ledger.notes))]
    if issubclass(ledger.model, Case):
        notes = text(
            "每行是一个案件的一个环节；按办理日期依次办理，期限随之计算。案件须已登记，或在同一文件的前一工作表中。"
        )
        blanks.append(blank(text("办理步骤"), step_columns(ledger.model, ledger.all_columns), notes))
    return workbooks.template(blanks)


def export(
    ledger: type[Ledger], actor: Actor, query: Query | None = None, format: str = "xlsx", *, at: datetime
) -> IO[bytes]:
    """Return a temporary file with all the rows that a list by `query` shows, in its order; masked as it shows them.

    A workbook says in a sheet of its own by which filters and when (`at`) it was made. Raises LedgerRefused.
    """
    query = query or Query()
    refuse_volume(ledger)
    if format not in EXPORTS:
        message = text("不能导出为“%(format)s”；可选：%(known)s。")
        raise LedgerRefused(message % {"format": format, "known": "、".join(EXPORTS)})
    sight = Sight(ledger, actor)
    order = Order.of(ledger, query, sight)
    listed = listed_columns(ledger, query)
    related = {"organisation", *(column.name for column in listed if column.kind in (ORGANISATION, RECORD))}
    found = matching(ledger, sight, query).filter(organisation__in=asked_for(ledger, sight, query))
    found = found.select_related(*related).order_by(*order.everything())
    written_out = (sight.values(record, listed) for record in found.iterator(2_000))
    headings = [column.label for column in listed]
    out: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - it is the caller's to read and close
    if format == "csv":
        written = workbooks.write_csv(out, headings, written_out)
    else:
        about = _about(ledger, actor, query, order, at)
        written = workbooks.write_workbook(out, str(ledger.title), headings, written_out, about)
    out.seek(0)
    data = {
        "format": format,
        "rows": written,
        "filters": dict(query.filters),
        "search": query.search,
        "order": order.name,
    }
    journal.write(
        journal.Entry("export", ledger=ledger.slug, actor=actor.username, actor_name=actor.name, data=data, at=at)
    )
    return out


EXPORTS = ("xlsx", "csv")


def _about(ledger: type[Ledger], actor: Actor, query: Query, order: Order, at: datetime) -> list[list[str]]:
    """Return the lines of the sheet 说明."""
    lines = [
        [text("台账"), str(ledger.title)],
        [text("导出时间"), timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")],
        [text("导出人"), actor.name],
        [text("排序"), f"{order.column.label if order.column else text('登记顺序')}{'↓' if order.descending else '↑'}"],
    ]
    said = in_words(ledger, query)
    lines += [[text("筛选：") + label, printed] for label, printed in said]
    if not said:
        lines.append([text("筛选"), text("无（全部可见记录）")])
    if any(column.mask for column in ledger.listed()):
        lines.append([text("个人信息"), text("无权查看全文的栏目已遮盖")])
    return lines
