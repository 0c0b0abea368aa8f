"""任务的记录: the row of a job, its folder, and how far it is."""

from __future__ import annotations

import json
import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ..organisations import User

# A worker gives a sign of life every few seconds; one that was silent for so long is taken for dead.
SILENT = timedelta(minutes=2)


class JobRefused(Exception):
    """A job that cannot be asked for, cancelled or started again as it stands; the message says why."""


class Standing(models.TextChoices):
    """任务状态."""

    WAITING = "waiting", _("等待")
    RUNNING = "running", _("正在运行")
    DONE = "done", _("完成")
    REFUSED = "refused", _("未通过")
    FAILED = "failed", _("出错")
    INTERRUPTED = "interrupted", _("中断")
    CANCELLED = "cancelled", _("已取消")


ENDED = (Standing.DONE, Standing.REFUSED, Standing.FAILED, Standing.INTERRUPTED, Standing.CANCELLED)


@dataclass(frozen=True)
class Progress:
    """How far a job is: `done` of `total` (0 where the whole is not known), and what it is doing."""

    done: int = 0
    total: int = 0
    message: str = ""

    @property
    def share(self) -> int | None:
        """Per cent done, or None."""
        return min(100, self.done * 100 // self.total) if self.total else None


class Job(models.Model):
    """后台任务: one thing to be done, by whom it was asked for, and what became of it."""

    kind = models.CharField(_("种类"), max_length=40)
    title = models.CharField(_("任务"), max_length=200)
    asked_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("提交人"), related_name="+")
    asked_at = models.DateTimeField(_("提交时间"))
    language = models.CharField(_("界面语言"), max_length=10, default="zh-hans")
    arguments = models.JSONField(_("内容"), default=dict, blank=True)
    file = models.CharField(_("文件"), max_length=255, blank=True)
    standing = models.CharField(_("状态"), max_length=12, choices=Standing, default=Standing.WAITING)
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("运行次数"), default=0)
    worker = models.CharField(_("进程"), max_length=120, blank=True)
    said = models.TextField(_("结果"), blank=True)
    result = models.JSONField(_("明细"), default=dict, blank=True)
    files = models.JSONField(_("结果文件"), default=list, blank=True)

    class Meta:
        verbose_name = _("后台任务")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["standing", "id"], name="job_queue"),
            models.Index(fields=["asked_by", "-id"], name="job_of_user"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def folder(self) -> Path:
        """Where its files lie."""
        folder = Path(settings.HOME, "jobs", str(self.pk))
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def input(self) -> Path:
        """The file that came with it."""
        return self.folder / "input"

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will come of it by itself."""
        return self.standing in ENDED

    @property
    def progress(self) -> Progress:
        """How far it is. Read from its file: a transaction that is under way would hide it in the database."""
        try:
            return Progress(**json.loads((self.folder / "progress").read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return Progress()

    def is_dead(self, at: datetime) -> bool:
        """Tell whether it is said to run and its worker is gone: at once on this machine, elsewhere by its silence."""
        if self.standing != Standing.RUNNING:
            return False
        host, _colon, process = self.worker.rpartition(":")
        if host == socket.gethostname() and process.isdecimal() and not _is_alive(int(process)):
            return True
        sign = self.folder / "alive"
        seen = sign.stat().st_mtime if sign.exists() else (self.started_at or self.asked_at).timestamp()
        return at.timestamp() - seen > SILENT.total_seconds()


def _is_alive(process: int) -> bool:
    if os.name == "nt":
        return True  # there signal 0 would end the process; its silence tells
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def seen_by(user: User, *, all_of_them: bool = False) -> QuerySet[Job]:
    """Return the jobs that `user` may see, the newest first: the user's own, or all for who keeps the installation."""
    found = Job.objects.select_related("asked_by")
    return found if all_of_them else found.filter(asked_by=user)
