"""案件页面的内容: what a step asks for, what is linked, documents, a last step taken back, days as written."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fadu.domains.double_random.models import CheckObject, Inspector, RandomTask
from fadu.kernel import cases, documents, journal
from fadu.kernel.procedure import in_force
from fadu.web import case_view
from tests.toy.models import Dispute

pytestmark = pytest.mark.django_db

TODAY = date.today()


@pytest.fixture
def handler(city, sign_in):
    return sign_in("handler", city.library)


@pytest.fixture
def reviewer(city, sign_in):
    return sign_in("reviewer", city.library)


def at(case, place=""):
    return f"/ledgers/toy-dispute/{case.pk}/{place}"


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def test_a_step_says_what_it_asks_for_before_it_is_chosen(dispute, reviewer):
    shown = " ".join(text(reviewer.get(at(dispute()))).split())
    assert "要填写：退还金额" in shown


def test_facts_stand_with_the_step_that_recorded_them(dispute, actor, reviewer):
    case = dispute()
    cases.perform(case, "decide", actor("reviewer"), on=TODAY, data={"refund": 5}, outcome="upheld")
    shown = text(reviewer.get(at(case)))
    assert shown.index("基本信息") < shown.index("申诉事项")
    facts = shown.partition("登记内容")[2]
    assert facts.index('class="group">作出决定') < facts.index("退还金额")


# A last step taken back


def test_a_last_step_is_taken_back_from_its_case(dispute, handler):
    case = dispute()
    assert at(case, "correct/") in text(handler.get(at(case)))
    assert "撤回理由" in text(handler.get(at(case, "correct/")))
    assert "须说明理由" in text(handler.post(at(case, "correct/"), {"reason": " "}), 422)
    assert handler.post(at(case, "correct/"), {"reason": "点错"}).headers["Location"] == at(case)
    case.refresh_from_db()
    assert case.state == "received"
    shown = text(handler.get(at(case)))
    assert "误办，已撤回：点错" in shown
    assert "<del>受理</del>" in shown


def test_who_may_not_make_the_step_is_told_so(dispute, reviewer, sign_in):
    case = dispute()
    assert "由承办人办理" in text(reviewer.get(at(case, "correct/")))
    assert reviewer.post(at(case, "correct/"), {"reason": "点错"}).status_code == 200
    case.refresh_from_db()
    assert case.state == "accepted"
    assert sign_in("leader").get(at(case, "correct/")).status_code == 403


# Documents


def test_documents_are_filed_and_replaced_with_a_reason(dispute, handler):
    case = dispute()
    handler.post(at(case, "documents/"), {"file": SimpleUploadedFile("证据.txt", "甲".encode())})
    kept = documents.of("toy-dispute", case.pk).get()
    place = f"/documents/{kept.pk}/replace/"
    fresh = {"file": SimpleUploadedFile("证据二.txt", "乙".encode())}
    assert "须说明理由" in text(handler.post(place, fresh | {"reason": ""}), 422)
    assert handler.post(place, {"reason": "拿错了"}).status_code == 422
    fresh = {"file": SimpleUploadedFile("证据二.txt", "乙".encode()), "reason": "拿错了"}
    assert handler.post(place, fresh).status_code == 302
    kept.refresh_from_db()
    assert (kept.replaced_by.name, kept.reason) == ("证据二.txt", "拿错了")
    shown = text(handler.get(at(case)))
    assert "已由“证据二.txt”更换：拿错了" in shown
    event = journal.history("toy-dispute", case.pk).last()
    assert (event.action, event.data["reason"], event.before["name"]) == ("document", "拿错了", "证据.txt")
    again = {"file": SimpleUploadedFile("证据三.txt", "丙".encode()), "reason": "再换"}
    assert "已经更换过" in text(handler.post(place, again), 422)


def test_a_file_that_is_not_taken_files_nothing(dispute, handler):
    case = dispute()
    good, bad = SimpleUploadedFile("甲.txt", "甲".encode()), SimpleUploadedFile("乙.pdf", b"<html>")
    handler.post(at(case, "documents/"), {"file": [good, bad]})
    assert not documents.of("toy-dispute", case.pk).exists()


def test_who_only_reads_files_nothing(dispute, sign_in):
    case = dispute()
    leader = sign_in("leader")
    assert leader.post(at(case, "documents/")).status_code == 403
    assert "收存文书" not in text(leader.get(at(case)))


# Days as people write them, and colleagues who were quicker


@pytest.mark.parametrize(
    "form", ["{0:%Y-%m-%d}", "{0.year}-{0.month}-{0.day}", "{0.year}年{0.month}月{0.day}日", "{0:%Y%m%d}"]
)
def test_a_day_is_read_however_it_is_written(dispute, reviewer, form):
    case = dispute()
    written = {"on": form.format(TODAY), "refund": "1", "outcome": "upheld"}
    assert reviewer.post(at(case, "steps/toy-dispute/decide/"), written).status_code == 302
    case.refresh_from_db()
    assert case.decided_on == TODAY


def test_who_was_slower_is_told_what_the_other_did_and_may_go_on(dispute, actor, handler):
    case = dispute()
    seen = case.revision
    handler.post(at(case, "edit/"), {"complaint": "押金未退还", "title": "", "revision": seen, "reason": "笔误"})
    mine = {"complaint": "押金被扣", "title": "", "revision": seen, "reason": "更正"}
    shown = text(handler.post(at(case, "edit/"), mine), 422)
    assert "别人做了下面的变动" in shown
    assert "押金未退还" in shown
    assert 'value="押金被扣"' in shown
    assert handler.post(at(case, "edit/"), mine | {"revision": seen + 1}).status_code == 302
    case.refresh_from_db()
    assert case.complaint == "押金被扣"


def test_a_step_on_an_old_page_shows_what_happened_and_is_made_when_sent_again(dispute, actor, city, reviewer, handler):
    case = dispute()
    seen = case.revision
    handler.post(at(case, "edit/"), {"complaint": "押金未退还", "title": "", "revision": seen, "reason": "笔误"})
    written = {"on": TODAY.isoformat(), "refund": "1", "outcome": "upheld", "revision": seen}
    shown = text(reviewer.post(at(case, "steps/toy-dispute/decide/"), written), 409)
    assert "别人做了下面的变动" in shown
    assert f'name="revision" value="{seen + 1}"' in shown


# Paper


def test_a_case_is_printed_with_its_course_and_terms(dispute, handler):
    shown = text(handler.get(at(dispute(), "print/")))
    for part in ("办理经过", "期限计算", "提出申诉", "受理"):
        assert part in shown


def test_a_record_entered_from_a_case_leads_back_to_it(city, sign_in):
    """What belongs to another record is entered from that record's page, its number filled in."""
    from fadu.kernel import ledgers
    from tests.toy.library import TODAY as DAY

    values = {"organisation": city.library, "number": "R-1", "name": "张三"}
    reader = ledgers.create(ledgers.ledger("toy-reader"), city.handler, values, DAY)
    client = sign_in("handler", city.library)
    shown = text(client.get(f"/ledgers/toy-reader/{reader.pk}/"))
    assert f"/ledgers/toy-borrowing/new/?reader={reader.pk}" in shown
    form = text(client.get(f"/ledgers/toy-borrowing/new/?reader={reader.pk}"))
    assert 'value="R-1"' in form
    other = sign_in("handler", city.county_library)
    assert other.get(f"/ledgers/toy-borrowing/new/?reader={reader.pk}").status_code == 404


