"""任务的办理: asking for a job, taking it up, telling how far it is, and finding it again after a killed worker."""

from __future__ import annotations

import json
import logging
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as text
from django.utils.translation import override

from ..organisations import Actor, User
from ..outages import outage
from .records import ENDED, Job, JobRefused, Standing

log = logging.getLogger(__name__)

BEAT = 5.0  # seconds between two signs of life
OFTEN = 0.3  # seconds between two notes of progress
AGAIN = 2  # runs of a job whose worker was killed, before a person is asked
KEPT = timedelta(days=30)  # what a job was given and made
PROGRESS, ALIVE, CANCEL = "progress", "alive", "cancel"


class Cancelled(Exception):
    """Whoever asked for the job has called it off; raised inside the work, so that its transaction is taken back."""


class Superseded(Exception):
    """The worker was taken for dead and its job taken over by another; what it was writing is taken back."""


@dataclass(frozen=True)
class Result:
    """What came of a job: a sentence, and plain values for its page. `refused` says that the work itself said no."""

    said: str
    data: Mapping[str, Any] = field(default_factory=dict)
    refused: bool = False


@dataclass(frozen=True)
class Kind:
    """任务种类: `work` does it; `cancels` tells whether it may be called off half way."""

    slug: str
    label: Any
    work: Callable[[Run], Result]
    cancels: bool = True


KINDS: dict[str, Kind] = {}


def declare(slug: str, label: Any, *, cancels: bool = True) -> Callable[[Callable[[Run], Result]], str]:
    """Declare the decorated function as the work of the kind `slug`; its name then stands for the slug."""

    def declared(work: Callable[[Run], Result]) -> str:
        KINDS[slug] = Kind(slug, label, work, cancels)
        return slug

    return declared


