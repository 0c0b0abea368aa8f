"""栏目: one field of a ledger as people see it: its name, what may stand in it, how a cell is read, printed and masked.

List, form, template, import, export, API and extract all take their columns from here, so that a ledger's field is
described once, in its model.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import timezone
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from .organisations import FormerName, Organisation, User

TEXT, CHOICE, DATE, DATETIME, INTEGER, DECIMAL, BOOLEAN, ORGANISATION, RECORD = KINDS = (
    "text", "choice", "date", "datetime", "integer", "decimal", "boolean", "organisation", "record",
)  # fmt: skip

# By which fields a cell names the record it refers to; a ledger adds its natural key (ledgers.Ledger).
KEYS: dict[type[models.Model], tuple[str, ...]] = {
    Organisation: ("code", "name", "short_name"),
    User: ("username", "name"),
}

_KIND_OF_FIELD: tuple[tuple[type[models.Field], str], ...] = (
    (models.BooleanField, BOOLEAN),
    (models.DateTimeField, DATETIME),
    (models.DateField, DATE),
    (models.IntegerField, INTEGER),
    (models.DecimalField, DECIMAL),
    (models.FloatField, DECIMAL),
    (models.CharField, TEXT),
    (models.TextField, TEXT),
)


class Unreadable(ValueError):
    """A cell or an entry that cannot be taken; the message says why and what would be."""


@dataclass(frozen=True, eq=False)
class Column:
    """栏目: one field, described.

    `aliases` are further headings under which files carry it; `key` says that it is part of the natural key; `mask` is
    the kind of masking for those who may not see it in full ("" for none). `options` gives the choices of a column
    whose field does not list them, such as the state of a case, and `label_of` what is printed for one record.
    `needed` says whether a cell must be filled, where that is not what the field says: a case in a file must bring its
    number, a row may leave out the organisation for which the file is imported.
    """

    field: Any  # a models.Field; what it has further depends on its kind
    aliases: tuple[Any, ...] = ()
    key: bool = False
    mask: str = ""
    options: Callable[[], Iterable[tuple[Any, Any]]] | None = None
    label_of: Callable[[Any], Any] | None = None
    needed: bool | None = None

    @property
    def name(self) -> str:
        """The field's name, as the API and the journal use it."""
        return self.field.name

    @property
    def label(self) -> str:
        """What the user reads above it."""
        return str(self.field.verbose_name)

    @property
    def help(self) -> str:
        """What the user reads beside it, or nothing."""
        return str(self.field.help_text)

    @cached_property
    def kind(self) -> str:
        """One of KINDS. Raises TypeError for a field that no cell can hold."""
        if self.options or self.field.choices:
            return CHOICE
        if isinstance(self.field, models.ForeignKey):
            return ORGANISATION if self.field.related_model is Organisation else RECORD
        for field, kind in _KIND_OF_FIELD:
            if isinstance(self.field, field):
                return kind
        raise TypeError(self.field.__class__.__name__)

    @cached_property
    def required(self) -> bool:
        """Whether an empty cell is refused."""
        if self.needed is not None:
            return self.needed
        return not (self.field.blank or (self.field.has_default() and self.field.default not in ("", None)))

    @property
    def choices(self) -> list[tuple[Any, str]]:
        """The permitted values with their labels, in their order; empty unless the kind is "choice"."""
        return [(value, str(label)) for value, label in self._declared]

    @property
    def _declared(self) -> Iterable[tuple[Any, Any]]:
        """The choices before their labels are translated: a cell needs but one of them."""
        return self.options() if self.options else self.field.flatchoices if self.field.choices else ()

    @property
    def long(self) -> bool:
        """Whether it holds paragraphs rather than a line."""
        return self.field.get_internal_type() == "TextField"

    @cached_property
    def headings(self) -> frozenset[str]:
        """Every heading under which a file may carry this column, folded."""
        found = {self.name}
        for language, _name in settings.LANGUAGES:  # a file is understood whatever language its reader has chosen
            with override(language):
                found |= {self.label, *map(str, self.aliases)}
        return frozenset(map(fold, found))

    # Reading

    def read(self, cell: Any) -> Any:
        """Return the value that `cell` means: what Excel, a form, the API or a program gives for this column.

        A reference to an organisation or record that is given as text comes back as that text: see `find`.
        Raises Unreadable.
        """
        if isinstance(cell, str):
            cell = _tidy(cell)
            if _CONTROL.search(cell):
                raise Unreadable(text("含有不可见的控制字符，请删去后重新填写"))
        elif isinstance(cell, (list, dict)):  # which JSON may hold
            raise Unreadable(text("只能填一个值，不能是一组值"))
        if cell is None or cell == "":
            return self.empty()
        if cell in _PLACEHOLDERS and not self.required and self.kind in _PLACEHOLDERS_IN:
            return self.empty()
        value = _READERS[self.kind](self, cell)
        if self.kind not in (ORGANISATION, RECORD):
            self._validate(value)
        return value

    def empty(self) -> Any:
        """Return the value of an empty cell. Raises Unreadable where there must be one."""
        if self.required:
            raise Unreadable(text("必填，不能为空"))
        if self.needed is False or self.field.null:
            return None
        return self.field.get_default() if self.field.has_default() else ""

    def find(self, names: Iterable[str], among: models.QuerySet | None = None) -> dict[str, list[models.Model]]:
        """Return for each of `names` the organisations or records (of `among`) that it may mean: none, one or more.

        A code comes before a name, a name before a short name, and all of them before a name borne in former times.
        """
        target = self.field.related_model._default_manager.all() if among is None else among
        found: dict[str, list[models.Model]] = {name: [] for name in names}
        for key in self.target_keys:
            missing = [name for name, records in found.items() if not records]
            for start in range(0, len(missing), 500):
                part = missing[start : start + 500]
                exact: dict[str, list[models.Model]] = {}
                alike: dict[str, list[models.Model]] = {}
                for record in target.filter(**{f"{key}__in": {*part, *map(fold, part)}}):
                    value = str(getattr(record, key))
                    exact.setdefault(value, []).append(record)
                    alike.setdefault(fold(value), []).append(record)
                for name in part:
                    found[name] = exact.get(name) or alike.get(fold(name), [])
        if self.kind == ORGANISATION:
            former = FormerName.objects.filter(name__in=[name for name, records in found.items() if not records])
            for one in former.select_related("organisation"):
                found[one.name].append(one.organisation)
        return found

    @property
    def target_keys(self) -> tuple[str, ...]:
        """The text fields by which a cell of this column names what it refers to; what has none cannot be named."""
        related = self.field.related_model
        fields = (related._meta.get_field(key) for key in KEYS.get(related, ()))
        return tuple(field.name for field in fields if isinstance(field, models.CharField))

    def pick(self, name: str, found: Sequence[Any], organisation: Organisation | None = None) -> Any:
        """Return the one of `found` (see `find`) that `name` means; among namesakes, that of `organisation`.

        Raises Unreadable when there is none, or when it stays open which is meant.
        """
        if len(found) > 1 and organisation and self.kind == RECORD:
            found = [one for one in found if getattr(one, "organisation_id", None) == organisation.pk] or found
        if len(found) == 1:
            return found[0]
        if self.kind == ORGANISATION:
            none = text("没有机构“%(name)s”；请填机构全称、简称或机构代码")
            many = text("有 %(count)d 个机构叫“%(name)s”；请改填机构代码")
        else:
            none = text("没有登记过“%(name)s”，或您无权查看；请核对，或先登记")
            many = text("“%(name)s”对应 %(count)d 条记录，无法确定是哪一条；请核对")
        raise Unreadable((many if found else none) % {"name": name, "count": len(found)})

    def _validate(self, value: Any) -> None:
        limit = getattr(self.field, "max_length", None)
        if limit and isinstance(value, str) and len(value) > limit:
            message = text("最多 %(limit)d 个字，现有 %(length)d 个字，请精简")
            raise Unreadable(message % {"limit": limit, "length": len(value)})
        # As on PostgreSQL, whatever the database: SQLite would keep any number in any column.
        least, most = BaseDatabaseOperations.integer_field_ranges.get(self.field.get_internal_type(), (None, None))
        if isinstance(value, int) and least is not None and most is not None and not least <= value <= most:
            raise Unreadable(text("应在 %(least)d 与 %(most)d 之间") % {"least": least, "most": most})
        try:
            self.field.run_validators(value)
        except ValidationError as error:
            raise Unreadable("；".join(message.rstrip("。") for message in error.messages)) from error

    @cached_property
    def _choice_of(self) -> dict[str, Any]:
        known: dict[str, Any] = {}
        for language, _name in settings.LANGUAGES:
            with override(language):
                for value, label in self.choices:
                    known.setdefault(fold(label), value)
        return known | {fold(value): value for value, _ in self.choices}

    # Printing

    def value(self, record: models.Model) -> Any:
        """Return the value in `record`: of a reference its key, so that reading it needs no query."""
        return getattr(record, self.field.attname if self.kind == RECORD else self.name)

    def show(self, record: models.Model) -> str:
        """Return what a page prints for `record`."""
        return str(self.label_of(record)) if self.label_of else self.print(getattr(record, self.name))

    def print(self, value: Any) -> str:
        """Return `value` as a page and a CSV file print it."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return text("是") if value else text("否")
        if isinstance(value, datetime):
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Decimal):
            return f"{value:f}"
        if self.kind == RECORD and self.target_keys and not isinstance(value, User):
            # By its number, as files name it too; what else it says of itself may not be for this reader.
            return str(getattr(value, self.target_keys[0]))
        if self.kind == CHOICE:
            return str(dict(self._declared).get(value, value))
        return str(value)

    def plain(self, record: models.Model) -> Any:
        """Return the value in `record` as the journal keeps it: an organisation by its code, a record by its key."""
        if self.kind == ORGANISATION:
            organisation = getattr(record, self.name)
            return organisation and organisation.code
        value = self.value(record)
        return str(value) if isinstance(value, float) else value

    @property
    def allowed(self) -> str:
        """What may stand in it, in a sentence for the template."""
        if self.kind == CHOICE:
            return text("从下拉框选择：") + "、".join(label for _, label in self.choices)
        if self.kind == TEXT and self.field.max_length:
            return text("文字，最多 %(limit)d 个字") % {"limit": self.field.max_length}
        if self.kind == DECIMAL and isinstance(self.field, models.DecimalField):
            return text("数字，最多 %(places)d 位小数，不带单位") % {"places": self.field.decimal_places}
        if self.kind == RECORD:
            keys = [self.field.related_model._meta.get_field(key).verbose_name for key in self.target_keys]
            return text("已登记的%(title)s，填其%(key)s") % {
                "title": self.field.related_model._meta.verbose_name,
                "key": text("或").join(map(str, keys)),
            }
        return str(_ALLOWED[self.kind])

    @property
    def example(self) -> str:
        """A value that would be taken, for the template."""
        if self.kind == CHOICE:
            return self.choices[0][1]
        return str(_EXAMPLE.get(self.kind, ""))


def fold(heading: Any) -> str:
    """Return `heading` as it is compared: half width, no white space, no mark of a required column, lower case."""
    folded = "".join(unicodedata.normalize("NFKC", str(heading)).split()).casefold()
    return folded.replace("(必填)", "").strip("*:")


_ALLOWED = {
    TEXT: _("文字"),
    DATE: _("日期，如 2025-01-05、2025/1/5、2025年1月5日"),
    DATETIME: _("日期和时刻，如 2025-01-05 09:30"),
    INTEGER: _("整数，不带单位"),
    DECIMAL: _("数字，不带单位"),
    BOOLEAN: _("是、否"),
    ORGANISATION: _("机构的全称、简称或机构代码"),
}
_EXAMPLE = {DATE: "2025-01-05", DATETIME: "2025-01-05 09:30", INTEGER: "12", DECIMAL: "12.5", BOOLEAN: _("是")}

# Reading, kind by kind

# What clerks put in a table where there is nothing to say; in such columns it can mean nothing else.
_PLACEHOLDERS = {"/", "\\", "-", "—", "——", "－", "无"}
_PLACEHOLDERS_IN = {DATE, DATETIME, INTEGER, DECIMAL, RECORD}
_INVISIBLE = dict.fromkeys(  # and what turns the direction of writing, as names copied from a folder carry it
    (0xAD, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_ALIKE = re.compile(r"[\u0370-\u03ff\u0400-\u04ff]")  # Greek and Cyrillic, whose А and О look like A and O
_IN_POWERS = re.compile(r"\d(?:\.\d+)?E\+\d{2,}")  # 9.90100199003071E+17, as a spreadsheet writes a long number
_WRITTEN_AS_TEXT = re.compile(r"'\d[\d.,/-]*[Xx]?")  # '0012, as one types it so that a spreadsheet leaves it alone
_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
# A spreadsheet takes a text that begins so for a formula; with Chinese or Japanese input the full-width signs as well.
FORMULA = "=+-@\t\r\n＝＋－＠"
_RUN = re.compile(f"'*[{re.escape(FORMULA)}]")
_GUARDED = re.compile(f"'+[{re.escape(FORMULA)}]")


def whole_number(written: str | None) -> int | None:
    """Return the number that an address or a hidden field names; None for all but digits, and for more than 18."""
    return int(written) if written and written.isdecimal() and len(written) <= 18 else None


def guarded(value: str) -> str:
    """Return `value` so that no spreadsheet runs it as a formula; `unguarded` takes the guard off again.

    What already looks guarded gets one more apostrophe, so that it too comes back as it was.
    """
    return "'" + value if _RUN.match(value) else value


def unguarded(cell: str) -> str:
    """Return the text that `guarded` made safe; any other as it is."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _tidy(cell: str) -> str:
    cell = unguarded(cell.translate(_INVISIBLE).replace("\r\n", "\n").strip())
    return cell[1:] if _WRITTEN_AS_TEXT.fullmatch(cell) else cell


