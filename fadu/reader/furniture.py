"""网页残留: what a copied page holds besides the report: navigation, share buttons, footers. It is blanked out, so that
places stay where they are.
"""

from __future__ import annotations

import re
from collections import Counter

from .words import UNITS

WORDS = "|".join(
    """
    微信 微博 QQ空间 分享到 扫一扫 打印本页 打印 关闭窗口 关闭本页 关闭 返回顶部 返回列表 字体 字号 收藏 纠错 举报
    手机版 无障碍 适老化 繁体 首页 网站地图 联系我们 关于我们 使用帮助 版权所有 主办单位 承办单位 技术支持 上一篇 下一篇
    相关链接 相关文章 当前位置 您的位置 您现在的位置
    """.split()
)
JUNK = re.compile(r"[\d.,]{31,}|[A-Za-z]{61,}")  # no number of a report, and no word: what a converter left
# A line that holds little besides such words.
LINE = re.compile(rf"^[^\n。]{{0,60}}(?:{WORDS})[^\n。]{{0,60}}$", re.M)
# From the copyright notice at the end everything is footer.
FOOTER = re.compile(
    r"(?:版权所有|主办单位 ?:|主办 ?:|Copyright|网站标识码|[\u4e00-\u9fff]ICP备|公网安备|备案序号|建议使用\d|最佳浏览"
    r"|网站管理 ?:)[^\n]{0,400}",
    re.I,
)
# What stands in one line before the text of a copied page: 当前位置 … 时间：2023-03-30 16:56 微信 微博 QQ空间.
HEAD = re.compile(
    r"^.{0,300}?(?:发布|成文|更新)?(?:时间|日期) ?: ?\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?"
    r"(?: ?\d{1,2}:\d{2}(?::\d{2})?)?"
    r"(?: ?(?:来源|作者|信息来源|浏览次数|点击数|阅读|访问量|字号|字体):? ?[^ \n]{0,24}"
    r"| ?(?:微信|微博|QQ空间|大|中|小|打印|分享|\[|\]))*",
    re.S,
)


def blank(text: str) -> str:
    """Return folded `text` with page furniture replaced by blanks; the length stays."""
    kept = list(text)

    def hide(start: int, end: int) -> None:
        for place in range(start, end):
            if kept[place] != "\n":
                kept[place] = " "

    head = HEAD.match(text[:600])
    if (
        head
        and re.search(r"当前位置|首页|微信|微博|打印|浏览|来源", head.group())
        and not re.search(r"一、", head.group())
    ):
        title = re.search(r"[^ \n]{6,60}(?:报告|总结|情况)", head.group())
        hide(0, head.end())
        if title:  # the title stays: it says what year the report is about
            kept[title.start() : title.end()] = text[title.start() : title.end()]
    for found in JUNK.finditer(text):
        hide(found.start(), found.end())
    for found in LINE.finditer(text):
        if len(re.findall(WORDS, found.group())) * 4 >= len(re.sub(r"\s", "", found.group())) / 3:
            hide(found.start(), found.end())
    for found in FOOTER.finditer(text, int(len(text) * 0.6)):
        hide(found.start(), found.end())
    return "".join(kept)


_UNIT = "|".join(map(re.escape, UNITS))
# Line breaks that an editor or a converter left around a number, a unit or a quotation mark.
BROKEN = re.compile(
    rf"(?<=[\d%余多])\n(?=[余多]?(?:{_UNIT})|[,。;、)])"
    rf"|(?<=[\u4e00-\u9fff,、(])\n(?=\d[\d.,]*[万亿]?[余多]?[ \n]?(?:{_UNIT}))"
    r"|(?<=[“(《])\n|\n(?=[”)》,。;、])"
)
NARROWEST, ALIKE = 20, 5  # characters of a wrapped line, and how many lines of one length are no accident


def mend(text: str) -> str:
    """Return folded `text` with the line breaks inside its sentences as blanks; the length stays."""
    text = BROKEN.sub(" ", text)
    lines = text.split("\n")
    lengths = Counter(len(line) for line in lines if len(line) >= NARROWEST)
    if not lengths:
        return text
    width, _times = max(lengths.items(), key=lambda one: (one[1], one[0]))
    full = [width - 2 <= len(line) <= width + 2 for line in lines]
    if sum(full) < ALIKE or sum(full) * 2 < sum(lengths.values()):
        return text
    made = []
    for line, wrapped in zip(lines, full, strict=True):
        made += [line, " " if wrapped and not line.endswith(tuple("。!?:;")) else "\n"]
    return "".join(made[:-1])
