"""留痕: what was done, by whom, and whether the log is whole."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import ForeignKey
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import accounts, jobs, journal, ledgers
from fadu.kernel.articles import cite_all
from fadu.kernel.columns import Column, mask, whole_number
from fadu.kernel.ledgers import Ledger
from fadu.kernel.offices import Installation, Particulars
from fadu.kernel.organisations import OPERATOR, ROLES, SYSTEM, Organisation, Record, User

from . import job_pages
from .pages import page
from .sight import in_full
from .templatetags.shown import shown

READERS = ("keeper", "law_governance_office", "provincial_checker")
VERIFIERS = ("keeper", "provincial_checker")
AT_ONCE = 5_000  # events that are verified while the reader waits
PEOPLE = 300  # offered to filter by
ACTIONS = {
    "create": _("登记"),
    "edit": _("修改"),
    "delete": _("删除"),
    "step": _("办理环节"),
    "import": _("导入"),
    "export": _("导出"),
    "document": _("文书"),
    "correct": _("撤回误办"),
    "clock": _("期限重算"),
    "procedure": _("改按新法"),
    "load": _("批量装载"),
    "lock": _("定格"),
    "verify": _("核验留痕"),
    "clock-back": _("系统时钟被调回"),
    "return-file": _("建表"),
    "return-enter": _("填报"),
    "return-submit": _("报送"),
    "return-give-back": _("退回"),
    "return-accept": _("采用"),
    "reading-again": _("重读报告"),
    "reading-correct": _("更正读数"),
    "setting": _("设置"),
    "login": _("登录"),
    "logout": _("退出"),
    "appoint": _("任职"),
    "dismiss": _("离任"),
    "deactivate": _("停用"),
    "reactivate": _("重新启用"),
    "reset": _("重置密码"),
    "unlock": _("解锁"),
    "password": _("修改密码"),
    "sessions-ended": _("退出其他登录"),
    "two-step-on": _("启用两步验证"),
    "two-step-off": _("解除两步验证"),
}
# What is noted beside the ledgers.
TITLES = {
    "organisation": _("机构"),
    "user": _("用户"),
    "calendar": _("工作日历"),
    "clock": _("期限看板"),
    "return": _("报表"),
    "law": _("法律法规"),
    "installation": _("安装设置"),
    "journal": _("留痕"),
}
# What changes of organisations, users and settings are called.
PARTS = {
    "name": _("名称"),
    "short_name": _("简称"),
    "mark": _("发文代字"),
    "kind": _("类别"),
    "parent": _("上级机构"),
    "on": _("生效日期"),
    "successor": _("承接机构"),
    "role": _("角色"),
    "valid_from": _("任职日期"),
    "valid_to": _("最后一天"),
    **{
        one.name: one.verbose_name
        for model in (Particulars, Installation)
        for one in model._meta.get_fields()
        if one.concrete and one.name not in ("id", "organisation")
    },
}


@page("journal/", name="journal", roles=READERS)
def overview(request: HttpRequest) -> HttpResponse:
    """All events that the reader's organisations may see, newest first."""
    asked = {name: request.GET.get(name, "").strip() for name in ("ledger", "record", "actor", "action")}
    since, until = _day(request.GET.get("since")), _day(request.GET.get("until"))
    found = journal.page(
        before=whole_number(request.GET.get("before")),
        after=whole_number(request.GET.get("after")),
        since=since,
        until=until,
        organisations=_seen(request),
        **asked | {"actor": _username(asked["actor"])},
    )
    return render(
        request,
        "web/journal.html",
        {
            "page": found,
            "rows": [line(event) for event in found.events],
            "asked": asked | {"since": since, "until": until},
            "narrowed": any(asked.values()) or since or until,
            "actions": ACTIONS,
            "titles": _titles(),
            "people": _people(request),
            "seals": journal.Checkpoint.objects.order_by("-size").first(),
            "size": (journal.Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0),
            "may_verify": request.actor.holds(VERIFIERS),
            "verified": journal.last_verified(),
        },
    )


def _seen(request: HttpRequest) -> Any:
    """Return the organisations whose events the reader sees; None for all.

    Logins belong to no organisation; only who keeps the whole sees them.
    """
    return None if accounts.keeps_all(request.actor) else request.actor.organisations(READERS).values("code")


def _people(request: HttpRequest) -> Any:
    """Return whom the reader may ask for: those who work where the reader sees events."""
    known = User.objects.order_by("name")
    if not accounts.keeps_all(request.actor):
        places = request.actor.organisations(READERS)
        known = known.filter(memberships__organisation__in=places).distinct()
    return known[:PEOPLE]