def _cut() -> str:
    return text("数字超过 15 位，尾数已被表格软件改写；请把该列设为“文本”格式后重新填写")


def _read_text(column: Column, cell: Any) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        if not abs(cell) < 1e15:
            # Excel keeps fifteen digits of a number: of an identity number the rest is already gone.
            raise Unreadable(_cut())
        cell = str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
    elif isinstance(cell, datetime):
        cell = f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
    cell = str(cell)
    if _IN_POWERS.fullmatch(cell):
        raise Unreadable(_cut())
    if not column.key:
        return cell
    if _ALIKE.search(cell):
        raise Unreadable(text("含有与英文字母形近的希腊或俄文字母，请改用键盘输入的字母后重新填写"))
    return cell.translate(_FULL_WIDTH)


def _read_choice(column: Column, cell: Any) -> Any:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    try:
        return column._choice_of[fold(cell)]
    except KeyError:
        labels = [label for _, label in column.choices]
        listed = "、".join(labels[:12]) + ("……" if len(labels) > 12 else "")
        raise Unreadable(
            text("“%(cell)s”不在可选值之内，应为：%(listed)s") % {"cell": cell, "listed": listed}
        ) from None


def _read_boolean(column: Column, cell: Any) -> bool:
    word = fold(f"{cell:g}" if isinstance(cell, (bool, int, float)) else cell)
    if word in {"是", "有", "对", "√", "✓", "✔", "y", "yes", "true", "t", "1", "on"}:
        return True
    if word in {"否", "无", "没有", "错", "×", "x", "✗", "n", "no", "false", "f", "0", "off"}:
        return False
    raise Unreadable(text("“%(cell)s”应填“是”或“否”") % {"cell": cell})


