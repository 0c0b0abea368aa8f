"""启用一个单位: from an empty installation, in the browser, to a user who signs in with a slip."""

import openpyxl
import pytest
from playwright.sync_api import expect

from fadu.kernel import accounts, rosters
from fadu.kernel.organisations import Organisation, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def book(path, columns, *rows):
    file = openpyxl.Workbook()
    for row in [[column.label for column in columns], *rows]:
        file.active.append(list(row))
    file.save(path)
    return path


def test_an_office_is_set_up_and_its_first_user_signs_in(page, live_server, barriers, complaints, tmp_path, settings):
    settings.HOME = tmp_path
    tree = book(
        tmp_path / "机构.xlsx", rosters.ORGANISATIONS,
        ["990300-01", "新城市司法局", "市司法局", "政府部门", "", "", "", "新司", None, None],
        ["990302", "临湖区人民政府", "临湖区", "人民政府", "", "990302", "临湖区", "", None, None],
    )  # fmt: skip
    people = book(tmp_path / "用户.xlsx", rosters.USERS, ["wuyue", "吴悦", "市司法局", "统计员", None, None])

    page.goto(live_server.url + "/")
    page.wait_for_url("**/setup/")
    assert barriers(page) == []
    page.get_by_label("启用码").fill("wrong")
    page.get_by_role("button", name="开始启用").click()
    expect(page.get_by_text("启用码不对")).to_be_visible()
    page.get_by_label("启用码").fill(accounts.setup_code())
    page.get_by_role("button", name="开始启用").click()

    page.get_by_label("行政区划代码").fill("99030")
    page.get_by_label("行政区划名称").fill("新城市")
    page.get_by_label("政府全称").fill("新城市人民政府")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_text("应为 6 位")).to_be_visible()
    assert barriers(page) == []
    page.get_by_label("行政区划代码").fill("990300")
    page.get_by_role("button", name="下一步").click()

    page.get_by_label("姓名").fill("何维")
    page.get_by_label("用户名").fill("hewei")
    page.get_by_label("密码 *", exact=True).fill("purple-mountain-7")
    page.get_by_label("再输一次密码").fill("purple-mountain-7")
    assert barriers(page) == []
    page.get_by_role("button", name="建立单位并登录").click()
    page.wait_for_url("**/setup/next/")
    assert barriers(page) == []

    page.get_by_role("link", name="导入机构").click()
    page.get_by_label("Excel 或 CSV 文件").set_input_files(tree)
    page.get_by_role("button", name="试运行").click()
    expect(page.get_by_text("导入以后的机构树")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("新增 2 条")).to_be_visible()
    assert Organisation.objects.count() == 3

    page.get_by_role("link", name="打开清单").click()
    page.get_by_role("link", name="导入用户").click()
    page.get_by_label("Excel 或 CSV 文件").set_input_files(people)
    page.get_by_role("button", name="试运行").click()
    page.get_by_role("button", name="确认导入").click()
    slip = page.get_by_role("region", name="吴悦")
    password = slip.locator(".one-time").nth(1).inner_text()
    assert User.objects.get(username="wuyue").check_password(password)
    assert barriers(page) == []

    page.context.clear_cookies()
    page.goto(live_server.url + "/login/")
    page.get_by_label("用户名").fill("wuyue")
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/password/")
    expect(page.get_by_text("一次性密码").first).to_be_visible()
    fields = page.locator("main input[type=password]")
    for place, word in enumerate((password, "green-river-42", "green-river-42")):
        fields.nth(place).fill(word)
    assert barriers(page) == []
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(live_server.url + "/")
    assert [said for said in complaints if "422" not in said] == []  # the two refusals above
