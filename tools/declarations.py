"""声明汇编: writes `docs/domains/` from the declarations: ledgers, procedures, time limits and indicators.

python -m tools.declarations            check: a page that is not current is named; exit code 1
python -m tools.declarations --write    write the pages anew
"""

import os
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "domains"
GENERATED = "<!-- 由声明生成，请勿手改：python -m tools.declarations --write -->"


def pages() -> dict[str, str]:
    """Return the text of every page by file name; Django must be set up."""
    from django.apps import apps
    from django.utils.translation import override

    domains = [app for app in apps.get_app_configs() if app.name.startswith("fadu.domains.")]
    with override("zh-hans"):
        declared = {app.label: _declared(app) for app in domains}
        made = {f"{app.label}.md": "\n".join(_domain(app, *declared[app.label])) for app in domains}
        index = ["# 已声明的工作领域", "", GENERATED, ""]
        index += _table(
            ("领域", "台账", "程序（含旧版本）", "法定期限（含旧版本）", "指标"),
            ([f"[{app.verbose_name}]({app.label}.md)", *map(len, declared[app.label])] for app in domains),
        )
        made["README.md"] = "\n".join(index)
    return made


def _declared(app: Any) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    """Return the ledgers, procedures, time limits and indicators that a domain declares."""
    from fadu.kernel import indicators, ledgers, procedure
    from fadu.kernel.clocks import TimeLimit

    def mine(declaration: Any) -> bool:
        return declaration.__module__.startswith(f"{app.name}.")

    limits = vars(import_module(f"{app.name}.limits")).values() if find_spec(f"{app.name}.limits") else ()
    return (
        [ledger for ledger in ledgers.all_ledgers() if mine(ledger)],
        [version for versions in procedure.declared().values() for version in versions if mine(version)],
        [limit for limit in limits if isinstance(limit, TimeLimit)],
        [one for one in indicators.declared().values() if one.published and mine(one.owner)],
    )


def _domain(app: Any, ledgers: list, procedures: list, limits: list, measures: list) -> Iterator[str]:
    """Yield the lines of one domain's page."""
    from fadu.kernel.articles import cite_all

    yield from (f"# {app.verbose_name}", "", GENERATED, "")
    if ledgers:
        yield from ("## 台账", "")
    for ledger in ledgers:
        yield from _ledger(ledger)
    if procedures:
        yield from ("## 程序", "")
    for version in procedures:
        yield from (f"### {version.title}（{version.in_force:%Y-%m-%d}起）", "")
        yield from ("```text", version.text().rstrip(), "```", "")
    if limits:
        yield from ("## 法定期限", "")
        yield from _table(
            ("名称", "期限", "长度", "起算", "依据", "施行"),
            ([f"`{o.slug}`", o.label, o.length, o.starts, cite_all(o.articles), o.in_force or ""] for o in limits),
        )
    if measures:
        yield from ("## 指标", "")
        rows = ([f"`{one.slug}`", one.label, one.unit, one.definition] for one in measures)
        yield from _table(("名称", "指标", "单位", "定义"), rows)


def _ledger(ledger: Any) -> Iterator[str]:
    """Yield one ledger: what tells its records apart, and its columns."""
    yield from (f"### {ledger.title}", "")
    key = "、".join(str(ledger.column(name).label) for name in ledger.natural_key if name in ledger.all_columns)
    said = [f"`{ledger.slug}`", *([f"以{key}认出同一条记录"] if key else []), *(["大数据量"] if ledger.volume else [])]
    yield from ("；".join(said) + "。", "")
    yield from ("、".join(str(column.label) for column in ledger.all_columns.values()) + "。", "")


def _table(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    heads = list(heads)
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(str(cell).replace("|", "｜").replace("\n", " ") for cell in row) + " |"
    yield ""


def faults(made: dict[str, str]) -> list[str]:
    """Return the names of pages that are missing, not current or of no domain."""
    there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    return sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))


def main(arguments: list[str]) -> int:
    """Check the pages, or with --write write them; return the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fadu.config.settings")
    import django

    django.setup()
    made = pages()
    if "--write" in arguments:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for path in FOLDER.glob("*.md"):
            if path.name not in made:
                path.unlink()
        for name, page in made.items():
            (FOLDER / name).write_text(page, encoding="utf-8", newline="\n")
    said = faults(made)
    sys.stdout.writelines(
        f"docs/domains/{name} is not current: python -m tools.declarations --write\n" for name in said
    )
    sys.stdout.write(f"{len(made)} pages\n")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