_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def _number(cell: Any) -> Decimal:
    if isinstance(cell, (bool, date, time, timedelta)):
        raise Unreadable(text("应为数字，单元格里是%(kind)s") % {"kind": text("日期或逻辑值")})
    if isinstance(cell, float):
        # What a formula computes carries the noise of binary fractions; Excel itself shows fifteen digits.
        cell = f"{cell:.15g}"
    digits = "".join(unicodedata.normalize("NFKC", str(cell)).split())
    digits = digits.replace("−", "-").replace("，", ",")
    if _GROUPED.fullmatch(digits):
        digits = digits.replace(",", "")
    elif not _NUMBER.fullmatch(digits) and not isinstance(cell, Decimal) and not _SCIENTIFIC.fullmatch(digits):
        if re.fullmatch(r"[¥$]?[+-]?[\d,.]+(?:%|‰|[^\d,.%‰]+)?", digits):
            raise Unreadable(text("“%(cell)s”只能填数字，不带单位、货币符号或百分号") % {"cell": cell})
        raise Unreadable(text("“%(cell)s”不是数字") % {"cell": cell})
    try:
        number = Decimal(digits)
    except InvalidOperation:
        raise Unreadable(text("“%(cell)s”不是数字") % {"cell": cell}) from None
    if not number.is_finite():
        raise Unreadable(text("“%(cell)s”不是数字") % {"cell": cell})
    return number


