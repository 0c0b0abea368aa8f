"""检索：查找台账记录、文书全文和法规；重建检索索引

例：fadu search 行政处罚 12号
    fadu search --rebuild
"""

import sys
from time import monotonic

from fadu.kernel import search
from fadu.kernel.organisations import OPERATOR

from .progress import task


def add_arguments(parser) -> None:
    """Words to look for, or the order to make the index anew."""
    parser.add_argument("words", nargs="*", metavar="词")
    parser.add_argument("--rebuild", action="store_true", help="从台账、文书和法规重新建立索引")


def run(args) -> int:
    """Find, or rebuild."""
    if args.rebuild:
        begun = monotonic()
        with task("重建检索索引"):
            number = search.rebuild()
        print(f"已编入 {number:,} 条，用时 {monotonic() - begun:.1f} 秒。")
        return 0
    if not args.words:
        print("请给出要查找的词，如 fadu search 行政处罚；重建索引用 --rebuild。", file=sys.stderr)
        return 2
    search.update()
    results = search.find(OPERATOR, search.Asked(" ".join(args.words)))
    print(f"共 {results.count:,} 条。" if results.count else "没有找到。可以减少词数，或者换一个说法。")
    for hit in results.hits:
        place = f"{hit.organisation} · " if hit.organisation else ""
        print(f"{''.join(piece for piece, _hit in hit.title)}（{place}{hit.on or ''}）")
        print(f"  {''.join(piece for piece, _hit in hit.snippet)}")
    return 0
