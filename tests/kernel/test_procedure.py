"""程序: a declaration that contradicts itself stops the start and says how to mend it; versions; drawings."""

import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from fadu.kernel import clocks, diagram, procedure
from fadu.kernel.clocks import TimeLimit, calendar_days, working_days
from fadu.kernel.procedure import PREVIOUS, SAME, BadProcedure, Procedure, State, Step, Term

OLD, NEW = date(2020, 1, 1), date(2024, 1, 1)


@pytest.fixture(autouse=True)
def apart(monkeypatch):
    """What is declared here stays out of the registries of the product."""
    monkeypatch.setattr(clocks, "_DECLARED", {})
    monkeypatch.setattr(procedure, "_declared", {})


def limit(slug="toy/decide", **values):
    return TimeLimit("审理期限", slug=slug, **{"article": "行政复议法#62.1", "length": calendar_days(60), **values})


def declare(**changes):
    """A sound little procedure, changed as a test wants it; a value of None leaves the attribute out."""
    received, decided = State("已收到"), State("已决定")
    closed = State("已办结", final=True)
    body = {
        "slug": "toy",
        "title": "示例程序",
        "law": "行政复议法",
        "in_force": NEW,
        "received": received,
        "decided": decided,
        "closed": closed,
        "submit": Step("提出", None, received, role="applicant", article="行政复议法#22"),
        "decide": Step("决定", received, decided, role="handler", article="行政复议法#61.1"),
        "close": Step("办结", decided, closed, role="handler", article="行政复议法#75.2"),
    }
    for name, change in changes.items():
        body[name] = change(body) if callable(change) else change
    return type("Toy", (Procedure,), {name: value for name, value in body.items() if value is not None})


def test_slug_is_the_name_with_hyphens():
    toy = declare(
        send_copy=lambda b: Step("发送", b["received"], SAME, role="handler", article="行政复议法#48"),
        return_=lambda b: Step("退回", b["decided"], b["received"], role="handler", article="行政复议法#48"),
    )

    assert [step.slug for step in toy.steps] == ["submit", "decide", "close", "send-copy", "return"]
    assert toy.step("send-copy").basis() == "《行政复议法》第四十八条"
    assert toy.key() == "toy@2024-01-01"


