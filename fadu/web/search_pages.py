"""全站搜索: records, the text of documents, and laws, as far as the reader may read them."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as text

from fadu.kernel import search
from fadu.kernel.search import Asked, Hit
from fadu.laws import indexing

from .pages import SIGNED_IN, page

FEW = 200  # events that are read into the index before a search; of more the daily scan takes care


EXAMPLES = ("行政处罚", "行政复议法 第六十二条", "撤销 罚款")


@page("search/", name="search", roles=SIGNED_IN)
def find(request: HttpRequest) -> HttpResponse:
    """What was found, by ledger, page by page; without words, how to search."""
    asked, faults = _asked(request.GET)
    if asked.words:
        search.update(most=FEW)
    results = search.find(request.actor, asked)
    context = {
        "asked": asked,
        "faults": faults,
        "examples": EXAMPLES,
        "searched": asked.text,
        "results": results,
        "hits": [_shown(hit) for hit in results.hits],
        "tabs": [
            {
                "label": group.label,
                "count": group.count,
                "here": group.slug == asked.group,
                "address": _address(asked, group=group.slug, page=1),
            }
            for group in results.groups
        ],
        "everything": _address(asked, group="", page=1),
        "all_count": sum(group.count for group in results.groups),
        "page": min(max(asked.page, 1), max(results.pages, 1)),
        "behind": search.behind() if asked.words else 0,
    }
    if context["page"] > 1:
        context["previous"] = _address(asked, page=context["page"] - 1)
    if context["page"] < results.pages:
        context["next"] = _address(asked, page=context["page"] + 1)
    return render(request, "web/search.html", context)


def _asked(given) -> tuple[Asked, list[str]]:
    """Return what the address asks for, and what of it could not be read."""
    faults: list[str] = []
    days: dict[str, date | None] = {}
    for name, label in (("since", text("起始日期")), ("until", text("截止日期"))):
        try:
            days[name] = date.fromisoformat(given[name]) if given.get(name) else None
        except ValueError:
            days[name] = None
            faults.append(
                text("%(label)s“%(value)s”不是日期，请写成 2025-01-05。") % {"label": label, "value": given[name]}
            )
    turned = given.get("page", "1")
    asked = Asked(
        given.get("q", "").strip()[: search.finding.LONGEST],
        given.get("in", ""),
        days["since"],
        days["until"],
        int(turned) if turned.isdecimal() and len(turned) < 7 else 1,
    )
    return asked, faults


def _address(asked: Asked, **changes) -> str:
    """Return the address of the same search with `changes`: filters stay through groups and pages."""
    values = vars(asked) | changes
    given = {
        "q": values["text"],
        "in": values["group"],
        "since": values["since"] and values["since"].isoformat(),
        "until": values["until"] and values["until"].isoformat(),
        "page": values["page"] if values["page"] > 1 else "",
    }
    return "?" + urlencode({name: value for name, value in given.items() if value})


def _shown(hit: Hit) -> dict:
    return {"hit": hit, "address": _place(hit)}


def _place(hit: Hit) -> str:
    """Return where a hit is shown: a record's page, a file's record, an article in its law."""
    if hit.ledger:
        return reverse("ledger_record", args=[hit.ledger, hit.record])
    if hit.kind == indexing.LAW:
        version, article = indexing.place(hit.target) or (None, "")
        if version:
            address = reverse("law_version", args=[version.law.key, version.issued.isoformat()])
            return address + (f"#a{article}" if article else "")
    return ""
