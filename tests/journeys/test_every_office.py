"""各司其职: each kind of user goes through a matter of theirs, by what the pages say and not by how they are made."""

import json
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from fadu.domains.normative.models import NormativeDocument
from fadu.domains.reconsideration.models import ReconsiderationCase
from fadu.kernel import calendars, cases, journal
from fadu.kernel.organisations import SYSTEM, Division, Kind, Level, found
from fadu.kernel.returns import Return
from tests.web.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TODAY = date.today()


@pytest.fixture(autouse=True)
def home(settings, tmp_path, page):
    """The letters and the seals of a test are its own."""
    settings.HOME = tmp_path
    page.set_default_timeout(8000)


@pytest.fixture
def application(city, actor):
    """Return what files an application for reconsideration and takes it through `steps`, days ago."""

    def application(applicant="徐娜", at=None, days=3, steps=("accept",)):
        at, on = at or city.government, TODAY - timedelta(days=days)
        at.mark = at.mark or at.short_name[0] + "府"
        at.save()
        body = actor("reconsideration_body", at)
        said = {"organisation": at, "applicant": applicant, "respondent": "市市场监督管理局", "act_kind": "penalty"}
        said |= {"applicant_id": "990221198001010021", "act": "吊销许可证决定", "field": "market"}
        case = cases.open_case(ReconsiderationCase, "submit", body, on, said)
        for step in steps:
            cases.perform(case, step, body, on=on)
        return case

    return application


@pytest.fixture
def enter(page, live_server):
    """Return what signs somebody in who has an account, from wherever the browser is."""

    def enter(username, password=PASSWORD):
        page.goto(live_server.url + "/login/")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码").fill(password)
        with page.expect_navigation():
            page.get_by_role("button", name="登录").click()

    return enter


def heading(page):
    return page.get_by_role("heading", level=1)


def cell(page, row, link):
    """Return the link of that name in the row that says `row`."""
    return page.get_by_role("row").filter(has_text=row).get_by_role("link", name=link)


def test_a_handler_accepts_an_application_with_the_letter_that_the_case_writes(
    city, application, come_in, page, complaints
):
    case = application(steps=())
    come_in("reconsideration_body")
    expect(heading(page)).to_have_text("我的工作")
    cell(page, case.number, "受理").first.click()
    page.get_by_role("button", name="预览文书").click()
    expect(page.get_by_role("heading", name="行政复议申请受理通知书").first).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("徐娜")
    expect(page.get_by_role("main")).to_contain_text("《中华人民共和国行政复议法》第三十条第一款")
    case.refresh_from_db()
    assert case.state == "submitted", "a preview writes nothing"

    page.get_by_role("button", name="办理“受理”").click()
    expect(page.get_by_text("已办理“受理”")).to_be_visible()
    expect(page.get_by_role("rowheader").filter(has_text="审理期限")).to_be_visible()
    letter = page.get_by_role("link", name="行政复议申请受理通知书").first
    with page.expect_download() as kept:
        letter.click()
    assert kept.value.path().read_bytes().startswith(b"PK")

    page.get_by_role("link", name="发送申请书副本").first.click()
    page.get_by_role("button", name="办理“发送申请书副本”").click()
    expect(page.get_by_text("待被申请人答复").first).to_be_visible()
    page.get_by_role("link", name="我的工作").first.click()
    expect(page.get_by_role("main")).to_contain_text("办理环节")  # what was done lately
    case.refresh_from_db()
    assert case.state == "awaiting-reply"
    assert complaints == []


