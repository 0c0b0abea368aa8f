"""更正数字: figures of a reading corrected by hand, and what was corrected, with reasons."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu import reader
from fadu.kernel.catalogue import CATALOGUE
from fadu.readings import store
from fadu.readings.models import APPROX, SCOPES, ReadFigure, Reading
from fadu.readings.store import ReadingRefused

from .indicator_pages import domain_label
from .pages import page
from .reading_desk import Desk, around, worded
from .reading_frame import (
    READERS,
    WRITERS,
    frame,
    must_write,
    offset,
    readable,
)
from .report_pages import PICKED, matching


@page("readings/<int:pk>/correct/", name="reading_correct", roles=WRITERS, methods=("GET", "POST"))
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a figure, say that it is none, or add one that was missed; always with a reason."""
    reading = readable(request, pk)
    must_write(request, reading)
    given = request.POST if request.method == "POST" else request.GET
    start, end = offset(given.get("start")), offset(given.get("end"))
    context: dict[str, Any] = {"reading": reading, "quote": given.get("quote", "")[:100]}
    if start is None or end is None:
        return _find_missed(request, reading, context)
    if not 0 <= start < end <= len(reading.text):
        raise Http404(text("正文里没有这个位置。"))
    if request.method == "GET" and (known := reading.figures.filter(start__lte=start, unit_end__gte=end).first()):
        start, end = known.start, known.end  # a selection within a figure means that figure
    elif request.method == "GET" and (start, end) not in store.corrections(reading):
        start, end = _number_in(reading.text, start, end)
    figure = reading.figures.filter(start=start, end=end).first()
    initial = (
        {name: getattr(figure, name) for name in FIELDS} if figure else {"approx": "exact", "period": reading.year}
    )
    indicator = given.get("indicator", figure.indicator if figure else "")
    context |= {
        "start": start,
        "end": end,
        "missed": figure is None,
        **around(reading.text, start, end),
        "history": [worded(each) for each in reading.corrections.filter(start=start, end=end).order_by("-pk")],
        "form": (form := CorrectionForm(request.POST if request.method == "POST" else None, initial=initial)),
        **_picked(given.get("q", ""), indicator),
    }
    if request.method == "POST" and request.POST.get("action") != "find" and form.is_valid():
        none = request.POST.get("figure") == "no"
        changes: dict[str, Any] = {"figure": False} if none else _changes(form, figure, indicator)
        try:
            if not changes:
                raise ReadingRefused(text("没有改动；数字没有读错的，不用更正。"))
            store.correct(reading, (start, end), changes, form.cleaned_data["reason"], request.actor)
        except ReadingRefused as refused:
            for name, fault in refused.errors.items():
                form.add_error(name if name in form.fields else None, fault)
            if not refused.errors:
                context["fault"] = str(refused)
        else:
            messages.success(request, text("已更正；重新读取以后更正仍然有效。"))
            return redirect(f"{reverse('reading', args=[pk])}?at={start}#f{start}")
    looking = request.POST.get("action") == "find"
    if looking:
        form.errors.clear()
    return render(request, "web/reading_correct.html", context, status=422 if form.is_bound and not looking else 200)


class CorrectionForm(forms.Form):
    """What may be corrected of a figure; blank what the text does not say."""

    value = forms.CharField(
        label=_("数值"), required=False, max_length=40, widget=forms.TextInput({"inputmode": "decimal"})
    )
    approx = forms.ChoiceField(label=_("精确程度"), required=False, choices=list(APPROX.items()))
    unit = forms.CharField(label=_("单位"), required=False, max_length=20)
    subject = forms.CharField(label=_("所数的事"), required=False, max_length=120)
    org = forms.CharField(
        label=_("主体"), required=False, max_length=120, help_text=_("正文写的谁；与报告单位相同的留空")
    )
    period = forms.CharField(label=_("期间"), required=False, max_length=12, help_text=_("如 2023、2023-06、2023Q2"))
    scope = forms.ChoiceField(label=_("口径"), required=False, choices=list(SCOPES.items()))
    reason = forms.CharField(
        label=_("理由"), max_length=200, error_messages={"required": _("更正读出的数字须说明理由。")}
    )
    reason.whole = True  # type: ignore[attr-defined]


FIELDS = tuple(name for name in CorrectionForm.base_fields if name != "reason")


