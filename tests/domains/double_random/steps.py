"""What the tests of random inspection do again and again: days, refusals, letters, a visit."""

from datetime import date

import pytest

from fadu.kernel import documents, texts
from fadu.kernel.cases import StepRefused

FIXED, LOTTERY, DRAWN = date(2023, 3, 1), date(2023, 3, 6), date(2023, 3, 7)
VALUE = "排列三 第2023054期 4 0 7"


def refusal(act):
    with pytest.raises(StepRefused) as refused:
        act()
    return refused.value


def text_of(case, kind):
    found = documents.of(*case.place).filter(kind=kind).first()
    if found is None:
        return b""
    with documents.open_document(found) as file:
        return file.read()


def said(case, kind):
    """What a letter says."""
    return texts.read(text_of(case, kind), "文书.docx")


def inspected(go, check, on, outcome="no-problem", **more):
    return go(
        check,
        ("notify", DRAWN, {"visit_on": on}),
        ("visit", on, {"shown": True, "noted": True}),
        ("record", on, {"outcome": outcome, "findings": "查看经营场所和台账", **more}),
    )


def entered(go, check, **results):
    """Enter what each unit found, on the day of the visit."""
    for unit, outcome in results.items():
        go(check.unit_results.get(unit=unit), ("enter", date(2023, 3, 8), {"outcome": outcome, "findings": "查看现场"}))


def line(lead, name="食品检查", objects="餐饮单位", times="7-9月", **more):
    return {"lead": lead, "name": name, "objects_kind": objects, "times": times} | more
