"""勾稽: what must add up in a text: enumerations, rates, parts of a whole, lists that were counted.

Each relation is `asserted` where the text makes it, `implied` where one number is not printed, and a `hint` where the
numbers happen to agree. Only what the text asserts can be wrong: nothing false is called an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from fadu.kernel.catalogue import IDENTITIES


@dataclass(frozen=True)
class Check:
    """勾稽关系: the figures of one relation by their places, what is stated, what follows from the others.

    `figures` begins with the one that is checked. `ok` is None for a hint.
    """

    kind: str  # sum, ratio, bound, count, repeat
    figures: tuple[int, ...]
    stated: Decimal | None
    computed: Decimal | None
    ok: bool | None
    basis: str  # asserted, implied, hint
    match: str  # exact, half_up, truncated, infeasible, mismatch, bound
    message: str


def places_of(text: str) -> int:
    """Return how many decimal places a printed number has."""
    _whole, point, part = text.strip().partition(".")
    return len(re.match(r"\d*", part).group()) if point else 0  # type: ignore[union-attr]


def rate_match(stated: Decimal, places: int, part: int, whole: int) -> str:
    """Return how a printed rate agrees with part and whole: half_up, truncated, or mismatch."""
    exact = Decimal(part * 100) / Decimal(whole)
    step = Decimal(1).scaleb(-places)
    if exact.quantize(step, ROUND_HALF_UP) == stated:
        return "half_up"
    return "truncated" if exact.quantize(step, ROUND_DOWN) == stated else "mismatch"


def whole_numerators(stated: Decimal, places: int, whole: int) -> list[int]:
    """Return the whole numbers that, over `whole`, round half up to the printed rate."""
    if whole <= 0:
        return []
    near = int(stated * whole / 100)
    return [
        n for n in range(max(0, near - 1), near + 3) if n <= whole and rate_match(stated, places, n, whole) == "half_up"
    ]


def checks(text: str, figures: Sequence) -> list[Check]:
    """Return every relation found among the figures of folded `text`, in the order of their places."""
    found = [
        *_enumerations(text, figures),
        *_rates(text, figures),
        *_bounds(text, figures),
        *_counted(text, figures),
        *_repeats(figures),
    ]
    return sorted(found, key=lambda one: (one.figures[0], one.kind))


def _plain(figure) -> bool:
    """Whether a figure can be added exactly."""
    return figure.approx == "exact" and figure.unit_norm != "%" and figure.value == int(figure.value)


PARTED = re.compile(r"其中|包括|分别为|分别是|:$|\([^()\d]{0,8}$")


def _enumerations(text: str, figures: Sequence) -> Iterator[Check]:
    """A total, and the parts that follow it in the sentence with the same unit."""
    for place, total in enumerate(figures):
        if not _plain(total):
            continue
        end = min((p for p in (text.find(c, total.end) for c in "。\n") if p >= 0), default=len(text))
        parts: list[int] = []
        led = ""
        for other in range(place + 1, len(figures)):
            one = figures[other]
            if one.start >= end:
                break
            between = text[figures[other - 1].unit_end : one.start]
            if ";" in between and parts:
                break
            if not parts:
                found = PARTED.search(text[total.unit_end : one.start])
                led = found.group() if found else ""
                if not led and not _named_parts(total, one):
                    break
            if one.unit_norm != total.unit_norm or not _plain(one):
                if one.unit_norm == "%":
                    continue
                break
            if (
                parts
                and re.search(r"(?:提出|出具|完成|开展|组织|同比|较上年|占)", between)
                and not led.startswith("其中")
            ):
                break
            parts.append(other)
            if _adds(total, [figures[p] for p in parts]) and not _goes_on(text, figures, other, total.unit_norm, end):
                break
        if len(parts) < 2:
            continue
        if again := _halved(text, figures, place, parts[-1], end):
            yield again
        values = [int(figures[p].value) for p in parts]
        stated, computed = int(total.value), sum(values)
        last = text[figures[parts[-1] - 1].unit_end : figures[parts[-1]].start]
        complete = bool(re.search(r"其他|其它|其余|剩余", last))
        shown = "+".join(map(str, values))
        if stated == computed:
            yield Check(
                "sum",
                (place, *parts),
                total.value,
                Decimal(computed),
                True,
                "asserted",
                "exact",
                f"{shown}={computed}，与总数一致。",
            )
        elif (computed > stated and led[:1] in ("其", "包", "(")) or (complete and computed != stated):
            # Parts may overlap where the text does not say otherwise: an error only where 其他 closes the list.
            sure = complete and len(parts) > 2
            said = f"{shown}={computed}，与总数{stated}相差{computed - stated}。"
            said += "请核对总数和各项。" if sure else "各项可能有交叉，请核对。"
            ok, basis = (False, "asserted") if sure else (None, "hint")
            yield Check("sum", (place, *parts), total.value, Decimal(computed), ok, basis, "mismatch", said)


def _halved(text: str, figures: Sequence, place: int, last: int, end: int) -> Check | None:
    """The same total parted in another way after a semicolon; only where it adds up, for the text does not say so."""
    total = figures[place]
    parts = [
        other
        for other in range(last + 1, len(figures))
        if figures[other].start < end and figures[other].unit_norm == total.unit_norm and _plain(figures[other])
    ]
    if len(parts) < 2 or ";" not in text[figures[last].unit_end : figures[parts[0]].start]:
        return None
    if not _adds(total, [figures[p] for p in parts]):
        return None
    shown = "+".join(str(int(figures[p].value)) for p in parts)
    said = f"{shown}={int(total.value)}，与总数一致。"
    return Check("sum", (place, *parts), total.value, total.value, True, "asserted", "exact", said)


def _named_parts(total, one) -> bool:
    """Whether the catalogue says that one is a part of the other."""
    return any(
        known.kind == "sum" and known.whole == total.indicator and one.indicator in known.parts for known in IDENTITIES
    )


def _adds(total, parts) -> bool:
    return len(parts) > 1 and sum(p.value for p in parts) == total.value


def _goes_on(text: str, figures: Sequence, place: int, unit: str, end: int) -> bool:
    following = figures[place + 1] if place + 1 < len(figures) else None
    return bool(following and following.start < end and following.unit_norm == unit and following.value == 0)


def _rates(text: str, figures: Sequence) -> Iterator[Check]:
    """A printed rate against the counts before it in the sentence."""
    for place, rate in enumerate(figures):
        if rate.unit_norm != "%" or rate.approx != "exact" or rate.value > 100:
            continue
        began = max(text.rfind(c, 0, rate.start) for c in "。\n") + 1
        if known := _known_rate(figures, place):
            yield known
            continue
        counts = [
            p
            for p in range(max(0, place - 8), place)
            if figures[p].start >= began and _plain(figures[p]) and figures[p].value > 0
        ]
        named = [
            p
            for p in counts
            if figures[p].unit_norm in ("件", "起", "宗", "名", "人", "项", "次", "个", "户", "家", "条", "份")
        ]
        places = places_of(rate.text)
        name = text[max(0, rate.start - 16) : rate.start]
        if not re.search(r"率|占比?|比例", name):
            continue
        best = None
        for part in reversed(named):
            for whole in reversed(named):
                if (
                    part == whole
                    or figures[part].unit_norm != figures[whole].unit_norm
                    or figures[part].value > figures[whole].value
                ):
                    continue
                match = rate_match(rate.value, places, int(figures[part].value), int(figures[whole].value))
                if match != "mismatch" and (best is None or match == "half_up" != best[2]):
                    best = (part, whole, match)
        if best:
            part, whole, match = best
            exact = Decimal(int(figures[part].value) * 100) / Decimal(int(figures[whole].value))
            message = f"{figures[part].value}÷{figures[whole].value}={exact:.4f}%，" + (
                "四舍五入后与印出的一致。" if match == "half_up" else "印出的是截去尾数的结果，四舍五入应为另一数。"
            )
            yield Check(
                "ratio",
                (place, part, whole),
                rate.value,
                exact.quantize(Decimal("0.0001")),
                # Two unrelated counts make a round rate by chance: a cut-off one is then only a question.
                True if match == "half_up" else False if places >= 2 else None,
                "asserted" if match == "half_up" or places >= 2 else "hint",
                match,
                message,
            )
        elif named and places and figures[named[-1]].value >= 10 and rate.start - figures[named[-1]].unit_end < 24:
            whole = named[-1]
            whole_value = int(figures[whole].value)
            numerators = whole_numerators(rate.value, places, whole_value)
            if len(numerators) == 1:
                exact = Decimal(numerators[0] * 100) / whole_value
                yield Check(
                    "ratio",
                    (place, whole),
                    rate.value,
                    exact.quantize(Decimal("0.0001")),
                    True,
                    "implied",
                    "half_up",
                    f"以{whole_value}为分母，分子应为{numerators[0]}。",
                )
            elif not numerators:
                denominators = [
                    n
                    for n in range(whole_value, whole_value * 3)
                    if rate_match(rate.value, places, whole_value, n) == "half_up"
                ]
                if len(denominators) == 1:
                    exact = Decimal(whole_value * 100) / denominators[0]
                    yield Check(
                        "ratio",
                        (place, whole),
                        rate.value,
                        exact.quantize(Decimal("0.0001")),
                        True,
                        "implied",
                        "half_up",
                        f"以{whole_value}为分子，分母应为{denominators[0]}。",
                    )
                else:
                    yield Check(
                        "ratio",
                        (place, whole),
                        rate.value,
                        None,
                        None,
                        "hint",
                        "infeasible",
                        f"以{whole_value}为分母，没有整数分子得出{rate.value}%；请写明分子和分母。",
                    )


def _known_rate(figures: Sequence, place: int) -> Check | None:
    """A rate that the catalogue defines, where its numerator and its denominator are printed once each."""
    rate = figures[place]
    for known in IDENTITIES:
        if known.kind != "ratio" or known.whole != rate.indicator:
            continue
        found = [
            [
                p
                for p, one in enumerate(figures)
                if (one.indicator, one.org, one.period) == (slug, rate.org, rate.period)
            ]
            for slug in known.parts
        ]
        if any(len(one) != 1 or not _plain(figures[one[0]]) for one in found) or not figures[found[1][0]].value:
            continue
        part, whole = (figures[one[0]] for one in found)
        match = rate_match(rate.value, places_of(rate.text), int(part.value), int(whole.value))
        exact = Decimal(int(part.value) * 100) / Decimal(int(whole.value))
        said = {"half_up": "四舍五入后与印出的一致。", "truncated": "印出的截去了尾数，请改为四舍五入。"}.get(
            match, "与印出的不一致，请核对。"
        )
        return Check(
            "ratio", (place, found[0][0], found[1][0]), rate.value, exact.quantize(Decimal("0.0001")),
            match == "half_up", "asserted", match, f"{part.text}÷{whole.text}={exact:.4f}%，{said}",
        )  # fmt: skip
    return None


def _bounds(text: str, figures: Sequence) -> Iterator[Check]:
    """A part may not exceed its whole, where the catalogue knows them as such."""
    for known in IDENTITIES:
        if known.kind != "part":
            continue
        wholes = [p for p, one in enumerate(figures) if one.indicator == known.whole]
        parts = [p for p, one in enumerate(figures) if one.indicator == known.parts[0]]
        if len(wholes) != 1 or len(parts) != 1 or figures[wholes[0]].org != figures[parts[0]].org:
            continue
        whole, part = figures[wholes[0]], figures[parts[0]]
        ok = whole.value >= part.value
        said = f"{whole.text}{'≥' if ok else '＜'}{part.text}。" + ("" if ok else known.explanation)
        yield Check(
            "bound", (wholes[0], parts[0]), None, whole.value - part.value, ok if ok or known.certain else None,
            "asserted" if known.certain else "hint", "bound", said,
        )  # fmt: skip


LISTED = re.compile(
    r"(?P<items>(?:[^,。;:、\n\d“”《》]{2,14}、){1,9}[^,。;:、\n\d“”《》]{2,14}?)(?P<number>[二两三四五六七八九十]|\d{1,2})"
    r"(?:个|大|项|家|类)?(?=部门|单位|目标|方面|领域|市|县|区|制度|机制|平台)"
)


def _counted(text: str, figures: Sequence) -> Iterator[Check]:
    """A list that is followed by its own count: A、B、C三部门. A list with 等 is open and says nothing."""
    at = {one.start: place for place, one in enumerate(figures)}
    for found in LISTED.finditer(text):
        place = at.get(found.start("number"))
        if place is None or found["items"].rstrip().endswith("等"):
            continue
        listed = len(found["items"].split("、"))
        stated = figures[place].value
        if stated == listed:
            yield Check(
                "count",
                (place,),
                stated,
                Decimal(listed),
                True,
                "asserted",
                "exact",
                f"列举{listed}个，与写明的数一致。",
            )


def _repeats(figures: Sequence) -> Iterator[Check]:
    """One indicator with the same organisation and period printed with two values."""
    seen: dict[tuple, int] = {}
    for place, one in enumerate(figures):
        if not one.indicator:
            continue
        key = (one.indicator, one.org, one.period)
        if key in seen and figures[seen[key]].value != one.value:
            first = seen[key]
            yield Check(
                "repeat", (place, first), one.value, figures[first].value, None, "hint", "mismatch",
                f"同一指标在文中有两个数：{figures[first].text}、{one.text}；请核对口径。",
            )  # fmt: skip
        seen.setdefault(key, place)
