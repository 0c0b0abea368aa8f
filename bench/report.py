"""报告的速度: a whole annual report in three formats from computed figures, beside the same text written bare.

    python -m bench.report [--rounds 3] [--out FILE]

Every chapter holds all sentences that the product offers for it, so that the report speaks of every figure it can; the
figures are put in the place of the sources. The bare documents have the same paragraphs, without headings, tables,
links, notes or a font of their own: python-docx, and typst on plain paragraphs.
"""

from __future__ import annotations

import argparse
import io
import os
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from . import results
from .installation import prepared, tree

ASIDE = "为切实推进法治政府建设，健全工作机制，压实工作责任，全年统筹部署、督促落实，各项任务有序推进。"


def whole_report() -> Any:
    """Start a report and fill every chapter; the figures are at hand."""
    from fadu.kernel import returns
    from fadu.kernel.cases import open_case
    from fadu.kernel.catalogue import CATALOGUE
    from fadu.kernel.indicators import Figure, Period
    from fadu.kernel.organisations import OPERATOR
    from fadu.reports import workspace
    from fadu.reports.models import AnnualReport
    from fadu.reports.skeleton import CHAPTERS

    def resolve(slugs: Any, organisation: Any, scope: str, period: Any, **_how: Any) -> list[Figure]:
        name = Period.of(period).name
        return [
            Figure(slug, organisation.code, scope, name, 40 + number, CATALOGUE[slug].unit, CATALOGUE[slug].label,
                   "ledger", records=40 + number)
            for number, slug in enumerate(slugs)
        ]  # fmt: skip

    returns.resolve = resolve  # type: ignore[assignment]
    opening = {"organisation": tree(2, 2), "year": 2025, "addressees": "市委、市人大常委会、省政府"}
    report = open_case(AnnualReport, "start", OPERATOR, date(2026, 1, 5), opening)
    for chapter in CHAPTERS:
        body = "\n\n".join(one + ASIDE for one in chapter.sentences) or ASIDE * 3
        workspace.write_section(report, chapter.slug, body, OPERATOR, workspace.sections(report)[chapter.slug].revision)
    return report


def best(rounds: int, work: Callable[[], object]) -> float:
    """Return the shortest time of a number of rounds in seconds."""
    spent = []
    for _round in range(rounds):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return min(spent)


def bare_docx(paragraphs: list[str]) -> bytes:
    """Return the paragraphs as a document of Word's own look."""
    import docx

    document = docx.Document()
    for one in paragraphs:
        document.add_paragraph(one)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def bare_pdf(paragraphs: list[str]) -> bytes:
    """Return the paragraphs as typst sets them without a style."""
    import typst

    from fadu.official import fonts

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "bare.typ")
        file.write_text("\n\n".join(f"#text({_quoted(one)})" for one in paragraphs), encoding="utf-8")
        return typst.compile(str(file), font_paths=[str(fonts.SHIPPED)])


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def measure(rounds: int) -> list[results.Result]:
    """Measure the whole, and each format by itself."""
    os.environ.setdefault("FADU_NOTICE", "")
    with prepared() as home:
        from fadu.reports import build

        report = whole_report()
        on, folder = date(2026, 1, 6), home / "report"
        began = time.perf_counter()
        build.build(report, folder, "http://localhost", on)
        first = time.perf_counter() - began
        whole = best(rounds, lambda: build.build(report, folder, "http://localhost", on))
        made = build.assemble(report, "http://localhost", "")
        told = f"{len(made.figures)} 个数字"
        found = [
            results.Result("report", f"整份报告，三种格式，{told}，第一次", first, "秒", aim="< 5"),
            results.Result("report", f"整份报告，三种格式，{told}", whole, "秒", aim="< 5"),
        ]
        import docx

        lines = [one.text for one in docx.Document(str(folder / "report.docx")).paragraphs if one.text.strip()]
        for kind, bare in (("docx", bare_docx), ("pdf", bare_pdf)):
            ours = best(rounds, lambda kind=kind: build.WRITERS[kind](made))
            alone = best(rounds, lambda bare=bare: bare(lines))
            beside = f"只写这些段落 {alone:.2f} 秒"
            found.append(results.Result("report", f"其中 {kind.upper()}", ours, "秒", beside, ours / alone))
    return found


def main(argv: list[str] | None = None) -> None:
    """Measure on an installation of its own."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", help="a file to which the results are appended")
    args = parser.parse_args(argv)
    results.keep(measure(args.rounds), args.out)


if __name__ == "__main__":
    main()
