"""期间: a year, a quarter, a month, or all since a year."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as text


class BadPeriod(ValueError):
    """A text that names no period; the message says what would."""


_PERIOD = re.compile(r"(\d{4})(?:(-)|Q([1-4])|-(\d{2}))?")


@dataclass(frozen=True)
class Period:
    """期间: `2023`, `2023Q1`, `2023-06`, or `2016-` for all since (up to the day that the caller names, if any)."""

    name: str
    first: date
    last: date

    @classmethod
    def of(cls, name: Period | str | int, until: date | None = None) -> Period:
        """Return the period that `name` means; one without end goes on to `until`. Raises BadPeriod."""
        if isinstance(name, Period):
            return name
        match = _PERIOD.fullmatch(str(name).strip())
        months = range(1, 13)
        if match and match[3]:
            months = range(int(match[3]) * 3 - 2, int(match[3]) * 3 + 1)
        elif match and match[4]:
            months = range(int(match[4]), int(match[4]) + 1)
        if not match or not 1 <= months[0] <= 12 or match[1] == "0000":
            raise BadPeriod(
                text("“%(name)s”不是期间，请写成 2023、2023Q1、2023-06 或 2016-（自 2016 年起）。") % {"name": name}
            )
        year = int(match[1])
        last = date(year, months[-1], monthrange(year, months[-1])[1])
        return cls(match[0], date(year, months[0], 1), (until or date.max) if match[2] else last)

    @property
    def year_before(self) -> Period | None:
        """The same period of the year before; nothing for one without end."""
        return None if self.name.endswith("-") else Period.of(f"{self.first.year - 1:04}{self.name[4:]}")

    def __str__(self) -> str:
        return self.name
