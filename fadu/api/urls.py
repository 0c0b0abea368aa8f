"""接口的地址, and the operations behind them. Each is one call into the kernel, which checks the roles."""

from __future__ import annotations

from datetime import date
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _
from ninja import Query, Status
from ninja.security import django_auth

from fadu.kernel import accounts, cases, indicators, journal, ledgers, returns
from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.columns import mask
from fadu.kernel.lists import LARGEST
from fadu.kernel.organisations import ALL, SCOPES

from .problems import register
from .schemas import (
    Changes,
    ClockShown,
    Counted,
    Deletion,
    DescribedAPI,
    Events,
    FigureShown,
    History,
    IndicatorDescribed,
    LedgerDescribed,
    Page,
    Paging,
    Row,
    StepMade,
    StepOffered,
    Values,
)

JOURNAL_READERS = ("keeper", "law_governance_office", "provincial_checker")


def _signed_in(view):
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any):
        if not request.user.is_authenticated:
            return HttpResponseRedirect(f"/login/?next={request.path}")
        return view(request, *args, **kwargs)

    return guarded


api = DescribedAPI(
    title="Fadu 法度",
    version="1",
    description="台账、案件、指标和留痕的接口。用会话登录；拒绝以 application/problem+json（RFC 9457）说明。",
    auth=django_auth,
    docs_url="docs/",
    docs_decorator=_signed_in,
    urls_namespace="api",
)
register(api)


# 台账


@api.get("ledgers", tags=["台账"], summary=_("可以查看的台账"), response=list[LedgerDescribed])
def list_ledgers(request: HttpRequest):
    return [_described(ledger) for ledger in ledgers.all_ledgers() if request.actor.holds(ledger.read)]


@api.get("ledgers/{slug}", tags=["台账"], summary=_("台账的记录，可筛选、排序，按游标翻页"), response=Page)
def list_records(request: HttpRequest, slug: str, paging: Query[Paging]):
    ledger = ledgers.ledger(slug)
    page = ledgers.page(ledger, request.actor, ledgers.Query.of(request.GET, request.today))
    return {
        "ledger": slug,
        "columns": [{"name": column.name, "label": column.label, "kind": column.kind} for column in page.columns],
        "items": [_row(row) for row in page.rows],
        "next": page.next or None,
        "previous": page.previous or None,
        "count": page.count.value,
        "count_exact": page.count.exact,
    }


@api.post("ledgers/{slug}", tags=["台账"], summary=_("登记一条记录，或者立案"), response={201: Row})
def create_record(request: HttpRequest, slug: str, new: Values):
    ledger = ledgers.ledger(slug)
    made = ledgers.create(ledger, request.actor, new.values, new.on, new.step)
    return Status(201, _row(ledgers.view(request.actor, made)))


@api.get("ledgers/{slug}/{pk}", tags=["台账"], summary=_("一条记录"), response=Row)
def get_record(request: HttpRequest, slug: str, pk: int):
    return _row(ledgers.view(request.actor, ledgers.find(ledgers.ledger(slug), request.actor, pk)))


@api.patch("ledgers/{slug}/{pk}", tags=["台账"], summary=_("修改一条记录，或者更正案件的登记内容"), response=Row)
def edit_record(request: HttpRequest, slug: str, pk: int, changes: Changes):
    found = ledgers.find(ledgers.ledger(slug), request.actor, pk)
    changed = ledgers.edit(found, request.actor, changes.values, changes.revision, changes.reason)
    return _row(ledgers.view(request.actor, changed))


@api.delete("ledgers/{slug}/{pk}", tags=["台账"], summary=_("删除一条记录，须说明理由"), response={204: None})
def delete_record(request: HttpRequest, slug: str, pk: int, deletion: Deletion):
    ledgers.delete(ledgers.find(ledgers.ledger(slug), request.actor, pk), request.actor, deletion.reason)
    return Status(204, None)


