"""通知: what a person should hear of: derived from journal, clocks and jobs, so that nobody must remember to tell.

`scan` reads the journal on from where it stopped, the clocks that end soon and the jobs that ended, and keeps each
notice once for each person: a second scan finds nothing to add. A notice holds no words, only what they are made of; it
is read in the language of its reader. `digest` gathers what is unread for a daily letter. What was read long ago is
thrown away: the journal, not the notice, is the record of what was done.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from . import board, journal, returns
from .cases import Case, Clock, case_models
from .clocks import declared as limits
from .jobs import IMPORT, KINDS, Job, Standing
from .journal.events import CIVIL
from .organisations import Actor, Organisation, User
from .procedure import lookup
from .returns.filing import OFFICE, STATISTICIAN
from .turns import Desk, OnDuty, duties

STAGES = (1, 3, 7)  # days before a due date at which one is told
READ_KEPT, KEPT = timedelta(days=90), timedelta(days=400)
RECENT = timedelta(days=30)  # what happened earlier is no news on the first scan of an installation
BATCH = 500
LAW = "law"  # the name under which the library of laws is in the journal
JOB = "job"
SAID = 300  # characters of what came of a job
WATCHED = timedelta(seconds=10)  # whoever asked for a job that was over so soon saw its end on the page


class Kind(models.TextChoices):
    """通知的种类."""

    ASSIGNED = "assigned", _("分配给您承办")
    TURN = "turn", _("待您办理")
    DUE = "due", _("即将届满")
    OVERDUE = "overdue", _("已经逾期")
    RIPE = "ripe", _("期间已满")
    EFFECT = "effect", _("法定效果")
    LAW = "law", _("法律变化")
    RETURN_IN = "return_in", _("报表待采用")
    RETURN_BACK = "return_back", _("报表退回")
    RETURN_ACCEPTED = "return_accepted", _("报表已采用")
    CONTRADICTION = "contradiction", _("数字不一致")
    IMPORT = "import", _("导入完成")
    JOB_DONE = "job_done", _("任务完成")
    JOB_FAILED = "job_failed", _("任务未完成")


# What is read first, and set apart by colour.
GRAVE = (Kind.OVERDUE, Kind.RETURN_BACK, Kind.CONTRADICTION, Kind.JOB_FAILED)


class Notice(models.Model):
    """通知: one thing that one person should hear of. `key` is what makes it once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("用户"), related_name="notices")
    kind = models.CharField(_("种类"), max_length=20, choices=Kind)
    key = models.CharField(max_length=160, editable=False)
    ledger = models.CharField(_("台账"), max_length=80, blank=True)
    record = models.CharField(_("记录"), max_length=80, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("机构"), related_name="+"
    )
    limit = models.CharField(_("期限"), max_length=80, blank=True)
    due_on = models.DateField(_("届满日"), null=True, blank=True)
    article = models.CharField(_("法条"), max_length=120, blank=True)
    data = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(_("时间"))
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("通知")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-at"], name="notice_of_user"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["key"], name="notice_key"),
        ]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_notice")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.words}"

    @property
    def grave(self) -> bool:
        """Whether something is already wrong."""
        return self.kind in GRAVE

    @property
    def number(self) -> str:
        """The number of the case; it names no person."""
        return str(self.data.get("number", ""))

    @property
    def words(self) -> str:
        """What is to be said, in the language of the reader."""
        return _WORDS[Kind(self.kind)](self) if self.kind in Kind.values else ""


def _limit_label(notice: Notice) -> str:
    versions = limits().get(notice.limit)
    return str(versions[-1].label) if versions else notice.limit


def _steps(notice: Notice) -> str:
    try:
        procedure = lookup(notice.data.get("procedure", ""))
    except KeyError:
        return ""
    named = [procedure.step(slug) for slug in notice.data.get("steps", ())]
    return "、".join(f"“{step.label}”" for step in named if step)


def _turn(notice: Notice) -> str:
    steps = _steps(notice)
    return text("轮到您办理%(steps)s。") % {"steps": steps} if steps else text("案件轮到您办理。")


def _said(message: Any) -> Any:
    def say(notice: Notice) -> str:
        values = {"limit": _limit_label(notice), "due": notice.due_on, "steps": _steps(notice)}
        return str(message) % {**_BLANK, **notice.data, **values}

    return say


