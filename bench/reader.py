"""读报告的速度: how fast `fadu.reader` reads, beside a plain regular-expression scan of the same texts in the same run.

    python -m bench.reader [--folder DIR] [--rounds 5]

Without a folder it makes a report of its own sentences (about 8,000 characters, some 200 figures); with one it reads
every *.txt there. One process, one core; the best of the rounds counts, for both. The scan finds numbers with a unit
and does nothing else: the ratio says what sections, subjects, periods, indicators and relations cost.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable
from pathlib import Path

from bench import results
from fadu.reader import read

SCAN = re.compile(r"(\d+(?:\.\d+)?)(万|亿)?(余|多)?(件|项|个|人次|名|人|次|条|份|场|起|家|户|部|期|%)")
PIECES = (
    "全市共收到行政复议申请{0}件，受理{1}件，受案率80%。审结{2}件，其中维持{3}件，撤销6件，其他4件。",
    "持续深化“放管服”改革，公布行政许可事项清单{0}项，政务服务事项网上可办率达{4}%，好差评{1}万余条。",
    "深入学习贯彻习近平法治思想，坚持把法治建设摆在全局工作的突出位置，压实第一责任人职责，推动各项任务落地见效。",
    "全年调解各类矛盾纠纷{1}件，调解成功率98.5%；办理法律援助案件{2}件，解答法律咨询{0}余人次。",
    "加强规范性文件管理，对{3}件规范性文件进行合法性审查，清理规范性文件{2}件，确认有效{3}件。",
)
PROSE = PIECES[2]


def made(sections: int = 14) -> str:
    """Return a report of the usual length."""
    count = "一二三四五六七八九十"
    lines = ["青川市人民政府2023年法治政府建设情况报告", "一、主要工作"]
    for section in range(sections):
        lines.append(f"（{count[section % 10]}）推进第{section + 1}个方面工作。")
        for place, piece in enumerate((*PIECES, *[PROSE] * 6)):
            base = 40 + 7 * section + place
            lines.append(piece.format(base * 9, base * 7, base * 5, base * 3, 80 + place))
    return "\n".join(lines)


def best(rounds: int, work: Callable[[], object]) -> float:
    """Return the shortest processor time of a number of rounds in seconds."""
    times = []
    for _round in range(rounds):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def main(argv: list[str] | None = None) -> None:
    """Print the two times, their ratio, and reports a minute."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", help="a file to which the results are appended")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5, help="the best of them counts")
    args = parser.parse_args(argv)
    files = sorted(args.folder.glob("*.txt")) if args.folder else []
    texts = [file.read_bytes().decode("utf-8-sig") for file in files] or [made()]
    read(texts[0])  # tables and patterns are made once
    reading = best(args.rounds, lambda: [read(text) for text in texts])
    scanning = best(args.rounds, lambda: [SCAN.findall(text) for text in texts])
    characters = sum(map(len, texts))
    figures = sum(len(read(text).figures) for text in texts)
    what = f"读报告 {len(texts)} 份，{characters} 字，{figures} 个数字"
    beside = f"正则扫描 {scanning * 1000:.2f} ms"
    results.keep(
        [
            results.Result("reader", what, reading * 1000, "ms", beside, reading / scanning),
            results.Result("reader", "读报告，单核", 60 * len(texts) / reading, "份/分钟"),
        ],
        args.out,
    )


if __name__ == "__main__":
    main()
