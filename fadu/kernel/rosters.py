"""名册: the tree of organisations and the users with their roles, taken over from workbooks, all or nothing.

The workbook is checked whole before anything is written: by itself (duplicates, loops), against what is there already,
and by the same functions through which pages make a single change. A bad row comes back marked in the user's own file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from . import accounts, divisions, workbooks
from .accounts import AccountRefused
from .columns import Column, fold
from .organisations import ROLES, Actor, Division, Kind, Level, Membership, Organisation, User, amend, found
from .workbooks import Blank, Fault, Table, WorkbookRefused

Row = tuple[int, dict[str, Any]]


def _column(name: str, kind: models.Field, **more: Any) -> Column:
    kind.set_attributes_from_name(name)
    return Column(kind, **more)


def _roles() -> list[tuple[str, Any]]:
    """Return the roles that people hold, in their order, with their labels."""
    return [(slug, role.label) for slug, role in ROLES.items() if slug != "system"]


ORGANISATIONS = (
    _column(
        "code",
        models.CharField(
            _("机构代码"), max_length=24, help_text=_("唯一；政府用区划代码，部门在其后加短横和序号，如 990300-01")
        ),
        key=True,
    ),
    _column("name", models.CharField(_("机构名称"), max_length=80, help_text=_("机构全称"))),
    _column("short_name", models.CharField(_("简称"), max_length=40, blank=True)),
    _column("kind", models.CharField(_("机构类别"), max_length=16, choices=Kind)),
    _column(
        "parent",
        models.CharField(
            _("上级机构代码"), max_length=24, blank=True, help_text=_("须在本表内，或者已经登记；不填的，归入本单位")
        ),
        key=True,
        aliases=(_("上级机构"),),
    ),
    _column(
        "division",
        models.CharField(
            _("区划代码"), max_length=12, blank=True, help_text=_("GB/T 2260 六位码，乡级九位；不填的，与上级机构相同")
        ),
        key=True,
    ),
    _column(
        "division_name",
        models.CharField(_("区划名称"), max_length=60, blank=True, help_text=_("区划第一次出现时填写，如：临湖区")),
    ),
    _column("mark", models.CharField(_("发文代字"), max_length=12, blank=True, help_text=_("如：新府"))),
    _column("valid_from", models.DateField(_("成立日期"), null=True, blank=True)),
    _column("valid_to", models.DateField(_("撤销日期"), null=True, blank=True)),
)  # fmt: skip

USERS = (
    _column(
        "username",
        models.CharField(_("用户名"), max_length=40, help_text=_("登录用，2 至 40 个字母、数字或 . @ - _")),
        key=True,
    ),
    _column("name", models.CharField(_("姓名"), max_length=40)),
    _column(
        "organisation",
        models.CharField(_("机构"), max_length=80, help_text=_("机构代码、全称或简称")),
        aliases=(_("机构代码"), _("机构名称")),
    ),
    _column(
        "role",
        models.CharField(_("角色"), max_length=40, help_text=_("一行一个角色；一人几个角色，写几行")),
        options=_roles,
    ),
    _column("valid_from", models.DateField(_("任职日期"), null=True, blank=True)),
    _column("valid_to", models.DateField(_("离任日期"), null=True, blank=True, help_text=_("不填的，长期有效"))),
)  # fmt: skip


@dataclass
class RosterResult:
    """名册导入结果: what was (or, with `dry_run`, would be) done; or what must be put right first.

    `passwords` are the one-time passwords of new users, by username; nobody can read them again later.
    """

    file: str
    dry_run: bool
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: tuple[Fault, ...] = ()
    ignored: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    tree: tuple[Branch, ...] = ()
    passwords: dict[str, str] = field(default_factory=dict)
    people: tuple[User, ...] = ()

    @property
    def done(self) -> bool:
        """Whether the file has been taken over."""
        return not self.errors and not self.dry_run

    @cached_property
    def marked(self) -> bytes | None:
        """The file again, each error marked in it; None without errors."""
        return workbooks.mark(self.tables, self.errors) if self.errors else None

    def __str__(self) -> str:
        if self.errors:
            said = text("文件“%(file)s”有 %(errors)d 处错误，没有导入任何内容。")
            return said % {"file": self.file, "errors": len(self.errors)}
        said = text("文件“%(file)s”：新增 %(created)d 条，更新 %(updated)d 条，未变 %(unchanged)d 条。")
        said %= {"file": self.file, "created": self.created, "updated": self.updated, "unchanged": self.unchanged}
        return said + (text("（试运行，没有写入）") if self.dry_run else "")


@dataclass(frozen=True)
class Branch:
    """One organisation of a preview: how deep it lies, and whether the file brings it."""

    code: str
    name: str
    kind: str
    depth: int
    fresh: bool


def organisations_template(root: Organisation | None = None) -> bytes:
    """Return an empty workbook for the tree of organisations, with a sheet that shows a filled-in example."""
    code = root.code if root else "990300"
    place = root.division.name if root else "新城市"
    notes = text("一行一个机构，上级在前在后都可以。示例见“示例”工作表，不会导入。")
    blank = workbooks.template([Blank(text("机构"), ORGANISATIONS, notes=notes)])
    no = (None, None)
    rows = [
        (f"{code}-01", f"{place}司法局", "市司法局", Kind.DEPARTMENT.label, code, "", "", "新司", *no),
        (f"{code}-02", f"{place}公安局", "市公安局", Kind.DEPARTMENT.label, code, "", "", "", *no),
        ("990302", "临湖区人民政府", "临湖区", Kind.GOVERNMENT.label, code, "990302", "临湖区", "临府", *no),
        ("990302-01", "临湖区司法局", "区司法局", Kind.DEPARTMENT.label, "990302", "", "", "", *no),
        ("990302001", "东关街道办事处", "东关街道", Kind.TOWNSHIP.label, "990302", "990302001", "东关街道", "", *no),
    ]  # fmt: skip
    return _with_example(blank, ORGANISATIONS, rows)


def users_template(root: Organisation | None = None) -> bytes:
    """Return an empty workbook for users and their roles, with a sheet that shows a filled-in example."""
    notes = text("一行一个角色；一人几个角色，写几行，用户名和姓名相同。新用户得到一次性密码，首次登录时必须更换。")
    blank = workbooks.template(
        [Blank(text("用户"), USERS, options={"role": [str(label) for _slug, label in _roles()]}, notes=notes)]
    )
    place = root.code if root else "990300"
    rows = [
        ("zhouming", "周明", place, str(ROLES["law_governance_office"].label), None, None),
        ("wuyue", "吴悦", place, str(ROLES["statistician"].label), None, None),
        ("lijing", "李静", place, str(ROLES["handler"].label), "2026-03-01", None),
        ("lijing", "李静", place, str(ROLES["reviewer"].label), "2026-03-01", "2026-12-31"),
    ]
    return _with_example(blank, USERS, rows)


def _with_example(blank: bytes, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> bytes:
    import io

    from openpyxl import load_workbook
    from openpyxl.styles import Font

    workbook = load_workbook(io.BytesIO(blank))
    sheet = workbook.create_sheet(text("示例"), 1)
    # A line above, and every heading in brackets, so that no import takes the example for data.
    sheet.append([text("这是填写示例，不会导入。")])
    sheet.append([f"［{column.label}］" for column in columns])
    for cell in sheet[2]:
        cell.font = Font(bold=True, color="1D3F72")
    for row in rows:
        sheet.append([None if cell is None else str(cell) for cell in row])
    for place in range(len(columns)):
        sheet.column_dimensions[workbooks.letters(place)].width = 20
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def export_organisations(out: Any, kept: Iterable[Organisation]) -> int:
    """Write the organisations in the form that `import_organisations` takes; return how many."""
    rows = (
        (
            one.code, one.name, one.short_name, one.get_kind_display(), one.parent.code if one.parent else "",
            one.division_id, one.division.name, one.mark, one.valid_from, one.valid_to,
        )
        for one in kept
    )  # fmt: skip
    return workbooks.write_workbook(out, text("机构"), [c.label for c in ORGANISATIONS], rows, ())


def export_users(out: Any, memberships: Iterable[Membership]) -> int:
    """Write users and roles in the form that `import_users` takes, without any password; return how many."""
    rows = (
        (m.user.username, m.user.name, m.organisation.code, str(ROLES[m.role].label), m.valid_from, m.valid_to)
        for m in memberships
    )
    return workbooks.write_workbook(out, text("用户"), [c.label for c in USERS], rows, ())


class _Taking:
    """One file under way: its rows, and what is wrong with them."""

    def __init__(self, file: Any, name: str, columns: Sequence[Column]) -> None:
        self.columns = {column.name: column for column in columns}
        book = workbooks.open_book(file, name)
        needed = [column.name for column in columns if column.required]
        self.table = workbooks.find_table(book, columns, needed)
        rows, faults = workbooks.read_table(self.table, columns)
        if not rows and not faults:
            said = text("文件“%(name)s”表头下面没有数据行；请填写后再导入。")
            raise WorkbookRefused(said % {"name": book.name})
        self.name, self.rows, self.faults = book.name, rows, list(faults)

    def fault(self, number: int, message: str, name: str = "") -> None:
        """Note what is wrong in row `number`, at the column `name`."""
        place = self.table.places.get(name)
        row = self.table.sheet.rows[number - 1]
        value = workbooks.shown(row[place]) if place is not None and place < len(row) else ""
        label = self.columns[name].label if name else ""
        self.faults.append(Fault(self.table.sheet.name, number, place, label, value, message.rstrip("。")))

    def result(self, **more: Any) -> RosterResult:
        """Return the result, the faults in the order of the rows."""
        errors = tuple(sorted(self.faults, key=lambda one: (one.row, one.column or 0)))
        counts = {} if errors else {name: more.pop(name) for name in ("created", "updated", "unchanged")}
        for name in ("created", "updated", "unchanged"):
            more.pop(name, None)
        return RosterResult(
            self.name, errors=errors, ignored=self.table.ignored, tables=(self.table,), **counts, **more
        )


class _TakenBack(Exception):
    """Raised to take a trial run back."""


# Organisations


def import_organisations(
    file: Any, actor: Actor, root: Organisation, *, dry_run: bool = False, name: str = ""
) -> RosterResult:
    """Add organisations below `root`, or bring those known by their code up to date: all rows, or none.

    Names, parents and days of what is there already are not changed here: renaming, moving and abolishing have a day
    and an effect of their own. Raises WorkbookRefused.
    """
    taking = _Taking(file, name, ORGANISATIONS)
    run = _Organisations(taking, actor, root)
    try:
        with transaction.atomic():
            run.take()
            if dry_run or taking.faults:
                raise _TakenBack
    except _TakenBack:
        pass
    return taking.result(
        dry_run=dry_run, created=run.created, updated=run.updated, unchanged=run.unchanged, tree=tuple(run.tree)
    )


class _Organisations:
    def __init__(self, taking: _Taking, actor: Actor, root: Organisation) -> None:
        self.taking, self.actor, self.root = taking, actor, root
        self.created = self.updated = self.unchanged = 0
        self.tree: list[Branch] = []
        self.known = {one.code: one for one in Organisation.objects.select_related("division", "parent")}
        self.areas = {one.code: one for one in Division.objects.all()}

    def take(self) -> None:
        rows = self._single()
        by_code = {values["code"]: (number, values) for number, values in rows}
        fresh: set[str] = set()
        for number, values in self._parents_first(by_code):
            organisation = self.known.get(values["code"])
            if organisation is None:
                if self._add(number, values):
                    fresh.add(values["code"])
            else:
                self._compare(number, values, organisation)
        below = [one for one in self.known.values() if one.path.startswith(self.root.path)]
        depth = self.root.path.count("/")
        self.tree = [
            Branch(one.code, one.name, one.get_kind_display(), one.path.count("/") - depth, one.code in fresh)
            for one in sorted(below, key=lambda one: one.path)
        ]

    def _single(self) -> list[Row]:
        """Return the rows without those whose code or name an earlier row has."""
        first: dict[str, int] = {}
        names: dict[tuple[str, str], int] = {}
        kept = []
        for number, values in self.taking.rows:
            row = first.setdefault(values["code"], number)
            named = names.setdefault((values["parent"], fold(values["name"])), number)
            if row != number:
                self.taking.fault(number, text("机构代码与第 %(row)d 行重复") % {"row": row}, "code")
            elif named != number:
                said = text("同一上级下的机构名称与第 %(row)d 行重复")
                self.taking.fault(number, said % {"row": named}, "name")
            else:
                kept.append((number, values))
        return kept

    def _parents_first(self, rows: dict[str, Row]) -> Iterator[Row]:
        """Yield the rows so that each comes after the one above it; note loops and parents that are not there."""
        done: set[str] = set()
        for code in rows:
            chain: list[str] = []
            at = code
            while at in rows and at not in done:
                if at in chain:
                    loop = " → ".join([*chain[chain.index(at) :], at])
                    for one in chain:
                        if one not in done:
                            said = text("上级机构互相循环：%(loop)s，请改正上级机构代码")
                            self.taking.fault(rows[one][0], said % {"loop": loop}, "parent")
                            done.add(one)
                    chain = []
                    break
                chain.append(at)
                at = rows[at][1]["parent"] or (self.root.code if at != self.root.code else "")
            for one in reversed(chain):
                done.add(one)
                yield rows[one]

    def _add(self, number: int, values: dict[str, Any]) -> bool:
        taking = self.taking
        parent = self.known.get(values["parent"]) if values["parent"] else self.root
        if parent is None:
            said = text("没有上级机构“%(code)s”：本表没有这一行，系统里也没有登记")
            taking.fault(number, said % {"code": values["parent"]}, "parent")
            return False
        if not parent.path.startswith(self.root.path):
            said = text("上级机构“%(name)s”不在%(root)s之下")
            taking.fault(number, said % {"name": parent.name, "root": self.root.name}, "parent")
            return False
        division = self._division(number, values, parent)
        if division is None:
            return False
        if values["valid_from"] and values["valid_to"] and values["valid_to"] < values["valid_from"]:
            taking.fault(number, text("撤销日期不得早于成立日期"), "valid_to")
            return False
        fields = ("code", "name", "short_name", "kind", "mark", "valid_from", "valid_to")
        try:
            plain = {name: values.get(name) or _empty(name) for name in fields}
            organisation = found(self.actor, parent=parent, division=division, **plain)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                taking.fault(number, "；".join(messages), name if name in taking.columns else "code")
            return False
        self.known[organisation.code] = organisation
        self.created += 1
        return True

    def _division(self, number: int, values: dict[str, Any], parent: Organisation) -> Division | None:
        """Return the row's division, made when it is new; the one of the organisation above where none is named."""
        code = values["division"]
        if not code:
            return parent.division
        if code in self.areas:
            return self.areas[code]
        try:
            level = divisions.level_of(code)
        except divisions.CodeError as error:
            self.taking.fault(number, accounts.code_fault(code, error), "division")
            return None
        if not divisions.lies_in(code, parent.division_id):
            said = text("区划“%(code)s”不在上级机构的区划“%(above)s”之内")
            self.taking.fault(number, said % {"code": code, "above": parent.division_id}, "division")
            return None
        if not values["division_name"]:
            self.taking.fault(number, text("区划第一次出现，请填写区划名称"), "division_name")
            return None
        above = self.areas.get(divisions.above(code)) or parent.division
        area = Division.objects.create(code=code, name=values["division_name"], level=Level(level), parent=above)
        self.areas[code] = area
        return area

    def _compare(self, number: int, values: dict[str, Any], organisation: Organisation) -> None:
        """Bring the plain details of a known organisation up to date; what has a day of its own is refused."""
        if not organisation.path.startswith(self.root.path):
            self.taking.fault(number, text("这一机构代码已由%(root)s之外的机构使用") % {"root": self.root.name}, "code")
            return
        if values["name"] != organisation.name:
            said = text("已登记为“%(name)s”；更名有生效日期，请在机构页面办理“更名”")
            self.taking.fault(number, said % {"name": organisation.name}, "name")
        if values["parent"] and organisation.parent and values["parent"] != organisation.parent.code:
            said = text("上级已登记为“%(code)s”；请在机构页面办理“划转”")
            self.taking.fault(number, said % {"code": organisation.parent.code}, "parent")
        if values["valid_to"] and values["valid_to"] != organisation.valid_to:
            self.taking.fault(number, text("撤销有承接机构，请在机构页面办理“撤销”"), "valid_to")
        wanted = {name: values[name] for name in ("short_name", "mark", "kind") if values.get(name)}
        try:
            changed = amend(organisation, wanted, self.actor)
        except ValidationError as error:
            self.taking.fault(number, "；".join(error.messages))
            return
        self.updated += bool(changed)
        self.unchanged += not changed