# What a message may name, for notices that were made before it named it.
_BLANK = {
    "period": "",
    "reason": "",
    "place": "",
    "n": "",
    "name": "",
    "created": 0,
    "updated": 0,
    "by": "",
    "title": "",
    "said": "",
}
_NEW_PROCEDURE = _said(_("本案已改按新施行的程序办理：%(title)s。"))
_NEW_LAW = _said(_("法规库收入%(title)s（%(day)s起施行），请核对引用它的程序、案件和文件。"))
_WORDS = {
    Kind.ASSIGNED: _said(_("%(by)s将本案分配给您承办。")),
    Kind.TURN: _turn,
    Kind.DUE: _said(_("“%(limit)s”将于 %(due)s 届满。")),
    Kind.OVERDUE: _said(_("“%(limit)s”已于 %(due)s 届满，尚未办理。")),
    Kind.RIPE: _said(_("“%(limit)s”自 %(due)s 起已满，可以办理下一环节。")),
    Kind.EFFECT: _said(_("期限届满，已依法办理%(steps)s。")),
    Kind.LAW: lambda notice: (_NEW_LAW if notice.ledger == LAW else _NEW_PROCEDURE)(notice),
    Kind.RETURN_IN: _said(_("%(place)s报送了 %(period)s 报表，请审核采用。")),
    Kind.RETURN_BACK: _said(_("%(period)s 报表被退回：%(reason)s")),
    Kind.RETURN_ACCEPTED: _said(_("%(place)s %(period)s 报表已采用。")),
    Kind.CONTRADICTION: _said(_("%(place)s %(period)s 报表有 %(n)s 个数字与台账不一致，请核对。")),
    Kind.IMPORT: _said(_("文件“%(name)s”已导入：新增 %(created)s 条，更新 %(updated)s 条。")),
    Kind.JOB_DONE: _said(_("后台任务“%(title)s”已完成。%(said)s")),
    Kind.JOB_FAILED: _said(_("后台任务“%(title)s”没有完成。%(said)s")),
}


class NoticeSettings(models.Model):
    """通知设置: which kinds a person does not want, and whether and where the daily digest goes."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_settings")
    muted = models.JSONField(_("不接收的种类"), default=list, blank=True)
    digest = models.BooleanField(_("每日摘要"), default=False)
    email = models.EmailField(_("电子邮箱"), blank=True)
    digested_at = models.DateTimeField(_("上次摘要时间"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("通知设置")

    def __str__(self) -> str:
        return str(self.user)


class NoticeScan(models.Model):
    """通知进度: how far the journal has been read for notices, and when; one row, whose lock lets one scan run."""

    seq = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("通知进度")

    def __str__(self) -> str:
        return str(self.seq)


class CalendarFeed(models.Model):
    """日历订阅: the secret address of a person's calendar; only the digest of its secret is kept."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("启用时间"))

    class Meta:
        verbose_name = _("日历订阅")

    def __str__(self) -> str:
        return str(self.user)


# What is read


def of(user: User) -> QuerySet[Notice]:
    """Return the notices of a person, newest first."""
    return Notice.objects.filter(user=user).select_related("organisation")


def unread(user: User) -> int:
    """Return how many notices a person has not read."""
    return Notice.objects.filter(user=user, read_at=None).count()


def mark_read(user: User, at: datetime, keys: Iterable[int] | None = None) -> int:
    """Mark the notices `keys` of a person as read, or all; return how many there were."""
    found = Notice.objects.filter(user=user, read_at=None)
    if keys is not None:
        found = found.filter(pk__in=list(keys))
    return found.update(read_at=at)


def settings_of(user: User) -> NoticeSettings:
    """Return a person's settings, as they are or as they are by default."""
    return NoticeSettings.objects.filter(user=user).first() or NoticeSettings(user=user)


# What is made


@dataclass(frozen=True)
class _Draft:
    """A notice before it is known who gets it for the first time."""

    users: tuple[int, ...]
    values: dict[str, Any]


def scan(today: date, at: datetime) -> int:
    """Make the notices that journal, clocks and jobs call for, drop those long read, and return how many are new."""
    with transaction.atomic():
        head, _new = NoticeScan.objects.select_for_update().get_or_create(pk=1)
        events = journal.Event.objects.filter(seq__gt=head.seq)
        head.seq = events.order_by("-seq").values_list("seq", flat=True).first() or head.seq
        duty = OnDuty(today)
        read = events.filter(seq__lte=head.seq, action__in=_HEARD).order_by("seq").iterator(2000)
        drafts = [*_from_journal(read, duty, at), *_from_clocks(duty, today), *_from_jobs(at)]
        made = _keep(drafts, at)
        head.at = at
        head.save()
        Notice.objects.filter(Q(read_at__lt=at - READ_KEPT) | Q(at__lt=at - KEPT)).delete()
    return made


