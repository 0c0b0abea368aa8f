"""含义: which indicator is meant, in own sentences; who did it and when; what is not of the catalogue stays out.

`sentences.tsv` has at least two own sentences for each indicator, the figure in 【】; `near_misses.tsv` has sentences
that come near and mean something else.
"""

from collections import Counter
from pathlib import Path

import pytest

from fadu.kernel.catalogue import CATALOGUE
from fadu.reader import lexicon, meaning, quantities, read
from fadu.reader.folding import fold

HERE = Path(__file__).parent


def marked(name):
    """Yield the indicator, the sentence without its marks, and where the marked figure stands."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        slug, sentence = line.split("\t")
        yield slug, sentence.replace("【", "").replace("】", ""), sentence.index("【")


def meant(sentence, at):
    """The indicator that is read at a place, None where no figure is read there."""
    return next((one.indicator for one in read(sentence, "2023").figures if one.start == at), None)


def test_every_indicator_is_known_by_two_sentences_and_taken_for_no_other():
    sentences = list(marked("sentences.tsv"))
    counted = Counter(slug for slug, *_rest in sentences)
    assert {slug for slug in CATALOGUE if counted[slug] < 2} == set()
    wrong = [(slug, meant(text, at), text) for slug, text, at in sentences if meant(text, at) != slug]
    assert wrong == []


def test_what_only_comes_near_is_unknown():
    assert [(meant(text, at), text) for _slug, text, at in marked("near_misses.tsv") if meant(text, at) != ""] == []


def test_no_entry_that_matches_is_left_out_by_its_words():
    tried = 0
    for _slug, text, _at in marked("sentences.tsv"):
        folded = fold(text)
        found, _others = quantities.read(folded)
        for place, one in enumerate(found):
            near = meaning.surroundings(folded, found, place, "导言").near
            index = lexicon.fitting(one.unit)
            every = {pattern for pattern in (*index.always, *index.patterns) if pattern.near.search(near)}
            candidates = list(index.candidates(near))
            assert every <= set(candidates), near
            tried += len(candidates)
    assert tried < 20 * len(list(marked("sentences.tsv")))  # of more than 250 entries


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("审结[^,;]{0,8}#(件|起)", {"审结"}),
        ("(人大|代表)(建议)?#", {"人大", "代表"}),
        ("#(余|多)?次|会议", set()),
        ("(?<!被)撤销#", {"撤销"}),
        ("行政?许可", {"许可"}),
    ],
)
def test_the_words_that_a_pattern_needs(pattern, words):
    assert lexicon.needed(pattern) == words or (not words and lexicon.needed(pattern) <= {"次", "会议"})


# ── what a figure is of ──────────────────────────────────────────────────────────────────────────────────────────────


def indicators(text):
    return [one.indicator.rpartition(".")[2] for one in read(text, "2023").figures]


def test_figures_that_are_named_together_before_the_first():
    text = "刑满释放人员安置率、帮教率分别达96%、100%。"
    assert indicators(text) == ["placement_rate", "assistance_rate"]
    assert indicators("法治广场、法治公园和法治长廊分别为9个、4个和12个。") == [
        "rule_of_law_squares", "rule_of_law_parks", "rule_of_law_corridors",
    ]  # fmt: skip


def test_what_a_figure_was_before_is_none_of_this_year():
    assert indicators("企业开办时间由3个工作日压缩到0.5个工作日。") == ["", "business_startup_days"]


def test_a_clause_that_says_only_how_many_goes_on_with_the_one_before():
    assert indicators("编制行政许可事项目录,共241项。") == ["permit_list_items"]


def test_lines_that_were_broken_around_numbers_are_read_on():
    text = "本区全年累计主动公开政府信息\n5928\n条,收到行政复议申请\n43\n件。"
    assert indicators(text) == ["info_published", "applications_received"]
    whole = "全年共办理行政应诉案件六十件并且按照规定全部由负责人到庭的有"
    wrapped = "\n".join([whole] * 6) + "\n出庭应诉29次。"
    assert indicators(wrapped)[-1] == "head_appearances"


def test_a_court_reports_of_itself():
    text = "人民法院工作报告\n我院全年受理行政诉讼案件31件,审结30件;调解矛盾纠纷20件。"
    assert indicators(text) == ["", "", ""]


# ── who and when ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("我镇现有执法人员8人。", ["全镇"]),
        ("公布《青川市行政许可事项清单(共323项)》。", ["全市"]),
        ("公布《青川市市本级行政许可事项清单(共254项)》。", ["市本级"]),
        ("财政部、农业农村部等三部门联合发文。", ["国家部委"]),
        ("教育局、财政局等三部门联合发文。", [""]),
        ("省委、省政府表彰我市先进集体5个。", ["全市"]),
        ("在市委各项决策部署下,学习17次。", [""]),
        ("市环保局对121件违法案件进行了处罚。", ["市环保局"]),
        ("其中市政务服务中心受理838件。", ["市政务服务中心"]),
        ("各县(市)区委、市直各党组按照计划学习49次。", ["各县(市)区委、市直各党组"]),
        ("接受省市级媒体采访60次。", [""]),
    ],
)
def test_who_did_it(text, said):
    assert [one.org for one in read(text, "2023").figures] == said


def test_a_year_that_is_only_compared_with_is_not_the_period():
    made = read("2023年度检查353件,与2022年同比上升52.8%;火情45起(为2012年以来最多),其中2起成灾。", "2023")
    assert {one.period for one in made.figures} == {"2023"}
