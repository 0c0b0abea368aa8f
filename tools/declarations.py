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
        made = {f"{app.label}.md": "\n".join(_domain(app)) for app in domains}
        rows = (f"| [{app.verbose_name}]({app.label}.md) | {_opening(app.name)} |" for app in domains)
        made["README.md"] = "\n".join(
            ["# 已声明的工作领域", "", GENERATED, "", "| 领域 | 内容 |", "|---|---|", *rows, ""]
        )
    return made


def _opening(name: str) -> str:
    """Return the first sentence of a domain's module, which says what it is about."""
    return (import_module(name).__doc__ or "").strip().split("\n")[0].replace("|", "｜")


def _domain(app: Any) -> Iterator[str]:
    from fadu.kernel import indicators, ledgers, procedure

    mine = f"{app.name}."
    yield from (f"# {app.verbose_name}", "", GENERATED, "")
    listed = [ledger for ledger in ledgers.all_ledgers() if ledger.__module__.startswith(mine)]
    if listed:
        yield from ("## 台账", "")
        for ledger in listed:
            yield from _ledger(ledger)
    versions = [one for each in procedure.declared().values() for one in each if one.__module__.startswith(mine)]
    if versions:
        yield from ("## 程序", "")
        for version in versions:
            yield from (f"### {version.title}（{version.in_force:%Y-%m-%d}起）", "", "```text", version.text().rstrip())
            yield from ("```", "")
    yield from _limits(app)
    measures = [one for one in indicators.declared().values() if one.owner and one.owner.__module__.startswith(mine)]
    if measures:
        yield from ("## 指标", "")
        rows = ([f"`{one.slug}`", one.label, one.unit, one.definition] for one in measures if one.published)
        yield from _table(("名称", "指标", "单位", "定义"), rows)


def _ledger(ledger: Any) -> Iterator[str]:
    """Yield one ledger: what tells its records apart, and its columns."""
    yield from (f"### {ledger.title}", "")
    key = "、".join(str(ledger.column(name).label) for name in ledger.natural_key if name in ledger.all_columns)
    said = [f"`{ledger.slug}`", *([f"以{key}认出同一条记录"] if key else []), *(["大数据量"] if ledger.volume else [])]
    yield from ("；".join(said) + "。", "")
    yield from ("、".join(str(column.label) for column in ledger.all_columns.values()) + "。", "")


def _limits(app: Any) -> Iterator[str]:
    from fadu.kernel.articles import cite_all
    from fadu.kernel.clocks import TimeLimit

    if find_spec(f"{app.name}.limits") is None:
        return
    declared = [one for one in vars(import_module(f"{app.name}.limits")).values() if isinstance(one, TimeLimit)]
    if not declared:
        return
    yield from ("## 法定期限", "")
    yield from _table(
        ("名称", "期限", "长度", "起算", "依据", "施行"),
        (
            [f"`{limit.slug}`", limit.label, limit.length, limit.starts, cite_all(limit.articles), limit.in_force or ""]
            for limit in declared
        ),
    )


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
