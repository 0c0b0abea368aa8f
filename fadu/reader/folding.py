"""字形归一: traditional script, full-width forms and punctuation folded to one form, character by character.

Every rule works on the folded text and every place it finds holds in the original, because each character becomes
exactly one. OpenCC converts single characters (its phrase tables could change lengths).
"""

from __future__ import annotations

from functools import cache

from opencc import OpenCC

# Punctuation that means the same; what is not here is kept.
_SAME = """
    ， ,  ； ;  ：∶ :  ？ ?  ！ !  （ (  ） )  ［【 [  ］】 ]  ﹝ 〔  ﹞ 〕  ％﹪ %  ． .  ＋ +  －—–―～〜 -
    ＜〈<﹤ 《  ＞〉>﹥ 》  「『‘ “  」』’ ”  ＂ "  ＇ '  ｡ 。  ､ 、  ／ /  ＊ *  ＃ #  ＝ =  ○ 〇
""".split()
_BLANKS = "\u3000\xa0\u2002\u2003\u2009\t\u200b\ufeff"
PUNCTUATION = dict.fromkeys(map(ord, _BLANKS), " ") | {
    ord(character): same for written, same in zip(_SAME[::2], _SAME[1::2], strict=True) for character in written
}
# Forms that OpenCC leaves, being characters of their own right as well.
MORE = {"餘": "余", "佔": "占", "爲": "为", "裏": "里", "乾": "干", "後": "后"}


def fold(text: str) -> str:
    """Return `text` in simplified script and half-width forms; the result has the same length."""
    return text.translate(_table(frozenset(text)))


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


_KNOWN: dict[int, str] = dict(PUNCTUATION)


def _table(characters: frozenset[str]) -> dict[int, str]:
    """Return the table for these characters; what was converted once is kept."""
    convert = None
    for character in characters:
        code = ord(character)
        if code in _KNOWN or code < 0x80:
            continue
        if 0xFF01 <= code <= 0xFF5E:
            _KNOWN[code] = chr(code - 0xFEE0)
            continue
        convert = convert or _converter().convert
        simple = MORE.get(character) or convert(character)
        _KNOWN[code] = simple if len(simple) == 1 else character
    return _KNOWN