def test_a_reviewer_objects_to_a_clause_and_concludes_when_it_is_answered(
    city, actor, come_in, leave, enter, page, complaints
):
    city.government.mark = "临府"
    city.government.save()
    drafter, on = actor("drafter", city.government), TODAY - timedelta(days=60)
    proposed = {"title": "临江市停车管理办法", "drafting_unit": "市公安局", "evaluation": "必要"}
    proposed["organisation"] = city.government
    case = cases.open_case(NormativeDocument, "propose", drafter, on, proposed)
    cases.perform(case, "start-drafting", drafter, on=on)
    drafted = {"drafting_note": "起草说明", "draft": "第一条 ……", "comment_until": on + timedelta(days=31)}
    cases.perform(case, "open-comment", drafter, on=on, data=drafted)
    cases.perform(case, "close-comment", drafter, on=on + timedelta(days=32))
    cases.perform(case, "send-to-legality", drafter, on=TODAY - timedelta(days=20))

    come_in("legality_office")
    page.get_by_role("link", name="临江市停车管理办法").first.click()
    page.get_by_role("link", name="合法性审核意见（逐条）").first.click()
    page.get_by_label("序号").fill("1")
    page.get_by_label("条款").fill("第八条")
    page.get_by_label("存在的问题").fill("增设了法律没有规定的处罚")
    page.get_by_label("修改意见").fill("删去")
    page.get_by_label("提出日期").fill(TODAY.isoformat())
    page.get_by_role("button", name="保存").first.click()
    expect(page.get_by_role("main")).to_contain_text("增设了法律没有规定的处罚")

    page.get_by_role("link", name="我的工作").first.click()
    page.get_by_role("link", name="临江市停车管理办法").first.click()
    page.get_by_role("link", name="审核通过").first.click()
    page.get_by_label("合法性审核意见", exact=False).first.fill("删去第八条的处罚后合法")
    page.get_by_label("合法性审核意见书").first.set_input_files(
        {"name": "意见书.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    )
    page.get_by_role("button", name="办理“审核通过”").click()
    expect(page.get_by_text("已办理“审核通过”")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="合法，审核通过")).to_be_visible()
    leave()

    # The meeting waits for the drafter's word on every clause, and the page says which.
    come_in("drafter")
    page.get_by_role("link", name="临江市停车管理办法").first.click()
    expect(page.get_by_text("“提交集体讨论”现在不能办理：审核意见“第八条”尚未写明采纳情况")).to_be_visible()
    page.get_by_role("row").filter(has_text="增设了法律没有规定的处罚").get_by_role("link").first.click()
    page.get_by_role("link", name="修改").first.click()
    page.get_by_label("采纳情况").select_option(label="采纳")
    page.get_by_role("button", name="保存").first.click()
    page.get_by_role("link", name="我的工作").first.click()
    page.get_by_role("link", name="临江市停车管理办法").first.click()
    page.get_by_role("link", name="提交集体讨论").first.click()
    page.get_by_role("button", name="办理“提交集体讨论”").click()
    expect(page.get_by_text("已办理“提交集体讨论”")).to_be_visible()
    case.refresh_from_db()
    assert case.state == "deliberating"
    assert complaints == []


def test_a_statistician_hands_in_a_return_which_comes_back_and_is_accepted(
    city, come_in, leave, enter, page, complaints
):
    year = str(TODAY.year)
    come_in("statistician", city.library)
    page.get_by_role("link", name="全部报表").first.click()  # what waits for a statistician
    page.get_by_role("row").filter(has_text="临江市图书馆").get_by_role("button", name="开始填报").click()
    total = page.get_by_label("办复建议提案", exact=True).first
    page.get_by_label("办结人大议案建议", exact=True).first.fill("12")
    page.get_by_label("办结政协提案", exact=True).first.fill("8")
    total.fill("21")
    page.get_by_role("button", name="保存并报送").first.click()
    expect(page.get_by_role("main")).to_contain_text("须改正")
    assert Return.objects.get().state == "draft", "what does not add up is kept, and not handed in"
    total.fill("20")
    page.get_by_role("button", name="保存并报送").first.click()
    expect(page.get_by_text("已报送").first).to_be_visible()
    leave()

    come_in("law_governance_office")
    page.get_by_role("link", name="临江市图书馆").first.click()  # among the returns that wait
    page.get_by_label("退回理由").fill("请核对政协提案的件数")
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.get_by_text("已退回").first).to_be_visible()
    leave()

    enter(f"statistician.{city.library.code}")
    page.get_by_role("link", name="填报", exact=True).click()
    expect(page.get_by_text("请核对政协提案的件数").first).to_be_visible()
    page.get_by_label("办结政协提案", exact=True).first.fill("9")
    page.get_by_label("办复建议提案", exact=True).first.fill("21")
    page.get_by_role("button", name="保存并报送").first.click()
    leave()

    enter(f"law_governance_office.{city.government.code}")
    page.get_by_role("link", name="临江市图书馆").first.click()
    page.get_by_role("button", name="采用").click()
    expect(page.get_by_text("已采用").first).to_be_visible()
    filing = Return.objects.get()
    assert (filing.state, filing.period) == ("accepted", year)
    assert [said for said in complaints if "409" not in said and "422" not in said] == []  # what was refused above


