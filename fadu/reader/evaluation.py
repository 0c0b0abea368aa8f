"""评测: readings held against gold files, field by field.

A gold file is JSON lines, one figure each, with at least `offset` and `value`; its text lies beside it or one folder up
under the same name. Entries marked `borderline`, and those of `NAME.optional.jsonl`, count neither way. Beside them
`identities.jsonl` holds what adds up among the figures (by their `n`), `nonfigures.jsonl` the numerals that are none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import sources
from .reading import Reading, read

FIELDS = ("unit", "approx", "org", "period", "section", "indicator")
TEXTS = (".txt", ".html", ".htm", ".docx", ".pdf")


@dataclass
class Score:
    """得分: figures found of those that are there, figures that are none, and how many have each field right."""

    name: str
    expected: int = 0
    found: int = 0
    extra: int = 0
    asked: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    wrong_indicators: int = 0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float | None:
        """Share of the figures that were found with the right value."""
        return self.found / self.expected if self.expected else None

    @property
    def precision(self) -> float | None:
        """Share of the figures read that are figures with that value."""
        read_ = self.found + self.extra
        return self.found / read_ if read_ else None

    def rate(self, name: str) -> float | None:
        """Share of the found figures whose field is right."""
        return self.right[name] / self.asked[name] if self.asked[name] else None

    def add(self, other: Score) -> None:
        """Count another score in."""
        self.expected += other.expected
        self.found += other.found
        self.extra += other.extra
        self.wrong_indicators += other.wrong_indicators
        for name in FIELDS:
            self.asked[name] += other.asked[name]
            self.right[name] += other.right[name]


@dataclass
class Held:
    """对照: of one kind of relation or of other numerals, how many are marked, how many were treated as marked."""

    name: str
    asked: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)

    def count(self, agreed: bool, what: str) -> None:
        """Count one marked entry in."""
        self.asked += 1
        self.right += agreed
        if not agreed:
            self.wrong.append(what)


# What a marked relation is called, and what is expected of the reader.
BASES = {
    "asserted": "文中写明的关系",
    "implied": "缺一项、整数解唯一的率",
    "bound": "部分不大于整体",
    "enumeration": "列举的个数",
    "unasserted": "数值相同而文中没有说的（只作提示）",
    "ambiguous": "分母不明的率（只作提示）",
}


def evaluate_relations(folder: Path) -> list[Held]:
    """Return how marked relations and numerals that are no figures are read. Raises sources.Unreadable."""
    held = {basis: Held(name) for basis, name in BASES.items()}
    errors, others, kinds = (
        Held("称为错误的，标注也是错误"),
        Held("不是数字的，没有读成数字"),
        Held("不是数字的，类别也对"),
    )
    readings: dict[str, Reading] = {}
    places: dict[str, dict[int, int]] = {}

    def reading(gold: Path, name: str) -> Reading | None:
        text = next(
            (f for d in (gold.parent, gold.parent.parent) for s in TEXTS if (f := d / f"{name}{s}").is_file()), None
        )
        if name not in readings and text is not None:
            readings[name] = read(sources.extract(sources.load(text), text.name).text)
            marked = gold.with_name(f"{name}.jsonl")
            places[name] = {one["n"]: one["offset"] for one in _lines(marked)} if marked.is_file() else {}
        return readings.get(name)

    for gold in sorted(folder.rglob("identities.jsonl")):
        faulty: dict[str, set[int]] = {}
        for one in _lines(gold):
            made = reading(gold, one["report"])
            if made is None:
                continue
            marked = [places[one["report"]][n] for n in (one["lhs"], *one["rhs"])]
            faulty.setdefault(one["report"], set()).update(marked[:1] if not one["ok"] else ())
            at = {figure.start: place for place, figure in enumerate(made.figures)}
            found = [check for check in made.checks if {at.get(place) for place in marked} == set(check.figures)]
            if one["basis"] in ("unasserted", "ambiguous"):
                agreed = bool(found) and all(check.ok is None for check in found)
            else:
                agreed = any(check.ok == one["ok"] for check in found)
            held[one["basis"]].count(agreed, f"{one['report']} {one.get('note', '')}")
        for name, wrong in faulty.items():
            for check in readings[name].checks:
                if check.ok is False:
                    errors.count(readings[name].figures[check.figures[0]].start in wrong, f"{name} {check.message}")
    for gold in sorted(folder.rglob("nonfigures.jsonl")):
        for one in _lines(gold):
            made = reading(gold, one["report"])
            if made is None:
                continue
            what = f"{one['report']} {one['context']}"
            others.count(not any(figure.start <= one["offset"] < figure.end for figure in made.figures), what)
            category = next((o.category for o in made.others if o.start <= one["offset"] < o.end), "")
            kinds.count(category == one["category"], what)
    return [one for one in (*held.values(), errors, others, kinds) if one.asked or one is errors]


def relations_table(found: list[Held]) -> str:
    """Return what is held against marked relations as a table in Markdown."""
    lines = ["| 勾稽和其他数字 | 标注 | 相符 |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {one.name} | {one.asked} | {one.right} |" for one in found)])


def evaluate(folder: Path) -> list[Score]:
    """Return a score for each gold file below `folder` whose text is there. Raises sources.Unreadable."""
    scores = []
    for gold in sorted(folder.rglob("*.jsonl")):
        name = gold.name.removesuffix(".jsonl")
        text = next(
            (f for d in (gold.parent, gold.parent.parent) for s in TEXTS if (f := d / f"{name}{s}").is_file()), None
        )
        if text is None:
            continue
        optional = gold.with_name(f"{name}.optional.jsonl")
        source = sources.extract(sources.load(text), text.name)
        entries = list(_lines(gold))
        if entries and "offset" in entries[0] and "value" in entries[0]:
            scores.append(score(name, read(source.text), entries, _lines(optional) if optional.is_file() else ()))
    return scores


def score(
    name: str, reading: Reading, gold: Iterable[dict[str, Any]], optional: Iterable[dict[str, Any]] = ()
) -> Score:
    """Hold one reading against its gold entries."""
    made = Score(name)
    entries = {one["offset"]: one for one in gold}
    ignored = {one["offset"] for one in optional} | {at for at, one in entries.items() if one.get("borderline")}
    found = {one.start: one for one in reading.figures}
    for at, entry in entries.items():
        if at in ignored:
            continue
        made.expected += 1
        one = found.get(at)
        if one is None or abs(float(one.value) - float(entry["value"])) > 1e-9 * max(1.0, abs(float(entry["value"]))):
            made.missed.append(entry.get("context", entry.get("text", "")))
            made.extra += one is not None
            continue
        made.found += 1
        said = one.as_json()
        for field_ in FIELDS:
            expected = entry.get("unit_norm", entry.get("unit")) if field_ == "unit" else entry.get(field_)
            if expected is None:
                continue
            made.asked[field_] += 1
            given = said["unit_norm"] if field_ == "unit" else said[field_]
            made.right[field_] += given == expected
            made.wrong_indicators += field_ == "indicator" and bool(given) and given != expected
    extra = [one for at, one in found.items() if at not in entries and at not in ignored]
    made.extra += len(extra)
    made.false += [one.context for one in extra]
    return made


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def table(scores: list[Score]) -> str:
    """Return the scores as a table in Markdown, the total last."""
    total = Score("合计")
    for one in scores:
        total.add(one)
    heads = ("文本", "数字", "查全", "查准", "单位", "限定", "机构", "期间", "章节", "指标", "指标误认")
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for one in [*scores, total]:
        rates = [one.recall, one.precision, *(one.rate(name) for name in FIELDS)]
        wrong = one.wrong_indicators / one.asked["indicator"] if one.asked["indicator"] else None
        cells = ["—" if rate is None else f"{rate:.3f}" for rate in [*rates, wrong]]
        lines.append(f"| {one.name} | {one.expected} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
