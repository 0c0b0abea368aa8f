"""批量办理页面: choose a step for the cases that were selected, see what it would do in each, then let it be done."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms as django_forms
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as text

from fadu.kernel import bulk, jobs, ledgers
from fadu.kernel.columns import BOOLEAN
from fadu.kernel.ledgers import Ledger, LedgerRefused, NotAllowed, Query
from fadu.kernel.organisations import Organisation
from fadu.kernel.procedure import Step

from . import back, case_pages, forms, job_pages
from .pages import SIGNED_IN, page
from .procedure_pages import described

AT_ONCE = 20  # cases that are dealt with while the reader waits


@page("ledgers/<slug:slug>/bulk/", name="ledger_bulk", roles=SIGNED_IN, methods=("POST",))
def bulk_step(request: HttpRequest, slug: str) -> HttpResponse:
    """The stages of one form: which step, what it records in common, what it would do, and the doing."""
    ledger = ledgers.ledger(slug)
    if not ledger.is_case() or not request.actor.holds(ledger.recorders()):
        raise NotAllowed(text("您没有办理“%(title)s”的角色。") % {"title": ledger.title})
    context: dict[str, Any] = {"ledger": ledger, "back": back.way_back(request, ledger)}
    try:
        query = Query.of(QueryDict(request.POST.get("query", "")), request.today) if "all" in request.POST else None
        found = bulk.selected(ledger, request.actor, request.POST.getlist("pick"), query)
    except LedgerRefused as refused:
        return render(request, "web/bulk.html", context | {"refused": str(refused)}, status=422)
    context |= {"found": found, "most": bulk.MOST}
    if "assign" in request.POST or "handler" in request.POST:
        return _assign(request, ledger, context)
    offers = bulk.offers(found, request.actor)
    asked = request.POST.get("step", "")
    chosen = next((one for one in offers if _name(one.step) == asked), None)
    if chosen is None:
        rows = [described(one.step) | {"name": _name(one.step), "count": one.count} for one in offers]
        return render(request, "web/bulk.html", context | {"offers": rows})
    return _step(request, ledger, chosen, context)


def _step(request: HttpRequest, ledger: type[Ledger], chosen: bulk.Offer, context: dict[str, Any]) -> HttpResponse:
    step, found = chosen.step, context["found"]
    written = request.POST if "on" in request.POST else None
    fields = _fields(ledger, request, step, written)
    context |= described(step) | {"chosen": _name(step), "count": chosen.count, "fields": fields}
    labels = {outcome.slug: str(outcome) for outcome in step.procedure.outcomes}
    context["choices"] = [(str(slug), labels[str(slug)]) for slug in step.outcomes] if len(step.outcomes) > 1 else []
    context |= {name: request.POST.get(name, "") for name in ("outcome", "note")}
    context["on"] = request.POST.get("on") or request.today.isoformat()
    if written is None:
        return render(request, "web/bulk.html", context)
    on, context["on_fault"] = case_pages.day_of(request)
    if not fields.is_valid() or context["on_fault"] or on is None:
        return render(request, "web/bulk.html", context, status=422)
    values = {name: _plain(name, fields, request) for name in fields.fields}
    if "confirm" in request.POST and "change" not in request.POST:
        return _do(request, ledger, step, found, on, values)
    if "change" in request.POST:
        return render(request, "web/bulk.html", context)
    try:
        common = bulk.values_of(ledger, request.actor, values)
    except LedgerRefused as refused:
        return render(request, "web/bulk.html", context | {"refused": str(refused)}, status=422)
    tried = bulk.trial(found, _name(step), request.actor, on, common, context["outcome"])
    able = [one for one in tried if not one.refused]
    context |= {"able": able, "unable": [one for one in tried if one.refused], "preview": True}
    context["posted"] = {name: request.POST.get(name, "") for name in fields.fields}
    return render(request, "web/bulk.html", context)


def _do(
    request: HttpRequest, ledger: type[Ledger], step: Step, found: list, on: date, values: dict[str, str]
) -> HttpResponse:
    arguments = {
        "ledger": ledger.slug,
        "keys": [case.pk for case in found],
        "step": _name(step),
        "on": on.isoformat(),
        "values": values,
        "outcome": request.POST.get("outcome", ""),
        "note": request.POST.get("note", "").strip(),
    }
    title = text("批量办理“%(step)s”%(count)d 件") % {"step": step.label, "count": len(found)}
    at_once = len(found) <= AT_ONCE
    return job_pages.follow(request, job_pages.ask(request, jobs.BULK_STEP, title, arguments, at_once=at_once))


def _assign(request: HttpRequest, ledger: type[Ledger], context: dict[str, Any]) -> HttpResponse:
    found = context["found"]
    fit = bulk.handlers(ledger, found)
    chosen = next((user for user in fit if user.username == request.POST.get("handler")), None)
    if chosen is None:
        return render(request, "web/bulk.html", context | {"handlers": fit, "assigning": True})
    arguments = {"ledger": ledger.slug, "keys": [case.pk for case in found], "handler": chosen.username}
    title = text("分派 %(count)d 件给%(handler)s") % {"count": len(found), "handler": chosen}
    at_once = len(found) <= AT_ONCE
    return job_pages.follow(request, job_pages.ask(request, jobs.BULK_ASSIGN, title, arguments, at_once=at_once))


def _name(step: Step) -> str:
    return f"{step.procedure.slug}/{step.slug}"


def _fields(ledger: type[Ledger], request: HttpRequest, step: Step, written: Any) -> Form:
    """Return the fields that a step records, none of them required: what is left empty stays as each case has it."""
    names = [name for name in dict.fromkeys(step.fields) if name in ledger.all_columns]
    form = forms.form(ledger, request.actor, written, None, names)
    for name, field in form.fields.items():
        column = ledger.all_columns[name]
        field.required, field.initial = False, None
        if column.kind == BOOLEAN:
            options = [("", text("（各案不变）")), ("是", text("是")), ("否", text("否"))]
            form.fields[name] = django_forms.ChoiceField(choices=options, label=column.label, required=False)
    return form


def _plain(name: str, fields: Form, request: HttpRequest) -> str:
    """Return a common value as it can be kept with a job: as it was typed, an organisation by its code."""
    value = fields.cleaned_data[name]
    return value.code if isinstance(value, Organisation) else request.POST.get(name, "")