def _empty(name: str) -> Any:
    return None if name.startswith("valid") else ""


# Users


def import_users(
    file: Any, actor: Actor, at: datetime, on: date, *, dry_run: bool = False, name: str = ""
) -> RosterResult:
    """Make users, and give roles to new and known ones: all rows, or none. Raises WorkbookRefused."""
    taking = _Taking(file, name, USERS)
    run = _Users(taking, actor, at, on)
    try:
        with transaction.atomic():
            run.take()
            if dry_run or taking.faults:
                raise _TakenBack
    except _TakenBack:
        run.passwords = {}
    return taking.result(
        dry_run=dry_run, created=run.created, updated=run.updated, unchanged=run.unchanged,
        passwords=run.passwords, people=tuple(run.people.values()),
    )  # fmt: skip


class _Users:
    def __init__(self, taking: _Taking, actor: Actor, at: datetime, on: date) -> None:
        self.taking, self.actor, self.at, self.on = taking, actor, at, on
        self.created = self.updated = self.unchanged = 0
        self.passwords: dict[str, str] = {}
        self.people: dict[str, User] = {}

    def take(self) -> None:
        wanted = {values["organisation"] for _number, values in self.taking.rows}
        place = _column("organisation", models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("机构")))
        places = place.find(wanted)
        held: dict[tuple[str, str, str], int] = {}
        for number, values in self.taking.rows:
            try:
                organisation = place.pick(values["organisation"], places[values["organisation"]])
            except ValueError as error:
                self.taking.fault(number, str(error), "organisation")
                continue
            key = (values["username"].casefold(), organisation.code, values["role"])
            first = held.setdefault(key, number)
            if first != number:
                said = text("与第 %(row)d 行重复：同一人在同一机构的同一角色只写一行")
                self.taking.fault(number, said % {"row": first}, "role")
                continue
            self._row(number, values, organisation)

    def _row(self, number: int, values: dict[str, Any], organisation: Organisation) -> None:
        known = self.people.get(values["username"].casefold())
        user = known or User.objects.filter(username__iexact=values["username"]).first()
        if user is not None and user.name and fold(user.name) != fold(values["name"]):
            said = text("用户名“%(username)s”已是“%(name)s”的；若非同一人，请另取用户名")
            self.taking.fault(number, said % {"username": values["username"], "name": user.name}, "name")
            return
        try:
            # A savepoint: a row that is refused leaves nothing behind, and the rows after it are still checked.
            with transaction.atomic():
                accounts.check_place(self.actor, organisation, values["role"])
                fresh = user is None
                password = ""
                if user is None:
                    user, password = self._open(values)
                before = user.memberships.filter(organisation=organisation, role=values["role"]).first()
                days = {"valid_from": values["valid_from"], "valid_to": values["valid_to"]}
                if before and days == {"valid_from": before.valid_from, "valid_to": before.valid_to}:
                    self.unchanged += 1
                else:
                    accounts.appoint(
                        self.actor, user, organisation, values["role"], self.on,
                        reason=text("按名册“%(file)s”导入") % {"file": self.taking.name}, **days,
                    )  # fmt: skip
                    self.updated += before is not None
                    self.created += before is None
        except AccountRefused as refused:
            self.taking.fault(number, str(refused), "username")
            return
        self.people[user.username.casefold()] = user
        if fresh:
            self.passwords[user.username] = password

    def _open(self, values: dict[str, Any]) -> tuple[User, str]:
        return accounts.open_account(self.actor, values["username"], values["name"], self.at)


__all__ = [
    "ORGANISATIONS",
    "USERS",
    "Branch",
    "RosterResult",
    "export_organisations",
    "export_users",
    "import_organisations",
    "import_users",
    "organisations_template",
    "users_template",
]