_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?e[+-]?\d{1,3}", re.IGNORECASE)


def _read_integer(column: Column, cell: Any) -> int:
    number = _number(cell)
    if number != number.to_integral_value():
        raise Unreadable(text("“%(cell)s”应为整数") % {"cell": cell})
    return int(number)


def _read_decimal(column: Column, cell: Any) -> Decimal | float:
    number = _number(cell)
    if isinstance(column.field, models.FloatField):
        return float(number)
    places = column.field.decimal_places
    kept = number.quantize(Decimal(1).scaleb(-places)) if number.adjusted() + places < 28 else number
    if kept != number:
        raise Unreadable(text("“%(cell)s”最多保留 %(places)d 位小数") % {"cell": cell, "places": places})
    return kept


def read_day(written: str) -> date:
    """Return the day that was typed: 2023-5-1, 2023年5月1日, 20230501, 二〇二三年五月一日. Raises Unreadable."""
    day = _day(written)
    _in_reach(day)
    return day


_WESTERN = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CHINESE = re.compile(r"([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日")
_CLOCK = re.compile(r"(.*?\d日?)(?:[T\s]+|(?<=日))(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})?(?:\.\d+)?秒?)?")
_DIGIT = {character: str(digit) for digit, character in enumerate("〇一二三四五六七八九")} | {"零": "0"}


