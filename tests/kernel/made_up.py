"""Made-up extracts of any ledger, and what its indicators must count, reckoned row by row in plain Python.

The rows are drawn around what goes wrong: month and year ends, empty cells, days before their beginning, equal days.
"""

import datetime as dt
import random
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa

from fadu.kernel import indicators, ledgers
from fadu.kernel.extracts import parts, schema
from fadu.kernel.indicators import Count, Distinct, QuantileDays, Ratio, Total, percentage
from fadu.kernel.organisations import ALL, SYSTEM, Division, Organisation, found

DAYS = [dt.date(2022, 12, 30) + dt.timedelta(days=n) for n in range(4)] + [
    dt.date(2023, 1, 31), dt.date(2023, 2, 28), dt.date(2023, 3, 1), dt.date(2023, 6, 30), dt.date(2023, 12, 31),
    dt.date(2024, 1, 1), dt.date(2024, 2, 29),
]  # fmt: skip

# Values that a query must hold as they are: what ends a text, begins a comment or stands for something else.
PLAIN = [
    "", "书", "it's", "''", "a\\", "\\'; --", "\\n", '"x"', "${x}", "{rows}", "%s ?", "第一行\n/* 第二行 */", 5, -3,
    2**40, True, False, Decimal("1.10"), Decimal("-0.05"), DAYS[0], dt.date.min, dt.date.max,
    dt.datetime(1991, 4, 14, 0, 30, 0, 7),
]  # fmt: skip


def tree():
    """A city with a department, and a county with one."""
    city = Division.objects.create(code="990200", name="市", level=2)
    county = Division.objects.create(code="990221", name="县", level=3, parent=city)
    top = found(SYSTEM, code="C", name="市政府", kind="government", division=city)
    found(SYSTEM, parent=top, code="C-1", name="市局", kind="department", division=city)
    below = found(SYSTEM, parent=top, code="D", name="县政府", kind="government", division=county)
    found(SYSTEM, parent=below, code="D-1", name="县局", kind="department", division=county)
    return top


def rows_of(model, number, seed):
    """Return made-up rows of a ledger, as the extract holds them."""
    chance = random.Random(f"{seed} {model._meta.label}")
    codes = list(Organisation.objects.order_by("code").values_list("code", flat=True))
    natural_key = ledgers.of(model).natural_key
    rows = []
    for key in range(1, number + 1):
        row = {}
        for name, field in schema.fields(model).items():
            row[name] = key if name == schema.RECORD else cell(field, chance, codes, key)
            if field.kind == schema.TEXT and name in natural_key and not field.refers and not field.choices:
                row[name] = f"{key:04}"
        row[schema.ORGANISATION] = chance.choice(codes)
        rows.append(row)
    return rows


def cell(field, chance, codes, key):
    nullable = field.of is None or field.of.null
    if nullable and chance.random() < 0.25:
        return None
    if field.refers:
        return chance.choice(codes)
    if field.choices:
        return chance.choice(sorted(field.choices, key=str))
    if field.kind == schema.TEXT:
        return chance.choice(["", "甲", "乙", "“丙”,\n'", str(key)])
    day = chance.choice(DAYS)
    return {
        schema.INTEGER: chance.choice([0, 1, 2, 3, 5, 8]),
        schema.DECIMAL: Decimal(chance.randrange(-500, 500)).scaleb(-getattr(field.of, "decimal_places", 1)),
        schema.FLOAT: chance.random(),
        schema.BOOLEAN: chance.random() < 0.5,
        schema.DATE: day,
        schema.DATETIME: dt.datetime.combine(day, chance.choice([dt.time(0, 0), dt.time(23, 59, 59, 999999)])),
    }[field.kind]


def extract(ledger, rows):
    """Write `rows` as the extract of a ledger, in two parts."""
    known = schema.arrow_schema(ledger.model).remove(len(schema.fields(ledger.model)))
    half = len(rows) // 2
    written = [
        parts.write_part(ledger.slug, key, pa.Table.from_pylist(chosen, known))
        for key, chosen in (("0", rows[:half]), ("1", rows[half:]))
        if chosen
    ]
    new = parts.Manifest(ledger.slug, schema.digest(ledger.model), tuple(written))
    return parts.replace_manifest(parts.manifest(ledger), new)


def measured_ledgers():
    """Return the ledgers that some indicator counts."""
    return [ledgers.of(model) for model in indicators.of_ledger()]


def measures():
    """Return every declared indicator and every part of one."""
    bases = [base for listed in indicators.of_ledger().values() for base in listed]
    rates = [measure for measure in indicators.declared().values() if isinstance(measure, Ratio)]
    return [*bases, *rates]


def reckon(measure, rows, codes, period):
    """Return value, numerator, denominator and number of records, the slow and plain way."""
    if isinstance(measure, Ratio):
        above = reckon(measure.part, rows, codes, period)
        below = reckon(measure.whole, rows, codes, period)
        return percentage(above[0], below[0], measure.places), above[0], below[0], below[3]
    chosen = [row for row in rows if row["organisation"] in codes and belongs(measure, row, period)]
    if isinstance(measure, Total):
        return sum(measure.of.value(row) for row in chosen), None, None, len(chosen)
    if isinstance(measure, Count):
        return len(chosen), None, None, len(chosen)
    values = [measure.of.value(row) for row in chosen]
    if isinstance(measure, Distinct):
        return len(set(values)), None, None, len(chosen)
    assert isinstance(measure, QuantileDays)
    least = next((v for n, v in enumerate(sorted(values), 1) if Fraction(n, len(values)) >= measure.share), None)
    return least, None, None, len(values)


def belongs(measure, row, period):
    window = measure.window
    if measure.having is not None and not measure.having.holds(row):
        return False
    if isinstance(measure, QuantileDays) and measure.of.value(row) is None:
        return False
    if window.on:
        day = civil(row[window.on])
        return day is not None and period.first <= day <= period.last
    at = period.first - dt.timedelta(days=1) if window.before else period.last
    start, end = civil(row[window.start]), civil(row[window.end])
    if start is None or start > at:
        return False
    return end is None or (end >= at if window.inclusive else end > at)


def civil(value):
    return value.date() if isinstance(value, dt.datetime) else value


def members(organisation, scope):
    """Return the codes that a scope counts, as `within` has them."""
    from fadu.kernel.organisations import within

    return set(within(organisation, scope).values_list("code", flat=True)) if organisation else None


__all__ = ["ALL", "DAYS", "extract", "measured_ledgers", "measures", "members", "reckon", "rows_of", "tree"]