FAULTS = {
    "no_role": (
        {"decide": lambda b: Step("决定", b["received"], b["decided"], role="", article="行政复议法#61")},
        "没有角色",
    ),
    "no_article": (
        {"decide": lambda b: Step("决定", b["received"], b["decided"], role="handler", article="")},
        "没有法条",
    ),
    "unreadable_article": (
        {"decide": lambda b: Step("决定", b["received"], b["decided"], role="handler", article="第六十一条")},
        "法条无法识别",
    ),
    "step_out_of_a_final_state": (
        {"reopen": lambda b: Step("重开", b["closed"], b["received"], role="handler", article="行政复议法#61")},
        "从终点",
    ),
    "foreign_state": (
        {"lose": lambda b: Step("移送", b["received"], State("别处"), role="handler", article="行政复议法#61")},
        "不在本程序中",
    ),
    "unreachable_state": ({"forgotten": State("孤立")}, "无法到达"),
    "no_end": (
        {
            "closed": State("已办结"),
            "close": lambda b: Step("办结", b["decided"], b["decided"], role="handler", article="行政复议法#75"),
        },
        "没有终点",
    ),
    "no_opening": (
        {"submit": lambda b: Step("提出", b["decided"], b["received"], role="handler", article="行政复议法#22")},
        "没有立案环节",
    ),
    "system_step_with_a_condition": (
        {
            "lapse": lambda b: Step(
                "视为撤回", b["received"], b["closed"], role="system", article="行政复议法#31.2", requires=("reason",)
            )
        },
        "由系统办理，却有条件",
    ),
    "arising_by_itself_though_people_open_it": (
        {
            "submit": lambda b: Step(
                "提出", None, b["received"], role="handler", article="行政复议法#22", arises=lambda on: []
            )
        },
        "不是系统的立案环节",
    ),
    "undeclared_outcome": (
        {
            "decide": lambda b: Step(
                "决定", b["received"], b["decided"], role="handler", article="行政复议法#61", outcomes=("upheld",)
            )
        },
        "没有声明",
    ),
    "unused_outcome": ({"outcomes": {"upheld": "行政复议法#68"}}, "没有环节给出结果"),
    "reserved_name": (
        {"svg": lambda b: Step("图", b["received"], SAME, role="handler", article="行政复议法#61")},
        "与程序自有的名称相同",
    ),
    "unknown_transition": ({"transition": "perhaps"}, "transition"),
    "no_law": ({"law": None}, "没有 law"),
    "term_never_starts": ({"terms": lambda b: (Term(limit(), starts=(), stops=(b["decide"],)),)}, "从不起算"),
    "term_never_stops": ({"terms": lambda b: (Term(limit(), starts=(b["submit"],), stops=()),)}, "没有停止"),
    "term_stops_too_early": (
        {"terms": lambda b: (Term(limit(), starts=(b["close"],), stops=(b["decide"],)),)},
        "起算后无法停止",
    ),
    "foreign_step_in_a_term": (
        {"terms": lambda b: (Term(limit(), starts=(Step("x", None, b["received"], role="a", article="行政复议法#1"),),
                                  stops=(b["decide"],)),)},
        "本程序以外的环节",
    ),
    "extension_that_nobody_grants": (
        {
            "terms": lambda b: (
                Term(limit(extension=calendar_days(30)), starts=(b["submit"],), stops=(b["decide"],)),
            )
        },
        "没有批准延长的环节",
    ),
    "extension_that_the_law_does_not_know": (
        {
            "extend": lambda b: Step("延长", b["received"], SAME, role="handler", article="行政复议法#62.1"),
            "terms": lambda b: (
                Term(limit(), starts=(b["submit"],), stops=(b["decide"],), extended=(b["extend"],)),
            ),
        },
        "依法不能延长",
    ),
    "stated_length_with_a_day_of_its_own": (
        {"terms": lambda b: (Term(limit(), starts=(b["submit"],), stops=(b["decide"],), until="due_on"),)},
        "until",
    ),
    "expiry_that_differs_from_the_limit": (
        {
            "terms": lambda b: (
                Term(limit(on_expiry="close"), starts=(b["submit"],), stops=(b["decide"],), on_expiry=b["decide"]),
            )
        },
        "请改为一致",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_declaration_is_refused_with_file_and_cure(name):
    changes, fault = FAULTS[name]

    with pytest.raises(BadProcedure) as refused:
        declare(**changes)

    message = str(refused.value)
    assert fault in message
    assert re.match(r".+test_procedure\.py:\d+ 程序 Toy：", message)
    assert message.count("。") >= 1 and not message.endswith("：")


def test_a_case_must_be_able_to_end_from_every_state():
    with pytest.raises(BadProcedure, match="无法结束"):
        declare(
            stuck=State("卡住"),
            get_stuck=lambda b: Step("卡住", b["received"], b["stuck"], role="handler", article="行政复议法#61"),
        )


def test_the_same_version_cannot_be_declared_twice():
    declare()
    with pytest.raises(BadProcedure, match="已经声明过"):
        declare()


@pytest.mark.parametrize(
    ("on", "version"),
    [
        (date(2019, 12, 31), OLD),  # before the first version: the first
        (OLD, OLD),
        (date(2023, 12, 31), OLD),
        (NEW, NEW),
        (date(2026, 1, 1), NEW),
    ],
)
def test_the_version_in_force_is_that_of_the_day(on, version):
    declare()
    declare(in_force=OLD)

    assert procedure.in_force("toy", on).in_force == version
    assert procedure.lookup(procedure.in_force("toy", on).key()).in_force == version


def test_the_way_back_leads_to_every_state_that_it_can_come_from():
    class Paused(Procedure):
        slug, title, law, in_force = "paused", "示例", "行政复议法", NEW

        received = State("已收到")
        accepted = State("已受理")
        paused = State("中止")
        closed = State("已办结", final=True)

        submit = Step("提出", None, received, role="applicant", article="行政复议法#22")
        accept = Step("受理", received, accepted, role="handler", article="行政复议法#30.1")
        pause = Step("中止", (received, accepted), paused, role="handler", article="行政复议法#39.1")
        resume = Step("恢复", paused, PREVIOUS, role="handler", article="行政复议法#39.2")
        close = Step("办结", accepted, closed, role="handler", article="行政复议法#75.2")

    back = [target.slug for source, step, target in Paused.ways() if step.slug == "resume"]
    assert back == ["received", "accepted"]
    assert Paused.reachable([Paused.paused]) == {Paused.received, Paused.accepted, Paused.paused, Paused.closed}


def test_the_procedure_prints_itself_with_its_articles():
    toy = declare(
        terms=lambda b: (Term(limit(), starts=(b["submit"],), stops=(b["decide"],)),),
    )

    printed = toy.text()

    assert "依据：《行政复议法》，自2024年1月1日起施行" in printed
    assert "已收到 → 已决定；由 handler 办理" in printed
    assert "《行政复议法》第六十一条第一款" in printed
    assert "审理期限  [toy/decide]  60日  《行政复议法》第六十二条第一款" in printed
    assert "自「提出」起，至「决定」止" in printed
    assert toy.as_json()["terms"][0]["stops_on"] == ["decide"]


# Drawings


def rectangles(svg):
    root = ElementTree.fromstring(svg)
    rects = root.iter("{http://www.w3.org/2000/svg}rect")
    return [tuple(float(rect.get(name)) for name in ("x", "y", "width", "height")) for rect in rects]


def assert_well_drawn(svg):
    """Nothing overlaps, nothing leaves the sheet, no text is wider than its box, nothing that a strict page refuses."""
    root = ElementTree.fromstring(svg)
    _left, _top, width, height = map(float, root.get("viewBox").split())
    boxes = rectangles(svg)
    for x, y, w, h in boxes:
        assert x >= 0 and y >= 0 and x + w <= width and y + h <= height
    for n, (x, y, w, h) in enumerate(boxes):
        for x2, y2, w2, h2 in boxes[n + 1 :]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y
    for group in root.iter("{http://www.w3.org/2000/svg}g"):
        rect = group.find("{http://www.w3.org/2000/svg}rect")
        for words in group.findall("{http://www.w3.org/2000/svg}text"):
            size = float(words.get("font-size"))
            assert sum(size if ord(s) > 0x2E7F else size * 0.56 for s in words.text) <= float(rect.get("width"))
            assert float(rect.get("y")) < float(words.get("y")) <= float(rect.get("y")) + float(rect.get("height"))
    assert "style=" not in svg and "<style" not in svg and "class=" not in svg and "href" not in svg


def test_the_drawing_shows_where_a_case_stands():
    toy = declare(
        lapsed=State("已失效", final=True),
        lapse=lambda b: Step("失效", b["received"], b["lapsed"], role="handler", article="行政复议法#31.2"),
    )

    svg = toy.svg("decided", ["received"])

    assert_well_drawn(svg)
    assert svg.count('aria-current="step"') == 1
    current = svg.split('<g aria-current="step">')[1].split("</g>")[0]
    assert "已决定" in current
    assert svg.count("stroke-dasharray") == 1  # 已失效 can no longer be reached
    assert "<title" in svg and "<desc" in svg and "当前状态：已决定" in svg


def statute_procedures():
    file = Path(__file__).parents[2] / "../shared/statutes/procedures.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8"))["procedures"] if file.exists() else []


