"""账号: there is always a keeper, nobody shuts himself out, what keepers give themselves is said."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from fadu.kernel import accounts, divisions, journal, offices
from fadu.kernel.accounts import AccountRefused, First
from fadu.kernel.organisations import (
    Actor,
    Membership,
    Organisation,
    OrganisationError,
    User,
    abolish,
    transfer,
)
from tests.toy.library import build

TODAY, NOW = date(2026, 3, 2), datetime(2026, 3, 2, 1, tzinfo=UTC)
FIRST = First("990300", "新城市", "新城市人民政府", "市政府", "新府")


# Codes of divisions


@pytest.mark.parametrize(
    ("code", "level", "above"),
    [
        ("630000", 1, ""),
        ("630200", 2, "630000"),
        ("630202", 3, "630200"),
        ("630202001", 4, "630202"),
        ("630202001201", 5, "630202001"),
        ("441900003", 4, "441900"),
    ],
)
def test_a_code_tells_its_level_and_what_lies_above(code, level, above):
    assert divisions.level_of(code) == level
    assert divisions.above(code) == above
    assert divisions.lies_in(code, code[:2] + "0000")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("63020", "length"),
        ("63020２", "characters"),
        ("6302O2", "characters"),
        ("", "characters"),
        ("200000", "province"),
        ("630002", "zeros"),
        ("630200000", "zeros"),
        ("630202001000", "zeros"),
    ],
)
def test_a_code_of_another_shape_is_refused(code, reason):
    with pytest.raises(divisions.CodeError) as error:
        divisions.level_of(code)
    assert error.value.reason == reason
    assert accounts.code_fault(code, error.value)


# The first office

pytestmark = pytest.mark.django_db


def test_an_installation_begins_with_one_office_and_its_keeper():
    user = accounts.establish(FIRST, "hewei", "何维", "purple-mountain-7", NOW)
    office = Organisation.objects.get()
    assert (office.code, office.mark, office.division.level) == ("990300", "新府", 2)
    assert user.check_password("purple-mountain-7")
    assert Actor.of(user, TODAY).may("keeper", office)
    assert [one.action for one in journal.Event.objects.order_by("seq")] == ["create", "create", "appoint"]


def test_the_place_is_taken_once():
    accounts.establish(FIRST, "hewei", "何维", "purple-mountain-7", NOW)
    with pytest.raises(AccountRefused, match="已经启用"):
        accounts.establish(First("990400", "邻市", "邻市人民政府"), "other", "另", "purple-mountain-8", NOW)
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"division": "9903"}, "应为 6 位"),
        ({"division": "980300"}, "没有以“98”开头"),
        ({"name": ""}, "请填写机构全称"),
        ({"division_name": ""}, "请填写行政区划名称"),
        ({"mark": "新府〔2026〕"}, "发文代字只写代字本身"),
    ],
)
def test_an_office_that_cannot_be_is_refused_whole(changed, said):
    with pytest.raises(AccountRefused, match=said):
        accounts.establish(First(**{**FIRST.__dict__, **changed}), "hewei", "何维", "purple-mountain-7", NOW)
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["short", "password123", "hewei-hewei", "0123456789"])
def test_a_weak_first_password_is_refused(password):
    with pytest.raises(ValidationError):
        accounts.establish(FIRST, "hewei-hewei", "何维", password, NOW)
    assert not User.objects.exists()


def test_the_code_opens_once_and_only_while_there_is_nobody(settings, tmp_path):
    settings.HOME = tmp_path
    code = accounts.setup_code()
    assert accounts.code_file().stat().st_mode & 0o077 == 0
    assert accounts.setup_code() == code
    assert accounts.opens(code.upper().replace("-", " "))
    assert not accounts.opens("")
    assert not accounts.opens("启用码")
    assert accounts.spend_code()
    assert not accounts.spend_code()
    assert not accounts.opens(code)
    accounts.establish(FIRST, "hewei", "何维", "purple-mountain-7", NOW)
    assert accounts.setup_code() == ""


# Users and roles


@pytest.fixture
def city():
    return build()


@pytest.fixture
def keeper(city):
    user = User.objects.create_user("hewei", password="x", name="何维")
    Membership.objects.create(user=user, organisation=city.government, role="keeper")
    return Actor.of(user, TODAY)


@pytest.fixture
def county_keeper(city):
    user = User.objects.create_user("xian", password="x", name="县管")
    Membership.objects.create(user=user, organisation=city.county, role="keeper")
    return Actor.of(user, TODAY)


def enrol(keeper, username="lijing", name="李静"):
    return accounts.open_account(keeper, username, name, NOW)


def test_a_new_user_must_change_the_password_that_others_know(keeper):
    user, password = enrol(keeper)
    assert user.check_password(password)
    assert "一次性密码" in accounts.duty(user, NOW)
    accounts.set_password(user, "purple-mountain-7", NOW)
    assert accounts.duty(user, NOW) == ""


def test_a_one_time_password_lapses(keeper):
    user, _password = enrol(keeper)
    day = timedelta(days=1)
    assert not accounts.is_expired(user, NOW + accounts.SLIP_DAYS * day)
    assert accounts.is_expired(user, NOW + accounts.SLIP_DAYS * day + timedelta(seconds=1))


def test_the_last_three_passwords_are_not_used_again(keeper):
    user, _password = enrol(keeper)
    used = [f"purple-mountain-{n}" for n in range(5)]
    for word in used:
        accounts.set_password(user, word, NOW)
    rule = accounts.NotUsedBefore()
    for word in used[2:]:
        with pytest.raises(ValidationError, match="最近 3 次"):
            rule.validate(word, user)
    rule.validate(used[0], user)
    rule.validate("never-used-before", user)


def test_a_password_ages_only_where_the_office_says_so(keeper, city):
    user, _password = enrol(keeper)
    accounts.set_password(user, "purple-mountain-7", NOW)
    late = NOW + timedelta(days=91)
    assert accounts.duty(user, late) == ""
    offices.set_installation(keeper, {"password_days": 90})
    assert "超过 90 天" in accounts.duty(user, late)
    assert accounts.duty(user, NOW + timedelta(days=90)) == ""


@pytest.mark.parametrize(
    ("username", "said"), [("李", "不合要求"), ("a b", "不合要求"), ("x" * 41, "不合要求"), ("HeWei", "已有人使用")]
)
def test_a_username_that_cannot_be_is_refused(keeper, username, said):
    with pytest.raises(AccountRefused, match=said):
        enrol(keeper, username)


@pytest.mark.parametrize(("role", "said"), [("emperor", "没有角色"), ("system", "没有角色"), ("", "没有角色")])
def test_an_unknown_role_is_refused(keeper, city, role, said):
    user, _password = enrol(keeper)
    with pytest.raises(AccountRefused, match=said):
        accounts.appoint(keeper, user, city.library, role, TODAY)


def test_a_role_begins_and_ends_and_can_begin_again(keeper, city):
    user, _password = enrol(keeper)
    held = accounts.appoint(keeper, user, city.library, "handler", TODAY, valid_from=TODAY)
    with pytest.raises(AccountRefused, match="早于任职日期"):
        accounts.dismiss(keeper, held, date(2026, 3, 1), TODAY)
    accounts.dismiss(keeper, held, TODAY, TODAY)
    assert not Actor.of(user, date(2026, 3, 3)).holds({"handler"})
    accounts.appoint(keeper, user, city.library, "handler", date(2026, 5, 1), valid_from=date(2026, 5, 1))
    assert Actor.of(user, date(2026, 5, 1)).holds({"handler"})
    actions = [one.action for one in journal.history("user", "lijing")]
    assert actions == ["create", "appoint", "dismiss", "appoint"]


def test_the_last_keeper_stays(keeper, city):
    second, _password = enrol(keeper)
    actor = Actor.of(second, TODAY)
    hewei = User.objects.get(username="hewei")
    accounts.appoint(keeper, second, city.county, "keeper", TODAY)
    actor = Actor.of(second, TODAY)
    # A keeper of a county does not make up for the city's.
    with pytest.raises(AccountRefused, match="不归您管理"):
        accounts.deactivate(actor, hewei, TODAY, "调离")
    accounts.appoint(keeper, second, city.government, "keeper", TODAY)
    actor = Actor.of(second, TODAY)
    accounts.deactivate(actor, hewei, TODAY, "调离")
    hewei.refresh_from_db()
    assert not hewei.is_active
    held = second.memberships.get(organisation=city.government)
    with pytest.raises(AccountRefused, match="不能结束自己的"):
        accounts.dismiss(actor, held, TODAY, TODAY)


def test_nobody_shuts_himself_out(keeper):
    hewei = User.objects.get(username="hewei")
    with pytest.raises(AccountRefused, match="不能停用自己"):
        accounts.deactivate(keeper, hewei, TODAY, "试试")
    with pytest.raises(AccountRefused, match="不能结束自己的"):
        accounts.dismiss(keeper, hewei.memberships.get(), TODAY, TODAY)
    with pytest.raises(AccountRefused, match="我的账号"):
        accounts.reset_password(keeper, hewei, NOW, TODAY)


def test_a_keeper_who_gives_himself_a_role_says_why(keeper, city):
    hewei = User.objects.get(username="hewei")
    with pytest.raises(AccountRefused, match="须写明理由"):
        accounts.appoint(keeper, hewei, city.library, "handler", TODAY)
    accounts.appoint(keeper, hewei, city.library, "handler", TODAY, reason="人手不足，临时代办")
    event = journal.history("user", "hewei").get(action="appoint")
    assert event.data == {"self": True, "reason": "人手不足，临时代办"}
    assert event.organisation == city.library.code


def test_a_keeper_of_a_county_keeps_the_county_alone(county_keeper, keeper, city):
    user, _password = enrol(county_keeper)
    accounts.appoint(county_keeper, user, city.county_library, "handler", TODAY)
    with pytest.raises(AccountRefused, match="不在您管理的范围内"):
        accounts.appoint(county_keeper, user, city.library, "handler", TODAY)
    accounts.appoint(keeper, user, city.library, "handler", TODAY)
    for forbidden in (
        lambda: accounts.reset_password(county_keeper, user, NOW, TODAY),
        lambda: accounts.deactivate(county_keeper, user, TODAY, "调离"),
        lambda: accounts.unlock(county_keeper, user, TODAY),
        lambda: accounts.rename_user(county_keeper, user, "李晶", TODAY),
    ):
        with pytest.raises(AccountRefused, match="不归您管理"):
            forbidden()


def test_only_a_keeper_keeps(keeper, city):
    user, _password = enrol(keeper)
    office = city.office
    with pytest.raises(AccountRefused, match="只有系统管理员"):
        accounts.open_account(office, "wuyue", "吴悦", NOW)
    with pytest.raises(AccountRefused, match="只有系统管理员"):
        accounts.reset_password(office, user, NOW, TODAY)


def test_putting_out_of_use_needs_a_reason_and_can_be_undone(keeper):
    user, _password = enrol(keeper)
    with pytest.raises(AccountRefused, match="理由"):
        accounts.deactivate(keeper, user, TODAY, " ")
    accounts.deactivate(keeper, user, TODAY, "调离")
    password = accounts.reactivate(keeper, user, NOW, TODAY)
    user.refresh_from_db()
    assert user.is_active
    assert user.check_password(password)


def test_wrong_passwords_shut_the_door_for_a_while_whoever_the_name_is(keeper):
    user, _password = enrol(keeper)
    for name in ("LiJing", "nobody"):
        assert [accounts.note_failure(name, NOW) for _n in range(4)] == [None] * 4
        assert accounts.note_failure(name, NOW) == NOW + timedelta(minutes=15)
    assert accounts.locked_until("lijing", NOW + timedelta(minutes=14)) is not None
    assert accounts.locked_until("lijing", NOW + timedelta(minutes=15)) is None
    accounts.unlock(keeper, user, TODAY)
    assert accounts.locked_until("lijing", NOW) is None
    assert accounts.locked_until("nobody", NOW) is not None


def test_wrong_passwords_far_apart_do_not_add_up(keeper):
    for n in range(12):
        assert accounts.note_failure("lijing", NOW + n * timedelta(minutes=16)) is None


def test_people_move_with_the_duties(keeper, city):
    user, _password = enrol(keeper)
    accounts.appoint(keeper, user, city.library, "handler", TODAY)
    assert accounts.move_members(keeper, city.library, city.government, date(2026, 3, 31), TODAY) == 1
    before, after = user.memberships.order_by("pk")
    assert (before.organisation, before.valid_to) == (city.library, date(2026, 3, 31))
    assert (after.organisation, after.role, after.valid_from) == (city.government, "handler", date(2026, 4, 1))


# The tree


def test_an_organisation_moves_with_all_below_it(keeper, city):
    transfer(city.county, city.library, TODAY, keeper)
    below = Organisation.objects.get(pk=city.county_library.pk)
    assert below.path == "990100/990100-01/990121/990121-01/"


def test_an_organisation_does_not_move_below_itself(keeper, city):
    with pytest.raises(OrganisationError, match="不能作为它的上级"):
        transfer(city.county, city.county_library, TODAY, keeper)
    abolish(city.library, date(2026, 1, 1), keeper)
    with pytest.raises(OrganisationError, match="已不存在"):
        transfer(city.county, city.library, TODAY, keeper)


# Settings


def test_settings_are_journalled_and_bad_ones_refused(keeper, city):
    offices.set_particulars(keeper, city.library, {"telephone": "0972-8612345", "postcode": "810600"})
    event = journal.history("organisation", city.library.code).get(action="setting")
    assert event.after == {"telephone": "0972-8612345", "postcode": "810600"}
    for values in (
        {"telephone": "找老王"},
        {"postcode": "8106"},
        {"email": "x"},
        {"handlers": {"toy-dispute": "ghost"}},
    ):
        with pytest.raises(offices.SettingRefused) as refused:
            offices.set_particulars(keeper, city.library, values)
        assert set(refused.value.faults) == set(values)
    assert offices.particulars(city.library).telephone == "0972-8612345"
    for values in ({"lock_after": 1}, {"idle_minutes": 2000}, {"two_step_roles": ["emperor"]}):
        with pytest.raises(offices.SettingRefused):
            offices.set_installation(keeper, values)


def test_the_handler_of_new_cases_is_someone_who_works_there(keeper, city):
    user, _password = enrol(keeper)
    accounts.appoint(keeper, user, city.library, "handler", TODAY)
    offices.set_particulars(keeper, city.library, {"handlers": {"toy-dispute": "lijing"}})
    assert offices.default_handler(city.library, "toy-dispute") == user
    assert offices.default_handler(city.county_library, "toy-dispute") is None
    accounts.deactivate(keeper, user, TODAY, "调离")
    assert offices.default_handler(city.library, "toy-dispute") is None
