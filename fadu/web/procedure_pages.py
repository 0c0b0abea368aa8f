"""程序与期限: every declared course of law, drawn and in words; the calendar that its terms run on."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import procedure
from fadu.kernel.articles import cite
from fadu.kernel.cases import case_models
from fadu.kernel.organisations import ROLES
from fadu.kernel.procedure import PREVIOUS, SAME, Procedure, Step

from .pages import SIGNED_IN, page

# What becomes of the cases that are open when a version comes into force; the declarations say it in Chinese.
TRANSITIONS = {
    "keep": _("施行前已立案的，仍按原程序办理"),
    "switch": _("施行前已立案未办结的，自施行之日起改按本程序办理"),
    "next_step": _("施行前已立案未办结的，正在计算的期限不变，自下一环节起改按本程序办理"),
}


@page("procedures/", name="procedures", roles=SIGNED_IN)
def index(request: HttpRequest) -> HttpResponse:
    """All procedures, with the version that is in force today."""
    language = get_language() or "zh"
    rows = [
        {"now": (now := procedure.in_force(slug, request.today)), "law": cite(now.law, language), "versions": versions}
        for slug, versions in procedure.declared().items()
    ]
    return render(request, "web/procedures.html", {"rows": sorted(rows, key=lambda row: row["now"].law)})


@page("procedures/<slug:slug>/", name="procedure", roles=SIGNED_IN)
def one(request: HttpRequest, slug: str) -> HttpResponse:
    """One procedure in one version: drawing, steps, terms, outcomes, each with its article."""
    versions = procedure.declared().get(slug)
    if not versions:
        raise Http404(text("没有这个程序。"))
    shown = _version(slug, request.GET.get("version", ""), request.today)
    language = get_language() or "zh"
    return render(
        request,
        "web/procedure.html",
        {
            "procedure": shown,
            "law": cite(shown.law, language),
            "versions": versions,
            "transition": TRANSITIONS[shown.transition],
            "drawing": drawn(shown),
            "steps": [described(step) for step in shown.steps],
            "terms": [
                {
                    "limit": term.limit,
                    "length": term.limit.length.text(language),
                    "extension": term.limit.extension.text(language) if term.limit.extension else "",
                    "starts": _ends(term.starts, shown),
                    "stops": _ends(term.stops, shown),
                    "on_expiry": term.on_expiry,
                    "extended": bool(term.extended),
                    "suspended": bool(term.suspended),
                }
                for term in shown.terms
            ],
            "outcomes": [{"outcome": outcome} for outcome in shown.outcomes],
        },
    )


def drawn(shown: type[Procedure], state: str | None = None, done: tuple[str, ...] = ()) -> str:
    """Return the drawing of a procedure as part of a page; all its texts are escaped where it is drawn."""
    return mark_safe(shown.svg(state, done, get_language() or "zh"))


def described(step: Step) -> dict:
    """Return what a page says of a step: by whom, from where to where, under which article, on what conditions."""
    targets = {SAME: text("状态不变"), PREVIOUS: text("回到原状态")}
    language = get_language() or "zh"
    return {
        "step": step,
        "course": step.procedure.slug,
        "course_title": step.procedure.title,
        "role": ROLES[step.role].label if step.role in ROLES else step.role,
        "sources": "、".join(str(state) for state in step.sources) or text("（立案）"),
        "target": targets.get(step.target, step.target),
        "basis": step.basis(language),
        "documents": [str(getattr(kind, "label", kind)) for kind in step.documents],
        "outcomes": [str(o) for o in step.procedure.outcomes if o.slug in step.outcomes],
    }


def _version(slug: str, day: str, today: date) -> type[Procedure]:
    try:
        return procedure.lookup(f"{slug}@{day}") if day else procedure.in_force(slug, today)
    except KeyError as missing:
        raise Http404(text("这个程序没有自 %(day)s 起施行的版本。") % {"day": day}) from missing


def _ends(ends: tuple[Step | str, ...], shown: type[Procedure]) -> str:
    """Return the steps, or the recorded days, at which a limit begins or ends."""
    model = next((one for one in case_models().values() if shown.slug in one.procedures), None)

    def said(end: Step | str) -> str:
        if isinstance(end, Step):
            return str(end.label)
        label = model._meta.get_field(end).verbose_name if model else end
        return text("“%(field)s”所记之日") % {"field": label}

    return "、".join(said(end) for end in ends)
