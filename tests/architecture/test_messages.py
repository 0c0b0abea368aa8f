"""译文: every message is found, wherever it stands, and has its English; the compiled catalogue is that of the text."""

import gettext
import io

import pytest

from tools import messages
from tools.messages import Entry, Message, Unreadable


def test_english_is_complete_fit_and_compiled():
    path = messages.CATALOGUE
    entries = messages.read(path) if path.exists() else []
    binary = path.with_suffix(".mo").read_bytes() if path.exists() else None
    found = messages.faults(messages.messages(), entries, binary)
    assert found == [], f"{len(found)} faults; python -m tools.messages"


def test_messages_of_python():
    source = """
from django.utils.translation import gettext as text, ngettext, pgettext_lazy as _p
from django.utils import translation
label = text("甲" "乙")
ngettext("%(n)s 件", "%(n)s 件（多）", n) % {"n": n}
_p("月", "五月")
translation.gettext_lazy("丙")
text(label)
gettext("未引入")
"""
    assert set(messages.in_python(source, "a.py")) == {
        Message("甲乙"),
        Message("%(n)s 件", plural="%(n)s 件（多）"),
        Message("五月", context="月"),
        Message("丙"),
    }


def test_message_with_values_inside_is_refused():
    source = "from django.utils.translation import gettext as _\n_(f'共{n}件')"
    with pytest.raises(Unreadable, match=r"a\.py:2"):
        list(messages.in_python(source, "a.py"))


def test_messages_of_templates():
    source = """{% load i18n %}{% trans "首页" %}{% translate '月' context "时间" %}{{ _("好") }}
    {% blocktrans trimmed with a=b %}
      甲 {{ a }}
    {% endblocktrans %}{% blocktranslate count n=x %}一件{% plural %}{{ n }} 件{% endblocktranslate %}{# 注 #}"""
    assert list(messages.in_template(source, "a.html")) == [
        Message("首页"),
        Message("月", context="时间"),
        Message("好"),
        Message("甲 %(a)s"),
        Message("一件", plural="%(n)s 件"),
    ]


ENTRIES = [
    Entry(Message("首页"), ["Home"], ["a.py"]),
    Entry(Message("月", "时间"), ["month \"x\"\n\\"], ["a.py", "b.html"]),
    Entry(Message("%(n)s 件", plural="%(n)s 件"), ["one case", "%(n)s cases"], ["b.html"]),
]  # fmt: skip


def test_catalogue_is_written_and_read_back(tmp_path):
    path = tmp_path / "django.po"
    messages.write(path, ENTRIES)
    assert sorted(messages.read(path), key=str) == sorted(ENTRIES, key=str)


def test_compiled_catalogue_is_gettexts():
    catalogue = gettext.GNUTranslations(io.BytesIO(messages.compiled(ENTRIES)))
    assert catalogue.gettext("首页") == "Home"
    assert catalogue.pgettext("时间", "月") == 'month "x"\n\\'
    assert catalogue.ngettext("%(n)s 件", "%(n)s 件", 1) == "one case"
    assert catalogue.ngettext("%(n)s 件", "%(n)s 件", 5) == "%(n)s cases"


FOUND = {entry.message: entry.places for entry in ENTRIES}


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ([], "a.py: no English for 首页"),
        ([Entry(Message("首页"), [""])], "a.py: no English for 首页"),
        ([Entry(Message("首页"), ["Home"], fuzzy=True)], "a.py: no English for 首页"),
        ([Entry(Message("首页"), ["Home %(n)s"])], "a.py: 首页 → Home %(n)s: %(n)s not on both sides"),
        ([ENTRIES[0], Entry(Message("旧"), ["old"])], "no longer used: 旧"),
    ],
)
def test_fault_of_the_catalogue_is_named(changed, fault):
    entries = [*changed, *ENTRIES[1:]]
    assert messages.faults(FOUND, entries, messages.compiled(entries)) == [fault]


def test_stale_compilation_is_named():
    assert messages.faults(FOUND, ENTRIES, messages.compiled(ENTRIES)) == []
    assert messages.faults(FOUND, ENTRIES, messages.compiled(ENTRIES[:1])) == ["django.mo is not that of django.po"]


def test_renewing_keeps_what_is_translated():
    found = {Message("首页"): ["c.py"], Message("新"): ["a.py"]}
    assert messages.renewed(found, ENTRIES) == [
        Entry(Message("首页"), ["Home"], ["c.py"]),
        Entry(Message("新"), [""], ["a.py"]),
    ]
