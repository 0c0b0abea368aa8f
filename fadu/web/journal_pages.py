"""留痕: what was done, by whom, and whether the log is whole."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import journal, ledgers
from fadu.kernel.articles import cite
from fadu.kernel.columns import Column, mask
from fadu.kernel.ledgers import Ledger

from .pages import page
from .templatetags.shown import shown

READERS = ("keeper", "law_governance_office", "provincial_checker")
ACTIONS = {
    "create": _("登记"),
    "edit": _("修改"),
    "delete": _("删除"),
    "step": _("办理环节"),
    "import": _("导入"),
    "export": _("导出"),
    "document": _("文书"),
    "clock": _("期限重算"),
    "procedure": _("改按新法"),
    "load": _("批量装载"),
    "lock": _("定格"),
    "return-file": _("建表"),
    "return-enter": _("填报"),
    "return-submit": _("报送"),
    "return-give-back": _("退回"),
    "return-accept": _("采用"),
    "setting": _("设置"),
    "login": _("登录"),
    "logout": _("退出"),
}
# What is noted beside the ledgers.
TITLES = {
    "organisation": _("机构"),
    "user": _("用户"),
    "calendar": _("工作日历"),
    "return": _("报表"),
}


@page("journal/", name="journal", roles=READERS)
def overview(request: HttpRequest) -> HttpResponse:
    """All events that the reader's organisations may see, newest first."""
    asked = {name: request.GET.get(name, "").strip() for name in ("ledger", "record", "actor", "action")}
    since, until = _day(request.GET.get("since")), _day(request.GET.get("until"))
    found = journal.page(
        before=_number(request.GET.get("before")),
        after=_number(request.GET.get("after")),
        since=since,
        until=until,
        # Logins belong to no organisation; only who keeps the whole sees them.
        organisations=None if request.actor.holds({"keeper"}) else request.actor.organisations(READERS).values("code"),
        **asked,
    )
    return render(
        request,
        "web/journal.html",
        {
            "page": found,
            "rows": [line(event) for event in found.events],
            "asked": asked | {"since": since, "until": until},
            "actions": ACTIONS,
            "seals": journal.Checkpoint.objects.order_by("-size").first(),
            "size": (journal.Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0),
            "may_verify": request.actor.holds({"keeper", "provincial_checker"}),
        },
    )


@page("journal/verify/", name="journal_verify", roles=("keeper", "provincial_checker"), methods=("POST",))
def verify(request: HttpRequest) -> HttpResponse:
    """Read the whole journal again and say what was found."""
    verdict = journal.verify()
    if verdict.ok:
        said = text("核验通过：%(size)s 条留痕与 %(sealed)s 条封存摘要一致，未见改动、删除或调换。")
        messages.success(request, said % {"size": verdict.size, "sealed": verdict.sealed})
    else:
        messages.error(request, text("核验未通过：%(what)s") % {"what": verdict.first})
    return redirect("journal")


@page("journal/seal/", name="journal_seal", roles=("keeper",), methods=("POST",))
def seal(request: HttpRequest) -> HttpResponse:
    """Sign what has been written so far."""
    sealed = journal.seal()
    if sealed:
        messages.success(request, text("已封存至第 %(size)s 号。") % {"size": sealed.size})
    else:
        messages.info(request, text("没有新的留痕需要封存。"))
    return redirect("journal")


@page("journal/key/", name="journal_key", roles=READERS)
def key(request: HttpRequest) -> HttpResponse:
    """The public key with which anyone checks the seals."""
    headers = {"Content-Disposition": 'attachment; filename="fadu-journal.pem"'}
    return HttpResponse(journal.public_key(), content_type="application/x-pem-file", headers=headers)


def line(event: journal.Event) -> dict:
    """Return one event as the pages show it: in words, each value that changed beside what it was.

    What a ledger masks is masked here for everyone: the journal is read by more people than any ledger.
    """
    ledger = next((one for one in ledgers.all_ledgers() if one.slug == event.ledger), None)
    return {
        "event": event,
        "action": ACTIONS.get(event.action, event.action),
        "title": TITLES.get(event.ledger) or (ledger.title if ledger else event.ledger),
        "article": _cited(event.article),
        "changes": _changes(event, ledger),
        "data": event.data if isinstance(event.data, dict) else {},
        "address": _address(event, ledger),
    }


def _changes(event: journal.Event, ledger: type[Ledger] | None) -> list[tuple[str, str, str]]:
    """Return the values that changed: the name of each, what it was, what it became."""
    before, after = event.before, event.after
    if not isinstance(before or {}, dict) or not isinstance(after or {}, dict):
        return [("", shown(before), shown(after))]
    before, after = before or {}, after or {}
    columns = ledger.all_columns if ledger else {}
    changes = []
    for name in {**before, **after}:
        column = columns.get(name)
        was, now = (_printed(values.get(name), column) for values in (before, after))
        if was != now:
            changes.append((column.label if column else name, was, now))
    return changes


def _printed(value: Any, column: Column | None) -> str:
    if value is None or value == "":
        return ""
    if column is None:
        return shown(value)
    if column.mask:
        return mask(column.mask, str(value))
    labels = {str(key): label for key, label in column.choices}
    return labels.get(str(value)) or shown(value)


def _cited(articles: str) -> str:
    language = get_language() or "zh"
    return "、".join(cite(article, language) for article in articles.split(";")) if articles else ""


def _address(event: journal.Event, ledger: type[Ledger] | None) -> str:
    if event.ledger == "organisation":
        return reverse("organisation", args=[event.record])
    if event.ledger == "return":
        return reverse("return", args=[event.record])
    if ledger and not ledger.volume and event.record.isdecimal() and event.action != "delete":
        return reverse("ledger_record", args=[ledger.slug, event.record])
    return ""


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() else None


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None
