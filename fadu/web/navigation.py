"""导航: the entries of the top bar, each shown to those who may open its page."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .pages import PAGES


@dataclass(frozen=True)
class Entry:
    """One entry: the page it opens; `section` is the first part of the names of the pages that belong to it."""

    section: str
    label: str
    page: str


ENTRIES = (
    Entry("work", _("工作台"), "work"),
    Entry("ledger", _("台账与办案"), "ledgers"),
    Entry("indicator", _("指标"), "indicators"),
    Entry("return", _("报表"), "returns"),
    Entry("report", _("年度报告"), "reports"),
    Entry("procedure", _("程序与期限"), "procedures"),
    Entry("organisation", _("机构与用户"), "organisations"),
    Entry("journal", _("留痕"), "journal"),
)


def shell(request: HttpRequest) -> dict:
    """Return what the layout shows on every page: who is here, where, and where one may go."""
    signed_in = hasattr(request, "user") and request.user.is_authenticated
    actor = getattr(request, "actor", None)
    match = getattr(request, "resolver_match", None)
    here = (match.url_name or "") if match else ""
    entries = [
        {"label": entry.label, "address": reverse(entry.page), "here": here.startswith(entry.section)}
        for entry in ENTRIES
        if signed_in and entry.page in PAGES and PAGES[entry.page].opens_for(actor, signed_in)
    ]
    return {
        "actor": actor if signed_in else None,
        "notice": settings.FADU_NOTICE,
        "today": getattr(request, "today", None),
        "entries": entries,
        "other_languages": [(code, name) for code, name in settings.LANGUAGES if code != get_language()],
    }