# What is told of a return, and the state in which it is still true.
_RETURNS = {
    "return-submit": (Kind.RETURN_IN, returns.State.SUBMITTED),
    "return-give-back": (Kind.RETURN_BACK, returns.State.RETURNED),
    "return-accept": (Kind.RETURN_ACCEPTED, returns.State.ACCEPTED),
}
_HEARD = ("step", "edit", "procedure", "import", *_RETURNS)


def _from_journal(events: Iterable[journal.Event], duty: OnDuty, at: datetime) -> Iterator[_Draft]:
    """Yield what the events call for: of a case only what its last event left it waiting for."""
    last: dict[tuple[str, str], journal.Event] = {}
    assigned: dict[tuple[str, str], journal.Event] = {}
    news: list[journal.Event] = []
    known = case_models()
    for event in events:
        place = (event.ledger, event.record)
        if event.action in _RETURNS or event.action == "import":
            news.append(event)
        elif event.ledger in known:
            if event.action != "edit":
                last[place] = event
            if "handler" in (event.after or {}):
                assigned[place] = event
    for case, event in _open(last):
        yield _of_case(case, event, duty)
    for case, event in _open(assigned):
        if case.handler_id and event.actor != getattr(case.handler, "username", ""):
            yield _Draft((case.handler_id,), _about(case, Kind.ASSIGNED, event, by=event.actor_name))
    recent = [event for event in news if event.at >= at - RECENT]
    names = {event.actor for event in recent if event.action == "import"}
    users = dict(User.objects.filter(username__in=names).values_list("username", "pk"))
    for event in recent:
        if event.action == "import" and event.ledger == LAW:
            yield _of_law(event, duty)
        elif event.action == "import":
            if event.actor in users:
                yield _of_import(event, users[event.actor])
        else:
            yield from _of_return(event, duty)


def _open(events: dict[tuple[str, str], journal.Event]) -> Iterator[tuple[Case, journal.Event]]:
    """Yield the cases among `events` that are still open, each with its event."""
    for ledger, model in case_models().items():
        keys = [record for of_ledger, record in events if of_ledger == ledger and record.isdecimal()]
        for start in range(0, len(keys), BATCH):
            rows = model._base_manager.select_related("organisation", "handler").filter(
                pk__in=keys[start : start + BATCH], closed_on=None
            )
            for case in rows.order_by("pk"):
                yield case, events[ledger, str(case.pk)]


def _of_case(case: Case, event: journal.Event, duty: OnDuty) -> _Draft:
    there = duty.of(case)
    data = event.data if isinstance(event.data, dict) else {}
    if event.action == "procedure":
        return _Draft(tuple(there), _about(case, Kind.LAW, event, title=str(case.version.title)))
    if event.actor == "system":
        values = _about(case, Kind.EFFECT, event, procedure=data.get("procedure", ""), steps=[data.get("step", "")])
        return _Draft(tuple(there), values)
    steps = [step.slug for step in duties(case.version, case.state)]
    # Who made the last step knows what comes next.
    others = tuple(user for user in there if duty.username(user) != event.actor)
    return _Draft(others, _about(case, Kind.TURN, event, procedure=case.procedure, steps=steps))


def _about(case: Case, kind: str, event: journal.Event, **data: Any) -> dict[str, Any]:
    ledger, record = case.place
    return {
        "kind": kind,
        "key": f"{kind}:{event.seq}",
        "ledger": ledger,
        "record": record,
        "organisation": case.organisation,
        "article": event.article,
        "due_on": case.due_on,
        "data": {"number": case.number, **data},
    }


def _of_import(event: journal.Event, user: int) -> _Draft:
    data = event.data if isinstance(event.data, dict) else {}
    said = {name: data.get(name, 0) for name in ("created", "updated")} | {"name": str(data.get("file", event.record))}
    return _Draft(
        (user,), {"kind": Kind.IMPORT, "key": f"import:{event.seq}", "ledger": event.ledger, "record": "", "data": said}
    )


def _of_law(event: journal.Event, duty: OnDuty) -> _Draft:
    """A new text of a law concerns whoever answers for the law anywhere."""
    after = event.after if isinstance(event.after, dict) else {}
    data = {"title": after.get("title") or event.record, "day": after.get("in_force") or ""}
    values = {"kind": Kind.LAW, "key": f"law:{event.seq}", "ledger": LAW, "record": event.record, "data": data}
    return _Draft(tuple(user for user in duty.everybody(OFFICE) if duty.username(user) != event.actor), values)


