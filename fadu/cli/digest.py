"""每日摘要：把待办和未读通知发给要求摘要的用户；没有配置邮件的，写到数据目录的 outbox

例：fadu digest
    fadu digest --print
"""

import smtplib
import sys
from datetime import date, datetime

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from fadu.kernel import notices
from fadu.kernel.notices import Digest


def add_arguments(parser) -> None:
    """Only show what would go out, or send it."""
    parser.add_argument("--print", action="store_true", dest="show", help="只显示，不发送")


def run(args) -> int:
    """Send each digest that is due, or only show it."""
    now, today = timezone.now(), timezone.localdate()
    if args.show:
        for digest in notices.digests(today):
            print(f"{digest.subject} → {digest.user.username}\n{digest.body}")
        return 0
    sent, faults = send(today, now)
    print(f"已发出 {len(sent)} 份摘要。", *sent, sep="\n  ")
    return 1 if faults else 0


def send(today: date, at: datetime) -> tuple[list[str], int]:
    """Send by mail where mail is set up, else into a file; return where to, and how many failed."""
    sent, faults = [], 0
    for digest in notices.digests(today):
        try:
            where = _deliver(digest, today)
        except (OSError, smtplib.SMTPException) as fault:
            faults += 1
            print(f"{digest.user.username} 的摘要没有发出：{fault}。请核对 FADU_MAIL 和邮箱地址。", file=sys.stderr)
            continue
        notices.delivered(digest, at)
        sent.append(f"{digest.user.username} → {where}")
    return sent, faults


def _deliver(digest: Digest, today: date) -> str:
    if settings.FADU_MAIL and digest.email:
        send_mail(digest.subject, digest.body, settings.DEFAULT_FROM_EMAIL, [digest.email])
        return digest.email
    folder = settings.HOME / "outbox"
    folder.mkdir(parents=True, exist_ok=True)
    # A name may hold what a file's name may not.
    name = "".join(one if one.isalnum() or one in "-_." else "_" for one in digest.user.username)
    file = folder / f"{today.isoformat()}-{name}.txt"
    file.write_text(f"{digest.subject}\n\n{digest.body}", encoding="utf-8")
    return str(file)