@api.get("ledgers/{slug}/{pk}/journal", tags=["留痕"], summary=_("一条记录的留痕，从早到晚"), response=History)
def record_journal(request: HttpRequest, slug: str, pk: int, after: int = 0, size: int = 50):
    ledger = ledgers.ledger(slug)
    ledgers.find(ledger, request.actor, pk)
    size = min(max(size, 1), LARGEST)
    events = list(journal.history(slug, pk).filter(seq__gt=after)[: size + 1])
    return {
        "items": [_event(event) for event in events[:size]],
        "next": events[size - 1].seq if events[size:] else None,
    }


# 办案


@api.get(
    "ledgers/{slug}/{pk}/steps",
    tags=["办案"],
    summary=_("案件的后续环节，不能办理的附理由"),
    response=list[StepOffered],
)
def list_steps(request: HttpRequest, slug: str, pk: int):
    case = _case(request, slug, pk)
    return [
        {
            "step": f"{one.step.procedure.slug}/{one.step.slug}",
            "label": str(one.step.label),
            "article": list(one.step.citations),
            "role": one.step.role,
            "requires": list(one.step.requires),
            "records": list(one.step.records),
            "documents": [str(kind) for kind in one.step.documents],
            "outcomes": [str(outcome) for outcome in one.step.outcomes],
            "allowed": one.allowed,
            "reason": one.reason,
        }
        for one in cases.next_steps(case, request.actor, request.today)
    ]


@api.post("ledgers/{slug}/{pk}/steps/{path:step}", tags=["办案"], summary=_("办理一个环节"), response=Row)
def make_step(request: HttpRequest, slug: str, pk: int, step: str, made: StepMade):
    case = _case(request, slug, pk)
    if made.on > request.today:
        detail = text("办理日期不得晚于今日")
        raise ledgers.LedgerRefused(detail, {"on": detail})
    cases.perform(
        case,
        step,
        request.actor,
        on=made.on,
        data=made.values,
        outcome=made.outcome,
        note=made.note,
        revision=made.revision,
    )
    return _row(ledgers.view(request.actor, case))


@api.get("ledgers/{slug}/{pk}/clocks", tags=["办案"], summary=_("案件的期限"), response=list[ClockShown])
def list_clocks(request: HttpRequest, slug: str, pk: int):
    return [
        {
            "limit": clock.limit,
            "label": str(clock.term.limit.label),
            "started_on": clock.started_on,
            "due_on": clock.due_on,
            "due_note": clock.due_note,
            "suspended": clock.is_suspended,
            "extended_on": clock.extended_on,
            "stopped_on": clock.stopped_on,
            "late": clock.is_late(request.today),
            "explanation": [str(reason) for reason in clock.due().explanation],
        }
        for clock in cases.clocks_of(_case(request, slug, pk))
    ]


# 指标


@api.get("indicators", tags=["指标"], summary=_("指标目录"), response=list[IndicatorDescribed])
def list_indicators(request: HttpRequest):
    counted, language = indicators.declared(), get_language() or ""
    return [
        {
            "slug": slug,
            "label": entry.called(language),
            "unit": entry.unit_in(language),
            "definition": entry.definition,
            "ledger": slug in counted,
        }
        for slug, entry in CATALOGUE.items()
    ]


@api.get("figures", tags=["指标"], summary=_("数字：台账、报表、报告依次取来源"), response=list[FigureShown])
def list_figures(
    request: HttpRequest,
    indicator: Query[list[str]],
    organisation: str,
    period: str,
    scope: str = ALL,
):
    return [figure.as_json() for figure in _figures(request, indicator, organisation, scope, period)]


@api.get("figures/rows", tags=["指标"], summary=_("数字所计入的记录"), response=Counted)
def figure_rows(
    request: HttpRequest,
    indicator: str,
    organisation: str,
    period: str,
    scope: str = ALL,
    side: str = "",
    after: str = "",
    size: int = 50,
):
    figure = next(iter(_figures(request, [indicator], organisation, scope, period)), None)
    if figure is None or figure.counted is None:
        raise indicators.UnknownIndicator(text("该数字没有台账来源，没有可列出的记录。"))
    shown = getattr(figure, side) if side in {"part", "whole"} else figure
    size = min(max(size, 1), LARGEST)
    rows = shown.rows(after or None, size + 1)
    # Only which rows they are: what stands in them is for those who may read the ledger, and is masked there.
    items = [{"record": row["record"], "organisation": row.get("organisation")} for row in rows[:size]]
    ledger = ledgers.of(shown.counted.base.ledger)
    return {
        "figure": shown.as_json(),
        "ledger": ledger.slug,
        "items": items,
        "next": items[-1]["record"] if len(rows) > size else None,
    }


