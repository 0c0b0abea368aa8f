"""账号与任职: who may sign in, with which password, in which roles; the rules that keep an office in its own hands.

There is always a keeper over every organisation, nobody shuts himself out, and what a keeper gives to himself is said.
Passwords that others know are one-time: they must be changed at the first sign-in.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password, get_hasher, make_password
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from . import divisions, journal, offices
from .organisations import (
    ROLES,
    Actor,
    Division,
    Kind,
    Level,
    Membership,
    Organisation,
    User,
    found,
)

KEEPER = "keeper"
# No 0, O, 1, l, I: one-time passwords are printed on slips and typed by hand.
LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"
SLIP_DAYS = 30  # a one-time password that nobody used by then no longer opens the door
REMEMBERED = 3  # former passwords that may not be used again
USERNAME = re.compile(r"[\w.@-]{2,40}")


class AccountRefused(Exception):
    """A change of an account that may not be; the message says why and what to do instead."""


class Account(models.Model):
    """账号: what is known of a user's sign-in beside the password. Who has none yet has no duties."""

    user = models.OneToOneField(User, models.CASCADE, related_name="account")
    must_change = models.BooleanField(_("须更换密码"), default=False)
    set_at = models.DateTimeField(_("密码设定时间"), null=True, blank=True)
    shortcuts = models.BooleanField(_("使用键盘快捷键"), default=True)

    class Meta:
        verbose_name = _("账号")

    def __str__(self) -> str:
        return str(self.user)


class FormerPassword(models.Model):
    """用过的密码: a digest, kept so that the same password is not used again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="former_passwords")
    encoded = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("用过的密码")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.user)


class Lock(models.Model):
    """登录锁定: wrong passwords in a row for one name, whether or not a user bears it, and until when it stays shut."""

    username = models.CharField(_("用户名"), max_length=150, unique=True)
    failures = models.PositiveSmallIntegerField(_("连续错误次数"), default=0)
    last_at = models.DateTimeField(_("最近一次"))
    until = models.DateTimeField(_("锁定至"), null=True, blank=True)

    class Meta:
        verbose_name = _("登录锁定")

    def __str__(self) -> str:
        return self.username


class Tally(models.Model):
    """尝试次数: how often something was tried in a span of time, such as a code from one address; for all processes.

    What was counted is kept as a digest: the table tells nobody who looked for what.
    """

    key = models.CharField(_("摘要"), max_length=64, unique=True)
    count = models.PositiveIntegerField(_("次数"), default=0)
    until = models.DateTimeField(_("计到"), db_index=True)

    class Meta:
        verbose_name = _("尝试次数")

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"


class Shared(models.Model):
    """共用的缓存: what all processes must know for a while, as which one-time codes were used; settings.CACHES."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("共用的缓存")

    def __str__(self) -> str:
        return self.cache_key


def tally(what: str, whose: str, span: timedelta, at: datetime) -> int:
    """Count one more of `what` by `whose`, and return how many there were in the span of time that began with the
    first of them."""
    key = hashlib.sha256(f"{what}\0{whose}".encode()).hexdigest()
    with transaction.atomic():
        Tally.objects.filter(until__lte=at).delete()
        Tally.objects.get_or_create(key=key, defaults={"until": at + span})
        Tally.objects.filter(key=key).update(count=models.F("count") + 1)
        return Tally.objects.values_list("count", flat=True).get(key=key)


# Passwords


def one_time_password() -> str:
    """Return a password of 12 legible characters, 59 bits, in three groups."""
    letters = [secrets.choice(LEGIBLE) for _place in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


class NotUsedBefore:
    """密码规则: not the present password, nor one of those before it. One of AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        encoded = [user.password, *user.former_passwords.values_list("encoded", flat=True)[:REMEMBERED]]
        if any(check_password(password, one) for one in encoded):
            said = text("不能使用最近 %(n)d 次用过的密码，请另换一个。") % {"n": REMEMBERED}
            raise ValidationError(said, code="password_used_before")

    def get_help_text(self) -> str:
        return text("不能与最近 %(n)d 次用过的密码相同。") % {"n": REMEMBERED}

    def password_changed(self, password: str, user: User | None = None) -> None:
        """Remember the digest of what was just set, and forget those too old to matter."""
        if user is None or user.pk is None:
            return
        FormerPassword.objects.create(user=user, encoded=user.password)
        kept = user.former_passwords.values_list("pk", flat=True)[:REMEMBERED]
        user.former_passwords.exclude(pk__in=list(kept)).delete()


def rules() -> list[str]:
    """Return the password rules in words, for those who choose one."""
    return list(password_validation.password_validators_help_texts())


def account_of(user: User) -> Account:
    """Return what is known of a user's sign-in."""
    return Account.objects.filter(user=user).first() or Account(user=user)


def set_password(user: User, password: str, at: datetime, *, one_time: bool = False) -> None:
    """Give `user` a password: their own choice, or a one-time password that someone else knows."""
    with transaction.atomic():
        if one_time:
            user.password = _encoded(password)
        else:
            user.set_password(password)
        user.save()
        Account.objects.update_or_create(user=user, defaults={"must_change": one_time, "set_at": at})


def _encoded(password: str) -> str:
    """Return the digest of a one-time password.

    Slow digests protect passwords that people think of. One of 59 random bits needs no such protection, and hundreds of
    users come in one file; at the sign-in it is digested anew, and then replaced.
    """
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), iterations=20_000)
    return make_password(password)


