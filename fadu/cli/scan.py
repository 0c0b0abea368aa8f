"""期限扫描：办理法律规定的到期效果（如视为受理），生成通知，并封存留痕

例：fadu scan
"""

import signal
import subprocess
import sys
import time
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from fadu.kernel import cases, documents, jobs, journal, notices, search
from fadu.kernel.journal import JournalDamaged, JournalRefused
from fadu.kernel.outages import outage

from . import digest

MORNING = 7  # the hour from which the digests of a day go out
POLL = 1.0  # seconds between two looks for a job
PAUSE = 5.0  # seconds after a turn that failed


def add_arguments(parser) -> None:
    """Once, or again and again as `fadu serve` does."""
    parser.add_argument("--every", type=int, metavar="秒", help="每隔若干秒重复，直到停止；其间办理后台任务")


def run(args) -> int:
    """Do what the law does on expiry, tell who should hear of it, seal; between two scans see to the jobs."""
    if not args.every:
        done, told = scan()
        print(f"已办理 {done} 项到期效果，生成 {told} 条通知。")
        return 0
    # As by Ctrl+C: the worker that was started here is not left behind.
    signal.signal(signal.SIGTERM, lambda *_received: sys.exit(0))
    worker = Worker()
    try:
        while True:
            attempt(regular)
            until = time.monotonic() + args.every
            while time.monotonic() < until:
                attempt(worker.look)
                time.sleep(POLL)
    finally:
        worker.stop()


def regular() -> None:
    """Do what is due every few minutes."""
    scan()
    if timezone.localtime().hour >= MORNING:
        digest.send(timezone.localdate(), timezone.now())
    jobs.sweep(timezone.now())
    documents.sweep(timezone.now())
    journal.sweep(timezone.now())


def attempt(work: Callable[[], object]) -> None:
    """Do `work`; where a disk is full or the database does not answer, say so: the next turn does what was left."""
    try:
        work()
    except (DatabaseError, OSError, JournalRefused, JournalDamaged) as error:
        moment = timezone.localtime().isoformat(" ", "seconds")
        print(
            f"{moment} 期限扫描、封存或后台任务没有办成，稍后再试：{outage(error) or error}",
            file=sys.stderr,
            flush=True,
        )
        time.sleep(PAUSE)
    finally:
        close_old_connections()


def scan() -> tuple[int, int]:
    """Scan once, and return how many effects were done and how many notices were made."""
    cases.arise(timezone.localdate())
    stepped = cases.scan(timezone.localdate())
    told = notices.scan(timezone.localdate(), timezone.now())
    search.update()
    journal.seal()
    return len(stepped), told


class Worker:
    """后台进程: one job after another, each in a process of its own: one that dies takes nothing else with it."""

    def __init__(self) -> None:
        self.child: subprocess.Popen | None = None

    def look(self) -> None:
        """Start a worker if a job waits and none is being worked; note the end of one that was killed."""
        if self.child and self.child.poll() is None:
            return
        self.child = None
        jobs.recover(timezone.now())
        if jobs.Job.objects.filter(standing=jobs.Standing.WAITING).exists():
            command = [sys.executable, "-m", "fadu", "jobs", "--one"]
            self.child = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def stop(self) -> None:
        """End the worker; its job can be started again."""
        if self.child and self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(5)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
