"""归并: rows that several sources gave of firms become one firm under each credit code, by the declared precedence.

Of one source the latest row speaks. Where sources disagree, the first in PRECEDENCE is taken and the disagreement is
listed, until somebody settles it; what was settled holds for as long as the sources go on saying the same.
"""

import unicodedata
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from .models import PRECEDENCE, Enterprise, Finding, InfoKind, MarketRecord

# GB 32100-2015: the characters by their values, and what each of the first seventeen places weighs.
CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = [pow(3, place, 31) for place in range(17)]
RANK = {kind: place for place, kind in enumerate(InfoKind.values)}


def check_digit(first: str) -> str:
    """Return the eighteenth character that belongs to the first seventeen of a credit code (GB 32100-2015, 附录A)."""
    total = sum(CHARACTERS.index(one) * weight for one, weight in zip(first, WEIGHTS, strict=True))
    return CHARACTERS[-total % 31]


def code_holds(code: str) -> bool:
    """Tell whether a credit code is one: eighteen characters, the last of which checks the others."""
    return len(code) == 18 and set(code) <= set(CHARACTERS) and check_digit(code[:17]) == code[17]


def alike(value: str) -> str:
    """Return what two writings of one value have in common: width, blanks and case tell nothing apart."""
    return "".join(unicodedata.normalize("NFKC", value).split()).upper()


@dataclass
class Merged:
    """归并结果: what became of each row, the firms that are new or changed, and what came of each source."""

    findings: dict[str, list[int]] = field(default_factory=dict)  # keys of rows by what became of them
    fresh: list[dict[str, Any]] = field(default_factory=list)
    changed: list[tuple[Enterprise, dict[str, Any]]] = field(default_factory=list)
    enterprises: int = 0
    disputed: int = 0
    tally: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)

    def count(self, *findings: str) -> int:
        """Return how many rows these became."""
        return sum(len(self.findings.get(one, ())) for one in findings or Finding.values)

    def by_source(self) -> str:
        """Say, a line for each source, how many rows it gave, how many firms they are of, and what was left."""
        said = "{kind}（{source}）：归集{records}条，归并{firms}户，代码有误{bad}条，代码没有登记{unknown}条"
        return "\n".join(
            said.format(kind=InfoKind(kind).label, source=source, **found)
            for (kind, source), found in sorted(self.tally.items(), key=lambda one: (RANK[one[0][0]], one[0][1]))
        )


def worked(gathering) -> Merged:
    """Return what merging gives for a batch, worked out once in its step."""
    if "_merged" not in vars(gathering):
        gathering._merged = merge(gathering.organisation)
    return gathering._merged


def merge(organisation) -> Merged:
    """Work out the firms of all rows of an organisation; nothing is written."""
    known = {one.credit_code: one for one in Enterprise.objects.filter(organisation=organisation)}
    rows = MarketRecord.objects.filter(organisation=organisation).order_by("credit_code", "pk")
    made = Merged()
    for code, found in groupby(rows.iterator(2_000), key=lambda row: row.credit_code):
        given = list(found)
        registered = code in known or any(row.kind == InfoKind.REGISTRATION and row.name for row in given)
        finding = Finding.MERGED if registered else Finding.UNKNOWN
        if not code_holds(code):
            finding = Finding.BAD_CODE
        _tally(made, given, finding)
        if finding == Finding.MERGED:
            made.enterprises += 1
            before = known.get(code)
            values = firm(given, before)
            made.disputed += bool(values["differences"])
            if before is None:
                made.fresh.append({"number": code, "credit_code": code, **values})
            elif before.closed_on is None and any(getattr(before, name) != value for name, value in values.items()):
                made.changed.append((before, values))
    return made


def _tally(made: Merged, given: list[MarketRecord], finding: str) -> None:
    made.findings.setdefault(finding, []).extend(row.pk for row in given)
    for row in given:
        one = made.tally.setdefault((row.kind, row.source), {"records": 0, "firms": 0, "bad": 0, "unknown": 0})
        one["records"] += 1
        one["bad"] += finding == Finding.BAD_CODE
        one["unknown"] += finding == Finding.UNKNOWN
    for place in {(row.kind, row.source) for row in given} if finding == Finding.MERGED else ():
        made.tally[place]["firms"] += 1


def firm(rows: list[MarketRecord], before: Enterprise | None) -> dict[str, Any]:
    """Return the columns of the firm that `rows` of one code make; `before` is the firm as it stands."""
    latest = {(row.kind, row.source): row for row in sorted(rows, key=lambda row: (row.happened_on, row.pk))}
    settled = before.settled.splitlines() if before else []
    values: dict[str, Any] = {}
    differences = []
    for name, order in PRECEDENCE.items():
        first: dict[str, int] = {kind: place - len(order) for place, kind in enumerate(order)}
        telling = sorted(latest.values(), key=lambda row: (first.get(row.kind, RANK[row.kind]), row.source))
        told: dict[str, list[MarketRecord]] = {}
        for row in telling:
            if alike(getattr(row, name)):
                told.setdefault(alike(getattr(row, name)), []).append(row)
        line = _difference(name, told) if len(told) > 1 else ""
        if line and line in settled:
            values[name] = getattr(before, name)
        elif told:
            values[name] = getattr(next(iter(told.values()))[0], name)
            differences += [line] if line else []
    # What no source says any more is kept as it was.
    return values | {
        "sources": len({row.source for row in rows}),
        "records": len(rows),
        "told_on": max(row.happened_on for row in rows),
        "differences": "\n".join(differences),
    }


def _difference(name: str, told: dict[str, list[MarketRecord]]) -> str:
    """Say which sources say what of one column."""

    def printed(row: MarketRecord) -> str:
        return row.get_registered_as_display() if name == "registered_as" else getattr(row, name)

    said = [
        f"{printed(rows[0])}（{'、'.join(f'{row.get_kind_display()}·{row.source}' for row in rows)}）"
        for rows in told.values()
    ]
    columns: dict[str, Any] = {one.name: one for one in Enterprise._meta.concrete_fields}
    return f"{columns[name].verbose_name}：{'；'.join(said)}"


# ── what follows from a batch ────────────────────────────────────────────────────────────────────────────────────────


def arising(gathering):
    """Tell each row what became of it, and open the firms that are new."""
    made = worked(gathering)
    for finding, keys in made.findings.items():
        for start in range(0, len(keys), 500):
            rows = MarketRecord.objects.filter(pk__in=keys[start : start + 500]).exclude(finding=finding)
            rows.update(finding=finding)
    yield from made.fresh


def changing(gathering):
    """Bring the firms up to date of which the sources say something else."""
    yield from worked(gathering).changed


def parting(gathering):
    """Yield the firms of which the sources disagree now."""
    return Enterprise.objects.filter(organisation=gathering.organisation, state="agreed").exclude(differences="")


def agreeing(gathering):
    """Yield the firms of which the sources agree by themselves."""
    return Enterprise.objects.filter(organisation=gathering.organisation, state="disputed", differences="")
