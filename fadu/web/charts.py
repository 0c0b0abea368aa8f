"""图: bars drawn on the server, so that they need no script, print, and stand beside the table they show."""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil, floor, log10
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .templatetags.shown import number

WIDTH, HEIGHT = 736, 230
LEFT, RIGHT, TOP, BOTTOM = 58, 8, 14, 26


class Point(NamedTuple):
    """One place on the axis: its name, its value, and the value of the year before."""

    label: str
    value: Decimal | int | None
    before: Decimal | int | None = None


def bars(points: Sequence[Point], title: str) -> SafeString:
    """Return an SVG of `points`; a value that is not there has no bar, so that it is not taken for zero."""
    values = [float(v) for point in points for v in (point.value, point.before) if v is not None]
    step = _step(max(values, default=0), min(values, default=0))
    top, low = ceil(max([*values, 0]) / step) * step or step, floor(min([*values, 0]) / step) * step
    scale = (HEIGHT - TOP - BOTTOM) / (top - low)
    zero = TOP + top * scale
    paired = any(point.before is not None for point in points)
    room = (WIDTH - LEFT - RIGHT) / max(len(points), 1)
    width = min(room * (0.36 if paired else 0.6), 40)

    ticks = [low + step * n for n in range(round((top - low) / step) + 1)]
    rects, labels = [], []
    for index, point in enumerate(points):
        middle = LEFT + room * (index + 0.5)
        labels.append((_p(middle), HEIGHT - 8, point.label))
        pair = [("bar before", point.before, middle - width), ("bar", point.value, middle)] if paired else []
        for name, value, x in pair or [("bar", point.value, middle - width / 2)]:
            if value is not None:
                tall = abs(float(value)) * scale
                y = zero - tall if value >= 0 else zero
                rects.append((name, _p(x), _p(y), _p(width), _p(tall), point.label, number(value)))
    return _framed(title, ticks, scale, zero, rects, labels)


class Stack(NamedTuple):
    """One place on the axis with values that stand on each other: the first lowest."""

    label: str
    values: Sequence[int]


STACKED = ("bar", "bar late")  # how the parts of a stack look: kept, and missed


def stacked(stacks: Sequence[Stack], title: str) -> SafeString:
    """Return an SVG of `stacks`; what each holds is said when one points at it, and stands in the table beside."""
    highest = max((sum(stack.values) for stack in stacks), default=0)
    step = max(1, _step(highest, 0))
    top = ceil(highest / step) * step or step
    scale, room = (HEIGHT - TOP - BOTTOM) / top, (WIDTH - LEFT - RIGHT) / max(len(stacks), 1)
    width, floor_at = min(room * 0.6, 40), HEIGHT - BOTTOM
    rects, labels = [], []
    for index, stack in enumerate(stacks):
        middle, below = LEFT + room * (index + 0.5), 0
        labels.append((_p(middle), HEIGHT - 8, stack.label))
        for name, value in zip(STACKED, stack.values, strict=True):
            if value:
                tall = value * scale
                y = floor_at - (below + value) * scale
                rects.append((name, _p(middle - width / 2), _p(y), _p(width), _p(tall), stack.label, number(value)))
            below += value
    ticks = [step * n for n in range(round(top / step) + 1)]
    return _framed(title, ticks, scale, floor_at, rects, labels)


def _framed(
    title: str,
    ticks: Sequence[float],
    scale: float,
    zero: float,
    rects: Sequence[tuple[str, ...]],
    labels: Sequence[tuple[str | int, ...]],
) -> SafeString:
    """Return bars with their names and a line at each tick; `zero` is the axis, `scale` the height of one."""
    grid = format_html_join(
        "",
        '<path class="grid" d="M{} {}H{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        [(LEFT, _p(zero - t * scale), WIDTH - RIGHT, LEFT - 7, _p(zero - t * scale + 4), _tick(t)) for t in ticks],
    )
    return format_html(
        '<svg class="bars" viewBox="0 0 {} {}" role="img" aria-label="{}" xmlns="http://www.w3.org/2000/svg">{}{}{}'
        '<path class="axis" d="M{} {}H{}"/></svg>',
        WIDTH,
        HEIGHT,
        title,
        grid,
        format_html_join(
            "", '<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}：{}</title></rect>', rects
        ),
        format_html_join("", '<text x="{}" y="{}" text-anchor="middle">{}</text>', labels),
        LEFT,
        _p(zero),
        WIDTH - RIGHT,
    )


# Bars in the cells of a table: the number beside them says what they show, so they are hidden from screen readers.

LONG, THIN = 160, 12


def meter(value: Decimal | int, most: Decimal | int, colour: str = "") -> SafeString:
    """Return a bar for a number beside it, `most` being the whole length."""
    long = LONG * float(value) / float(most) if most else 0
    return format_html(
        '<svg class="meter" viewBox="0 0 {} {}" aria-hidden="true"><rect class="bar {}" x="0" y="1" width="{}" '
        'height="{}"/></svg>',
        LONG,
        THIN,
        colour,
        _p(max(long, 1 if value else 0)),
        THIN - 2,
    )