def duty(user: User, at: datetime) -> str:
    """Return why this user must change the password before anything else, or nothing."""
    account = account_of(user)
    if account.must_change:
        return text("这是管理员发的一次性密码，请先换成只有您自己知道的密码。")
    days = offices.installation().password_days
    if days and account.set_at and account.set_at + timedelta(days=days) < at:
        return text("密码已使用超过 %(n)d 天，按本单位规定须更换后继续使用。") % {"n": days}
    return ""


def is_expired(user: User, at: datetime) -> bool:
    """Tell whether the user's password is a one-time password that was left unused for too long."""
    account = account_of(user)
    return bool(account.must_change and account.set_at and account.set_at + timedelta(days=SLIP_DAYS) < at)


# The lock at the door


def locked_until(username: str, at: datetime) -> datetime | None:
    """Return until when a name stays shut out, or None. A name that nobody bears is shut out in the same way."""
    lock = Lock.objects.filter(username=_folded(username)).first()
    return lock.until if lock and lock.until and lock.until > at else None


def note_failure(username: str, at: datetime) -> datetime | None:
    """Count a wrong password; return until when the name is shut out now, or None."""
    rules = offices.installation()
    span = timedelta(minutes=rules.lock_minutes)
    with transaction.atomic():
        Lock.objects.filter(last_at__lt=at - timedelta(days=1)).filter(Q(until=None) | Q(until__lt=at)).delete()
        lock, _new = Lock.objects.select_for_update().get_or_create(
            username=_folded(username), defaults={"last_at": at}
        )
        if (lock.until and lock.until <= at) or lock.last_at < at - span:
            lock.failures, lock.until = 0, None  # the count begins anew after a pause
        lock.failures, lock.last_at = lock.failures + 1, at
        if lock.failures >= rules.lock_after:
            lock.until = at + span
        lock.save()
    return lock.until


def note_success(username: str) -> None:
    """Forget the wrong passwords before a right one."""
    Lock.objects.filter(username=_folded(username)).delete()


def _folded(username: str) -> str:
    return username.strip().casefold()[:150]


def locks(at: datetime) -> QuerySet[Lock]:
    """Return the names that are shut out now."""
    return Lock.objects.filter(until__gt=at).order_by("-until")


# Who keeps whom


def kept(actor: Actor) -> QuerySet[Organisation]:
    """Return the organisations that the actor keeps."""
    return actor.organisations({KEEPER})


def keeps_all(actor: Actor) -> bool:
    """Tell whether the actor keeps every organisation, and with them what belongs to none, such as sign-ins."""
    return actor.holds({KEEPER}) and not Organisation.objects.exclude(pk__in=kept(actor).values("pk")).exists()


def current(memberships: Any, on: date) -> Any:
    """Return those of `memberships` that are valid on a day or begin later."""
    return memberships.filter(Q(valid_to=None) | Q(valid_to__gte=on))


def check_keeps(actor: Actor, user: User, on: date) -> None:
    """Refuse when the user holds a role outside what the actor keeps. Raises AccountRefused."""
    if not actor.holds({KEEPER}):
        raise AccountRefused(text("只有系统管理员可以管理用户。"))
    outside = current(user.memberships, on).exclude(organisation__in=kept(actor)).select_related("organisation").first()
    if outside:
        said = text("%(user)s在%(organisation)s任职，不归您管理；请联系该机构或者上级的系统管理员。")
        raise AccountRefused(said % {"user": user, "organisation": outside.organisation.name})