def test_the_office_keeps_a_query_and_opens_what_a_figure_counts(city, application, come_in, page, complaints):
    waiting, accepted = application("徐娜", steps=()), application("高远")
    come_in("law_governance_office", address="/clocks/")
    page.get_by_label("搜索案号、标题").fill(accepted.number)
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("main").get_by_role("link", name=accepted.number).first).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name=waiting.number)).to_have_count(0)

    page.get_by_role("link", name="台账与办案").first.click()
    page.get_by_role("link", name="行政复议案件", exact=True).or_(
        page.get_by_role("link", name="行政复议案件台账", exact=True)
    ).first.click()
    page.locator("summary", has_text="状态").click()
    page.get_by_role("group", name="状态").get_by_label("已受理").check()
    page.keyboard.press("Escape")
    expect(page.get_by_role("main").get_by_role("link", name=waiting.number)).to_have_count(0)
    page.get_by_text("常用查询").click()
    page.get_by_label("把现在的条件存为").fill("已受理未发副本")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("link", name="台账与办案").first.click()
    page.go_back()
    page.get_by_role("link", name="全部", exact=False).first.click()
    page.get_by_role("link", name="已受理未发副本").first.click()
    expect(page.get_by_role("main").get_by_role("link", name=accepted.number).first).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name=waiting.number)).to_have_count(0)

    page.get_by_role("link", name="指标", exact=True).first.click()
    page.get_by_label("领域").select_option(label="行政复议")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("rowheader").get_by_role("link", name="行政复议受理", exact=True).click()
    expect(page.get_by_role("heading", name="计入的 1 条记录")).to_be_visible()
    page.get_by_role("rowheader", name=accepted.number).get_by_role("link").click()
    expect(heading(page)).to_contain_text(accepted.number)
    assert complaints == []


def test_a_leader_goes_from_the_overview_to_the_record_and_may_change_nothing(
    city, application, come_in, page, complaints
):
    case = application("徐娜")
    come_in("leader", address="/dashboard/")
    card = page.get_by_role("main").get_by_role("link", name="行政复议受理").first
    expect(card).to_contain_text("1")
    card.click()
    expect(page.get_by_role("heading", name="计入的 1 条记录")).to_be_visible()
    page.get_by_role("rowheader", name=case.number).get_by_role("link").click()
    expect(heading(page)).to_contain_text(case.number)
    main = page.get_by_role("main")
    expect(main.get_by_role("heading", name="期限计算")).to_be_visible()
    expect(main).not_to_contain_text("徐娜")  # a party's name is for those who handle the case
    expect(main.get_by_role("button")).to_have_count(0)
    for change in ("受理", "更正", "发送申请书副本", "撤回误办"):
        expect(main.get_by_role("link", name=change, exact=True)).to_have_count(0)
    answer = page.request.get(page.url + "edit/")
    assert answer.status == 403
    assert complaints == []