# 留痕


@api.get("journal", tags=["留痕"], summary=_("全部留痕，从新到旧"), response=Events)
def list_events(
    request: HttpRequest,
    before: int | None = None,
    after: int | None = None,
    ledger: str = "",
    record: str = "",
    actor: str = "",
    action: str = "",
    since: date | None = None,
    until: date | None = None,
):
    if not request.actor.holds(JOURNAL_READERS):
        raise PermissionDenied(text("留痕供系统管理员、依法治市办和上级检查人员查阅。"))
    whole = accounts.keeps_all(request.actor)
    page = journal.page(
        before=before,
        after=after,
        ledger=ledger,
        record=record,
        actor=actor,
        action=action,
        since=since,
        until=until,
        organisations=None if whole else request.actor.organisations(JOURNAL_READERS).values("code"),
    )
    return {"items": [_event(event) for event in page.events], "newer": page.newer, "older": page.older}


def _described(ledger: type[ledgers.Ledger]) -> dict[str, Any]:
    return {
        "slug": ledger.slug,
        "title": str(ledger.title),
        "case": ledger.is_case(),
        "volume": ledger.volume,
        "columns": [
            {
                "name": column.name,
                "label": column.label,
                "kind": column.kind,
                "required": column.required,
                "allowed": column.allowed,
            }
            for column in ledger.all_columns.values()
        ],
        "filters": list(ledger.filters),
        "natural_key": list(ledger.natural_key),
    }


def _row(row: ledgers.Row) -> dict[str, Any]:
    return {
        "id": row.pk,
        "organisation": row.organisation.code,
        "revision": row.revision,
        "values": dict(row.data),
        "shown": dict(row.shown),
    }


def _event(event: journal.Event) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "at": event.at,
        "actor": event.actor,
        "actor_name": event.actor_name,
        "organisation": event.organisation,
        "ledger": event.ledger,
        "record": event.record,
        "action": event.action,
        "article": event.article,
        "before": _open(event.before, event.ledger),
        "after": _open(event.after, event.ledger),
        "data": event.data,
        "digest": event.digest,
    }


def _open(values: Any, slug: str) -> Any:
    """Return values of an event with what its ledger masks masked, for everyone: more people read the journal."""
    ledger = next((one for one in ledgers.all_ledgers() if one.slug == slug), None)
    if ledger is None or not isinstance(values, dict):
        return values
    kinds = {name: column.mask for name, column in ledger.all_columns.items() if column.mask}
    return {name: mask(kinds[name], str(value)) if value and name in kinds else value for name, value in values.items()}


def _case(request: HttpRequest, slug: str, pk: int) -> cases.Case:
    found = ledgers.find(ledgers.ledger(slug), request.actor, pk)
    if not isinstance(found, cases.Case):
        raise ledgers.NotFound(text("这本台账的记录没有程序。"))
    return found


def _figures(request: HttpRequest, slugs: list[str], code: str, scope: str, period: str) -> list[indicators.Figure]:
    if scope not in SCOPES:
        detail = text("口径应为 own（本级）或 all（全域）。")
        raise ledgers.LedgerRefused(detail, {"scope": detail})
    if unknown := [slug for slug in slugs if slug not in CATALOGUE]:
        raise indicators.UnknownIndicator(text("没有指标“%(slug)s”。") % {"slug": unknown[0]})
    organisation = request.actor.organisations(request.actor.roles).filter(code=code).first()
    if organisation is None:
        raise ledgers.NotFound(text("没有这个机构，或者不在您可以查看的范围内。"))
    return returns.resolve(slugs, organisation, scope, indicators.Period.of(period, request.today).name)


urlpatterns = [path("", api.urls)]
