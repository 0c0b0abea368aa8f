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
    grid = format_html_join(
        "",
        '<path class="grid" d="M{} {}H{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        [
            (LEFT, _p(TOP + (top - t) * scale), WIDTH - RIGHT, LEFT - 7, _p(TOP + (top - t) * scale + 4), _tick(t))
            for t in ticks
        ],
    )
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
