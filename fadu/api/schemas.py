"""接口的内容: the shape of what comes in and of every answer, and a description in which each refusal is declared."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, NinjaAPI, Schema

from fadu.kernel.lists import SIZE

LONGEST = 10_000  # characters of a reason or a note

# The refusals of any operation; each comes as a problem document.
REFUSALS = {
    400: "无法理解的请求 The request cannot be understood",
    401: "尚未登录 Not signed in",
    403: "没有权限，或缺少防伪令牌 Not permitted, or the forgery token is missing",
    404: "没有找到 Not found",
    409: "与现状不符，如已有变动 Contradicts what stands, such as a change in between",
    422: "参数或内容不合要求，或依法不能办理 Parameters, content or the law do not allow it",
    503: "暂时不能办理 Out of order for the moment",
}


# What comes in


class Values(Schema):
    """A record to be entered: values by the names of the columns, as values or as one would type them."""

    values: dict[str, Any]
    on: date | None = Field(None, description="立案日期（案件台账必填）")
    step: str = Field("", description="立案环节，缺省为通常的立案环节")


class Changes(Schema):
    """A change of a record: what is given is changed; `revision` is the one that was seen."""

    values: dict[str, Any]
    revision: int | None = None
    reason: str = Field("", max_length=LONGEST, description="更正案件时必填")


class Deletion(Schema):
    """Why a record is deleted."""

    reason: str = Field(max_length=LONGEST)


class StepMade(Schema):
    """A step to be made in a case."""

    on: date
    values: dict[str, Any] = {}
    outcome: str = ""
    note: str = Field("", max_length=LONGEST)
    revision: int | None = None


class Paging(Schema):
    """Which part of a list; every other parameter is a filter, as on the page."""

    q: str = ""
    sort: str = ""
    cursor: str = ""
    size: int = SIZE


# What is answered


class Fault(Schema):
    """What is wrong with one field."""

    field: str
    detail: str


class Problem(Schema):
    """A refusal (RFC 9457): what was refused and what would cure it."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[Fault] | None = None
    code: str | None = Field(None, description="环节未能办理的原因")
    step: str | None = None
    article: str | None = None


class ColumnShown(Schema):
    """A column of a list."""

    name: str
    label: str
    kind: str


class ColumnDescribed(ColumnShown):
    """A column of a ledger, and what may stand in it."""

    required: bool
    allowed: str


class LedgerDescribed(Schema):
    """A ledger that may be read."""

    slug: str
    title: str
    case: bool
    volume: bool
    columns: list[ColumnDescribed]
    filters: list[str]
    natural_key: list[str]


class Row(Schema):
    """A record: values as programs take them, and as a page shows them."""

    id: int
    organisation: str
    revision: int
    values: dict[str, Any]
    shown: dict[str, Any]


class Page(Schema):
    """A part of a list."""

    ledger: str
    columns: list[ColumnShown]
    items: list[Row]
    next: str | None
    previous: str | None
    count: int
    count_exact: bool


class EventShown(Schema):
    """An entry of the journal."""

    seq: int
    at: datetime
    actor: str
    actor_name: str
    organisation: str
    ledger: str
    record: str
    action: str
    article: str
    before: Any
    after: Any
    data: Any
    digest: str


class History(Schema):
    """A part of a record's journal."""

    items: list[EventShown]
    next: int | None


class Events(Schema):
    """A part of the journal."""

    items: list[EventShown]
    newer: int | None
    older: int | None


class StepOffered(Schema):
    """A step that may come next, and why it cannot be made."""

    step: str
    label: str
    article: list[str]
    role: str
    requires: list[str]
    records: list[str]
    documents: list[str]
    outcomes: list[str]
    allowed: bool
    reason: str


class ClockShown(Schema):
    """A time limit of a case, and how its day follows."""

    limit: str
    label: str
    started_on: date | None
    due_on: date | None
    due_note: str
    suspended: bool
    extended_on: date | None
    stopped_on: date | None
    late: bool
    explanation: list[str]


class IndicatorDescribed(Schema):
    """An indicator of the catalogue."""

    slug: str
    label: str
    unit: str
    definition: str
    ledger: bool


class FigureShown(Schema):
    """A figure with its source."""

    indicator: str
    value: int | float | None
    unit: str
    approx: Literal["exact", "over", "about", "at_least", "at_most"]
    scope: str
    period: str
    source: str
    numerator: int | float | None
    denominator: int | float | None
    records: int | None
    text: str


class RowCounted(Schema):
    """Which record was counted."""

    record: Any
    organisation: str | None


class Counted(Schema):
    """A figure and a part of the records that it counted."""

    figure: FigureShown
    ledger: str
    items: list[RowCounted]
    next: Any


class DescribedAPI(NinjaAPI):
    """An API whose description declares, besides what its operations answer, how they refuse."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        """Return the description; of each operation with every refusal."""
        described = super().get_openapi_schema(*args, **kwargs)
        shape = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        shapes = described["components"]["schemas"]
        shapes |= shape.pop("$defs", {}) | {"Problem": shape}
        body = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for path in described["paths"].values():
            for operation in path.values():
                for status, description in REFUSALS.items():
                    operation["responses"].setdefault(status, {"description": description, "content": body})
        return described
