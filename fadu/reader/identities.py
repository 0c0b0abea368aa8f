"""勾稽: what must add up in a text: enumerations, rates, parts of a whole, lists that were counted.

Each relation is `asserted` where the text makes it, `implied` where one number is not printed, and a `hint` where the
numbers happen to agree. Only what the text asserts can be wrong: nothing false is called an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import combinations

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


def whole_denominators(stated: Decimal, places: int, part: int) -> list[int]:
    """Return the whole numbers over which `part` rounds half up to the printed rate; none where they are many."""
    half = Decimal(1).scaleb(-places) / 2
    if stated <= half:
        return []
    low, high = int(part * 100 / (stated + half)), int(part * 100 / (stated - half)) + 1
    if high - low > 8:
        return []
    return [n for n in range(max(low, part, 1), high + 1) if rate_match(stated, places, part, n) == "half_up"]


def checks(text: str, figures: Sequence) -> list[Check]:
    """Return every relation found among the figures of folded `text`, in the order of their places."""
    found = [
        *_enumerations(text, figures),
        *_rates(text, figures),
        *_bounds(text, figures),
        *_counted(text, figures),
        *_titled(text, figures),
        *_repeats(figures),
        *_districts(text, figures),
        *_chance(text, figures),
    ]
    return sorted(found, key=lambda one: (one.figures[0], one.kind))


def _plain(figure) -> bool:
    """Whether a figure can be added exactly."""
    return figure.approx == "exact" and figure.unit_norm != "%" and figure.value == int(figure.value)


PARTED = re.compile(r"其中|包括|分别为|分别是|:$")
OPENED = re.compile(r" ?\((?=[^()\d]{0,8}\d)")
FARTHEST, PARTS = 1500, 60  # characters and figures of a sentence that are looked at after a total
LABEL = 14  # characters that name one part of a list


def _enumerations(text: str, figures: Sequence) -> Iterator[Check]:
    """A total, and the parts that follow it with the same unit: in brackets right after it, or in its sentence."""
    for place, total in enumerate(figures):
        if not _plain(total):
            continue
        limit = min(len(text), total.end + FARTHEST)
        end = min((p for p in (text.find(c, total.end, limit) for c in "。\n") if p >= 0), default=limit)
        closed = _closing(text, total.unit_end, end)  # a part that is itself in brackets has its own parts there
        after = total.unit_end
        if bracket := OPENED.match(text, after):
            after = _closing(text, bracket.end(), end)
            yield from _parted(text, figures, place, bracket.end(), after, "(")
        yield from _parted(text, figures, place, after, closed)


def _closing(text: str, start: int, end: int) -> int:
    """Return where the bracket closes in which `start` stands, or `end`."""
    depth = 0
    for at in range(start, end):
        depth += (text[at] == "(") - (text[at] == ")")
        if depth < 0:
            return at
    return end


def _parted(text: str, figures: Sequence, place: int, start: int, end: int, led: str = "") -> list[Check]:
    """Return what the figures between two places say about the total at `place`."""
    total = figures[place]
    parts: list[int] = []
    last = start
    for other in range(place + 1, min(len(figures), place + PARTS)):
        one = figures[other]
        if one.start >= end:
            break
        if one.start < start:
            continue
        between = text[last : one.start]
        if between.rfind("(") > between.rfind(")"):
            continue  # parts of a part, in its own brackets
        last = one.unit_end
        if ";" in between and parts:
            break
        if not parts and led != "(":
            found = PARTED.search(text[start : one.start])
            led = found.group() if found else ""
            if not led and not _named_parts(total, one):
                break
        if one.unit_norm != total.unit_norm or not _plain(one) or (parts and one.value > total.value):
            if one.unit_norm == "%":
                continue
            break
        done = re.search(r"(?:提出|出具|完成|开展|组织|同比|较上年|占)", between)
        if parts and done and not led.startswith("其中"):
            break
        parts.append(other)
        if _adds(total, [figures[p] for p in parts]) and not _goes_on(text, figures, other, total.unit_norm, end):
            break
    if len(parts) < 2:
        return []
    found_: list[Check] = []
    if again := _halved(text, figures, place, parts[-1], end):
        found_.append(again)
    values = [int(figures[p].value) for p in parts]
    stated, computed = int(total.value), sum(values)
    labels = [text[figures[p - 1].unit_end : figures[p].start] for p in parts]
    complete = bool(re.search(r"其他|其它|其余|剩余", labels[-1]))
    shown = "+".join(map(str, values))
    if stated == computed:
        said = f"{shown}={computed}，与总数一致。"
        found_.append(Check("sum", (place, *parts), total.value, Decimal(computed), True, "asserted", "exact", said))
    elif (computed > stated and led[:1] in ("其", "包", "(")) or (complete and computed != stated):
        # Parts may overlap where the text does not say otherwise: an error only where 其他 closes a plain list.
        sure = complete and len(parts) > 2 and max(map(len, labels)) <= LABEL
        said = f"{shown}={computed}，与总数{stated}相差{computed - stated}。"
        said += "请核对总数和各项。" if sure else "各项可能有交叉，请核对。"
        ok, basis = (False, "asserted") if sure else (None, "hint")
        found_.append(Check("sum", (place, *parts), total.value, Decimal(computed), ok, basis, "mismatch", said))
    return found_


def _halved(text: str, figures: Sequence, place: int, last: int, end: int) -> Check | None:
    """The same total parted in another way after a semicolon; only where it adds up, for the text does not say so."""
    total = figures[place]
    parts = [
        other
        for other in range(last + 1, min(len(figures), last + PARTS))
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


COUNTED = ("件", "起", "宗", "名", "人", "项", "次", "个", "户", "家", "条", "份")
SHARE = re.compile(r"占(?:比|[^,。;%\d]{0,20}(?:的|比例|比重))[^,。;\d]{0,3}$|占(?:其|总数|比)?$")


def _sentence_start(text: str, place: int, marks: str = "。\n") -> int:
    first = max(0, place - FARTHEST)
    return max(first, *(text.rfind(mark, first, place) + 1 for mark in marks))


def _rates(text: str, figures: Sequence) -> Iterator[Check]:
    """A printed rate against the counts before it."""
    places = _by_indicator(figures)
    for place, rate in enumerate(figures):
        if rate.unit_norm != "%" or rate.approx != "exact" or rate.value > 100:
            continue
        if known := _known_rate(text, figures, place, places):
            yield known
            continue
        began = _sentence_start(text, rate.start)
        if text.startswith(("其中", " 其中"), began):  # what it is a part of stands in the sentence before
            began = _sentence_start(text, max(0, began - 1))
        paragraph = _sentence_start(text, rate.start, "\n")
        name = text[max(0, rate.start - 30, figures[place - 1].unit_end if place else 0) : rate.start]
        if SHARE.search(name):
            yield from _share(figures, place, began, paragraph)
        elif re.search(r"率|比例", name[-16:]):
            yield from _rate(text, figures, place, began)


def _counts(figures: Sequence, place: int, began: int, reach: int) -> list[int]:
    """Return the counts between a place in the text and the rate at `place`."""
    return [
        p
        for p in range(max(0, place - reach), place)
        if figures[p].start >= began and _plain(figures[p]) and figures[p].value > 0 and figures[p].unit_norm in COUNTED
    ]


def _share(figures: Sequence, place: int, began: int, paragraph: int) -> Iterator[Check]:
    """So many, 占 so much of the whole: found where a whole before it gives the rate, and else nothing is said."""
    near = _counts(figures, place, began, 4)
    if not near:
        return
    part = near[-1]
    for whole in reversed(_counts(figures, part, paragraph, 24)):
        alike = figures[whole].unit_norm == figures[part].unit_norm and figures[whole].value > figures[part].value
        if alike and _agrees(figures, place, part, whole) == "half_up":
            yield _ratio(figures, place, part, whole, "half_up")
            return


def _agrees(figures: Sequence, place: int, part: int, whole: int) -> str:
    rate = figures[place]
    return rate_match(rate.value, places_of(rate.text), int(figures[part].value), int(figures[whole].value))


def _ratio(figures: Sequence, place: int, part: int, whole: int, match: str) -> Check:
    """A rate whose numerator and denominator are printed."""
    rate = figures[place]
    exact = Decimal(int(figures[part].value) * 100) / Decimal(int(figures[whole].value))
    said = "四舍五入后与印出的一致。" if match == "half_up" else "印出的是截去尾数的结果，四舍五入应为另一数。"
    # Two unrelated counts make a round rate by chance: a cut-off one is then only a question.
    sure = match == "half_up" or places_of(rate.text) >= 2
    return Check(
        "ratio", (place, part, whole), rate.value, exact.quantize(Decimal("0.0001")),
        True if match == "half_up" else False if sure else None, "asserted" if sure else "hint", match,
        f"{figures[part].value}÷{figures[whole].value}={exact:.4f}%，{said}",
    )  # fmt: skip


def _rate(text: str, figures: Sequence, place: int, began: int) -> Iterator[Check]:
    """So many of so many, a rate of so much; where only one of the two is printed, the other must be whole."""
    rate = figures[place]
    named = _counts(figures, place, began, 8)
    best = None
    for part in reversed(named):
        for whole in reversed(named):
            if (
                part == whole
                or figures[part].unit_norm != figures[whole].unit_norm
                or figures[part].value > figures[whole].value
            ):
                continue
            match = _agrees(figures, place, part, whole)
            if match != "mismatch" and (best is None or match == "half_up" != best[2]):
                best = (part, whole, match)
    if best:
        yield _ratio(figures, place, *best)
        return
    places = places_of(rate.text)
    if not named or not places or figures[named[-1]].value < 10 or rate.start - figures[named[-1]].unit_end >= 24:
        return
    one = int(figures[named[-1]].value)
    label = text[max(began, figures[named[-1] - 1].unit_end if named[-1] else 0) : figures[named[-1]].start]
    label += text[figures[named[-1]].unit_end : rate.start].rpartition(",")[0]
    stem = re.search(r"([\u4e00-\u9fff]{2})率[^率]{0,6}$", text[max(0, rate.start - 16) : rate.start])
    if stem and stem[1] in label:  # 出庭23次,出庭率95.83%: the count is what the rate is of
        denominators = whole_denominators(rate.value, places, one)
        if len(denominators) != 1:
            return
        exact, said = Decimal(one * 100) / denominators[0], f"以{one}为分子，分母应为{denominators[0]}。"
    else:
        numerators = whole_numerators(rate.value, places, one)
        if not numerators:
            said = f"以{one}为分母，没有整数分子得出{rate.value}%；请写明分子和分母。"
            yield Check("ratio", (place, named[-1]), rate.value, None, None, "hint", "infeasible", said)
        if len(numerators) != 1:
            return
        exact, said = Decimal(numerators[0] * 100) / one, f"以{one}为分母，分子应为{numerators[0]}。"
    yield Check(
        "ratio", (place, named[-1]), rate.value, exact.quantize(Decimal("0.0001")), True, "implied", "half_up", said
    )  # fmt: skip


def _by_indicator(figures: Sequence) -> dict[str, list[int]]:
    """Return the places of the figures of each indicator."""
    places: dict[str, list[int]] = {}
    for place, one in enumerate(figures):
        if one.indicator:
            places.setdefault(one.indicator, []).append(place)
    return places


def _known_rate(text: str, figures: Sequence, place: int, places: dict[str, list[int]]) -> Check | None:
    """A rate that the catalogue defines, where its numerator and its denominator are printed once each."""
    rate = figures[place]
    for known in IDENTITIES:
        if known.kind != "ratio" or known.whole != rate.indicator:
            continue
        found = [
            [p for p in places.get(slug, ()) if (figures[p].org, figures[p].period) == (rate.org, rate.period)]
            for slug in known.parts
        ]
        if any(len(one) != 1 or not _plain(figures[one[0]]) for one in found) or not figures[found[1][0]].value:
            continue
        part, whole = (figures[one[0]] for one in found)
        first, last = min(part.start, whole.start, rate.start), max(part.unit_end, whole.unit_end, rate.unit_end)
        between = text[first:last] if last - first < FARTHEST else "。"
        # One sentence says all three; a rate of those due, or with those of last year, has another denominator.
        claimed = not re.search(r"[。\n]|按期|按时|及时|法定|应结|上年|结转|旧存", between)
        match = rate_match(rate.value, places_of(rate.text), int(part.value), int(whole.value))
        exact = Decimal(int(part.value) * 100) / Decimal(int(whole.value))
        said = {"half_up": "四舍五入后与印出的一致。", "truncated": "印出的截去了尾数，请改为四舍五入。"}.get(
            match, "与印出的不一致，请核对。"
        )
        return Check(
            "ratio", (place, found[0][0], found[1][0]), rate.value, exact.quantize(Decimal("0.0001")),
            True if match == "half_up" else False if claimed else None,
            "asserted" if claimed or match == "half_up" else "hint", match,
            f"{part.text}÷{whole.text}={exact:.4f}%，{said}",
        )  # fmt: skip
    return None


# What is usually not less than something else; a place may count otherwise, so that it is only a question.
USUAL = (
    ("services.power_list_items", ("services.items_with_retained_proof",)),
    ("services.items_with_retained_proof", ("services.items_with_proof_materials",)),
    ("services.items_with_proof_materials", ("services.notice_commitment_optional_items",)),
    ("assessment.demo_applications", ("assessment.provincial_demo_areas", "assessment.provincial_demo_projects")),
)
OWN = re.compile(r"^[市县区州旗](?:本级|级|直)$")


def _bounds(text: str, figures: Sequence) -> Iterator[Check]:
    """A part may not exceed its whole, where the catalogue knows them as such; nor what an office has that of all."""
    places = _by_indicator(figures)
    known = [(one.whole, one.parts[:1], one.certain, one.explanation) for one in IDENTITIES if one.kind == "part"]
    known += [(whole, parts, False, "请核对口径。") for whole, parts in USUAL]
    for whole, parts, certain, explanation in known:
        found = [places.get(slug, []) for slug in (whole, *parts)]
        if all(len(one) == 1 for one in found):
            yield from _bound(text, figures, [one[0] for one in found], certain, explanation)
    for same in places.values():
        every = [p for p in same if figures[p].org.startswith("全")]
        own = [p for p in same if OWN.match(figures[p].org)]
        if len(every) == 1 and len(own) == 1 and figures[every[0]].unit_norm != "%":
            yield from _bound(text, figures, [every[0], own[0]], False, "全域的一般不少于本级的，请核对。", scopes=True)


def _bound(
    text: str, figures: Sequence, places: list[int], certain: bool, explanation: str, *, scopes: bool = False
) -> Iterator[Check]:
    whole, *parts = (figures[place] for place in places)
    apart = any(part.period != whole.period for part in parts)
    if not scopes and any(part.org != whole.org and (part.org and whole.org) for part in parts):
        return
    rest = whole.value - sum(part.value for part in parts)
    if apart and rest < 0:
        return  # of two periods
    said = f"{whole.text}{'≥' if rest >= 0 else '＜'}{'+'.join(part.text for part in parts)}。"
    # Places count in their own ways: it is an error only where the text itself says of which whole this is a part.
    between = text[whole.unit_end : parts[0].start] if parts[0].start - whole.unit_end < FARTHEST else "。"
    claimed = "其中" in between and not re.search(r"[。\n]", between)
    exact = all(one.approx == "exact" for one in (whole, *parts))
    ok = True if rest >= 0 else False if certain and exact and claimed else None
    basis = "asserted" if certain and ok is not None else "hint"
    yield Check(
        "bound", tuple(places), None, rest, ok, basis, "bound", said + ("" if rest >= 0 else explanation)
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


TITLES = re.compile(r"《([^《》]{6,80}?)(?:\([^()]{1,14}\))?》")
TAIL = 4  # characters at the end of a title that say what kind of document it is


def _titled(text: str, figures: Sequence) -> Iterator[Check]:
    """So many documents of a kind where just so many titles of that kind were printed before: 两个实施方案.

    A count of such documents later in the sentence that is as large may be one of each; the text does not say so.
    """
    titles = TITLES.finditer(text)
    title = next(titles, None)
    named: dict[str, set[str]] = {}
    for place, one in enumerate(figures):
        while title and title.end() <= one.start:
            named.setdefault(title[1][-TAIL:], set()).add(title[1])
            title = next(titles, None)
        kind = text[one.unit_end : one.unit_end + TAIL]
        listed = len(named.get(kind, ()))
        if not (_plain(one) and one.unit_norm in ("个", "份", "项", "部") and 2 <= one.value == listed):
            continue
        said = f"前文写出名称的{kind}有{listed}个，与写明的数一致。"
        yield Check("count", (place,), one.value, Decimal(listed), True, "asserted", "exact", said)
        for other in range(place + 1, min(len(figures), place + 6)):
            later = figures[other]
            if re.search(r"[。\n]", text[one.end : later.start]):
                break
            if later.value == one.value and later.unit_norm == "份" and text.endswith(kind, 0, later.start):
                said = f"{kind}{later.text}{later.unit}与{one.text}{one.unit}{kind}数值相同，文中没有说明是否有关系。"
                yield Check("sum", (other, place), later.value, one.value, None, "hint", "exact", said)


DISTRICTS = re.compile(r"县区|区县|县市区|县\(市、?区\)|乡镇|街道|镇街")


def _districts(text: str, figures: Sequence) -> Iterator[Check]:
    """How many districts or townships the whole place has, and the same number of them in another sentence."""
    seen: dict[tuple[str, Decimal], int] = {}
    for place, one in enumerate(figures):
        found = DISTRICTS.match(text, one.unit_end)
        if not found or one.unit_norm != "个" or not _plain(one) or one.value < 2:
            continue
        key = (found.group(), one.value)
        first = seen.setdefault(key, place)
        whole = re.search(r"全[市县区州旗]$", text[max(0, one.start - 2) : one.start])
        if first != place and whole and re.search(r"[。\n]", text[figures[first].end : one.start]):
            said = f"{one.text}个{found.group()}，前后两处一致。"
            yield Check("sum", (place, first), one.value, figures[first].value, None, "hint", "exact", said)


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


MANY = 12  # figures of a sentence beyond which equal numbers mean nothing


def _chance(text: str, figures: Sequence) -> Iterator[Check]:
    """Numbers that agree where the text says nothing of it: one the sum of two others, or two large ones alike."""
    for near in _sentences(text, figures):
        plain = [p for p in near if _plain(figures[p]) and figures[p].value >= 10]
        if len(plain) > MANY:
            continue
        for place in plain:
            total = figures[place]
            pairs = [(a, b) for a, b in combinations(plain, 2) if place not in (a, b)]
            for a, b in pairs:
                units = {figures[a].unit_norm, figures[b].unit_norm, total.unit_norm}
                if total.value >= 50 and figures[a].value + figures[b].value == total.value and len(units) > 1:
                    said = f"{figures[a].text}+{figures[b].text}={total.text}，文中没有说明是否有关系。"
                    yield Check("sum", (place, a, b), total.value, total.value, None, "hint", "exact", said)
        for a, b in combinations(plain, 2):
            one, other = figures[a], figures[b]
            if one.value == other.value >= 1000 and one.unit_norm != other.unit_norm:
                said = f"{one.text}{one.unit}与{other.text}{other.unit}数值相同，文中没有说明是否有关系。"
                yield Check("sum", (b, a), other.value, one.value, None, "hint", "exact", said)


def _sentences(text: str, figures: Sequence) -> Iterator[list[int]]:
    """Yield the places of the figures of each sentence."""
    near: list[int] = []
    for place, one in enumerate(figures):
        if near and re.search(r"[。\n]", text[figures[near[-1]].unit_end : one.start]):
            yield near
            near = []
        near.append(place)
    if near:
        yield near
