"""列表: filters by due date and by several values, columns of one's own, queries kept, and the way back."""

from datetime import date

import pytest

from fadu.kernel import cases, queries
from fadu.kernel.organisations import User
from fadu.kernel.queries import ListChoice, SavedQuery
from tests.toy.library import lend

pytestmark = pytest.mark.django_db

LIST, CASES = "/ledgers/toy-borrowing/", "/ledgers/toy-dispute/"
TODAY = date.today()


@pytest.fixture
def handler(city, sign_in):
    return sign_in("handler", city.library)


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


# By due date


@pytest.fixture
def clocked(dispute):
    """Return disputes by how their term stands: the decision is due 60 days after acceptance."""
    found = {}
    for name, left in {"late": -1, "today": 0, "near": 3, "soon": 4, "week": 7, "later": 8}.items():
        case = dispute(name, days=30)
        clock = cases.clocks_of(case)[0]
        cases.Clock.objects.filter(pk=clock.pk).update(due_on=date.fromordinal(TODAY.toordinal() + left))
        found[name] = case
    dispute("unset", accepted=False)
    return found


@pytest.mark.parametrize(
    ("due", "shown"),
    [
        ("late", {"late"}),
        ("near", {"today", "near"}),
        ("soon", {"today", "near", "soon", "week"}),
        ("unset", {"unset"}),
    ],
)
def test_cases_are_found_by_how_near_their_term_is(clocked, handler, due, shown):
    text = page(handler, f"{CASES}?due={due}")
    names = {"late", "today", "near", "soon", "week", "later", "unset"}
    assert {name for name in names if f">{name}</td>" in text} == shown


def test_a_due_filter_that_does_not_exist_is_refused(handler):
    assert "不能按到期" in page(handler, f"{CASES}?due=never", 422)
    assert "不能按“due”筛选" in page(handler, f"{LIST}?due=late", 422)


def test_the_tabs_count_what_they_show(clocked, handler):
    text = " ".join(page(handler, CASES).split())
    assert '逾期 <span class="tally late">1</span>' in text
    assert '7 日内到期 <span class="tally">4</span>' in text


# Several values, ranges


def test_a_filter_takes_several_values_and_says_so(city, handler):
    for number, binding in (("J-1", "paper"), ("J-2", "hard"), ("J-3", "thread")):
        lend(city.library, number, binding=binding)
    text = page(handler, f"{LIST}?binding=paper&binding=hard")
    assert "J-1" in text
    assert "J-2" in text
    assert "J-3" not in text
    assert "装帧：平装、精装" in text


def test_texts_are_found_by_any_of_several(city, handler):
    for number in ("A-1", "B-1", "C-1"):
        lend(city.library, number, title=number)
    text = page(handler, f"{LIST}?title=A-&title=B-")
    assert "A-1" in text
    assert "B-1" in text
    assert "C-1" not in text


def test_days_are_found_between_two_and_where_there_is_none(city, handler):
    lend(city.library, "J-1", borrowed_on=date(2025, 1, 2), due_on=date(2025, 2, 1))
    lend(city.library, "J-2", borrowed_on=date(2025, 3, 2))
    assert "J-2" not in page(handler, f"{LIST}?borrowed_on_from=2025-01-01&borrowed_on_to=2025-01-31")
    text = page(handler, f"{LIST}?due_on_empty=1")
    assert "J-2" in text
    assert "J-1" not in text


# Columns


def test_a_person_chooses_columns_and_exports_show_the_same(city, handler):
    lend(city.library, "J-1", note="背面有签名")
    assert "背面有签名" not in page(handler, LIST)
    chosen = {"column": ["number", "note"], "roomy": "1", "query": "q=J"}
    assert handler.post(f"{LIST}columns/", chosen).headers["Location"] == f"{LIST}?q=J"
    text = page(handler, LIST)
    assert "背面有签名" in text
    assert "roomy" in text
    assert "columns=note" in text  # exports and prints are asked for the same
    export = b"".join(handler.get(f"{LIST}export.csv?columns=number&columns=note").streaming_content).decode(
        "utf-8-sig"
    )
    assert export.splitlines()[0] == "借阅编号,备注"
    assert "背面有签名" in page(handler, f"{LIST}print/")
    handler.post(f"{LIST}columns/", {"usual": "1"})
    assert "背面有签名" not in page(handler, LIST)