def from_statutes(entry):
    """Declare a procedure as the statute files have it."""
    states = {s["slug"]: State(s["zh"], final=s.get("final", False)) for s in entry["states"]}
    steps = {}
    for t in entry["transitions"]:
        sources = [t["from"]] if isinstance(t["from"], str) else t["from"]
        target = {"@same": SAME, "@previous": PREVIOUS}.get(t["to"]) or states[t["to"]]
        article = t["article"] if isinstance(t["article"], str) else tuple(t["article"])
        role = "handler" if t["actor"] == "system" else t["actor"]  # their limits are not declared here
        source = tuple(states[s] for s in sources) if sources else None
        steps[t["slug"]] = Step(t["zh"], source, target, role=role, article=article)
    names = {f"state_{k}".replace("-", "_"): v for k, v in states.items()}
    names |= {f"step_{k}".replace("-", "_"): v for k, v in steps.items()}
    head = {"slug": entry["slug"], "title": entry["zh"], "law": "行政复议法", "in_force": NEW}
    return type("FromStatutes", (Procedure,), head | names)


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry["slug"]) for entry in statute_procedures()])
def test_every_procedure_of_the_statutes_can_be_declared_and_drawn(entry):
    declared = from_statutes(entry)

    assert_well_drawn(declared.svg())
    for state in declared.states:
        assert_well_drawn(declared.svg(state, [declared.states[0]]))


def test_working_day_limit_is_the_caption_of_the_state_that_it_governs():
    toy = declare(
        terms=lambda b: (
            Term(limit("toy/review", length=working_days(5)), starts=(b["submit"],), stops=(b["decide"],)),
        ),
    )

    assert toy.caption(toy.received) == "5个工作日内"
    assert toy.caption(toy.decided) == "第六十一条第一款"
    assert toy.caption(toy.received, "en") == "5 working days"
    assert toy.caption(toy.decided, "en") == "Art. 61.1"
    assert "It stands at" in toy.svg("decided", ["received"], "en") and "当前状态" not in toy.svg("decided", (), "en")


WORDS = ["The yearly inspection plan is published", "Rosters of objects and inspectors are fixed", "Objects are drawn"]


@pytest.mark.parametrize(("boxes", "fits"), [(3, True), (8, True), (14, False)])
def test_labels_are_broken_so_that_a_course_fits_its_page_where_it_can(boxes, fits):
    course = [diagram.Box(str(n), WORDS[n % 3], "Articles 54.1", final=n == boxes - 1) for n in range(boxes)]
    arrows = [diagram.Arrow(None, "0"), *(diagram.Arrow(str(n), str(n + 1)) for n in range(boxes - 1))]
    drawn = diagram.Diagram(course, arrows)
    assert (drawn.width <= diagram.PAGE) is fits
    widest = max(diagram.width_of(line, diagram.LABEL) for box in course for line in box.lines)
    assert widest + 2 * diagram.PAD <= drawn.box_width
    assert all(" ".join(box.lines) == box.label for box in course)
