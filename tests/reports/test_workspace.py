"""报告编写: what can be written by whom and when, what is checked, locked and compared."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from fadu.kernel import journal
from fadu.kernel.cases import StepRefused, perform
from fadu.kernel.catalogue import CATALOGUE, DOMAINS
from fadu.kernel.indicators import Figure
from fadu.official.markdown import SourceError, parse, references
from fadu.reports import drafts, workspace
from fadu.reports.checks import ERROR, WARNING, check
from fadu.reports.drafts import Draft, Key
from fadu.reports.models import AnnualReport, Intention, Problem, Section
from fadu.reports.skeleton import BY_SLUG, CHAPTERS, PARTS
from fadu.reports.workspace import GONE, NEW, SAME, Piece, ReportRefused, SectionChanged, compare

from .conftest import IN_TIME

NOW = datetime(2024, 1, 20, 3, tzinfo=UTC)
CONCLUDED = "审结{{reconsideration.concluded}}件。"
OUTCOMES = [slug for slug in CATALOGUE if slug.startswith("reconsideration.outcome_")]


def found(report, rule, on=IN_TIME):
    """Return what one check says of a report as it is now."""
    report.refresh_from_db()
    return [finding for finding in check(report, on) if finding.rule == rule]


def severities(findings):
    return [finding.severity for finding in findings]


# ---- the skeleton


def test_the_skeleton_has_fourteen_chapters_in_the_five_contents_of_the_provisions():
    assert len(CHAPTERS) == 14
    assert sorted({chapter.part for chapter in CHAPTERS} - {0}) == sorted(PARTS) == [1, 2, 3, 4, 5]


def test_every_field_of_work_has_a_sentence_and_no_sentence_a_number():
    sentences = [sentence for chapter in CHAPTERS for sentence in chapter.sentences]
    slugs = {reference.slug for sentence in sentences for reference in references(parse(sentence))}
    assert slugs <= set(CATALOGUE)
    assert {slug.partition(".")[0] for slug in slugs} == set(DOMAINS)
    assert not [sentence for sentence in sentences if re.search(r"\d", re.sub(r"\{\{[^}]*\}\}", "", sentence))]


# ---- writing


def test_a_section_is_kept_with_what_it_was_before(report, write):
    write(report, "disputes", "初稿。")
    section = write(report, "disputes", "二稿。\r\n\r\n又一段。\n")
    assert (section.body, section.revision) == ("二稿。\n\n又一段。", 2)
    last = journal.history("annual-report", str(report.pk)).last()
    assert (last.before, last.after) == ({"disputes": "初稿。"}, {"disputes": "二稿。\n\n又一段。"})


def test_an_edit_upon_an_older_text_is_refused_and_shows_the_newer(report, city):
    workspace.write_section(report, "disputes", "甲写。", city.office, 0)
    with pytest.raises(SectionChanged) as refused:
        workspace.write_section(report, "disputes", "乙写。", city.office, 0)
    assert refused.value.section.body == "甲写。"
    assert workspace.sections(report)["disputes"].body == "甲写。"
    workspace.write_section(report, "disputes", "乙写。", city.office, 1)


def test_saving_what_stands_there_already_changes_nothing(report, write):
    write(report, "disputes", "同。")
    seen = journal.history("annual-report", str(report.pk)).count()
    assert write(report, "disputes", "同。").revision == 1
    assert journal.history("annual-report", str(report.pk)).count() == seen


def test_only_the_office_writes_locks_and_keeps_versions(report, city):
    for actor in (city.leader, city.handler, city.actor("provincial_checker", city.government)):
        with pytest.raises(ReportRefused, match="依法治市办"):
            workspace.write_section(report, "disputes", "正文。", actor, 0)
        with pytest.raises(ReportRefused, match="依法治市办"):
            workspace.lock(report, actor, NOW)
        with pytest.raises(ReportRefused, match="依法治市办"):
            workspace.keep_version(report, actor, "初稿", NOW)


@pytest.mark.parametrize("body", ["- 列表", "{{reconsideration.concluded", "{{审结}}件", "## 一、已编号"])
def test_a_text_that_cannot_become_a_document_is_refused(report, write, body):
    with pytest.raises(SourceError, match="第1行"):
        write(report, "disputes", body)
    assert workspace.sections(report)["disputes"].body == ""


def test_a_chapter_that_the_skeleton_does_not_have_is_refused(report, city):
    with pytest.raises(ReportRefused, match="没有“others”"):
        workspace.write_section(report, "others", "正文。", city.office, 0)


def test_nothing_is_written_once_the_report_was_reviewed_until_it_is_given_back(complete, write, city):
    perform(complete, "draft", city.office, on=IN_TIME)
    write(complete, "disputes", "起草后仍可改。")
    perform(complete, "review", city.office, on=IN_TIME)
    with pytest.raises(ReportRefused, match="退回修改"):
        write(complete, "disputes", "审核后改。")
    perform(complete, "return", city.office, on=IN_TIME)
    write(complete, "disputes", "退回后改。")


# ---- figures


def test_a_reference_leaves_open_what_is_the_reports_own(report):
    (reference,) = references(parse("{{reconsideration.concluded}}"))
    key = Key.of(reference, report)
    assert key == Key("reconsideration.concluded", "990100", "all", "2023")
    assert key.written(report) == "{{reconsideration.concluded}}"
    assert key.year_before == Key("reconsideration.concluded", "990100", "all", "2022")
    full = "{{reconsideration.concluded scope=own period=2023Q1 organisation=990121}}"
    (reference,) = references(parse(full))
    assert Key.of(reference, report).written(report) == full


@pytest.mark.parametrize(
    ("value", "unit", "said", "approx"),
    [(1437, 100, 1400, "over"), (1400, 100, 1400, "exact"), (99, 100, 99, "exact"), (763812, 10000, 760000, "over"),
     (1437, 0, 1437, "exact")],
)  # fmt: skip
def test_prose_rounds_down_and_says_so(report, value, unit, said, approx):
    figure = Figure("mediation.cases", "990100", "all", "2023", value, "件", "", "ledger", None, None, value)
    rounded = drafts.rounded(figure, unit)
    assert (rounded.value, rounded.approx, rounded.records) == (said, approx, value)


def test_a_reference_that_rounds_means_the_same_figure(report):
    (reference,) = references(parse("{{mediation.cases over=1000}}"))
    key = Key.of(reference, report)
    assert key == Key("mediation.cases", "990100", "all", "2023") and key.over == 1000
    assert key.written(report) == "{{mediation.cases over=1000}}"


def test_the_year_before_of_a_period_without_end_is_nothing(report):
    assert Key("x.y", "990100", "all", "2016-").year_before is None


def test_figures_of_one_place_and_period_are_looked_up_together(report, write, sources):
    write(
        report, "disputes", "{{reconsideration.concluded}}、{{reconsideration.accepted}}、{{mediation.cases scope=own}}"
    )
    sources.asked.clear()
    assert list(Draft(report).live) == Draft(report).keys
    assert sources.asked == [("990100", "all", "2023"), ("990100", "own", "2023")]


def test_a_draft_can_stand_on_texts_that_are_not_saved(report, write):
    write(report, "disputes", CONCLUDED)
    draft = Draft(report, {"disputes": "{{mediation.cases}}"})
    assert [key.indicator for key in draft.keys] == ["mediation.cases"]
    assert [key.indicator for key in Draft(report).keys] == ["reconsideration.concluded"]


def test_sentences_are_offered_when_all_their_figures_have_a_source(report, sources):
    chapter = BY_SLUG["disputes"]
    assert workspace.offered(report, chapter) == []
    sources.put("mediation.cases", 4660)
    assert workspace.offered(report, chapter) == []
    sources.put("mediation.success_rate", Decimal("99.87"), numerator=4654, denominator=4660)
    (sentence,) = workspace.offered(report, chapter)
    assert sentence.printed == "各类人民调解组织调解纠纷4660件，调解成功率99.87%。"
    assert sentence.group == "mediation"
    assert "{{mediation.cases}}" in sentence.body


def test_of_two_sentences_the_one_that_says_less_is_not_offered(report, sources):
    sources.put("normative.reviewed", 12)
    assert len(workspace.offered(report, BY_SLUG["institutions"])) == 1
    sources.put("normative.issued", 9)
    sources.put("normative.filed", 9)
    (sentence,) = workspace.offered(report, BY_SLUG["institutions"])
    assert "{{normative.issued}}" in sentence.body


# ---- checks: each with an example that fails and one that passes


def test_a_report_with_every_chapter_and_in_time_has_nothing_wrong(complete):
    assert check(complete, IN_TIME) == []


@pytest.mark.parametrize("part", PARTS)
def test_none_of_the_five_contents_may_be_missing(complete, write, part):
    for chapter in CHAPTERS:
        if chapter.part == part:
            write(complete, chapter.slug, "")
    (finding,) = found(complete, "missing")
    assert finding.severity == ERROR
    assert str(PARTS[part]) in finding.message
    assert BY_SLUG[finding.chapter].part == part


def test_a_customary_chapter_that_is_missing_is_only_asked_for(complete, write):
    write(complete, "decisions", "")
    write(complete, "emergency", "")  # not every place has any
    (finding,) = found(complete, "missing")
    assert (finding.severity, finding.chapter) == (WARNING, "decisions")


def test_a_text_that_cannot_be_read_is_an_error_and_nothing_more_breaks(complete):
    Section.objects.filter(report=complete, chapter="disputes").update(body="- 列表")
    (finding,) = check(complete, IN_TIME)
    assert (finding.rule, finding.severity, finding.chapter) == ("format", ERROR, "disputes")


def test_a_figure_without_source_is_an_error(complete, write, sources):
    write(complete, "disputes", CONCLUDED)
    (finding,) = found(complete, "source")
    assert (finding.severity, finding.chapter) == (ERROR, "disputes")
    assert "行政复议审结" in finding.message
    sources.put("reconsideration.concluded", 70)
    assert found(complete, "source") == []


def test_a_rate_of_nothing_has_no_value_and_counts_as_without_source(complete, write, sources):
    write(complete, "disputes", "成功率{{mediation.success_rate}}%。")
    sources.put("mediation.success_rate", None, numerator=0, denominator=0)
    assert severities(found(complete, "source")) == [ERROR]


def test_an_unknown_indicator_is_named(complete, write):
    write(complete, "disputes", "{{reconsideration.conclude}}件。")
    (finding,) = found(complete, "source")
    assert "目录中没有“reconsideration.conclude”" in finding.message


@pytest.mark.parametrize(("code", "severity"), [("990121", []), ("990199", [ERROR])])
def test_a_report_speaks_of_no_organisation_but_its_own_and_those_below(complete, write, sources, code, severity):
    sources.put("reconsideration.concluded", 5, organisation=code)
    write(complete, "disputes", f"其中审结{{{{reconsideration.concluded organisation={code}}}}}件。")
    assert severities(found(complete, "source")) == severity


def test_a_county_does_not_see_its_citys_figures(city, sources, write):
    from fadu.kernel.cases import open_case

    office = city.actor("law_governance_office", city.county)
    report = open_case(AnnualReport, "start", office, date(2024, 1, 5), {"organisation": city.county, "year": 2023})
    sources.put("reconsideration.concluded", 70)
    workspace.write_section(report, "disputes", "{{reconsideration.concluded organisation=990100}}", office, 0)
    assert list(Draft(report).live.values()) == [None]


def test_sources_that_contradict_each_other_are_an_error(complete, write, sources):
    write(complete, "disputes", CONCLUDED)
    sources.put("reconsideration.concluded", 70)
    assert found(complete, "contradiction") == []
    sources.contradict("reconsideration.concluded", 71)
    (finding,) = found(complete, "contradiction")
    assert finding.severity == ERROR
    assert "台账为 70件，报表为 71件" in finding.message


def test_a_sum_that_does_not_add_up_is_an_error(complete, write, sources):
    write(complete, "disputes", "审结{{reconsideration.concluded}}件：" + "、".join(f"{{{{{s}}}}}" for s in OUTCOMES))
    for slug in OUTCOMES:
        sources.put(slug, 2)
    sources.put("reconsideration.concluded", 2 * len(OUTCOMES))
    assert found(complete, "sum") == []
    sources.put("reconsideration.concluded", 2 * len(OUTCOMES) + 1)
    (finding,) = found(complete, "sum")
    assert (finding.severity, finding.chapter) == (ERROR, "disputes")


def test_a_sum_with_a_part_that_is_not_in_the_report_is_not_judged(complete, write, sources):
    write(complete, "disputes", CONCLUDED + f"维持{{{{{OUTCOMES[0]}}}}}件。")
    sources.put("reconsideration.concluded", 10)
    sources.put(OUTCOMES[0], 3)
    assert found(complete, "sum") == []


def test_a_rate_that_its_parts_do_not_give_is_an_error(complete, write, sources):
    write(
        complete,
        "disputes",
        "收到{{reconsideration.applications_received}}件，受理{{reconsideration.accepted}}件，"
        "受案率{{reconsideration.acceptance_rate}}%。",
    )
    sources.put("reconsideration.applications_received", 98)
    sources.put("reconsideration.accepted", 83)
    sources.put("reconsideration.acceptance_rate", Decimal("84.69"), numerator=83, denominator=98)
    assert found(complete, "sum") == []
    sources.put("reconsideration.acceptance_rate", Decimal("84.7"), numerator=83, denominator=98)
    assert found(complete, "sum") == []  # printed with one place it is right as well
    sources.put("reconsideration.acceptance_rate", Decimal("84.68"), numerator=83, denominator=98)
    assert severities(found(complete, "sum")) == [ERROR]


def test_what_only_usually_holds_is_a_warning(complete, write, sources):
    write(complete, "disputes", "受理{{reconsideration.accepted}}件，审结{{reconsideration.concluded}}件。")
    sources.put("reconsideration.accepted", 83)
    sources.put("reconsideration.concluded", 90)  # some were accepted the year before
    assert severities(found(complete, "sum")) == [WARNING]


@pytest.mark.parametrize(
    "typed",
    ["83件", "1,200 人次", "225.81万件", "99.87%", "３６个", "10余次", "3.5个百分点", "1200万元", "110场"],
)
def test_a_number_typed_by_hand_is_a_warning(complete, write, typed):
    write(complete, "disputes", f"全年办理{typed}，其余照旧。")
    (finding,) = found(complete, "typed")
    assert (finding.severity, finding.chapter) == (WARNING, "disputes")
    assert typed in finding.message


@pytest.mark.parametrize(
    "words",
    ["2023年12月5日", "第3次会议", "〔2023〕5号", "五个方面", "“12345”热线", "第十四届", "2021—2025年规划", "5G网络"],
)
def test_dates_ordinals_and_names_are_no_figures(complete, write, words):
    write(complete, "disputes", f"按照{words}的部署推进。")
    assert found(complete, "typed") == []


def test_a_reference_with_its_unit_is_no_typed_number(complete, write, sources):
    sources.put("reconsideration.concluded", 70, period="2023Q1")
    write(complete, "disputes", "一季度审结{{reconsideration.concluded period=2023Q1}}件，办结率高。")
    assert found(complete, "typed") == []


def test_a_bare_number_in_a_table_is_typed_too(complete, write, sources):
    sources.put("reconsideration.concluded", 70)
    write(
        complete, "disputes", "| 县 | 件数 |\n| --- | --- |\n| 青山县 | 12 |\n| 全市 | {{reconsideration.concluded}} |"
    )
    assert ["“12”" in finding.message for finding in found(complete, "typed")] == [True]


def test_last_years_text_again_is_a_warning(complete, started, write):
    last = started(2022)
    long = "坚持把法治政府建设放在全市工作全局中统筹谋划，各项任务总体按照计划推进并取得了阶段性的明显成效。"
    write(last, "preamble", long)
    write(complete, "preamble", long + "今年又有进展。")
    assert found(complete, "repeated") == []
    write(complete, "preamble", long)
    (finding,) = found(complete, "repeated")
    assert (finding.severity, finding.chapter) == (WARNING, "preamble")


def test_what_was_admitted_and_promised_last_year_must_be_accounted_for(complete, city):
    problem = Problem.objects.create(organisation=city.government, year=2022, text="执法记录不完整")
    intention = Intention.objects.create(organisation=city.government, year=2023, text="建成执法平台")
    # Another place's problem, and this year's own, are not this report's to answer.
    Problem.objects.create(organisation=city.county, year=2022, text="县里的问题")
    Problem.objects.create(organisation=city.government, year=2023, text="今年的问题")
    assert {finding.chapter for finding in found(complete, "unaccounted")} == {"problems", "leadership"}
    problem.outcome = "已完成整改"
    problem.save()
    intention.done_on = date(2023, 11, 1)
    intention.save()
    assert found(complete, "unaccounted") == []


@pytest.mark.parametrize(
    ("on", "late"),
    [
        (date(2024, 2, 29), []),
        (date(2024, 3, 1), ["报送"]),
        (date(2024, 3, 31), ["报送"]),
        (date(2024, 4, 1), ["报送", "公开"]),
    ],
)
def test_reported_before_1_march_and_published_before_1_april(complete, on, late):
    findings = found(complete, "date", on)
    assert severities(findings) == [WARNING] * len(late)
    assert all(word in finding.message for word, finding in zip(late, findings, strict=True))


@pytest.mark.parametrize(
    ("submitted", "published", "late"),
    [
        (date(2024, 2, 29), date(2024, 3, 31), 0),
        (date(2024, 3, 1), date(2024, 3, 31), 1),
        (date(2024, 2, 29), date(2024, 4, 1), 1),
        (date(2024, 6, 24), date(2024, 6, 24), 2),
    ],
)
def test_done_in_time_stays_in_time_whenever_it_is_checked(complete, submitted, published, late):
    AnnualReport.objects.update(submitted_on=submitted, published_on=published)
    assert len(found(complete, "date", date(2025, 1, 1))) == late


def test_a_secret_report_is_not_late_in_being_published(complete):
    AnnualReport.objects.update(submitted_on=date(2024, 2, 1), closed_on=date(2024, 2, 2), state="not_published")
    assert found(complete, "date", date(2025, 1, 1)) == []


@pytest.mark.parametrize(
    ("at", "incomplete"),
    [("2023-12-31T23:59:59+08:00", True), ("2024-01-01T00:00:00+08:00", False)],
)
def test_figures_locked_before_the_year_has_ended_are_incomplete(complete, city, at, incomplete):
    with timezone.override("Asia/Shanghai"):
        workspace.lock(complete, city.office, datetime.fromisoformat(at))
        assert bool(found(complete, "date")) == incomplete


# ---- 定格


@pytest.fixture
def locked(complete, write, sources, city):
    write(complete, "disputes", CONCLUDED + "调解成功率{{mediation.success_rate}}%。")
    sources.put("reconsideration.concluded", 70)
    sources.put(
        "mediation.success_rate", Decimal("99.87"), source="return", numerator=4654, denominator=4660, records=None
    )
    assert workspace.lock(complete, city.office, NOW) == 2
    complete.refresh_from_db()
    return complete


def test_a_locked_figure_is_printed_as_it_was_locked(locked, sources):
    sources.put("reconsideration.concluded", 71)
    draft = Draft(locked)
    key = draft.keys[0]
    assert (draft.live[key].value, draft.figures[key].value) == (71, 70)
    assert draft.figures_of("disputes")[key].value == 70


def test_what_was_locked_comes_back_whole(locked):
    draft = Draft(locked)
    assert [figure.as_json() for figure in draft.figures.values()] == [
        figure.as_json() for figure in draft.live.values()
    ]
    assert [figure.text for figure in draft.figures.values()] == ["70", "99.87"]


def test_the_changes_since_are_listed_one_by_one(locked, sources):
    assert workspace.changes(Draft(locked)) == []
    sources.put("reconsideration.concluded", 71)
    (change,) = workspace.changes(Draft(locked))
    assert str(change) == "定格后“行政复议审结”由 70件 变为 71件"
    sources.silence("mediation.success_rate")
    assert str(workspace.changes(Draft(locked))[1]) == "定格后“调解成功率”由 99.87% 变为 没有来源"


def test_a_figure_of_the_same_value_from_other_records_has_changed_too(locked, sources):
    sources.put(
        "mediation.success_rate", Decimal("99.87"), source="return", numerator=768, denominator=769, records=None
    )
    (change,) = workspace.changes(Draft(locked))
    assert "数值仍为 99.87%" in str(change)


def test_a_figure_added_after_the_lock_is_not_locked(locked, write, sources):
    sources.put("litigation.cases", 137)
    write(locked, "disputes", CONCLUDED + "应诉{{litigation.cases}}件。")
    assert [str(change) for change in workspace.changes(Draft(locked))] == ["定格后“行政应诉案件”由 未定格 变为 137件"]


def test_until_it_is_approved_a_report_may_not_contradict_its_ledger(locked, sources, city):
    sources.put("reconsideration.concluded", 71)
    assert severities(found(locked, "changed")) == [ERROR]
    perform(locked, "draft", city.office, on=IN_TIME)
    with pytest.raises(StepRefused, match="由 70件 变为 71件"):
        perform(locked, "review", city.office, on=IN_TIME)
    workspace.lock(locked, city.office, NOW)
    perform(locked, "review", city.office, on=IN_TIME)


def test_a_report_does_not_close_with_a_figure_that_has_no_source(locked, write, sources, city):
    perform(locked, "draft", city.office, on=IN_TIME)
    write(locked, "enforcement", "执法{{enforcement.key_supervision_items}}项。")
    with pytest.raises(StepRefused, match="没有来源"):
        perform(locked, "review", city.office, on=IN_TIME)
    with pytest.raises(ReportRefused, match="不能定格"):
        workspace.lock(locked, city.office, NOW)
    sources.put("enforcement.key_supervision_items", 23, source="return", records=None)
    workspace.lock(locked, city.office, NOW)
    perform(locked, "review", city.office, on=IN_TIME)


def test_after_approval_the_figures_stay_and_changes_are_only_told(locked, sources, city):
    office = city.office
    for step, data in (
        ("draft", {}),
        ("review", {}),
        ("consider", {"meeting": "市政府第30次常务会议"}),
        ("approve", {}),
    ):
        perform(locked, step, office, on=IN_TIME, data=data)
    sources.put("reconsideration.concluded", 71)
    assert severities(found(locked, "changed")) == [WARNING]
    with pytest.raises(ReportRefused, match="已签发"):
        workspace.lock(locked, office, NOW)
    assert Draft(locked).figures[Draft(locked).keys[0]].value == 70


def test_a_lock_is_noted(locked):
    last = journal.history("annual-report", str(locked.pk)).last()
    assert (last.action, last.after) == ("lock", {"figures": 2})


# ---- versions


def test_versions_are_numbered_and_one_without_change_is_not_kept_twice(report, write, city):
    write(report, "disputes", "初稿。")
    first = workspace.keep_version(report, city.office, " 初稿 ", NOW)
    assert (first.number, first.reason, first.sections["disputes"]) == (1, "初稿", "初稿。")
    assert workspace.keep_version(report, city.office, "再存", NOW).pk == first.pk
    write(report, "disputes", "二稿。")
    assert workspace.keep_version(report, city.office, "征求意见稿", NOW).number == 2
    assert report.versions.get(number=1).sections["disputes"] == "初稿。"


def test_a_version_says_why_it_is_kept(report, city):
    with pytest.raises(ReportRefused, match="说明"):
        workspace.keep_version(report, city.office, "  ", NOW)


def test_differences_name_the_chapters_that_differ():
    found = workspace.differences({"disputes": "甲。", "other": "无。"}, {"disputes": "乙。", "other": "无。"})
    assert found == {"disputes": [Piece(GONE, "甲。"), Piece(NEW, "乙。")]}


def test_a_difference_within_a_sentence_is_shown_there_and_cuts_no_number_or_reference():
    old = "全年审结{{reconsideration.concluded}}件，同比增长12.5%。其余不变。"
    new = "全年审结{{reconsideration.accepted}}件，同比增长13.5%。其余不变。"
    assert compare(old, new) == [
        Piece(SAME, "全年审结"),
        Piece(GONE, "{{reconsideration.concluded}}"),
        Piece(NEW, "{{reconsideration.accepted}}"),
        Piece(SAME, "件，同比增长"),
        Piece(GONE, "12.5"),
        Piece(NEW, "13.5"),
        Piece(SAME, "%。"),
        Piece(SAME, "其余不变。"),
    ]


def test_a_sentence_that_was_rewritten_differs_as_a_whole():
    assert compare("依法履职。", "另起炉灶！") == [Piece(GONE, "依法履职。"), Piece(NEW, "另起炉灶！")]


@given(st.text("甲乙。；\n1.{}a", max_size=40), st.text("甲乙。；\n1.{}a", max_size=40))
def test_both_texts_can_be_read_from_their_difference(old, new):
    pieces = compare(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != NEW) == old
    assert "".join(piece.text for piece in pieces if piece.kind != GONE) == new
