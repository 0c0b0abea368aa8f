"""报告的后台任务: building the files of a report, which takes longer the more figures and chapters it has."""

from __future__ import annotations

from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import journal, ledgers
from fadu.kernel.jobs import Result, Run, declare
from fadu.kernel.ledgers import LedgerRefused
from fadu.kernel.organisations import Actor
from fadu.official.document import DocumentError

from . import build
from .ledgers import Reports
from .models import AnnualReport
from .workspace import ReportRefused


@declare("report", _("生成报告"))
def REPORT(run: Run) -> Result:
    """Build all files of a report and keep them: `report` (its key), `base` (the address that figures link to)."""
    total = len(build.WRITERS) + 1
    run.progress(0, total, text("正在汇集正文和数字"))
    try:
        report = ledgers.find(Reports, run.actor, run.arguments["report"])
        assert isinstance(report, AnnualReport)
        made = build.assemble(report, run.arguments.get("base", ""), build.notice_of(report, run.today))
        contents = {}
        for done, (kind, write) in enumerate(build.WRITERS.items(), 1):
            run.progress(done, total, text("正在生成 %(kind)s") % {"kind": kind.upper()})
            contents[kind] = write(made)
    except (LedgerRefused, ReportRefused, DocumentError) as refused:
        return Result(str(refused), refused=True)
    # All are made before the first is kept: files of one run belong together.
    for kind, content in contents.items():
        run.keep(content, f"{report}.{kind}")
    handed_out(report, run.actor, *contents)
    said = text("已生成%(report)s的 %(n)d 个文件。") % {"report": report, "n": len(contents)}
    return Result(said, {"figures": len(made.figures), "kinds": list(contents)})


def handed_out(report: AnnualReport, actor: Actor, *kinds: str) -> None:
    """Note in the journal who was given files of a report."""
    journal.write(
        journal.Entry(
            "export",
            ledger=Reports.slug,
            record=str(report.pk),
            organisation=report.organisation.code,
            actor=actor.username,
            actor_name=actor.name,
            data={"format": "、".join(kinds)},
        )
    )