def test_days_ahead_are_refused(dispute, reviewer):
    case = dispute()
    written = {"on": (TODAY + timedelta(days=1)).isoformat(), "refund": "1", "outcome": "upheld"}
    assert "不得晚于今日" in text(reviewer.post(at(case, "steps/toy-dispute/decide/"), written), 422)
    assert Dispute.objects.get(pk=case.pk).state == "accepted"


# What stands first at the head of the page


@pytest.mark.parametrize(
    ("model", "state", "step", "given_up"),
    [
        ("random-task", "planned", "revoke", True),  # 固定名录 leads on
        ("random-task", "planned", "fix-roster", False),
        ("random-task", "roster-fixed", "revoke", True),
        ("inspection-plan", "published", "withdraw", True),  # though both that lead on end it
        ("inspection-plan", "published", "complete", False),
        ("inspection-filing", "submitted", "allow", False),
        ("inspection-filing", "submitted", "refuse", True),
        ("inspection-filing", "visited", "close", False),  # the last step is none of that
    ],
)
def test_who_gives_a_case_up_does_not_lead_it_on(model, state, step, given_up):
    found = cases.case_models()[model]
    version = in_force(found.procedures[0], TODAY)
    case = found(state=state, procedure=version.key())
    assert case_view.gives_up(version.step(step), case) is given_up


def head_of(answer):
    return answer.content.decode().partition('class="tools"')[2].partition("</div>")[0]


def test_a_step_that_leads_on_stands_first_with_its_reason_where_it_cannot_be_made_yet(city, sign_in, actor):
    lead = sign_in("inspection_lead", city.library)
    own, day = {"organisation": city.library, "valid_from": TODAY - timedelta(days=9)}, TODAY + timedelta(days=3)
    CheckObject.objects.create(credit_code="9199", name="第1书店", category="书店", **own)
    for n in range(2):
        Inspector.objects.create(number=f"执{n}", name=f"检查员{n}", unit="一科", **own)
    given = {"organisation": city.library, "name": "书店检查", "quota": 1}
    task = cases.open_case(RandomTask, "plan", actor("inspection_lead"), TODAY, given)
    assert "固定名录" in head_of(lead.get(f"/ledgers/random-task/{task.pk}/")).partition("</a>")[0]
    scheme = {"randomness_source": "某期彩票", "randomness_on": day}
    cases.perform(task, "fix-roster", actor("inspection_lead"), on=TODAY, data=scheme)
    answer = lead.get(f"/ledgers/random-task/{task.pk}/")
    first, _sign, others = head_of(answer).partition("</button>")
    assert "btn-primary" in first and "disabled" in first and "随机抽取检查对象" in first
    assert "撤回抽取方案" in others and "btn-primary" not in others
    assert "才产生" in answer.content.decode().partition('id="first-why"')[2].partition("</p>")[0]


def test_a_step_that_can_be_made_stands_first_ready(dispute, reviewer):
    head = head_of(reviewer.get(at(dispute())))
    assert head.count("btn-primary") == 1 and "disabled" not in head and "作出决定" in head.partition("</a>")[0]