def check_place(actor: Actor, organisation: Organisation, role: str) -> None:
    """Refuse a role that is not to be given, or at a place that the actor does not keep. Raises AccountRefused."""
    if role not in ROLES or role == "system":
        raise AccountRefused(text("没有角色“%(role)s”，请从列表中选择。") % {"role": role})
    if not actor.may(KEEPER, organisation):
        said = text("%(organisation)s不在您管理的范围内。")
        raise AccountRefused(said % {"organisation": organisation.name})


def check_name(username: str) -> None:
    """Refuse a username that cannot be one, or that differs from another in upper and lower case alone."""
    if not USERNAME.fullmatch(username):
        raise AccountRefused(text("用户名“%(name)s”不合要求：2 至 40 个字母、数字或 . @ - _。") % {"name": username})
    if User.objects.filter(username__iexact=username).exists():
        raise AccountRefused(text("用户名“%(name)s”已有人使用，请另取一个。") % {"name": username})


def keepers_of(organisation: Organisation, on: date, without: Q | None = None) -> QuerySet[Membership]:
    """Return the memberships by which somebody who may sign in keeps an organisation on a day."""
    held = Membership.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on),
        role=KEEPER, user__is_active=True, organisation__path__in=_line(organisation),
    )  # fmt: skip
    return held.exclude(without) if without is not None else held


def _line(organisation: Organisation) -> list[str]:
    """Return the paths of an organisation and of all above it."""
    codes = organisation.path.rstrip("/").split("/")
    return ["/".join(codes[:place]) + "/" for place in range(1, len(codes) + 1)]


def _check_last_keeper(gone: QuerySet[Membership], on: date) -> None:
    for membership in gone.select_related("organisation"):
        if not keepers_of(membership.organisation, on, Q(pk__in=gone.values("pk"))).exists():
            said = text("这是%(organisation)s最后一名系统管理员。请先任命另一名系统管理员，再办理。")
            raise AccountRefused(said % {"organisation": membership.organisation.name})


# Changes


def open_account(actor: Actor, username: str, name: str, at: datetime, language: str = "zh-hans") -> tuple[User, str]:
    """开户: make a user and return it with the one-time password. Raises AccountRefused."""
    if not actor.holds({KEEPER}):
        raise AccountRefused(text("只有系统管理员可以管理用户。"))
    username, name = username.strip(), name.strip()
    check_name(username)
    if not name or len(name) > 40:
        raise AccountRefused(text("请填写姓名，最多 40 个字。"))
    password = one_time_password()
    with transaction.atomic():
        user = User.objects.create(username=username, name=name, language=language)
        set_password(user, password, at, one_time=True)
        note("create", user, actor, after={"name": name})
    return user, password


def rename_user(actor: Actor, user: User, name: str, on: date) -> None:
    """Correct a user's name. Raises AccountRefused."""
    check_keeps(actor, user, on)
    if not (name := name.strip()) or len(name) > 40:
        raise AccountRefused(text("请填写姓名，最多 40 个字。"))
    if name != user.name:
        with transaction.atomic():
            before, user.name = user.name, name
            user.save(update_fields=["name"])
            note("edit", user, actor, before={"name": before}, after={"name": name})


def appoint(
    actor: Actor,
    user: User,
    organisation: Organisation,
    role: str,
    on: date,
    *,
    valid_from: date | None = None,
    valid_to: date | None = None,
    reason: str = "",
) -> Membership:
    """任职: give a user a role at an organisation, or set its days anew. Raises AccountRefused.

    A keeper who gives himself another role must say why; the journal and the users' page show it.
    """
    check_keeps(actor, user, on)
    check_place(actor, organisation, role)
    if valid_from and valid_to and valid_to < valid_from:
        raise AccountRefused(text("离任日期不得早于任职日期。"))
    if not organisation.exists_on(valid_from or on):
        said = text("%(organisation)s在任职之日不存续，请选择承接机构。")
        raise AccountRefused(said % {"organisation": organisation.name})
    to_self = actor.username == user.username
    if to_self and role != KEEPER and not reason.strip():
        raise AccountRefused(text("系统管理员给自己加办案角色，须写明理由；理由记入留痕，并在用户页面公示。"))
    days = {"valid_from": valid_from, "valid_to": valid_to}
    with transaction.atomic():
        held = user.memberships.select_for_update().filter(organisation=organisation, role=role).first()
        if held and role == KEEPER and valid_to:
            _check_end(actor, held, valid_to)
        before = {"valid_from": held.valid_from, "valid_to": held.valid_to} if held else None
        if before == days:
            return held  # type: ignore[return-value]
        membership, _new = Membership.objects.update_or_create(
            user=user, organisation=organisation, role=role, defaults=days
        )
        data = {"self": True, "reason": reason.strip()} if to_self else None
        note("appoint", user, actor, membership, before=before, after={"role": role, **days}, data=data)
    return membership