def test_columns_that_the_ledger_lost_are_forgotten(city, handler):
    user = User.objects.get(username="handler-990100-01")
    ListChoice.objects.create(user=user, ledger="toy-borrowing", columns=["number", "gone"])
    lend(city.library, "J-1")
    assert "J-1" in page(handler, LIST)


# Queries kept


def test_a_query_is_kept_counted_renamed_and_deleted(city, handler):
    lend(city.library, "J-1", binding="hard")
    lend(city.library, "J-2")
    made = handler.post(f"{LIST}queries/", {"name": "精装的", "query": "binding=hard&cursor=x"})
    assert made.headers["Location"].startswith(LIST)
    kept = SavedQuery.objects.get()
    assert kept.query == "binding=hard"  # a page of it is not part of what was looked for
    text = " ".join(page(handler, LIST).split())
    assert '★ 精装的 <span class="tally">1</span>' in text
    handler.post(f"{LIST}queries/{kept.pk}/", {"name": "硬皮"})
    assert "★ 硬皮" in page(handler, LIST)
    handler.post(f"{LIST}queries/{kept.pk}/", {"forget": "1"})
    assert not SavedQuery.objects.exists()


def test_a_shared_query_is_seen_by_colleagues_and_changed_by_its_owner_alone(city, handler, sign_in):
    handler.post(f"{LIST}queries/", {"name": "精装的", "query": "binding=hard", "organisation": city.library.code})
    kept = SavedQuery.objects.get()
    colleague = sign_in("law_governance_office", city.library)
    assert "★ 精装的" in page(colleague, LIST)
    said = colleague.post(f"{LIST}queries/{kept.pk}/", {"forget": "1"}, follow=True).content.decode()
    assert "只能由本人更改" in said
    assert SavedQuery.objects.exists()
    stranger = sign_in("handler", city.county_library)
    assert "精装的" not in page(stranger, LIST)
    assert stranger.post(f"{LIST}queries/{kept.pk}/", {"forget": "1"}).status_code == 404


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"name": "空", "query": ""}, "没有任何筛选条件"),
        ({"name": "", "query": "q=a"}, "字段"),
        ({"name": "重名", "query": "q=a"}, "已有同名"),
    ],
)
def test_a_query_that_cannot_be_kept_says_why(handler, posted, said):
    handler.post(f"{LIST}queries/", {"name": "重名", "query": "q=b"})
    assert said in handler.post(f"{LIST}queries/", posted, follow=True).content.decode()
    assert SavedQuery.objects.count() == 1


def test_a_query_of_a_former_column_says_so_and_spoils_nothing(city, handler):
    handler.post(f"{LIST}queries/", {"name": "旧", "query": "gone=1"})
    assert "不能按“gone”筛选" in page(handler, LIST)


def test_queries_are_shared_only_where_one_works(city, handler):
    handler.post(f"{LIST}queries/", {"name": "别处", "query": "q=a", "organisation": city.county_library.code})
    assert SavedQuery.objects.get().organisation is None
    assert queries.MOST


# The way back


def test_the_list_is_found_again_from_a_record_as_it_was(city, handler):
    record = lend(city.library, "J-1", binding="hard")
    page(handler, f"{LIST}?binding=hard&sort=number")
    assert f'href="{LIST}?binding=hard&amp;sort=number"' in page(handler, f"{LIST}{record.pk}/")


def test_another_person_at_the_same_browser_gets_no_way_back(city, handler, sign_in):
    record = lend(city.library, "J-1")
    page(handler, f"{LIST}?q=J")
    other = sign_in("law_governance_office")
    other.cookies["list-toy-borrowing"] = handler.cookies["list-toy-borrowing"].value
    assert f'href="{LIST}"' in page(other, f"{LIST}{record.pk}/")


def test_a_print_says_what_was_asked_and_who_printed(city, handler):
    for number in range(60):
        lend(city.library, f"J-{number:02}", binding="hard")
    text = page(handler, f"{LIST}print/?binding=hard")
    assert text.count("<tr>") == 61  # all of them on one paper
    assert "装帧：精装" in text
    assert "handler-990100-01" in text


def test_who_may_not_read_prints_and_keeps_nothing(sign_in):
    stranger = sign_in("leader")
    assert stranger.get(f"{LIST}print/").status_code == 200
    nobody = sign_in("")
    for place in ("columns/", "queries/"):
        assert nobody.post(LIST + place).status_code == 403
    assert nobody.get(f"{LIST}print/").status_code == 403
