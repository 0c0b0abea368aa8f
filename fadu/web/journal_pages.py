"""留痕: what was done, by whom, and whether the log is whole."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import journal

from .pages import page

READERS = ("keeper", "law_governance_office", "provincial_checker")
ACTIONS = {
    "create": _("登记"),
    "edit": _("修改"),
    "delete": _("删除"),
    "step": _("办理环节"),
    "import": _("导入"),
    "export": _("导出"),
    "document": _("文书"),
    "return": _("报表"),
    "setting": _("设置"),
    "login": _("登录"),
    "logout": _("退出"),
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
    """Return one event as the pages show it: words for the action, and each value that changed beside what it was."""
    before, after = event.before, event.after
    pairs = []
    if isinstance(before, dict) or isinstance(after, dict):
        before, after = before or {}, after or {}
        if isinstance(before, dict) and isinstance(after, dict):
            pairs = [(key, before.get(key), after.get(key)) for key in {**before, **after}]
            pairs = [pair for pair in pairs if pair[1] != pair[2]]
    elif before is not None or after is not None:
        pairs = [("", before, after)]
    return {
        "event": event,
        "action": ACTIONS.get(event.action, event.action),
        "changes": pairs,
        "data": event.data if isinstance(event.data, dict) else {},
        "address": _address(event),
    }


def _address(event: journal.Event) -> str:
    if event.ledger == "organisation":
        return reverse("organisation", args=[event.record])
    return ""


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() else None


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None