def dismiss(actor: Actor, membership: Membership, last: date, on: date) -> None:
    """离任: `last` is the membership's last day. Raises AccountRefused."""
    check_keeps(actor, membership.user, on)
    if membership.valid_from and last < membership.valid_from:
        raise AccountRefused(text("离任日期不得早于任职日期。"))
    with transaction.atomic():
        _check_end(actor, membership, last)
        before, membership.valid_to = membership.valid_to, last
        membership.save(update_fields=["valid_to"])
        after = {"role": membership.role, "valid_to": last}
        note("dismiss", membership.user, actor, membership, before={"valid_to": before}, after=after)


def _check_end(actor: Actor, membership: Membership, last: date) -> None:
    if membership.role != KEEPER:
        return
    if membership.user.username == actor.username:
        raise AccountRefused(text("不能结束自己的系统管理员任职，以免把自己关在门外；请由另一名系统管理员办理。"))
    _check_last_keeper(Membership.objects.filter(pk=membership.pk), last + timedelta(days=1))


def move_members(actor: Actor, source: Organisation, target: Organisation, last: date, on: date) -> int:
    """划转人员: all roles held at `source` end on `last` and go on at `target` the day after; return how many.

    Raises AccountRefused.
    """
    if source.pk == target.pk:
        raise AccountRefused(text("划入机构与划出机构相同。"))
    for organisation in (source, target):
        check_place(actor, organisation, KEEPER)
    moved = 0
    with transaction.atomic():
        standing = source.memberships.filter(Q(valid_to=None) | Q(valid_to__gt=last))
        for membership in standing.select_related("user", "organisation").order_by("pk"):
            appoint(
                actor, membership.user, target, membership.role, on,
                valid_from=last + timedelta(days=1), valid_to=membership.valid_to,
                reason=text("机构调整，随%(source)s划转") % {"source": source.name},
            )  # fmt: skip
            before, membership.valid_to = membership.valid_to, last
            membership.save(update_fields=["valid_to"])
            after = {"role": membership.role, "valid_to": last}
            note("dismiss", membership.user, actor, membership, before={"valid_to": before}, after=after)
            moved += 1
        _check_last_keeper(source.memberships.filter(role=KEEPER), last + timedelta(days=1))
    return moved


def deactivate(actor: Actor, user: User, on: date, reason: str) -> None:
    """停用: the user no longer signs in; all that was done stays under the name. Raises AccountRefused."""
    check_keeps(actor, user, on)
    if user.username == actor.username:
        raise AccountRefused(text("不能停用自己的账号；请由另一名系统管理员办理。"))
    if not reason.strip():
        raise AccountRefused(text("请写明停用的理由，如“调离”。"))
    with transaction.atomic():
        _check_last_keeper(current(user.memberships, on).filter(role=KEEPER), on)
        user.is_active = False
        user.save(update_fields=["is_active"])
        note("deactivate", user, actor, data={"reason": reason.strip()})


def reactivate(actor: Actor, user: User, at: datetime, on: date) -> str:
    """启用: the user may sign in again, with a new one-time password, which is returned. Raises AccountRefused."""
    check_keeps(actor, user, on)
    password = one_time_password()
    with transaction.atomic():
        user.is_active = True
        set_password(user, password, at, one_time=True)
        note("reactivate", user, actor)
    return password


def reset_password(actor: Actor, user: User, at: datetime, on: date) -> str:
    """重置密码: return a new one-time password; the sessions of the old one end. Raises AccountRefused."""
    check_keeps(actor, user, on)
    if user.username == actor.username:
        raise AccountRefused(text("自己的密码请在“我的账号”中修改。"))
    password = one_time_password()
    with transaction.atomic():
        set_password(user, password, at, one_time=True)
        note_success(user.username)
        note("reset", user, actor)
    return password


def unlock(actor: Actor, user: User, on: date) -> None:
    """解锁: let a user try again at once. Raises AccountRefused."""
    check_keeps(actor, user, on)
    with transaction.atomic():
        note_success(user.username)
        note("unlock", user, actor)


def note(action: str, user: User, actor: Actor, membership: Membership | None = None, **change: Any) -> None:
    """Note what was done to an account; what belongs to a role belongs to its organisation."""
    journal.write(
        journal.Entry(
            action,
            ledger="user",
            record=user.username,
            organisation=membership.organisation.code if membership else "",
            actor=actor.username,
            actor_name=actor.name,
            **change,
        )
    )