def _changes(form: CorrectionForm, figure: ReadFigure | None, indicator: str) -> dict[str, Any]:
    """Return what the form says that the figure does not; of one that was missed, all that was filled in."""
    given = {name: form.cleaned_data[name].strip() for name in FIELDS} | {"indicator": indicator}
    if figure is None:
        return {name: value for name, value in given.items() if value}
    changed = {name: value for name, value in given.items() if value != str(getattr(figure, name))}
    if "value" in changed and _same(changed["value"], figure.value):
        del changed["value"]
    return changed


def _same(written: str, value: Decimal) -> bool:
    try:
        return Decimal(re.sub(r"[,，\s]", "", written)) == value
    except InvalidOperation:
        return False


def _number_in(said: str, start: int, end: int) -> tuple[int, int]:
    """Return where the one number stands in a selection, which may hold its unit too; the selection where none does."""
    found = reader.read(said[start:end]).figures
    return (start + found[0].start, start + found[0].end) if len(found) == 1 else (start, end)


def _picked(query: str, chosen: str) -> dict[str, Any]:
    """Return the indicators that a search finds, the chosen one always among them."""
    language = get_language() or ""
    found = matching(query.strip(), "")
    shown = found[:PICKED]
    if chosen in CATALOGUE and CATALOGUE[chosen] not in shown:
        shown = [CATALOGUE[chosen], *shown]
    picked = [
        {
            "entry": entry,
            "name": entry.called(language),
            "unit": entry.unit_in(language),
            "domain": domain_label(entry.domain),
        }
        for entry in shown
    ]
    return {
        "query": query, "chosen": chosen, "picked": picked, "found": bool(found), "beyond": max(0, len(found) - PICKED),
    }  # fmt: skip


@page("readings/indicators/", name="reading_indicators", roles=WRITERS)
def indicators(request: HttpRequest) -> HttpResponse:
    """The indicators that a search finds, for the form of a correction."""
    return render(
        request, "web/reading_indicators.html", _picked(request.GET.get("q", "")[:60], request.GET.get("indicator", ""))
    )


def _find_missed(request: HttpRequest, reading: Reading, context: dict[str, Any]) -> HttpResponse:
    """Find a number by the words around it: 共办结[38]件."""
    quote = context["quote"]
    if not quote.strip():
        return render(request, "web/reading_correct.html", context | {"missed": True})
    spans = _quoted(reading.text, quote)
    if not spans:
        fault = text("正文里没有“%(quote)s”，请照正文一字不差地写。") % {"quote": quote}
        return render(request, "web/reading_correct.html", context | {"missed": True, "fault": fault}, status=422)
    if len(spans) == 1:
        return redirect(f"{reverse('reading_correct', args=[reading.pk])}?start={spans[0][0]}&end={spans[0][1]}")
    places = [{"start": start, "end": end, **around(reading.text, start, end)} for start, end in spans[:PICKED]]
    return render(request, "web/reading_correct.html", context | {"missed": True, "places": places})


def _quoted(said: str, quote: str) -> list[tuple[int, int]]:
    """Return the places of a number that is quoted with the words around it; in brackets, or the only number there."""
    bracketed = re.fullmatch(r"(.*?)[\[［【](.+?)[\]］】](.*)", quote)
    if bracketed:
        before, number, after = bracketed.groups()
    else:
        found = reader.read(quote).figures
        start, end = (found[0].start, found[0].end) if len(found) == 1 else (0, len(quote))
        before, number, after = quote[:start], quote[start:end], quote[end:]
    whole = before + number + after
    spans, at = [], said.find(whole)
    while at >= 0:
        spans.append((at + len(before), at + len(before) + len(number)))
        at = said.find(whole, at + 1)
    return spans


@page("readings/<int:pk>/corrections/", name="reading_corrections", roles=READERS, methods=("GET", "POST"))
def corrections(request: HttpRequest, pk: int) -> HttpResponse:
    """All corrections of a reading, the newest first; one that counts can be taken back, with a reason."""
    reading = readable(request, pk)
    if request.method == "POST":
        must_write(request, reading)
        span = offset(request.POST.get("start")) or 0, offset(request.POST.get("end")) or 0
        try:
            store.correct(reading, span, {}, request.POST.get("reason", ""), request.actor)
        except ReadingRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, text("已撤回；数字恢复为读出的样子。"))
        return redirect("reading_corrections", pk=pk)
    desk = Desk(reading, request.actor)
    counting = {one.pk for one in desk.counting.values()}
    rows = [
        worded(one) | {"counts": one.pk in counting, "printed": reading.text[one.start : one.end]}
        for one in reading.corrections.order_by("-pk")
    ]
    return render(request, "web/reading_corrections.html", frame(request, desk) | {"rows": rows})
