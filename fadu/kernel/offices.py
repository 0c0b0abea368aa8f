"""单位设置: what an office says of itself, and what holds for the whole installation.

Particulars belong to one organisation: what its letters and the portal print, who handles what by default. The
installation's rules hold for everybody who signs in. Both change here alone, and the journal says what was before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from . import journal
from .organisations import ROLES, Actor, Organisation, User

TELEPHONE = re.compile(r"[0-9()（）+\- 、,，转;；]{5,60}")


class SettingRefused(Exception):
    """A setting that cannot be taken; `faults` says by field what is wrong and what would be taken."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("；".join(faults.values()))
        self.faults = dict(faults)


class Particulars(models.Model):
    """单位资料: what letters, the portal and the help page print of one organisation."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="particulars")
    letterhead = models.CharField(
        _("发文机关标志"), max_length=80, blank=True, help_text=_("印在文书上方；不填的，用机构全称")
    )
    address = models.CharField(_("地址"), max_length=120, blank=True)
    postcode = models.CharField(
        _("邮政编码"), max_length=6, blank=True, validators=[RegexValidator(r"^\d{6}$", _("邮政编码是 6 位数字"))]
    )
    telephone = models.CharField(
        _("联系电话"),
        max_length=60,
        blank=True,
        validators=[RegexValidator(TELEPHONE, _("电话只写数字、区号和分机，如 0972-8612345"))],
    )
    email = models.EmailField(_("电子邮箱"), max_length=120, blank=True)
    hours = models.CharField(
        _("工作时间"), max_length=120, blank=True, help_text=_("如：工作日 8:30—12:00、14:30—18:00")
    )
    contact = models.CharField(
        _("使用问题联系人"), max_length=80, blank=True, help_text=_("印在帮助页上，如：信息中心 何维 8612345")
    )
    handlers = models.JSONField(_("各台账的承办人"), default=dict, blank=True)

    class Meta:
        verbose_name = _("单位资料")

    def __str__(self) -> str:
        return str(self.organisation)


class Installation(models.Model):
    """安装设置: the one row of what holds for everybody."""

    idle_minutes = models.PositiveSmallIntegerField(
        _("无操作多少分钟后退出登录"),
        default=120,
        validators=[MaxValueValidator(1440)],
        help_text=_("0 表示不限；办公室多人共用电脑的，建议 30 分钟以内"),
    )
    password_days = models.PositiveSmallIntegerField(
        _("密码多少天必须更换"),
        default=0,
        validators=[MaxValueValidator(3650)],
        help_text=_("0 表示不要求定期更换"),
    )
    lock_after = models.PositiveSmallIntegerField(
        _("连续输错几次密码后锁定"), default=5, validators=[MinValueValidator(3), MaxValueValidator(20)]
    )
    lock_minutes = models.PositiveSmallIntegerField(
        _("锁定多少分钟"), default=15, validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    two_step_roles = models.JSONField(_("必须启用两步验证的角色"), default=list, blank=True)
    portal_open = models.BooleanField(_("开放公开门户"), default=True)
    set_aside = models.JSONField(_("启用清单中不需要的事项"), default=list, blank=True)

    class Meta:
        verbose_name = _("安装设置")

    def __str__(self) -> str:
        return text("安装设置")


def installation() -> Installation:
    """Return what holds for the installation; the defaults where nothing was set."""
    return Installation.objects.filter(pk=1).first() or Installation(pk=1)


def particulars(organisation: Organisation) -> Particulars:
    """Return what an organisation says of itself; empty where it said nothing."""
    return Particulars.objects.filter(organisation=organisation).first() or Particulars(organisation=organisation)


def letterhead(organisation: Organisation, named: str = "") -> str:
    """Return what stands at the head of what an organisation sends out: what it has set, or its name (or `named`)."""
    return particulars(organisation).letterhead.strip() or named or organisation.name


def default_handler(organisation: Organisation, ledger: str) -> User | None:
    """Return who takes a new case of `ledger` at an organisation, if one was named who may still sign in."""
    username = particulars(organisation).handlers.get(ledger, "")
    return User.objects.filter(username=username, is_active=True).first() if username else None


def set_installation(actor: Actor, values: Mapping[str, Any]) -> Installation:
    """Change what holds for everybody. Raises SettingRefused."""
    faults = {}
    if unknown := sorted(set(values.get("two_step_roles", ())) - set(ROLES)):
        faults["two_step_roles"] = text("没有角色 %(roles)s。") % {"roles": "、".join(unknown)}
    return _set(installation(), actor, values, faults, ledger="installation", record="1")


def set_particulars(actor: Actor, organisation: Organisation, values: Mapping[str, Any]) -> Particulars:
    """Change what an organisation says of itself. Raises SettingRefused.

    A default handler must be someone with a role there: `handlers` holds usernames by the slug of a ledger.
    """
    faults = {}
    for username in {name for name in values.get("handlers", {}).values() if name}:
        if not User.objects.filter(username=username, is_active=True, memberships__organisation=organisation).exists():
            said = text("“%(user)s”在%(organisation)s没有任职，不能作为承办人。")
            faults["handlers"] = said % {"user": username, "organisation": organisation.name}
    row = particulars(organisation)
    return _set(row, actor, values, faults, ledger="organisation", record=organisation.code, at=organisation.code)


def _set(row: Any, actor: Actor, values: Mapping[str, Any], faults: dict, *, ledger: str, record: str, at: str = ""):
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    try:
        row.full_clean(exclude=["organisation", "id"], validate_unique=False)
    except ValidationError as error:
        faults |= {name: "；".join(messages) for name, messages in error.message_dict.items()}
    if faults:
        raise SettingRefused(faults)
    changed = {name: value for name, value in values.items() if before[name] != value}
    if changed:
        with transaction.atomic():
            row.save()
            journal.write(
                journal.Entry(
                    "setting",
                    ledger=ledger,
                    record=record,
                    organisation=at,
                    actor=actor.username,
                    actor_name=actor.name,
                    before={name: before[name] for name in changed},
                    after=changed,
                )
            )
    return row
