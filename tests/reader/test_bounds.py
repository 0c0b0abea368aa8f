"""有界: whatever a text holds, it is read with an amount of work that grows with its length and no faster."""

import sys

import pytest

from fadu.reader import meaning, quantities, read, reading
from fadu.reader.folding import fold

PIECES = {
    "digits": "1", "counted": "1件", "listed": "1、", "clauses": "受理1件,", "parts": "其中1件", "nested": "(1件",
    "brackets": "(", "titles": "《市1件", "quotes": "“", "blanks": " ", "lines": "\n", "ones": "一", "tens": "十",
    "letters": "A1", "sites": "www.", "clocks": "12:34", "dashes": "1-", "sums": "1+", "commas": "1,", "rates": "50%,",
    "shares": "共12件,占比5.1%,", "respective": "率、", "cells": "12 345\n", "headings": "\n一、工作5件",
    "bodies": "各部门、",
}  # fmt: skip
LENGTH = 1500


def calls(text):
    """How many Python functions are called to read a text."""
    counted = 0

    def count(_frame, event, _argument):
        nonlocal counted
        counted += event == "call"

    read(text[:10])
    sys.setprofile(count)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_twice_the_text_is_twice_the_work(piece):
    text = piece * (2 * LENGTH // len(piece))
    half, whole = calls(text[:LENGTH]), calls(text)
    assert whole <= 2.6 * half + 500
    assert len(read(text).checks) <= 4 * len(read(text).figures) + 1


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_what_stands_around_a_figure_is_never_much(piece):
    text = fold(piece * (LENGTH // len(piece)))
    found, _others = quantities.read(text)
    last = ""
    for place in range(len(found)):
        around = meaning.surroundings(text, found, place, "导言", last)
        last = around.near.partition("#")[0]
        assert len(around.near) < 600 and len(around.wide) < 600 and len(around.following) < 100


def test_more_figures_than_any_report_has(monkeypatch):
    monkeypatch.setattr(reading, "MOST", 10)
    made = read("受理12件。" * 20)
    assert len(made.figures) == 10 and "后面的没有读" in made.notes[0]


def test_a_megabyte_without_punctuation_is_read():
    text = "行政复议办理有序推进" * 100_000 + "共98件"
    (one,) = read(text).figures
    assert text[one.start : one.end] == "98"
