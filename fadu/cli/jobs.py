"""后台任务：列出正在等待和运行的任务，或者就地办理

例：fadu jobs
    fadu jobs --work
"""

import signal
import sys

from django.utils import timezone

from fadu.kernel import jobs


def add_arguments(parser) -> None:
    """Without arguments, what waits and runs is listed."""
    parser.add_argument("--work", action="store_true", help="逐个办理等待的任务，直到没有为止")
    parser.add_argument("--one", action="store_true", help="只办理等待最久的一个")


def run(args) -> int:
    """List the jobs, or work them in this process."""
    for lost in jobs.recover(timezone.now()):
        print(f"任务 {lost.pk}“{lost.title}”的进程已不在，标为中断。", file=sys.stderr)
    if not (args.work or args.one):
        return listing()
    # Stopped as by Ctrl+C: what the job was writing is taken back, and its end noted.
    signal.signal(signal.SIGTERM, lambda *_received: sys.exit(1))
    while job := jobs.take(timezone.now()):
        jobs.run(job, timezone.localdate(), timezone.now)
        print(f"{job.pk} {job.get_standing_display()} {job.title}：{job.said}", flush=True)
        if args.one:
            break
    return 0


def listing() -> int:
    """Print what waits and runs."""
    found = jobs.Job.objects.filter(standing__in=["waiting", "running"]).order_by("pk")
    for job in found:
        far = job.progress
        share = f" {far.share}%" if far.share is not None else ""
        print(f"{job.pk} {job.get_standing_display()}{share} {job.title}（{job.asked_by}）")
    if not found:
        print("没有等待或正在运行的任务。")
    return 0
