"""读报告与更正: read once, corrected by hand, and neither lost when the text is read again."""


def test_file_read_twice_is_one_reading(take):
    first, again = take(), take(name="副本.txt")
    assert first == again
    assert (first.title, first.place, first.year) == ("明川市2023年法治政府建设年度报告", "明川市", "2023")
