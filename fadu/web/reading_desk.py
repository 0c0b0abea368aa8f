"""一份报告的台面: a reading as its pages show it: its figures, all that is known of each, what was found, corrections.

Everything is worked out from the figures as they count now; nothing is kept here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel.catalogue import CATALOGUE, Indicator
from fadu.kernel.organisations import Actor
from fadu.reader import Check
from fadu.readings import store
from fadu.readings.holding import Held
from fadu.readings.models import APPROX, SCOPES, Correction, ReadFigure, Reading
from fadu.readings.telling import Told, is_doubtful, place_of

from .indicator_pages import SOURCES
from .reading_text import CORRECTED, EXCLUDED, STANDINGS, Mark, Standing

AROUND = 30  # characters shown on either side of a figure
ALSO = {"corrected": CORRECTED, "excluded": EXCLUDED}
EVERY = STANDINGS | ALSO
KINDS = {
    "sum": _("分项与合计"),
    "ratio": _("比率"),
    "bound": _("部分与整体"),
    "count": _("列举的项数"),
    "repeat": _("前后不同"),
    "differs": _("与台账不一致"),
    "missing": _("内容缺失"),
    "late": _("公开时间"),
    "year": _("年度"),
    "title": _("日期"),
    "stale": _("沿用旧数"),
    "same": _("同数不同值"),
}
ERROR, QUESTION, RIGHT, HINT = "error", "question", "right", "hint"
LEVELS = {
    ERROR: ("■", _("错误"), "bad"),
    QUESTION: ("▲", _("请核对"), "warn"),
    RIGHT: ("●", _("成立"), "good"),
    HINT: ("○", _("可能的关系"), ""),
}
FIELDS = {
    "value": _("数值"),
    "approx": _("精确程度"),
    "unit": _("单位"),
    "subject": _("所数的事"),
    "org": _("主体"),
    "period": _("期间"),
    "scope": _("口径"),
    "indicator": _("指标"),
}


@dataclass(frozen=True)
class Place:
    """Where in the text something stands, and the words there."""

    start: int
    printed: str
    anchor: str


@dataclass(frozen=True)
class Line:
    """One thing that was found, as a list shows it."""

    pk: int
    kind_slug: str
    kind: Any
    level_slug: str
    message: str
    places: tuple[Place, ...] = ()
    article: str = ""
    address: str = ""
    reading: Reading | None = None  # in lists over several readings

    @property
    def sign(self) -> str:
        """The sign of how grave it is."""
        return LEVELS[self.level_slug][0]

    @property
    def level(self) -> Any:
        """How grave it is, in words."""
        return LEVELS[self.level_slug][1]

    @property
    def tag(self) -> str:
        """The colour of it."""
        return LEVELS[self.level_slug][2]


class Desk:
    """One reading with all that its pages say of it.

    `fresh` lets what ledgers count catch up first, as in `indicators.evaluate`; lists, and parts of a page that has
    just been shown, do without.
    """

    def __init__(self, reading: Reading, actor: Actor, *, fresh: bool = True) -> None:
        self.reading, self.actor, self.fresh = reading, actor, fresh

    @cached_property
    def told(self) -> Told:
        """All that there is to tell of it."""
        return Told.of(self.reading, self.actor, fresh=self.fresh)

    @property
    def figures(self) -> Sequence[ReadFigure]:
        """The figures in the order of the text."""
        return self.told.figures

    @cached_property
    def held(self) -> dict[int, Held]:
        """What Fadu's own sources say, by the place of the figure."""
        return {one.figure.start: one for one in self.told.held}

    @cached_property
    def counting(self) -> dict[tuple[int, int], Correction]:
        """The corrections that count."""
        return store.corrections(self.reading)

    @cached_property
    def standings(self) -> dict[int, tuple[str, ...]]:
        """All that holds of each figure, by its start, the gravest first."""
        failed = {
            self.figures[place].start for check in self.told.checks if check.ok is False for place in check.figures
        }
        found = {}
        for one in self.figures:
            held = self.held.get(one.start)
            said = {"failed"} if one.start in failed else set()
            if one.indicator not in CATALOGUE:
                said.add("unknown")
            else:
                said.add(held.status if held else "no_source")
            found[one.start] = tuple(slug for slug in STANDINGS if slug in said)
        return found

    @cached_property
    def excluded(self) -> dict[int, Correction]:
        """The places of which somebody said that no figure stands there."""
        return {start: one for (start, _end), one in self.counting.items() if one.what.get("figure") is False}

    def chosen(self, show: str, indicator: str) -> list[ReadFigure]:
        """Return the figures that a filter finds."""
        return [one for one in self.figures if self.fits(one, show, indicator)]

    def fits(self, figure: ReadFigure, show: str, indicator: str) -> bool:
        """Tell whether a figure is found by a filter."""
        if indicator and figure.indicator != indicator:
            return False
        if show == "corrected":
            return figure.corrected
        return not show or show in self.standings[figure.start]

    def legend(self) -> list[dict[str, Any]]:
        """Return the standings that there are, each with how many figures are in it."""
        counts = Counter(slug for said in self.standings.values() for slug in said)
        counts["corrected"] = sum(one.corrected for one in self.figures)
        return [
            {"slug": slug, "standing": one, "count": counts[slug]} for slug, one in EVERY.items() if slug != "excluded"
        ]

    def indicators(self) -> list[tuple[str, str, int]]:
        """Return the indicators of the figures, by name, each with how many figures give it."""
        counts = Counter(one.indicator for one in self.figures if one.indicator in CATALOGUE)
        return [(slug, name_of(slug), counts[slug]) for slug in CATALOGUE if slug in counts]

    def marks(self, show: str = "", indicator: str = "") -> list[Mark]:
        """Return all marks of the text; those of figures that a filter does not find are faint."""
        found = [
            Mark(
                one.start,
                one.unit_end,
                self.standings[one.start][0],
                self._title(one),
                one.corrected,
                not self.fits(one, show, indicator),
            )
            for one in self.figures
        ]
        title = f"{EXCLUDED.sign} {EXCLUDED.label}"
        for (start, end), one in self.counting.items():
            if one.what.get("figure") is False:
                found.append(Mark(start, end, "excluded", title, faint=bool(show or indicator)))
        return sorted(found, key=lambda mark: mark.start)

    def _title(self, figure: ReadFigure) -> str:
        said = [f"{one.sign} {one.label}" for one in self.said(figure)]
        return " · ".join([*said, name_of(figure.indicator)] if figure.indicator in CATALOGUE else said)

    def said(self, figure: ReadFigure) -> list[Standing]:
        """Return what holds of a figure, as tags."""
        found = [STANDINGS[slug] for slug in self.standings[figure.start]]
        return [*found, CORRECTED] if figure.corrected else found

    # ---- one figure

    def panel(self, figure: ReadFigure, among: list[ReadFigure]) -> dict[str, Any]:
        """Return all that the panel shows of a figure; before and after it are those `among` which one goes."""
        starts = [one.start for one in among]
        earlier = [start for start in starts if start < figure.start]
        later = [start for start in starts if start > figure.start]
        return {
            "said": self.said(figure),
            "previous": earlier[-1] if earlier else None,
            "next": later[0] if later else None,
            "number": len(earlier) + 1,
            "of": len(starts),
            "checks": self._checks_of(figure),
            "corrections": [
                worded(one)
                for one in self.reading.corrections.filter(start=figure.start, end=figure.end).order_by("-pk")
            ],
            **self.row(figure),
            **around(self.reading.text, figure.start, figure.unit_end),
        }

    def row(self, figure: ReadFigure) -> dict[str, Any]:
        """Return a figure with its indicator, and what Fadu's own sources say."""
        entry: Indicator | None = CATALOGUE.get(figure.indicator)
        held = self.held.get(figure.start)
        found: dict[str, Any] = {
            "figure": figure,
            "said": self.said(figure),
            "entry": entry,
            "name": name_of(figure.indicator),
            "unit": entry.unit_in(get_language() or "") if entry else figure.unit,
            "held": held,
        }
        if held and held.ledger:
            source = SOURCES.get(held.ledger.source, held.ledger.source)
            found |= {"ledger": held.ledger, "place": place_of(held.ledger), "source": source}
        return found

    def _checks_of(self, figure: ReadFigure) -> list[dict[str, Any]]:
        rows = []
        for check in self.told.checks:
            inside = [self.figures[place] for place in check.figures]
            if figure not in inside:
                continue
            level = level_of(check)
            sign, label, tag = LEVELS[level]
            rows.append(
                {
                    "sign": sign,
                    "label": f"{label} · {KINDS.get(check.kind, check.kind)}",
                    "tag": tag,
                    "message": check.message,
                    "others": [one for one in inside if one != figure],
                }
            )
        return rows

    # ---- what was found

    @cached_property
    def lines(self) -> list[Line]:
        """Everything that was found, errors first, in the order of the text."""
        found = [*self._check_lines(), *self._held_lines(), *self._finding_lines()]
        order = list(LEVELS)
        return sorted(found, key=lambda one: (order.index(one.level_slug), one.places[0].start if one.places else -1))

    @property
    def wrong(self) -> list[Line]:
        """The errors and what should be looked at."""
        return [one for one in self.lines if one.level_slug in (ERROR, QUESTION)]

    @property
    def right(self) -> list[Line]:
        """What adds up, and what merely might."""
        return [one for one in self.lines if one.level_slug in (RIGHT, HINT)]

    def counted(self, level: str) -> int:
        """Return how many of one level were found."""
        return sum(one.level_slug == level for one in self.lines)

    def _check_lines(self) -> Iterable[Line]:
        for check in self.told.checks:
            places = tuple(self._place(self.figures[place]) for place in check.figures)
            yield Line(
                self.reading.pk, check.kind, KINDS.get(check.kind, check.kind), level_of(check), check.message, places
            )

    def _held_lines(self) -> Iterable[Line]:
        for one in self.held.values():
            if one.status == "differs" and one.ledger:
                message = f"{name_of(one.figure.indicator)}：{one.said}"
                yield Line(
                    self.reading.pk, "differs", KINDS["differs"], ERROR, message, (self._place(one.figure),),
                    address=place_of(one.ledger),
                )  # fmt: skip

    def _finding_lines(self) -> Iterable[Line]:
        by_start = {one.start: one for one in self.figures}
        for one in self.told.findings:
            places: tuple[Place, ...] = ()
            if one.place in by_start:
                places = (self._place(by_start[one.place]),)
            elif one.place is not None:
                begin = self.reading.text.rfind("\n", 0, one.place) + 1
                printed = self.reading.text[one.place : one.place + 16].split("\n")[0].strip()
                places = (Place(one.place, printed or text("此处"), f"p{begin}"),)
            level = ERROR if one.level == "error" else QUESTION
            kind = KINDS.get(one.kind, one.kind)
            yield Line(self.reading.pk, one.kind, kind, level, one.message, places, one.article)

    def _place(self, figure: ReadFigure) -> Place:
        return Place(figure.start, f"{figure.text}{figure.unit}", f"f{figure.start}")


