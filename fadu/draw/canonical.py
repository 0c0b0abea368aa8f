"""规范 JSON: read strictly, and written as RFC 8785 has it, so that everybody digests the same bytes."""

import json
import math
from typing import Any

from .wording import DrawRefused

SAFE = 2**53 - 1  # the largest whole number that every reader of JSON takes in unchanged


def loads(data: bytes | str, name: str = "JSON") -> Any:
    """Read JSON in which no key is written twice and every number is finite. Raises DrawRefused."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise DrawRefused("json_twice", name=name, key=key)
            found[key] = value
        return found

    def refuse(word: str) -> None:
        raise ValueError(word)

    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
        return json.loads(text, object_pairs_hook=unique, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise DrawRefused("json", name=name, error=error) from error


def dumps(value: Any) -> bytes:
    """Write `value` in the canonical form of RFC 8785. Raises DrawRefused for what has none."""
    try:
        return _written(value).encode("utf-8")
    except UnicodeEncodeError as error:
        raise DrawRefused("canonical", value=repr(value)[:80], why=("含有残缺的字符", "a broken character")) from error


def _written(value: Any) -> str:
    match value:
        case None | bool():
            return json.dumps(value)
        case str():
            return json.dumps(value, ensure_ascii=False)
        case int():
            if abs(value) > SAFE:
                raise DrawRefused("canonical", value=value, why=("整数超过 2^53", "a whole number over 2^53"))
            return str(value)
        case float():
            return _number(value)
        case list() | tuple():
            return f"[{','.join(map(_written, value))}]"
        case dict():
            # Keys in the order of their UTF-16 code units.
            keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
            return f"{{{','.join(f'{_written(key)}:{_written(value[key])}' for key in keys)}}}"
    raise DrawRefused("canonical", value=repr(value)[:80], why=("不是 JSON 的值", "not a value of JSON"))


def _number(value: float) -> str:
    """Write a number as ECMAScript does: the shortest digits that come back to it, an exponent only far from 1."""
    if not math.isfinite(value):
        raise DrawRefused("canonical", value=value, why=("不是有限的数", "not a finite number"))
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    # The point stands after `point` digits, counted from the first that is not zero.
    point = int(exponent or 0) + len(whole) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return sign + digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    power = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return sign + digits[0] + (f".{digits[1:]}" if digits[1:] else "") + power
