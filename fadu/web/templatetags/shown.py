"""显示: how values stand on a page. A value that is not there is a dash, never an empty cell that could mean zero."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as text
from django.utils.translation import ngettext

register = template.Library()

NOTHING = "—"
SOON = 7  # days before a due date from which it is shown as due soon


@register.filter
def number(value: Any) -> str:
    """Return a number with its thousands apart; Django's own filter leaves Chinese pages without separators."""
    if value is None or value == "":
        return NOTHING
    return f"{value:,}" if isinstance(value, int | float | Decimal) else str(value)


@register.filter
def grouped(printed: str) -> str:
    """Return a printed figure with its thousands apart: 2258100余 is 2,258,100余."""
    return re.sub(r"^-?\d+", lambda digits: f"{int(digits[0]):,}", printed)


@register.filter
def shown(value: Any) -> str:
    """Return `value` as a cell: dates ISO, moments to the minute of local time, yes and no in words."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return text("是") if value else text("否")
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return number(value)
    if isinstance(value, list | tuple | set | frozenset):
        return text("、").join(shown(part) for part in value) or NOTHING
    return str(value)


@register.simple_tag
def due(day: date | datetime | None, today: date, stopped: date | datetime | None = None, note: str = "") -> str:
    """Return the badge of a term: colour, sign and words, with the day beside it.

    A term that was met shows how it was met; one whose year has no holiday arrangement says so.
    """
    if day is None and stopped:
        # What ended before its last day could be told, as where next year's holidays are not arranged yet.
        return _badge("met", "●", text("已办结"), stopped)
    if day is None:
        return format_html('<span class="due unknown" title="{}">○ {}</span>', note, text("届满日未定"))
    last, stop = _day(day), _day(stopped) if stopped else None
    if stop:
        late = (stop - last).days
        if late > 0:
            words = ngettext("逾期 %(n)s 日办结", "逾期 %(n)s 日办结", late) % {"n": late}
            return _badge("late", "■", words, day)
        return _badge("met", "●", text("按期"), day)
    left = (last - today).days
    if left < 0:
        return _badge("late", "■", ngettext("逾期 %(n)s 日", "逾期 %(n)s 日", -left) % {"n": -left}, day)
    if left == 0:
        return _badge("soon", "▲", text("今日届满"), day)
    words = ngettext("剩 %(n)s 日", "剩 %(n)s 日", left) % {"n": left}
    return _badge("soon" if left <= SOON else "open", "▲" if left <= SOON else "●", words, day)


def _badge(colour: str, sign: str, words: str, day: date | datetime) -> str:
    return format_html(
        '<span class="due {}">{} {}</span> <time datetime="{}">{}</time>',
        colour,
        sign,
        words,
        day.isoformat(),
        shown(day),
    )


def _day(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.filter
def at(mapping: dict, key: Any) -> Any:
    """Return what `mapping` holds under `key`."""
    return mapping.get(key, "")


@register.filter
def domain(slug: str) -> str:
    """Return the field of work to which an indicator belongs."""
    return slug.partition(".")[0]


@register.filter
def label(columns: dict, name: str) -> str:
    """Return the label of the column `name`."""
    return columns[name].label