@dataclass
class Run:
    """One run of a job, as its work sees it."""

    job: Job
    today: date
    _noted: float = field(default=0.0, init=False, repr=False)

    @cached_property
    def actor(self) -> Actor:
        """Who asked, with the roles held today: who has lost a role meanwhile is refused by the kernel."""
        return Actor.of(self.job.asked_by, self.today)

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What was asked for."""
        return self.job.arguments

    @property
    def file(self) -> Path:
        """The file that came with the job."""
        return self.job.input

    def progress(self, done: int, total: int = 0, message: str = "") -> None:
        """Note how far it is. Raises Cancelled when the job was called off."""
        if KINDS[self.job.kind].cancels and (self.job.folder / CANCEL).exists():
            raise Cancelled
        now = time.monotonic()
        if done < total and now - self._noted < OFTEN:
            return
        self._noted = now
        note = {"done": done, "total": total, "message": str(message)}
        part = self.job.folder / f"{PROGRESS}.part"
        part.write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")
        part.replace(self.job.folder / PROGRESS)

    def keep(self, content: bytes, name: str) -> None:
        """Keep a file that the work made, to be downloaded from the page of the job."""
        place = f"result-{len(self.job.files)}"
        (self.job.folder / place).write_bytes(content)
        self.job.files = [*self.job.files, {"name": name, "place": place}]

    def note(self, data: Mapping[str, Any]) -> None:
        """Write part of the result down, within the transaction around: what was done is then known after any end.

        Raises Superseded when another worker has taken the job over, which was silent for too long.
        """
        if not _mine(self.job).update(result=dict(data)):
            raise Superseded


def ask(
    kind: str,
    user: User,
    title: str,
    arguments: Mapping[str, Any],
    *,
    at: datetime,
    language: str = "",
    file: Path | BinaryIO | None = None,
    name: str = "",
) -> Job:
    """Put a job into the queue and return it; `file` is copied, `name` is what people call it."""
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind,
            title=title[:200],
            asked_by=user,
            asked_at=at,
            language=language or settings.LANGUAGE_CODE,
            arguments=dict(arguments),
            file=name[:255],
        )
        if isinstance(file, Path):
            shutil.copyfile(file, job.input)
        elif file is not None:
            with job.input.open("wb") as out:
                shutil.copyfileobj(file, out)
    return job


def take(at: datetime) -> Job | None:
    """Return the job that waits longest, said to be running by this process; None when nothing waits."""
    while True:
        waiting = Job.objects.filter(standing=Standing.WAITING).order_by("pk").first()
        if waiting is None or begin(waiting, at):
            return waiting


def begin(job: Job, at: datetime) -> bool:
    """Claim a waiting job for this process; tell whether nobody was quicker."""
    worker = f"{socket.gethostname()}:{os.getpid()}"
    fresh = {"standing": Standing.RUNNING, "worker": worker, "started_at": at, "attempts": job.attempts + 1}
    fresh |= {"ended_at": None, "said": "", "files": []}
    if not Job.objects.filter(pk=job.pk, standing=Standing.WAITING).update(**fresh):
        return False
    for name in (PROGRESS, CANCEL):
        (job.folder / name).unlink(missing_ok=True)
    (job.folder / ALIVE).touch()
    job.refresh_from_db()
    return True


def run(job: Job, today: date, clock: Callable[[], datetime]) -> Job:
    """Do a job that `take` or `begin` claimed, and note what came of it.

    What goes wrong in a way that no message was written for is noted as an error and raised on.
    """
    standing, said, data = Standing.FAILED, text("运行出错，没有完成；服务器日志中有详细原因。"), None
    superseded = False
    try:
        with override(job.language), _signs_of_life(job.folder / ALIVE):
            result = KINDS[job.kind].work(Run(job, today))
        standing = Standing.REFUSED if result.refused else Standing.DONE
        said, data = result.said, dict(result.data)
    except Cancelled:
        standing, said = Standing.CANCELLED, text("已按要求取消；取消前没有完成的内容都没有写入。")
    except Superseded:
        superseded = True
    except (KeyboardInterrupt, SystemExit):
        standing, said = Standing.INTERRUPTED, text("后台进程中途停止，任务没有完成。可以重新运行：已做完的不会重复。")
        raise
    except Exception as error:
        if found := outage(error):
            said = str(found)
        raise
    finally:
        ended = {"standing": standing, "said": said, "files": job.files, "ended_at": clock()}
        if data is not None:  # else what was noted stays, unless it was taken back with the work
            ended["result"] = data
        if superseded or not _mine(job).update(**ended):
            log.warning("任务 %s 已由另一进程接手，这一次的结果不计", job.pk)
        job.refresh_from_db()
    return job


def _mine(job: Job) -> QuerySet[Job]:
    """Return the row of the job, if it is still this very run of it that is under way."""
    return Job.objects.filter(pk=job.pk, standing=Standing.RUNNING, worker=job.worker, attempts=job.attempts)


def interrupted(job: Job, at: datetime) -> None:
    """Note that a worker ended without saying what came of its job: killed, or out of memory."""
    said = text("后台进程中途停止，任务没有完成。可以重新运行：已做完的不会重复。")
    changed = {"standing": Standing.INTERRUPTED, "ended_at": at, "said": said}
    Job.objects.filter(pk=job.pk, standing=Standing.RUNNING).update(**changed)


def recover(at: datetime) -> list[Job]:
    """Find the jobs whose worker is gone, and say so; return them.

    One that was cut off for the first time waits for its turn again: every kind of job is safe to repeat. One that
    was cut off twice may itself be what kills its worker, and is left to whoever asked for it.
    """
    found = [job for job in Job.objects.filter(standing=Standing.RUNNING) if job.is_dead(at)]
    for job in found:
        log.warning("任务 %s 的进程 %s 已不在", job.pk, job.worker)
        interrupted(job, at)
        if job.attempts < AGAIN:
            restart(job, at)
    return found


def cancel(job: Job, at: datetime) -> None:
    """Call a job off: at once while it waits; a running one as soon as its work looks up. Raises JobRefused."""
    gone = {"standing": Standing.CANCELLED, "ended_at": at, "said": text("开始之前已取消。")}
    if Job.objects.filter(pk=job.pk, standing=Standing.WAITING).update(**gone):
        return
    job.refresh_from_db()
    if job.standing in ENDED:
        raise JobRefused(text("任务已经结束，不能取消。"))
    if not KINDS[job.kind].cancels:
        raise JobRefused(text("这类任务开始后不能取消，请等它完成。"))
    (job.folder / CANCEL).touch()


def restart(job: Job, at: datetime) -> None:
    """Let a job that was interrupted, failed or cancelled run again. Raises JobRefused."""
    if job.is_dead(at):
        interrupted(job, at)
    again = (Standing.INTERRUPTED, Standing.FAILED, Standing.CANCELLED)
    if not Job.objects.filter(pk=job.pk, standing__in=again).update(standing=Standing.WAITING, said="", ended_at=None):
        raise JobRefused(text("只有中断、出错或者取消了的任务可以重新运行。"))
    (job.folder / CANCEL).unlink(missing_ok=True)


def sweep(at: datetime) -> int:
    """Throw the files of jobs away that ended long ago; their rows stay. Return how many."""
    swept = 0
    for job in Job.objects.filter(ended_at__lt=at - KEPT).exclude(files=[], file="").iterator(200):
        shutil.rmtree(job.folder, ignore_errors=True)
        job.files, job.file = [], ""
        job.save(update_fields=["files", "file"])
        swept += 1
    return swept


@contextmanager
def _signs_of_life(sign: Path) -> Iterator[None]:
    """Touch a file again and again while the body runs; from a thread, for the work may be silent for minutes."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT):
            with suppress(OSError):  # a disk that is full or read-only now may not be so at the next beat
                sign.touch()

    sign.touch()
    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