def _of_return(event: journal.Event, duty: OnDuty) -> Iterator[_Draft]:
    filing = returns.Return.objects.select_related("organisation").filter(pk=event.record).first()
    if filing is None:
        return
    kind, meant = _RETURNS[event.action]
    if filing.state != meant:
        return  # it has moved on since
    office = duty.holders(OFFICE, filing.organisation)
    there = office if kind == Kind.RETURN_IN else duty.holders(STATISTICIAN, filing.organisation)
    users = tuple(user for user in there if duty.username(user) != event.actor)
    reason = (event.data or {}).get("reason", "") if isinstance(event.data, dict) else ""
    data = {"period": filing.period, "place": str(filing.organisation), "reason": reason}
    values = {"ledger": "return", "record": str(filing.pk), "organisation": filing.organisation}
    yield _Draft(users, {**values, "kind": kind, "key": f"{kind}:{event.seq}", "data": data})
    if kind == Kind.RETURN_IN:
        differing = [one for one in returns.check(filing) if one.severity == "question"]
        if differing:
            key = f"{Kind.CONTRADICTION}:{event.seq}"
            data = {**data, "n": len(differing)}
            yield _Draft(tuple(office), {**values, "kind": Kind.CONTRADICTION, "key": key, "data": data})


def _from_clocks(duty: OnDuty, today: date) -> Iterator[_Draft]:
    """Yield what the clocks call for that end within the week or have ended: each once a stage and due date."""
    minimums = set(board.minimums())
    ending = Clock.objects.filter(stopped_on=None, due_on__lte=today + timedelta(days=max(STAGES)))
    wanted: dict[str, tuple[Clock, str]] = {}
    # The most urgent last: notices are read the newest first.
    for clock in ending.select_related("organisation").order_by("-due_on", "-pk").iterator(2000):
        assert clock.due_on is not None
        if stage := _stage(clock.due_on, today, clock.limit in minimums):
            wanted[f"clock:{clock.pk}:{clock.due_on}:{stage}"] = clock, stage
    keys = list(wanted)
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        told = set(Notice.objects.filter(key__in=batch).values_list("key", flat=True))
        fresh = {key: wanted[key] for key in batch if key not in told}
        cases = _cases_of(clock for clock, _stage_of in fresh.values())
        for key, (clock, stage) in fresh.items():
            if case := cases.get((clock.ledger, clock.record)):
                yield _Draft(tuple(duty.of(case)), _of_clock(clock, case, key, stage))


def _from_jobs(at: datetime) -> Iterator[_Draft]:
    """Yield what the jobs call for that ended of late: each run once, and only to whoever asked for it."""
    ended = Job.objects.filter(ended_at__gte=at - RECENT, standing__in=_ENDS, kind__in=KINDS).order_by("ended_at", "pk")
    for job in ended.iterator(2000):
        assert job.ended_at is not None
        if job.standing in (Standing.DONE, Standing.REFUSED) and job.ended_at - job.asked_at < WATCHED:
            continue
        if job.standing == Standing.DONE and job.kind == IMPORT and not job.arguments.get("trial"):
            continue  # of which the journal tells
        kind = _ENDS[Standing(job.standing)]
        values = {"kind": kind, "key": f"job:{job.pk}:{job.attempts}:{kind}", "ledger": JOB, "record": str(job.pk)}
        yield _Draft((job.asked_by_id,), {**values, "data": {"title": job.title, "said": job.said[:SAID]}})


# What each end of a job is to whoever asked for it; who called one off knows.
_ENDS = {
    Standing.DONE: Kind.JOB_DONE,
    Standing.REFUSED: Kind.JOB_FAILED,
    Standing.FAILED: Kind.JOB_FAILED,
    Standing.INTERRUPTED: Kind.JOB_FAILED,
}


def _cases_of(clocks: Iterable[Clock]) -> dict[tuple[str, str], Case]:
    keys: dict[str, set[str]] = {}
    for clock in clocks:
        keys.setdefault(clock.ledger, set()).add(clock.record)
    known = case_models()
    return {
        (ledger, str(case.pk)): case
        for ledger, records in keys.items()
        if ledger in known
        for case in known[ledger]._base_manager.select_related("organisation").filter(pk__in=records)
    }


def _stage(due: date, today: date, minimum: bool) -> str:
    """Return how near a due date is: overdue from the day after it; of a minimum only that it has been reached."""
    left = (due - today).days
    if minimum:
        return Kind.RIPE.value if left <= 0 else ""
    if left < 0:
        return Kind.OVERDUE.value
    return next((str(days) for days in STAGES if left <= days), "")


