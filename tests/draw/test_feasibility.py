"""试配: what no randomness can pair is refused before a roster is fixed, with what to change."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fadu import draw
from fadu.draw import DrawRefused

ROSTER = draw.freeze([(f"91{number:02d}", "全部", 1) for number in range(30)])


def plan_of(staff, conflicts=b"", objects=10, **more):
    given = {"inspectors": draw.commit("aes", staff)} | (
        {"conflicts": draw.commit("aes", conflicts)} if conflicts else {}
    )
    randomness = {"source": "某期彩票", "at": "2026-03-24"}
    return (
        {"id": "1", "strata": {"全部": objects}, "reserves": 0, "suite": "aes", "randomness": randomness} | given | more
    )


def staff_of(*sizes):
    """Inspectors of units of these sizes."""
    return draw.freeze_inspectors([(f"Z{u}{n:02}", f"第{u}队") for u, size in enumerate(sizes) for n in range(size)])


def refused(code, staff, conflicts=b"", **more):
    with pytest.raises(DrawRefused) as found:
        draw.try_out(plan_of(staff, conflicts, **more), ROSTER, staff, conflicts)
    assert found.value.code == code
    return str(found.value)


def test_inspectors_who_suffice_are_tried_and_found_to():
    staff = staff_of(4, 4)
    assert draw.try_out(plan_of(staff), ROSTER, staff) == 24
    assert draw.try_out(plan_of(staff, unit_rule="different"), ROSTER, staff) == 24
    assert draw.try_out(plan_of(staff, objects=0), ROSTER, staff) == 0
    plan = {name: value for name, value in plan_of(staff).items() if name != "inspectors"}
    assert draw.try_out(plan, ROSTER) == 0  # nobody is sent


@pytest.mark.parametrize(
    ("sizes", "rule", "code", "told"),
    [
        ((1,), "none", "few_inspectors", "减少每个对象的人数"),
        ((5,), "different", "few_units", "增加其他单位的检查人员"),
        ((7, 1), "different", "uneven_units", "“第0队”占了 8 人中的 7 人"),
        ((4, 1), "same", "small_units", "第1队不足 2 名"),
    ],
)
def test_sizes_that_cannot_do_are_refused_with_what_to_change(sizes, rule, code, told):
    assert told in refused(code, staff_of(*sizes), unit_rule=rule)


def test_an_object_to_which_too_few_may_go_is_refused_whether_or_not_it_will_be_drawn():
    staff = staff_of(2, 2)
    barred = draw.freeze_conflicts([("Z000", "9107"), ("Z001", "9107"), ("Z100", "9108"), ("Z100", "elsewhere")])
    assert "“9107”" in refused("barred", staff, barred, unit_rule="different", objects=1)
    none = draw.freeze_conflicts([(f"Z{unit}0{number}", "elsewhere") for unit in (0, 1) for number in (0, 1)])
    assert draw.try_out(plan_of(staff, none), ROSTER, staff, none)  # no object of the roster


def test_what_sizes_do_not_show_is_tried():
    # Each of the two who may go to most objects is soon full, for the third may go to one only.
    staff = staff_of(1, 1, 1)
    barred = draw.freeze_conflicts([("Z200", f"91{number:02d}") for number in range(1, 30)])
    said = refused("trial", staff, barred, objects=29)
    assert "24 次配不齐" in said and "任务已满" in said and "增加检查人员或者少抽对象" in said


@given(sizes=st.lists(st.integers(1, 9), min_size=2, max_size=4), objects=st.integers(1, 30), per=st.integers(2, 3))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_refused_by_size_no_randomness_can_pair(sizes, objects, per):
    staff = staff_of(*sizes)
    plan = plan_of(staff, objects=objects, per_object=per, unit_rule="different")
    try:
        draw.try_out(plan, ROSTER, staff)
    except DrawRefused as refused:
        if refused.code != "trial":
            for value in ("1", "2", "3"):
                with pytest.raises(DrawRefused):
                    draw.run(plan, ROSTER, value, inspectors=staff)
    else:
        assert draw.run(plan, ROSTER, "trial 0", inspectors=staff)["inspectors"]["pairs"]


def test_the_stratum_of_an_object_is_found_among_many_pages():
    ids = [f"91{number:05d}" for number in range(0, 9000, 2)]
    roster = draw.Roster.read(draw.freeze([(one, f"层{one[-2]}", 1) for one in ids]), draw.suite("aes"))
    assert [roster.stratum_of(one) for one in ids[:: len(ids) // 97]] == [
        f"层{one[-2]}" for one in ids[:: len(ids) // 97]
    ]
    assert {roster.stratum_of(one) for one in ("9100001", "0", "9", "92", "")} == {None}
