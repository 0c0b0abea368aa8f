"""工作日历: the State Council's holiday arrangements: those shipped with the software, and those an office adopts.

Each November the arrangement of the next year is announced. Until it is adopted here, working days of that year are
not known: due dates in it are not told (`clocks.UnknownYear`). `adopt` changes no case: who calls it writes the
journal and has the cases dated anew.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from .clocks import Arrangement, HolidayCalendar

SHIPPED = Path(__file__).parent / "holidays"
HOLIDAYS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")


class ArrangementError(ValueError):
    """An arrangement that contradicts itself or the calendar; the message says which day, and what would cure it."""


class HolidayArrangement(models.Model):
    """放假安排: the notice for one year, as adopted by this office; it replaces the one shipped for that year."""

    year = models.PositiveSmallIntegerField(_("年份"), unique=True)
    notice = models.CharField(_("文号"), max_length=60, help_text=_("如：国办发明电〔2025〕7号"))
    title = models.CharField(_("通知标题"), max_length=120, blank=True)
    off = models.JSONField(_("放假"), help_text=_('[{"holiday": "春节", "first": "2026-02-15", "last": "2026-02-23"}]'))
    working = models.JSONField(_("调休上班"), help_text=_('[{"holiday": "春节", "day": "2026-02-14"}]'))

    class Meta:
        verbose_name = verbose_name_plural = _("放假安排")
        ordering = ["year"]

    def __str__(self) -> str:
        return f"{self.year}"

    def arrangement(self) -> Arrangement:
        """Return the plain arrangement that the clocks count with. Raises ArrangementError."""
        return read({"year": self.year, "notice": self.notice, "off": self.off, "working": self.working})


def read(row: Mapping[str, Any]) -> Arrangement:
    """Read an arrangement from its JSON form and check it. Raises ArrangementError."""
    year = row["year"]
    off: dict[date, str] = {}
    working: dict[date, str] = {}
    try:
        for one in row["off"]:
            first, last = date.fromisoformat(one["first"]), date.fromisoformat(one["last"])
            if not timedelta(0) <= last - first < timedelta(days=31):
                raise ArrangementError(
                    text("%(holiday)s放假从%(first)s到%(last)s：末日早于首日或者超过一个月，请核对通知。") % one
                )
            off |= {first + timedelta(days=n): one["holiday"] for n in range((last - first).days + 1)}
        working = {date.fromisoformat(one["day"]): one["holiday"] for one in row["working"]}
    except (KeyError, TypeError) as error:
        raise ArrangementError(text("放假安排缺少一项：%(item)s。") % {"item": error}) from error
    except ArrangementError:
        raise
    except ValueError as error:
        raise ArrangementError(text("日期须写成 2026-02-15 的样子：%(error)s。") % {"error": error}) from error
    _check(year, off, working)
    return Arrangement(year, off, working, row.get("notice", ""))


def _check(year: int, off: Mapping[date, str], working: Mapping[date, str]) -> None:
    """Refuse what no notice contains. Raises ArrangementError."""
    for day, name in [*off.items(), *working.items()]:
        if not name:  # any name will do: 3 September 2015 was off once
            raise ArrangementError(text("%(day)s没有写明是什么节日。") % {"day": day})
        # The New Year may reach back into December of the year before.
        if day.year != year and (day.year, day.month) != (year - 1, 12):
            raise ArrangementError(text("%(day)s不在%(year)s年。") % {"day": day, "year": year})
    for day in working:
        if day.weekday() < 5:
            raise ArrangementError(text("%(day)s不是周六、周日，本来就上班，请核对通知。") % {"day": day})
        if day in off:
            raise ArrangementError(text("%(day)s既放假又上班，请核对通知。") % {"day": day})
    missing = [name for name in HOLIDAYS if name not in off.values()]
    # In some years the Mid-Autumn Festival falls within the National Day holiday and shares its days.
    if [name for name in missing if name != "中秋节"]:
        raise ArrangementError(text("缺少%(names)s的放假安排，请补全。") % {"names": "、".join(missing)})
    for month, day_of_month, name in ((1, 1, "元旦"), (5, 1, "劳动节"), (10, 1, "国庆节")):
        if date(year, month, day_of_month) not in off:
            raise ArrangementError(text("%(name)s当天没有放假，请核对通知。") % {"name": name})


@cache
def shipped() -> dict[int, Arrangement]:
    """Return the arrangements that come with the software, by year."""
    rows = (json.loads(file.read_text(encoding="utf-8")) for file in sorted(SHIPPED.glob("[0-9]*.json")))
    return {row["year"]: read(row) for row in rows}


@cache
def festivals() -> dict[int, dict[str, date]]:
    """Return the dates of the lunar festivals of the years ahead, by year."""
    table = json.loads((SHIPPED / "festivals.json").read_text(encoding="utf-8"))["festivals"]
    return {int(year): {name: date.fromisoformat(day) for name, day in days.items()} for year, days in table.items()}


def calendar(adopted: Iterable[HolidayArrangement] | None = None) -> HolidayCalendar:
    """Return the working-day calendar: the shipped years, and the adopted ones in their place or beside them.

    `adopted` defaults to what the database holds; pass () to count with the shipped years alone.
    """
    rows = HolidayArrangement.objects.all() if adopted is None else adopted
    known = shipped() | {row.year: row.arrangement() for row in rows}
    return HolidayCalendar(known.values(), festivals())


def adopt(
    year: int, *, notice: str, off: list[dict[str, str]], working: list[dict[str, str]], title: str = ""
) -> tuple[HolidayArrangement, dict[str, Any] | None]:
    """Adopt the arrangement of a year, and return it with what it replaces (None for a new year).

    The caller journals both and has the running cases dated anew. Raises ArrangementError.
    """
    if not notice.strip():
        raise ArrangementError(text("请写明国务院办公厅通知的文号，如：国办发明电〔2025〕7号。"))
    values = {"notice": notice.strip(), "title": title.strip(), "off": off, "working": working}
    read({"year": year, **values})
    before = HolidayArrangement.objects.filter(year=year).values(*values).first()
    row, _created = HolidayArrangement.objects.update_or_create(year=year, defaults=values)
    return row, before