def test_a_provincial_checker_compares_the_counties_and_takes_a_proof_away(
    city, application, come_in, page, complaints
):
    case = application(at=city.county)
    division = Division.objects.create(
        code="990122", name="绿水县", level=Level.COUNTY, parent=city.government.division
    )
    found(SYSTEM, code="990122", name="绿水县人民政府", short_name="绿水县", kind=Kind.GOVERNMENT, division=division,
          parent=city.government)  # fmt: skip
    journal.seal()
    come_in("provincial_checker", address="/dashboard/")
    county = page.get_by_role("row").filter(has_text="青山县")
    county.get_by_role("link", name="1", exact=True).last.click()
    expect(heading(page)).to_have_text("行政复议受理")
    expect(page.get_by_role("main")).to_contain_text(case.number)

    page.get_by_text("更多", exact=True).first.click()
    page.get_by_role("link", name="留痕", exact=True).first.click()
    page.get_by_label("操作人").fill(f"reconsideration_body-{city.county.code}")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("row").nth(1).get_by_role("link").first.click()
    with page.expect_download() as kept:
        page.get_by_role("link", name="下载证明").click()
    proof = json.loads(kept.value.path().read_text("utf-8"))
    # Who may not see the applicant's name gets the event's digest, which proves as much.
    assert "event" not in proof and len(bytes.fromhex(proof["leaf"])) == 32
    assert complaints == []


def test_a_system_keeper_opens_an_account_unlocks_it_and_keeps_the_calendar_and_the_journal(
    city, come_in, leave, enter, page, live_server, complaints
):
    keeper = come_in("keeper")
    page.get_by_text("更多", exact=True).first.click()
    page.get_by_role("link", name="机构与用户", exact=True).first.click()
    page.get_by_role("link", name="用户与角色").first.click()
    page.get_by_role("link", name="新增用户").first.click()
    page.get_by_label("姓名").fill("吴悦")
    page.get_by_label("用户名").fill("wuyue")
    page.get_by_label("机构").select_option(label="临江市图书馆")
    page.get_by_label("角色").select_option(label="统计员")
    page.get_by_role("button", name="新增").click()
    slip = page.get_by_role("region", name="吴悦")
    password = slip.get_by_role("definition").nth(2).inner_text()
    leave()

    for _attempt in range(5):
        enter("wuyue", "wrong-password-1")
    expect(page.get_by_role("alert").first).to_contain_text("锁定")
    enter("wuyue", password)
    expect(page.get_by_role("alert").first).to_contain_text("锁定")  # the right one comes too late

    enter(f"keeper.{city.government.code}")
    page.goto(live_server.url + "/users/wuyue/")
    page.get_by_role("button", name="解锁").click()
    expect(page.get_by_role("button", name="解锁")).to_have_count(0)

    year = max(calendars.shipped()) + 1
    days = calendars.festivals()[year] | {
        "元旦": date(year, 1, 1), "劳动节": date(year, 5, 1), "国庆节": date(year, 10, 1)
    }  # fmt: skip
    page.get_by_text("更多", exact=True).first.click()
    page.get_by_role("link", name="程序与期限", exact=True).first.click()
    page.get_by_role("link", name="工作日历").first.click()
    page.get_by_label("年份").fill(str(year))
    page.get_by_label("通知文号").fill(f"国办发明电〔{year - 1}〕1号")
    for name in calendars.HOLIDAYS:
        for end in ("首日", "末日"):
            page.get_by_label(f"{name} 放假{end}").fill(days[name].isoformat())
    page.get_by_role("button", name="采用并重新计算期限").click()
    expect(page.get_by_role("status").first).to_contain_text(f"已采用 {year} 年放假安排")

    page.get_by_text("更多", exact=True).first.click()
    page.get_by_role("link", name="留痕", exact=True).first.click()
    page.get_by_role("button", name="核验完整性").click()
    page.wait_for_url("**/jobs/*/")
    expect(page.get_by_role("main")).to_contain_text("核验通过")
    page.get_by_role("link", name="后台任务").first.click()
    expect(page.get_by_role("main").get_by_role("row").nth(1)).to_contain_text("完成")
    leave()

    enter("wuyue", password)
    page.wait_for_url("**/password/")
    assert keeper and [said for said in complaints if "429" not in said] == []
