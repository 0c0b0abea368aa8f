"""字体: the faces GB/T 9704-2012 asks for, found among the system's fonts and those shipped, before anything is set.

A typesetter that lacks a font leaves the characters out or takes another face, and says so at most in a warning. An
official document must not go out like that: `Faces.find` refuses when a face has no font, and `Faces.cover` when a
character has no glyph.
"""

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

import typst

SHIPPED = Path(__file__).with_name("typefaces")

Face = Literal["fang", "kai", "hei", "biaosong", "song"]

# In order of preference: what government offices have installed, then what is shipped. A face is filled only by a
# font of its own kind. Windows, macOS and the typesetter list the same font under English or Chinese names.
FAMILIES: dict[Face, tuple[str, ...]] = {
    "fang": (
        "FangSong_GB2312",
        "仿宋_GB2312",
        "FangSong",
        "仿宋",
        "STFangsong",
        "华文仿宋",
        "FandolFang R",
        "FandolFang",
    ),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "华文楷体", "FandolKai"),
    "hei": ("SimHei", "黑体", "STHeiti", "华文黑体", "FandolHei"),
    "biaosong": (
        *("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "方正小标宋_GBK"),
        *("Noto Serif SC SemiBold", "Noto Serif SC", "Source Han Serif SC", "Noto Serif CJK SC"),
    ),
    "song": (
        *("SimSun", "宋体", "NSimSun", "STSong", "华文宋体", "Noto Serif CJK SC", "Source Han Serif SC"),
        *("Noto Serif SC SemiBold", "Noto Serif SC", "FandolSong"),
    ),
}
NAMES: dict[Face, str] = {"fang": "仿宋", "kai": "楷体", "hei": "黑体", "biaosong": "小标宋", "song": "宋体"}

# Digits and Latin letters; the last is built into the typesetter.
LATIN = ("Times New Roman", "Liberation Serif", "Libertinus Serif")