def pair(value: Decimal | int | None, before: Decimal | int | None) -> SafeString:
    """Return two bars, the year before under the year, to one measure."""
    most = max((abs(float(v)) for v in (value, before) if v is not None), default=0)
    rects = [
        (name, y, _p(LONG * abs(float(v)) / most if most else 0))
        for name, y, v in (("bar", 0, value), ("bar before", 8, before))
        if v is not None
    ]
    return format_html(
        '<svg class="meter pair" viewBox="0 0 {} 14" aria-hidden="true">{}</svg>',
        LONG,
        format_html_join("", '<rect class="{}" x="0" y="{}" width="{}" height="6"/>', rects),
    )


def trend(values: Sequence[Decimal | int | None], names: Sequence[str], label: str) -> SafeString:
    """Return small bars of a few years, the last one in full colour; each says its year and value."""
    most = max((abs(float(v)) for v in values if v is not None), default=0)
    room, high = 22, 30
    rects = []
    for index, (value, name) in enumerate(zip(values, names, strict=True)):
        if value is not None:
            tall = max(high * abs(float(value)) / most if most else 0, 1)
            colour = "bar" if index == len(values) - 1 else "bar before"
            rects.append((colour, index * room, _p(high - tall), room - 5, _p(tall), name, number(value)))
    return format_html(
        '<svg class="trend" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        room * len(values) - 5,
        high,
        f"{label}：" + "；".join(f"{name} {number(v)}" for v, name in zip(values, names, strict=True)),
        format_html_join(
            "", '<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}：{}</title></rect>', rects
        ),
    )


def share(parts: Sequence[tuple[int, str, str]], title: str) -> SafeString:
    """Return one bar cut into parts (how many, colour, label): how far something has come, as a whole."""
    total, at = sum(count for count, _colour, _label in parts), 0.0
    rects = []
    for count, colour, label in parts:
        long = 600 * count / total if total else 0
        if count:
            rects.append((f"part {colour}", _p(at), _p(max(long - 1, 1)), label, count))
        at += long
    return format_html(
        '<svg class="share" viewBox="0 0 600 16" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        f"{title}：" + "，".join(f"{label} {count}" for count, _colour, label in parts),
        format_html_join(
            "", '<rect class="{}" x="{}" y="0" width="{}" height="16"><title>{}：{}</title></rect>', rects
        ),
    )


ROW, NAMES = 24, 210  # the height of a lying bar, and the room for what it stands for


def lying(points: Sequence[Point], title: str, printed: Sequence[str]) -> SafeString:
    """Return an SVG of lying bars, one below the other, each with its name before it and its number behind it."""
    longest = max((abs(float(point.value)) for point in points if point.value is not None), default=0) or 1
    room, height = WIDTH - NAMES - 90, ROW * len(points) + 8
    rows = []
    for place, (point, said) in enumerate(zip(points, printed, strict=True)):
        y = place * ROW + 4
        width = room * abs(float(point.value or 0)) / longest
        name = point.label if len(point.label) <= 14 else point.label[:13] + "…"
        number_at = NAMES + width + 6
        bar = (NAMES, y, _p(width), ROW - 6, point.label, said)
        rows.append((NAMES - 8, y + 15, name, *bar, _p(number_at), y + 15, said))
    return format_html(
        '<svg class="bars" viewBox="0 0 {} {}" role="img" aria-label="{}" xmlns="http://www.w3.org/2000/svg">{}</svg>',
        WIDTH,
        height,
        title,
        format_html_join(
            "",
            '<text x="{}" y="{}" text-anchor="end">{}</text><rect class="bar" x="{}" y="{}" width="{}" height="{}">'
            '<title>{}：{}</title></rect><text x="{}" y="{}">{}</text>',
            rows,
        ),
    )


def spark(values: Sequence[Decimal | int | None], title: str) -> SafeString:
    """Return a small line of the months of a year, for a card; what is not there interrupts it."""
    known = [float(value) for value in values if value is not None]
    top, low = max(known, default=1) or 1, min([*known, 0.0])
    scale = 30 / ((top - low) or 1)
    parts, drawing = [], False
    for place, value in enumerate(values):
        if value is None:
            drawing = False
            continue
        x, y = place * 120 / max(len(values) - 1, 1), 34 - (float(value) - low) * scale
        parts.append(f"{'L' if drawing else 'M'}{_p(x)} {_p(y)}")
        drawing = True
    return format_html(
        '<svg class="spark" viewBox="-2 0 124 38" role="img" aria-label="{}" xmlns="http://www.w3.org/2000/svg">'
        '<path d="{}"/></svg>',
        title,
        " ".join(parts) or "M0 34",
    )


def _step(high: float, low: float) -> float:
    """Return the distance of the grid lines: 1, 2 or 5 times a power of ten, about four of them."""
    span = max(high, 0) - min(low, 0)
    if span <= 0:
        return 1
    power = 10 ** floor(log10(span / 4))
    return next(power * times for times in (1, 2, 5, 10) if span / (power * times) <= 5)


def _p(place: float) -> str:
    return f"{place:.1f}"


def _tick(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,g}"
