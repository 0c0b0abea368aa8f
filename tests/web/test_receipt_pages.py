"""公众提交回执的页面: the number for who handles the case, and another code for a lost one."""

import re
from datetime import date

import pytest
from django.utils import timezone

from fadu.kernel import intake
from fadu.kernel.intake import Upload
from tests.toy.intake import Suggestions
from tests.web.conftest import make_user


@pytest.fixture
def receipt(city):
    make_user("someone", (city.library, "handler"))
    written = {"author": "王芳", "phone": "13900001111", "wish": "延长开放时间", "kind": "room"}
    files = [Upload("identity", "身份证.pdf", b"%PDF-1.7")]
    return intake.submit(
        Suggestions, city.library.code, written, files, on=date.today(), once="one", at=timezone.now()
    )[0]


def test_the_case_leads_to_its_receipt_and_a_lost_code_is_renewed(receipt, sign_in, city):
    client = sign_in("handler", city.library)
    case = f"/ledgers/toy-suggestion/{receipt.record}/"
    assert f"{case}receipt/" in client.get(case).content.decode()
    assert receipt.number in client.get(f"{case}receipt/").content.decode()
    code = re.search(r"<strong>([0-9A-Z-]{14})</strong>", client.post(f"{case}receipt/").content.decode())[1]
    assert intake.open_receipt(receipt.number, code) == receipt


def test_a_reader_sees_the_number_and_renews_nothing(receipt, sign_in):
    address = f"/ledgers/toy-suggestion/{receipt.record}/receipt/"
    page = sign_in("leader").get(address).content.decode()
    assert receipt.number in page and "补发查询码</button>" not in page
    assert sign_in("leader").post(address).status_code == 403


def test_a_case_of_our_own_has_none(dispute, sign_in, city):
    client, case = sign_in("handler", city.library), f"/ledgers/toy-dispute/{dispute().pk}/"
    assert "没有回执" in client.get(f"{case}receipt/").content.decode()
    assert "receipt/" not in client.get(case).content.decode()
