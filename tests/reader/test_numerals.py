"""数词: any number reads back as itself, however it is written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fadu.reader.folding import fold
from fadu.reader.numerals import chinese_value, numerals

DIGITS = "零一二三四五六七八九"
TRADITIONAL = str.maketrans("万亿两余", "萬億兩餘")
FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def chinese(number):
    """Write a whole number below 10^12 in Chinese, as it is read aloud."""
    if number == 0:
        return "零"

    def below_ten_thousand(value):
        out, gap = "", False
        for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = value // power % 10
            if digit:
                out += ("零" if gap and out else "") + DIGITS[digit] + name
                gap = False
            else:
                gap = True
        return out

    parts, started = "", False
    for power, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        value = number // power % 10**4
        if value:
            parts += ("零" if started and value < 1000 else "") + below_ten_thousand(value) + name
            started = True
    return parts.removeprefix("一") if 10 <= number < 20 else parts


def only(text):
    """The one numeral of a text."""
    folded = fold(text)
    assert len(folded) == len(text)
    (found,) = numerals(folded)
    assert text[found.start : found.end]
    return found


whole = st.integers(0, 10**12 - 1)


@given(whole)
def test_chinese(number):
    assert chinese_value(chinese(number)) == number
    assert only(f"共{chinese(number)}件").value == number
    assert only(f"共{chinese(number).translate(TRADITIONAL)}件").value == number


@given(whole)
def test_arabic_with_and_without_separators_in_both_widths(number):
    for written in (str(number), f"{number:,}"):
        for text in (written, written.translate(FULL_WIDTH)):
            found = only(f"共{text}件")
            assert (found.value, len(found.text)) == (number, len(written))


@given(st.decimals(0, 10**6, places=2), st.sampled_from(["", "万", "亿", "萬", "億"]), st.booleans())
def test_decimals_and_scales(number, scale, wide):
    text = f"{number}{scale}"
    found = only(f"共{text.translate(FULL_WIDTH) if wide else text}件")
    assert found.value == number * {"": 1, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}[scale]


@pytest.mark.parametrize(
    ("text", "value", "written", "more"),
    [
        ("7700 多人次", 7700, "7700 多", True),
        ("10余次", 10, "10余", True),
        ("2万余份", 20000, "2万余", True),
        ("300余万人次", 3000000, "300余万", True),
        ("74356万元", 74356, "74356", False),
        ("1.2亿元", Decimal("1.2"), "1.2", False),
        ("225.81万件", 2258100, "225.81万", False),
        ("兩輪", 2, "两", False),
        ("二〇二三年", 2023, "二〇二三", False),
        ("1,234,567条", 1234567, "1,234,567", False),
        ("5个多部门", 5, "5", False),
        ("5万亿元", 5, "5", False),
        ("2.36亿 元", Decimal("2.36"), "2.36", False),
        ("2.5千万元", Decimal("2500"), "2.5千", False),
        ("3 000万元", 3000, "3 000", False),
        ("收案271 997件", 271997, "271 997", False),
        ("12 000 000元", 12000000, "12 000 000", False),
        ("出动8000\n余人次", 8000, "8000\n余", True),
        ("壹佰贰拾叁件", 123, "壹佰贰拾叁", False),
        ("三点五倍", Decimal("3.5"), "三点五", False),
    ],
)
def test_forms(text, value, written, more):
    found = next(numerals(fold(text)))
    assert (found.value, found.text, found.more) == (value, written, more)


@given(st.text(max_size=200))
def test_folding_keeps_every_place(text):
    assert len(fold(text)) == len(text)


@given(
    st.decimals(Decimal("0.01"), 9999, places=2),
    st.sampled_from(["万", "亿", "萬", "億"]),
    st.sampled_from(["", "余", "多", "餘"]),
)
def test_mixed_writing_in_sentences_of_either_script(number, scale, more):
    text = f"全市辦理各類事項{number}{scale}{more}件。"
    found = only(text)
    assert found.value == number * (10**4 if scale in "万萬" else 10**8)
    assert (found.text, found.more) == (f"{number}{fold(scale + more)}", bool(more))


@given(st.integers(10, 10**8), st.integers(1, 99))
def test_decimals_in_chinese(number, part):
    written = f"{chinese(number)}点{DIGITS[part // 10]}{DIGITS[part % 10]}"
    assert only(f"占{written}倍").value == number + Decimal(part) / 100


@pytest.mark.parametrize("text", ["受理 70 123 件", "审结 12 345 67", "第3 12 45页"])
def test_the_cells_of_a_table_are_not_one_number(text):
    assert all(one.value < 1000 for one in numerals(fold(text)))


@pytest.mark.parametrize("text", ["1" * 4000, "一" * 4000, "1," * 2000 + "1", "十百千万亿" * 500])
def test_what_is_too_long_is_no_number(text):
    assert list(numerals(text)) == [] or max(len(one.text) for one in numerals(text)) <= 30