def _chinese_number(words: str) -> int:
    tens, _, ones = words.rpartition("十")
    if "十" not in words:
        return int(_DIGIT[words]) if len(words) == 1 else 0
    return int(_DIGIT.get(tens, "1")) * 10 + int(_DIGIT.get(ones, "0"))


def _day(cell: Any) -> date:
    if isinstance(cell, (bool, time, timedelta)):
        raise Unreadable(text("应为日期，如 2025-01-05"))
    if isinstance(cell, (int, float)):
        if not _COMPACT.fullmatch(f"{cell:.0f}") or cell != int(cell):
            # A bare number may be Excel's count of days; which of its two calendars is meant cannot be seen.
            raise Unreadable(text("“%(cell)g”是数字，不是日期；请把该列设为日期格式后重新填写") % {"cell": cell})
        cell = f"{cell:.0f}"
    written = "".join(unicodedata.normalize("NFKC", str(cell)).split())
    if match := _WESTERN.fullmatch(written) or _COMPACT.fullmatch(written):
        year, month, day = (int(part) for part in match.groups())
    elif match := _CHINESE.fullmatch(written):
        year = int("".join(_DIGIT[digit] for digit in match[1]))
        month, day = _chinese_number(match[2]), _chinese_number(match[3])
    else:
        raise Unreadable(text("“%(cell)s”不是完整的日期，请写成 2025-01-05") % {"cell": cell})
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(text("“%(cell)s”没有这一天，请核对年、月、日") % {"cell": cell}) from None


