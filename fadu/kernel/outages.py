"""障碍: what the machine or the database lacks, in words: a full or read-only disk, a database that does not answer.

It is nobody's mistake at the page, and no refusal: what was under way is taken back whole, and the same request
succeeds once the cause is gone. The doors say so with 503, and who keeps the installation reads what to do.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass

from django.db import InterfaceError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Outage:
    """What stands in the way, and what would cure it; `slug` is its name in logs."""

    slug: str
    what: str | Promise
    cure: str | Promise

    def __str__(self) -> str:
        return f"{self.what}{self.cure}"


FULL = Outage(
    "disk-full",
    _("磁盘已满，或者到了系统允许的大小；这一操作没有完成，没有内容被写入一半。"),
    _("请系统管理员清理磁盘或者扩容，然后重新提交，不会重复。"),
)
READ_ONLY = Outage(
    "read-only",
    _("磁盘或数据库现在只能读取，不能写入；这一操作没有完成，没有内容被写入一半。"),
    _("请系统管理员核对磁盘是否出错、数据目录的权限和数据库的状态，恢复写入后重新提交，不会重复。"),
)
GONE = Outage(
    "database-gone",
    _("数据库没有应答；这一操作没有完成，没有内容被写入一半。"),
    _("请稍后重试；数据库恢复后系统自行恢复，不必重新启动。持续出现的，请系统管理员检查数据库服务和网络。"),
)
CLOSED = Outage(
    "database-closed",
    _("数据库文件打不开：数据目录不在，或者磁盘现在只能读取；这一操作没有完成，没有内容被写入一半。"),
    _("请系统管理员核对数据目录（FADU_HOME）所在的磁盘和权限，恢复后重新提交，不会重复。"),
)
BUSY = Outage(
    "database-busy",
    _("数据库正忙，等了很久还没有轮到；这一操作没有完成，没有内容被写入一半。"),
    _("请稍后重新提交，不会重复。经常出现的，请系统管理员查看有没有长时间运行的任务。"),
)
BROKEN = Outage(
    "disk-error",
    _("磁盘读写出错，或者数据库文件已损坏；这一操作没有完成。"),
    _("请系统管理员立即停止服务，检查磁盘，并从备份恢复。"),
)

_ERRNO = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EROFS: READ_ONLY,
    errno.EIO: BROKEN,
}
# The beginnings of SQLite's names of errors, and of PostgreSQL's codes (its appendix A).
_SQLITE = {
    "SQLITE_FULL": FULL,
    "SQLITE_IOERR_WRITE": FULL,  # what a limit on the size of files comes out as
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_CANTOPEN": CLOSED,
    "SQLITE_IOERR": BROKEN,
    "SQLITE_CORRUPT": BROKEN,
    "SQLITE_NOTADB": BROKEN,
}
_POSTGRES = {
    "53100": FULL,
    "25006": READ_ONLY,
    "08": GONE,
    "57P": GONE,
    "53300": GONE,
    "40P01": BUSY,
    "55P03": BUSY,
    "57014": BUSY,
    "58": BROKEN,
    "XX001": BROKEN,
}


def outage(error: BaseException | None) -> Outage | None:
    """Return the outage that `error`, or what caused it, speaks of; None for every other error."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if found := _spoken_of(error):
            return found
        error = error.__cause__ or error.__context__
    return None


def _spoken_of(error: BaseException) -> Outage | None:
    if isinstance(error, OSError) and error.errno in _ERRNO:
        return _ERRNO[error.errno]
    if isinstance(error, InterfaceError):  # the connection was found closed
        return GONE
    if name := getattr(error, "sqlite_errorname", ""):
        return next((found for begins, found in _SQLITE.items() if name.startswith(begins)), None)
    if hasattr(error, "sqlstate"):
        if error.sqlstate is None:  # the client's own: no server, or one that went away
            return GONE if type(error).__name__ in ("OperationalError", "InterfaceError") else None
        return next((found for begins, found in _POSTGRES.items() if error.sqlstate.startswith(begins)), None)
    # The column engine and its files give no numbers, but the words of the system.
    if isinstance(error, OSError) or type(error).__module__.partition(".")[0] in ("_duckdb", "duckdb", "pyarrow"):
        return FULL if "No space left" in str(error) else READ_ONLY if "Read-only file system" in str(error) else None
    return None
