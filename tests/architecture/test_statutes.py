"""法条: every article that a procedure, step, outcome or limit cites exists; the index is that of the texts."""

import pytest

from fadu.kernel.articles import SOURCES
from fadu.laws import checking, registry
from fadu.laws.library import Library
from tools import statutes

# Laws of which no text was at hand when the index was made: their articles stand as they were written down.
NOT_INDEXED = {"督察工作规定", "公益诉讼解释", "公平竞争实施办法", "行政执法监督条例"}


def test_every_cited_article_exists():
    assert checking.faults() == []


def test_what_cannot_be_checked_is_known():
    open_ = {one.verdict.citation.source for one in checking.check_declared() if not one.verdict.ok}
    assert open_ - NOT_INDEXED == set()


def test_an_article_that_does_not_exist_is_noticed():
    verdict = Library(imported=False).check("行政复议法#91")
    assert verdict.status == "missing" and "最后一条是第90条" in verdict.reason


def test_every_source_is_in_the_registry():
    assert SOURCES.keys() - registry.all_versions().keys() == set()


def test_registry_holds_together():
    for versions in registry.all_versions().values():
        for one in versions:
            assert one.kind in registry.KINDS and one.issued <= one.in_force
            assert not one.articles or all(place.article <= one.articles for place in one.shapes)
        assert len({one.issued for one in versions}) == len(versions)


def test_index_is_that_of_the_texts(shared):
    files = [str(path) for path in (shared / "statutes" / "laws").glob("*(*).md")]
    given = statutes.read([path for path in files if "公益诉讼" not in path])
    known = statutes.written()
    assert given and [version for version, lines in given.items() if known.get(version) != lines] == []


@pytest.mark.parametrize("name", ["行政复议法", "中华人民共和国行政复议法", "《行政复议法》"])
def test_a_law_is_known_by_its_names(name):
    assert Library(imported=False).key(name) == "行政复议法"
