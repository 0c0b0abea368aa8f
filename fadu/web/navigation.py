"""导航: the entries of the bar, each shown to those who may open its page; where the reader is; who the reader is."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import notices

from .pages import PAGES


@dataclass(frozen=True)
class Entry:
    """One entry: the page it opens; `section` is the first part of the names of the pages that belong to it.

    What is not opened every day (`often` is false) stands under “more”.
    """

    section: str
    label: str
    page: str
    often: bool = True


ENTRIES = (
    Entry("work", _("我的工作"), "work"),
    Entry("dashboard", _("概览"), "dashboard"),
    Entry("ledger", _("台账与办案"), "ledgers"),
    Entry("clock", _("期限看板"), "clocks"),
    Entry("indicator", _("指标"), "indicators"),
    Entry("return", _("报表"), "returns"),
    Entry("report", _("年度报告"), "reports"),
    Entry("reading", _("读报告"), "readings"),
    Entry("law", _("法律法规"), "laws"),
    Entry("comparison", _("报告比较"), "comparisons", often=False),
    Entry("procedure", _("程序与期限"), "procedures", often=False),
    Entry("organisation", _("机构与用户"), "organisations", often=False),
    Entry("journal", _("留痕"), "journal", often=False),
    Entry("job", _("后台任务"), "jobs", often=False),
    Entry("settings", _("单位设置"), "settings", often=False),
    Entry("help", _("帮助"), "help", often=False),
)
# Pages that belong to nobody's section: where they lead back to is the reader's own work.
OF_THE_READER = {
    "notice": _("通知"),
    "me": _("我的账号"),
    "account": _("我的账号"),
    "mfa": _("我的账号"),
    "search": _("搜索"),
    "document": _("文书"),
}


def shell(request: HttpRequest) -> dict:
    """Return what the layout shows on every page: who is here, where, and where one may go."""
    signed_in = hasattr(request, "user") and request.user.is_authenticated
    actor = getattr(request, "actor", None)
    match = getattr(request, "resolver_match", None)
    here = (match.url_name or "") if match else ""
    entries = [
        {"label": entry.label, "address": address, "here": _belongs(here, entry.section), "often": entry.often}
        for entry in ENTRIES
        if signed_in
        and entry.page in PAGES
        and PAGES[entry.page].opens_for(actor, signed_in)
        and (address := _address(entry.page))
    ]
    return {
        "actor": actor if signed_in else None,
        "notice": text(settings.FADU_NOTICE) if settings.FADU_NOTICE else "",
        "today": getattr(request, "today", None),
        "entries": entries,
        "elsewhere": [entry for entry in entries if not entry["often"]],
        "trail": _trail(request, here, entries),
        "search_page": _address("search") if signed_in and "search" in PAGES else "",
        "unread_notices": SimpleLazyObject(lambda: notices.unread(request.user)) if signed_in else 0,
        "other_languages": [(code, name) for code, name in settings.LANGUAGES if code != get_language()],
    }


def _belongs(here: str, section: str) -> bool:
    return here == section or here.startswith((section + "_", section + "s"))


@cache
def _address(name: str) -> str:
    """Return the address of a page; nothing for one that needs to be told of what."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _trail(request: HttpRequest, here: str, entries: list[dict]) -> list[dict]:
    """Return the way to a page from the reader's work; nothing on the pages where the ways begin."""
    section = next((entry for entry in entries if entry["here"]), None)
    if section and section["address"] != request.path:
        return [section]
    own = next((label for name, label in OF_THE_READER.items() if here == name or here.startswith(name)), None)
    work = next((entry for entry in entries if entry["address"] == _address("work")), None)
    return [work] if own and work else []