def _of_clock(clock: Clock, case: Case, key: str, stage: str) -> dict[str, Any]:
    kind = stage if stage in (Kind.OVERDUE, Kind.RIPE) else Kind.DUE
    return {
        "kind": kind,
        "key": key,
        "ledger": clock.ledger,
        "record": clock.record,
        "organisation": clock.organisation,
        "limit": clock.limit,
        "due_on": clock.due_on,
        "article": ";".join(clock.term.limit.articles)[:120],
        "data": {"number": case.number},
    }


def _keep(drafts: Iterable[_Draft], at: datetime) -> int:
    """Write the notices that are not there yet and not muted; return how many."""
    muted: dict[int, set[str]] = {
        one.user_id: set(one.muted) for one in NoticeSettings.objects.exclude(muted=[]) if isinstance(one.muted, list)
    }
    rows = [
        Notice(user_id=user, at=at, **draft.values)
        for draft in drafts
        for user in draft.users
        if draft.values["kind"] not in muted.get(user, ())
    ]
    made = 0
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        there = set(Notice.objects.filter(key__in={one.key for one in batch}).values_list("user_id", "key"))
        fresh = {(one.user_id, one.key): one for one in batch if (one.user_id, one.key) not in there}
        Notice.objects.bulk_create(fresh.values(), ignore_conflicts=True)
        made += len(fresh)
    return made


# The daily digest


@dataclass(frozen=True)
class Digest:
    """摘要: what one person should know today, in that person's language."""

    user: User
    email: str
    subject: str
    body: str


def digests(today: date) -> list[Digest]:
    """Return the digests that are due: one a person and day, for those who asked for it and have something to hear."""
    wanted = NoticeSettings.objects.filter(digest=True, user__is_active=True).select_related("user")
    found = []
    for one in wanted.order_by("user__username"):
        if one.digested_at and one.digested_at.astimezone(CIVIL).date() >= today:
            continue
        with translation.override(one.user.language):
            if made := _digest(one, today):
                found.append(made)
    return found


def _digest(one: NoticeSettings, today: date) -> Digest | None:
    waiting = Desk(Actor.of(one.user, today), one.user.pk, today).waiting()
    unread_ones = list(of(one.user).filter(read_at=None)[:50])
    late = sum(1 for each in waiting if each.due_on and each.due_on < today)
    week = sum(1 for each in waiting if each.due_on and 0 <= (each.due_on - today).days <= board.SOON)
    if not (late or week or unread_ones):
        return None
    said = {"name": str(one.user), "late": late, "week": week, "all": len(waiting), "n": len(unread_ones), "day": today}
    lines = [
        text("%(name)s：") % said,
        text("待办 %(all)d 件，其中逾期 %(late)d 件，七日内届满 %(week)d 件；未读通知 %(n)d 条。") % said,
        "",
        *(f"· {notice.get_kind_display()} {notice.number} {notice.words}" for notice in unread_ones),
        "",
        text("详情请登录法度查看。摘要可在“通知设置”中关闭。"),
    ]
    return Digest(one.user, one.email or one.user.email, text("法度每日摘要 %(day)s") % said, "\n".join(lines) + "\n")


def delivered(digest: Digest, at: datetime) -> None:
    """Note that a digest went out, so that no second one goes out on that day."""
    NoticeSettings.objects.filter(user=digest.user).update(digested_at=at)


# The calendar's address


def renew_feed(user: User, at: datetime) -> str:
    """Give a person a new secret address and return its token, which is not kept; an older one ends."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        CalendarFeed.objects.update_or_create(user=user, defaults={"digest": _digest_of(token), "made_at": at})
        _note_feed(user, "renewed")
    return token


def revoke_feed(user: User) -> bool:
    """End a person's address; tell whether there was one."""
    with transaction.atomic():
        ended, _each = CalendarFeed.objects.filter(user=user).delete()
        if ended:
            _note_feed(user, "revoked")
    return bool(ended)


def feed_owner(token: str) -> User | None:
    """Return the person whose address holds `token`; None for a token that is not, or no longer, in force."""
    feed = CalendarFeed.objects.select_related("user").filter(digest=_digest_of(token)).first()
    return feed.user if feed and feed.user.is_active else None


def _digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _note_feed(user: User, what: str) -> None:
    entry = journal.Entry(
        "setting", ledger="user", record=user.username, actor=user.username, actor_name=str(user),
        data={"calendar_feed": what},
    )  # fmt: skip
    journal.write(entry)
