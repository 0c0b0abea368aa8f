"""指标: measures declared once over a ledger; each gives a figure for any organisation, scope and period, and its rows.

    class ReconsiderationFigures(Indicators):
        ledger = ReconsiderationCase

        concluded = count(_("审结案件"), on="decided_on")
        in_time = count(_("法定期限内审结"), on="decided_on", where=lambda row: row.decided_on <= row.due_on)
        timeliness = ratio(_("按期审结率"), in_time, concluded)

The attribute's name and the app's label make the slug (`reconsideration.timeliness`), under which the catalogue gives
unit, definition and places; a name that begins with an underscore is a part of others and needs no entry. `where` is
written as in `extracts.conditions`: & | ~ between comparisons, an empty cell equals nothing.
"""

from .declarations import (
    BadIndicator,
    Base,
    Count,
    Distinct,
    Indicators,
    Measure,
    QuantileDays,
    Ratio,
    Total,
    UnknownIndicator,
    count,
    declared,
    distinct,
    indicator,
    of_ledger,
    quantile_days,
    ratio,
    stock,
    total,
)
from .evaluation import begun, evaluate, growth, year_before
from .figures import APPROX, LEDGER, REPORT, RETURN, Counted, Figure, Rows
from .periods import BadPeriod, Period
from .printing import NOTHING, half_up, percentage, plain, printed

__all__ = [
    "APPROX", "LEDGER", "NOTHING", "REPORT", "RETURN", "BadIndicator", "BadPeriod", "Base", "Count", "Counted",
    "Distinct", "Figure", "Indicators", "Measure", "Period", "QuantileDays", "Ratio", "Rows", "Total",
    "UnknownIndicator", "begun", "count", "declared", "distinct", "evaluate", "growth", "half_up", "indicator",
    "of_ledger", "percentage", "plain", "printed", "quantile_days", "ratio", "stock", "total", "year_before",
]  # fmt: skip
