"""公众提交回执: for who handles a case that came through the portal: its number, and another code for a lost one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from fadu.kernel import intake, ledgers
from fadu.kernel.cases import Case

from . import case_view
from .pages import SIGNED_IN, page


@page("ledgers/<slug:slug>/<int:pk>/receipt/", name="ledger_receipt", roles=SIGNED_IN, methods=("GET", "POST"))
@never_cache
def receipt(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show the receipt; a new code is shown once, to be handed to the person."""
    ledger = ledgers.ledger(slug)
    case = ledgers.find(ledger, request.actor, pk)
    found = intake.of_case(case) if isinstance(case, Case) else None
    code = intake.renew_code(found, request.actor) if found and request.method == "POST" else ""
    context = {"ledger": ledger, "record": case, "receipt": found, "code": code}
    context["heading"] = case_view.heading(ledgers.view(request.actor, case), case)
    context["may_renew"] = any(request.actor.may(role, case.organisation) for role in ledger.write)
    return render(request, "web/receipt.html", context)