# The first office


@dataclass(frozen=True)
class First:
    """启用: the office that an installation begins with."""

    division: str
    division_name: str
    name: str
    short_name: str = ""
    mark: str = ""

    def faults(self) -> dict[str, str]:
        """Return by field what is wrong, and what would be right."""
        found = {}
        try:
            divisions.level_of(self.division)
        except divisions.CodeError as error:
            found["division"] = code_fault(self.division, error)
        if not self.division_name or len(self.division_name) > 60:
            found["division_name"] = text("请填写行政区划名称，如：新城市。")
        if not self.name or len(self.name) > 80:
            found["name"] = text("请填写机构全称，如：新城市人民政府。")
        if len(self.short_name) > 40:
            found["short_name"] = text("简称最多 40 个字。")
        if len(self.mark) > 12 or re.search(r"[\s〔〕\[\]（）()]", self.mark):
            found["mark"] = text("发文代字只写代字本身，如“新府”，不写年份和括号，最多 12 个字。")
        return found


def code_fault(code: str, error: divisions.CodeError) -> str:
    """Return in words what is wrong with a division's code."""
    said = {
        "characters": text("区划代码“%(code)s”只能是数字。"),
        "length": text("区划代码“%(code)s”应为 6 位（县级以上）、9 位（乡级）或者 12 位（村级）。"),
        "province": text("没有以“%(start)s”开头的省级区划代码，请核对 GB/T 2260。"),
        "zeros": text("区划代码“%(code)s”不合 GB/T 2260 的结构：前两位省，中间两位市，后两位县，没有的写 00。"),
    }
    return said[error.reason] % {"code": code, "start": code[:2]}


def establish(
    first: First, username: str, keeper: str, password: str, at: datetime, actor: Actor | None = None
) -> User:
    """启用一个单位: make its division, its government and its first keeper, in an installation that has nobody yet.

    `actor` is who runs the command; in the browser it is the keeper himself. An empty `password` makes the account
    without one, for the caller to give a one-time password. Raises AccountRefused, or ValidationError for the password.
    """
    with transaction.atomic():
        if User.objects.exists():
            raise AccountRefused(text("本系统已经启用，不能再次启用；增加机构和用户，请由系统管理员登录后办理。"))
        if faults := first.faults():
            raise AccountRefused("".join(faults.values()))
        check_name(username)
        if not keeper or len(keeper) > 40:
            raise AccountRefused(text("请填写姓名，最多 40 个字。"))
        user = User(username=username, name=keeper)
        if password:
            password_validation.validate_password(password, user)
        user.save()
        actor = actor or Actor(username, keeper)
        division, _new = Division.objects.get_or_create(
            code=first.division,
            defaults={"name": first.division_name, "level": Level(divisions.level_of(first.division))},
        )
        kind = Kind.TOWNSHIP if division.level >= Level.TOWNSHIP else Kind.GOVERNMENT
        office = found(
            actor,
            code=first.division,
            name=first.name,
            short_name=first.short_name,
            mark=first.mark,
            kind=kind,
            division=division,
        )
        if password:
            set_password(user, password, at)
        membership = Membership.objects.create(user=user, organisation=office, role=KEEPER)
        note("create", user, actor, after={"name": keeper})
        note("appoint", user, actor, membership, after={"role": KEEPER}, data={"first": True})
    return user


# The one-time code that opens the set-up: whoever can read the installation's folder may take the first place.


def code_file() -> Path:
    """Return where the code lies."""
    return Path(settings.HOME, "setup.code")


def setup_code() -> str:
    """Return the code that opens the set-up, made when there is none; empty once there is a user."""
    file = code_file()
    if User.objects.exists():
        file.unlink(missing_ok=True)
        return ""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            file.touch(mode=0o600, exist_ok=False)
            file.write_text(one_time_password(), encoding="ascii")
        except FileExistsError:
            pass  # another process was quicker; its code counts
    return file.read_text(encoding="ascii").strip()


def opens(code: str) -> bool:
    """Tell whether `code` is the one that opens the set-up."""
    file = code_file()
    wanted = file.read_text(encoding="ascii").strip() if file.exists() else ""
    given = "".join(code.split()).casefold().replace("-", "")
    return bool(wanted) and secrets.compare_digest(given.encode(), wanted.replace("-", "").encode())


def spend_code() -> bool:
    """Use the code up; tell whether it was still there: of two who try at once, one succeeds."""
    try:
        code_file().unlink()
    except FileNotFoundError:
        return False
    return True
