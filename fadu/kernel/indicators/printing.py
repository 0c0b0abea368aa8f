"""印数: rates and numbers as reports print them; the one place where a figure is rounded."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

NOTHING = "—"  # printed where there is no value: a rate of nothing


def percentage(numerator: int | Decimal, denominator: int | Decimal, places: int = 2) -> Decimal | None:
    """Return `numerator` in per cent of `denominator`, rounded once, half up; nothing of nothing."""
    if not denominator:
        return None
    return half_up(Decimal(numerator) * 100 / Decimal(denominator), places)


def half_up(value: Decimal, places: int) -> Decimal:
    """Round as people do: 2.5 to 3, -2.5 to -3."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def plain(value: int | Decimal | None) -> int | float | None:
    """Return `value` as JSON holds it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def printed(value: int | Decimal | None, style: str = "", approx: str = "exact") -> str:
    """Return `value` as reports print it, without unit: no needless zeros; with `style` "万", 2258100 is 225.81万."""
    if value is None:
        return NOTHING
    number = Decimal(value)
    if style == "万":
        number = half_up(number / 10_000, 2)
    digits = f"{number:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return digits + style + ("余" if approx == "over" else "")