def _in_reach(day: date) -> None:
    if not 1900 <= day.year <= 2200:
        raise Unreadable(text("“%(day)s”的年份不合理，请核对") % {"day": day})


def _check_serial(day: date) -> None:
    """Refuse a day from the two months in which spreadsheets count wrongly: they know a 29 February 1900.

    What stands there is mostly a small number that was formatted as a day.
    """
    if date(1899, 12, 1) < day < date(1900, 3, 1):
        raise Unreadable(text("“%(day)s”早于 1900 年 3 月 1 日，多半是数字被设成了日期格式；请核对") % {"day": day})


def _read_date(column: Column, cell: Any) -> date:
    if isinstance(cell, datetime):
        cell = timezone.localtime(cell).date() if timezone.is_aware(cell) else cell.date()
    elif isinstance(cell, str) and (match := _CLOCK.fullmatch(cell)):
        cell = match[1]  # other systems export days with a clock time; the day is what this column keeps
    if isinstance(cell, date):
        _check_serial(cell)
    day = cell if isinstance(cell, date) else _day(cell)
    _in_reach(day)
    return day


def _read_datetime(column: Column, cell: Any) -> datetime:
    if isinstance(cell, str) and (match := _CLOCK.fullmatch(unicodedata.normalize("NFKC", cell))):
        try:
            hour, minute, second = (int(part or 0) for part in match.groups()[1:])
            cell = datetime.combine(_day(match[1]), time(hour, minute, second))
        except ValueError as error:
            if isinstance(error, Unreadable):
                raise
            raise Unreadable(text("“%(cell)s”的时刻不对，请写成 2025-01-05 09:30") % {"cell": cell}) from None
    elif not isinstance(cell, datetime):
        cell = datetime.combine(cell if isinstance(cell, date) else _day(cell), time())
    _in_reach(cell)
    return cell if timezone.is_aware(cell) else timezone.make_aware(cell)


def _read_reference(column: Column, cell: Any) -> Any:
    return cell if isinstance(cell, models.Model) else _read_text(column, cell)


_READERS: dict[str, Callable[[Column, Any], Any]] = {
    TEXT: _read_text,
    CHOICE: _read_choice,
    DATE: _read_date,
    DATETIME: _read_datetime,
    INTEGER: _read_integer,
    DECIMAL: _read_decimal,
    BOOLEAN: _read_boolean,
    ORGANISATION: _read_reference,
    RECORD: _read_reference,
}


# Masking


def _mask_identity(value: str) -> str:
    # The middle of an identity number is the birthday; area and birthday together name a person.
    return "*" * max(len(value) - 4, 4) + value[-4:] if len(value) > 4 else "****"


def _mask_phone(value: str) -> str:
    return value[:3] + "****" + value[-4:] if len(value) >= 11 else "****" + value[-2:]


MASKS: Mapping[str, Callable[[str], str]] = {
    # The length of a name is hidden too: among few people it would tell.
    "name": lambda value: value[:1] + "**",
    "identity": _mask_identity,
    "phone": _mask_phone,
    "address": lambda value: value[:6] + "****",
    "text": lambda value: "****",
}


def mask(kind: str, value: str) -> str:
    """Return `value` with all hidden but what `kind` (a key of MASKS) lets stand; an empty value stays empty."""
    return MASKS[kind](value) if value else value