def _username(written: str) -> str:
    """Return the username that is meant: people are asked for by name as well."""
    if not written or User.objects.filter(username=written).exists():
        return written
    known = {SYSTEM.name: SYSTEM.username, OPERATOR.name: OPERATOR.username}
    named = User.objects.filter(name=written).values_list("username", flat=True).first()
    return known.get(written) or named or written


def _titles() -> dict[str, str]:
    return {one.slug: str(one.title) for one in ledgers.all_ledgers()} | {slug: str(t) for slug, t in TITLES.items()}


@page("journal/verify/", name="journal_verify", roles=VERIFIERS, methods=("POST",))
def verify(request: HttpRequest) -> HttpResponse:
    """Read the whole journal again and say what was found; in the background, for it reads everything."""
    size = journal.Event.objects.count()
    title = text("核验留痕（%(size)s 条）") % {"size": size}
    return job_pages.follow(request, job_pages.ask(request, jobs.VERIFY, title, {}, at_once=size <= AT_ONCE))


@page("journal/<int:seq>/", name="journal_event", roles=READERS)
def one(request: HttpRequest, seq: int) -> HttpResponse:
    """One event in full, with what proves that it was sealed."""
    event = _event(request, seq)
    context: dict[str, Any] = {"row": line(event), "event": event}
    try:
        proof = journal.prove(seq)
    except LookupError:
        context["unsealed"] = True
    else:
        context["proof"] = proof
        context["path"] = proof["path"]
    return render(request, "web/journal_event.html", context)


@page("journal/<int:seq>/proof.json", name="journal_proof", roles=READERS)
def proof(request: HttpRequest, seq: int) -> HttpResponse:
    """The proof of one event as a file: anyone can check it with the public key, without this installation."""
    event = _event(request, seq)
    try:
        found = journal.prove(seq)
    except LookupError as unsealed:
        raise Http404(text("第 %(seq)s 号留痕还没有封存，封存后才有证明。") % {"seq": seq}) from unsealed
    if not _in_full(request, event):
        # The digest of the event proves as much, and tells nothing of what stands in it.
        found = {"leaf": event.digest} | {name: value for name, value in found.items() if name != "event"}
    headers = {"Content-Disposition": f'attachment; filename="fadu-{seq}.json"'}
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1}, headers=headers)


def _in_full(request: HttpRequest, event: journal.Event) -> bool:
    """Tell whether the reader may see the values of an event as they were written, nothing masked."""
    ledger = next((one for one in ledgers.all_ledgers() if one.slug == event.ledger), None)
    if ledger is None or not ledger.masked:
        return True
    whose = Organisation.objects.filter(code=event.organisation).first()
    return whose is not None and in_full(ledger, request.actor, whose)


def _event(request: HttpRequest, seq: int) -> journal.Event:
    events = journal.Event.objects.filter(seq=seq)
    if (seen := _seen(request)) is not None:
        events = events.filter(organisation__in=seen)
    return get_object_or_404(events)


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
            changes.append((column.label if column else str(PARTS.get(name, name)), was, now))
    return changes


def _printed(value: Any, column: Column | None) -> str:
    if value is None or value == "":
        return ""
    if column is None:
        return str(ROLES[value].label) if isinstance(value, str) and value in ROLES else shown(value)
    if column.mask:
        return mask(column.mask, str(value))
    if isinstance(column.field, ForeignKey):
        return _named(column.field, value)
    labels = {str(key): label for key, label in column.choices}
    return labels.get(str(value)) or shown(value)


def _named(field: ForeignKey, key: Any) -> str:
    """Return what the record is called that a value names; of a ledger that masks anything, its number alone."""
    model = field.related_model
    if not (isinstance(key, int) or str(key).isdecimal()) or field.target_field.get_internal_type() == "CharField":
        return shown(key)
    found = model._base_manager.filter(pk=key).first()
    if found is None:
        return shown(key)
    if issubclass(model, Record) and any(one.mask for one in ledgers.of(model).all_columns.values()):
        return str(getattr(found, "number", "") or key)
    return str(found)


def _cited(articles: str) -> str:
    language = get_language() or "zh"
    return cite_all(articles.split(";"), language) if articles else ""


def _address(event: journal.Event, ledger: type[Ledger] | None) -> str:
    if event.ledger == "organisation":
        return reverse("organisation", args=[event.record])
    if event.ledger == "return":
        return reverse("return", args=[event.record])
    if ledger and not ledger.volume and event.record.isdecimal() and event.action != "delete":
        return reverse("ledger_record", args=[ledger.slug, event.record])
    return ""


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None