def level_of(check: Check) -> str:
    """Return how grave a check is: what does not hold is an error, what merely might hold a hint."""
    if check.ok is None:
        return QUESTION if is_doubtful(check) else HINT
    return RIGHT if check.ok else ERROR


def name_of(slug: str) -> str:
    """Return the name of an indicator in the reader's language; nothing for one that is not known."""
    return CATALOGUE[slug].called(get_language() or "") if slug in CATALOGUE else ""


def around(said: str, start: int, end: int) -> dict[str, str]:
    """Return a span of the text with what stands before and after it, on one line."""
    return {
        "before": said[max(0, start - AROUND) : start].replace("\n", " "),
        "printed": said[start:end],
        "after": said[end : end + AROUND].replace("\n", " "),
    }


def worded(correction: Correction) -> dict[str, Any]:
    """Return a correction with what it says, in words."""
    return {"correction": correction, "words": in_words(correction.what, correction.before or {})}


def in_words(what: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Return what a correction says: each field with what it was and what it is."""
    if not what:
        return text("撤回以前的更正")
    if what.get("figure") is False:
        return text("不是数字")
    said = []
    for name, value in what.items():
        if name in FIELDS and str(before.get(name, "")) != str(value):
            was = _shown(name, before[name]) if before else ""
            now = _shown(name, value)
            said.append(f"{FIELDS[name]}：{was} → {now}" if before else f"{FIELDS[name]}：{now}")
    return "；".join(said) or text("确认无误")


def _shown(name: str, value: Any) -> str:
    if name == "indicator":
        return name_of(value) or text("不明")
    if name in ("approx", "scope"):
        return str((APPROX if name == "approx" else SCOPES).get(value, value))
    return str(value) or "—"