# Where a rare character (a name of a person or place) is looked for first when its face lacks it.
RARE = ("Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "SimSun-ExtB", "SimSun-ExtG", "Noto Sans CJK SC")


class MissingFont(RuntimeError):
    """A face of the standard has no font, or a character no glyph; nothing was issued."""


@dataclass(frozen=True)
class Faces:
    """The families to set each face with, in order: its own font, then those that lend it rare characters.

    `lent` tells which characters stand in a font not of their face, and in which.
    """

    families: Mapping[Face, tuple[str, ...]]
    latin: tuple[str, ...]
    lent: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def find(cls, fonts: typst.Fonts) -> "Faces":
        """The best installed font for every face; raises MissingFont naming the faces without one."""
        installed = {name.casefold(): name for name in fonts.families()}
        found = {
            face: next((installed[name.casefold()] for name in names if name.casefold() in installed), "")
            for face, names in FAMILIES.items()
        }
        if missing := [face for face, name in found.items() if not name]:
            wanted = "；".join(f"{NAMES[face]}（{'、'.join(FAMILIES[face])} 之一）" for face in missing)
            advice = "请安装字体，或恢复随软件提供的字体目录 fadu/official/typefaces。"
            raise MissingFont(f"缺少公文字体：{wanted}。{advice}")
        latin = tuple(name for name in LATIN if name.casefold() in installed)
        if not latin:
            raise MissingFont(f"缺少数字和西文字体（{'、'.join(LATIN)} 之一）。")
        return cls({face: (name,) for face, name in found.items()}, latin)

    def cover(self, wanted: Mapping[Face, set[str]], fonts: typst.Fonts) -> "Faces":
        """These faces with fonts added for the characters they lack.

        Raises MissingFont with the characters that no installed font holds.
        """
        latin = frozenset().union(*(characters(name, fonts) for name in self.latin))
        families, lent, nowhere = dict(self.families), dict(self.lent), set()
        for face, chars in wanted.items():
            lacking = {c for c in chars if c not in _UNPRINTED} - latin - characters(families[face][0], fonts)
            for char in sorted(lacking):
                lender = _lender(char, fonts)
                if lender is None:
                    nowhere.add(char)
                    continue
                lent[char] = lender
                if lender not in families[face]:
                    families[face] = (*families[face], lender)
        if nowhere:
            listed = "、".join(f"{char}（U+{ord(char):04X}）" for char in sorted(nowhere))
            raise MissingFont(
                f"没有字体含有下列字符：{listed}。请安装含有这些字的字体（如 Noto Serif CJK SC），或改用通用字。"
            )
        return Faces(families, self.latin, lent)


_UNPRINTED = frozenset("\n\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f")


@cache
def installed(directories: tuple[Path, ...] = (SHIPPED,), system: bool = True) -> typst.Fonts:
    """The fonts of the system and of `directories`; looked for once in a process, since that takes a second."""
    return typst.Fonts(include_system_fonts=system, font_paths=[path for path in directories if path.is_dir()])


def characters(family: str, fonts: typst.Fonts) -> frozenset[str]:
    """The characters a family has glyphs for; ASCII when the font is built in and its file cannot be read."""
    held: set[str] = set()
    for font in fonts.fonts():
        if font.family == family:
            held |= _read(font.path, font.index) if font.path else _ASCII
    return frozenset(held)


_ASCII = frozenset(map(chr, range(32, 127)))


def _lender(char: str, fonts: typst.Fonts) -> str | None:
    families = fonts.families()
    order = [name for name in RARE if name in families]
    order += [name for name in families if name not in order and ("CJK SC" in name or "SC" in name.split())]
    order += [name for name in families if name not in order]
    return next((name for name in order if char in characters(name, fonts)), None)


@cache
def _read(path: str, index: int) -> frozenset[str]:
    """The characters of a TrueType, OpenType or collection file, from its “cmap” (formats 4 and 12)."""
    data = Path(path).read_bytes()
    start = struct.unpack_from(">I", data, 12 + 4 * index)[0] if data[:4] == b"ttcf" else 0
    (tables,) = struct.unpack_from(">H", data, start + 4)
    for i in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * i)
        if tag == b"cmap":
            return frozenset(map(chr, _cmap(data, offset)))
    return frozenset()


def _cmap(data: bytes, cmap: int) -> Iterable[int]:
    (subtables,) = struct.unpack_from(">H", data, cmap + 2)
    codes: set[int] = set()
    for i in range(subtables):
        platform, encoding, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * i)
        if (platform, encoding) not in {(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)}:
            continue
        at = cmap + offset
        (form,) = struct.unpack_from(">H", data, at)
        if form == 12:
            (groups,) = struct.unpack_from(">I", data, at + 12)
            for first, last, _ in struct.iter_unpack(">III", data[at + 16 : at + 16 + 12 * groups]):
                codes.update(range(first, last + 1))
        elif form == 4:
            codes.update(_segments(data, at))
    return (code for code in codes if not 0xD800 <= code < 0xE000)


def _segments(data: bytes, at: int) -> Iterable[int]:
    """Characters of a format 4 subtable: segments whose glyph is not the “missing” one."""
    (count,) = struct.unpack_from(">H", data, at + 6)
    ends, starts, deltas, ranges = (at + 14, at + 16 + count, at + 16 + 2 * count, at + 16 + 3 * count)
    for k in range(0, count, 2):
        (end,), (start,) = struct.unpack_from(">H", data, ends + k), struct.unpack_from(">H", data, starts + k)
        (delta,), (shift,) = struct.unpack_from(">H", data, deltas + k), struct.unpack_from(">H", data, ranges + k)
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if shift:
                (glyph,) = struct.unpack_from(">H", data, ranges + k + shift + 2 * (code - start))
                if not glyph:
                    continue
            if (glyph + delta) & 0xFFFF:
                yield code
