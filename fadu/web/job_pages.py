"""后台任务页面: how far a job is, what came of it, and the way to call it off or to start it again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as text

from fadu.kernel import accounts, jobs, ledgers
from fadu.kernel.jobs import Job, JobRefused, Standing

from .pages import SIGNED_IN, page

SHOWN = 100
WAITED = 20  # seconds after which a waiting job makes one wonder whether anybody works
SIGNS = {
    "done": "●",
    "refused": "■",
    "failed": "■",
    "interrupted": "▲",
    "cancelled": "○",
    "running": "▶",
    "waiting": "○",
}
TAGS = {"done": "good", "refused": "bad", "failed": "bad", "interrupted": "warn"}
REFRESHES = ("keeper", "law_governance_office")


@page("jobs/", name="jobs", roles=SIGNED_IN)
def index(request: HttpRequest) -> HttpResponse:
    """The jobs that the reader asked for, or all for who keeps the installation, the newest first."""
    found = jobs.seen_by(request.user, all_of_them=accounts.keeps_all(request.actor))
    asked = request.GET.get("standing", "")
    if asked in Standing.values:
        found = found.filter(standing=asked)
    rows = [shown(job) for job in found[:SHOWN]]
    context = {"rows": rows, "standings": Standing.choices, "asked": asked, "busy": any(row["busy"] for row in rows)}
    context["may_refresh"] = request.actor.holds(REFRESHES)
    return render(request, "web/jobs.html", context)


@page("jobs/<int:pk>/", name="job", roles=SIGNED_IN)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One job with its progress and its result; asked for again and again while it runs."""
    job = _found(request, pk)
    context = shown(job) | {"own": job.asked_by_id == request.user.pk}
    if job.kind == jobs.IMPORT and job.standing in (Standing.DONE, Standing.REFUSED):
        context["ledger"] = ledgers.ledger(job.arguments["ledger"])
    if job.kind in (jobs.BULK_STEP, jobs.BULK_ASSIGN):
        context["ledger"] = ledgers.ledger(job.arguments["ledger"])
        done = job.result.get("done", [])
        context |= {
            "made": [one for one in done if not one["refused"]],
            "left": [one for one in done if one["refused"]],
        }
    return render(request, "web/job.html", context)


@page("jobs/<int:pk>/cancel/", name="job_cancel", roles=SIGNED_IN, methods=("POST",))
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a job off."""
    job = _found(request, pk, own=True)
    try:
        jobs.cancel(job, timezone.now())
    except JobRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.info(request, text("已要求取消，任务将在安全的地方停下。"))
    return redirect("job", pk=pk)


@page("jobs/<int:pk>/again/", name="job_again", roles=SIGNED_IN, methods=("POST",))
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a job again that was interrupted."""
    job = _found(request, pk, own=True)
    try:
        jobs.restart(job, timezone.now())
    except JobRefused as refused:
        messages.error(request, str(refused))
    else:
        _at_once(job, request)
    return redirect("job", pk=pk)


@page("jobs/<int:pk>/files/<int:number>/", name="job_file", roles=SIGNED_IN)
def file(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """Hand out a file that a job made, to who asked for the job alone: it may hold what was in the file given."""
    job = _found(request, pk, own=True)
    kept = job.files[number] if number < len(job.files) else None
    place = job.folder / kept["place"] if kept else None
    if place is None or not place.exists():
        raise Http404(text("结果文件已过期，请重新运行任务。"))
    return FileResponse(place.open("rb"), as_attachment=True, filename=kept["name"])


@page("jobs/refresh/", name="job_refresh", roles=REFRESHES, methods=("POST",))
def refresh(request: HttpRequest) -> HttpResponse:
    """Write the extracts anew."""
    return follow(request, ask(request, jobs.REFRESH, text("重新提取全部台账"), {}))


def ask(request: HttpRequest, kind: str, title: str, arguments: dict[str, Any], *, at_once: bool = False, **how) -> Job:
    """Put a job into the queue for the reader; a small one is done within the request."""
    how |= {"at": timezone.now(), "language": get_language() or ""}
    job = jobs.ask(kind, request.user, title, arguments, **how)
    _at_once(job, request, at_once)
    return job


def follow(request: HttpRequest, job: Job) -> HttpResponse:
    """Lead the reader to the page of a job."""
    return redirect("job", pk=job.pk)


def _at_once(job: Job, request: HttpRequest, wanted: bool = False) -> None:
    if wanted or settings.FADU_JOBS_AT_ONCE:
        job.refresh_from_db()
        if jobs.begin(job, timezone.now()):
            jobs.run(job, request.today, timezone.now)


def shown(job: Job) -> dict[str, Any]:
    """Return what the pages say of a job."""
    now = timezone.now()
    kind = jobs.KINDS.get(job.kind)
    dead = job.is_dead(now)
    standing = Standing.INTERRUPTED if dead else Standing(job.standing)
    busy = standing in (Standing.WAITING, Standing.RUNNING)
    ended = job.ended_at or now
    return {
        "job": job,
        "kind": kind.label if kind else job.kind,
        "standing": standing,
        "sign": SIGNS[standing],
        "tag": TAGS.get(standing, ""),
        "busy": busy,
        "progress": job.progress if standing == Standing.RUNNING else None,
        "may_cancel": standing == Standing.WAITING or (standing == Standing.RUNNING and kind and kind.cancels),
        "may_restart": standing in (Standing.INTERRUPTED, Standing.FAILED, Standing.CANCELLED),
        "seconds": round((ended - job.started_at).total_seconds()) if job.started_at else None,
        "forsaken": standing == Standing.WAITING and (now - job.asked_at).total_seconds() > WAITED,
    }


def _found(request: HttpRequest, pk: int, *, own: bool = False) -> Job:
    mine = jobs.seen_by(request.user, all_of_them=not own and accounts.keeps_all(request.actor))
    job = mine.filter(pk=pk).first()
    if job is None:
        raise Http404(text("没有这个任务，或者它是由别人提交的。"))
    return job
