"""法律法规页面: laws are listed and read, articles looked up, texts imported after a preview."""

from datetime import date
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fadu.laws import citing
from fadu.laws.citing import Citing
from fadu.laws.models import LawVersion
from tests.laws.made_up import KEY, NEW, OLD, both
from tests.toy.library import lend

LAW = f"/laws/{quote(KEY)}/"


def text_of(response):
    return response.content.decode()


def test_the_list_is_narrowed_and_filters_survive_paging(sign_in):
    client = sign_in("handler")
    page = text_of(client.get("/laws/"))
    assert "中华人民共和国行政复议法" in page and "现行有效" in page
    assert "信访工作条例" not in text_of(client.get("/laws/?kind=law"))
    repealed = text_of(client.get("/laws/?standing=repealed"))
    assert "信访条例" in repealed and "行政处罚法" not in repealed
    assert "没有符合条件的法规" in text_of(client.get("/laws/?text=yes"))
    assert "行政处罚法" in text_of(client.get("/laws/?q=处罚法"))
    assert client.get("/laws/?page=abc").status_code == client.get("/laws/?page=9999").status_code == 200


def test_a_law_shows_its_text_in_the_version_of_a_day(sign_in):
    both()
    client = sign_in("handler")
    page = text_of(client.get(LAW))
    assert 'id="a2-1"' in page and "第二条之一" in page and "应当提醒" in page
    old = text_of(client.get(f"{LAW}2015-03-01/"))
    assert "处十元罚款" in old and "第二章 借阅" in old and "已失效" in old
    assert client.get(f"{LAW}2016-01-01/").status_code == 404
    assert client.get("/laws/没有的法/").status_code == 404


def test_a_law_without_text_says_what_is_known_and_how_to_get_it(sign_in):
    page = text_of(sign_in("keeper").get("/laws/行政复议法/"))
    assert "条文索引中有 90 条" in page and "/laws/import/?key=" in page
    assert "引用它的程序和期限" in page and "《行政复议法》第六十二条第一款" in page
    assert "/laws/import/" not in text_of(sign_in("handler").get("/laws/行政复议法/"))


@pytest.mark.parametrize("asked", [f"{KEY}#3", f"《{KEY}》第三条", f"依照{KEY}第三条办理"])
def test_an_article_is_looked_up_as_of_a_day(sign_in, asked):
    both()
    client = sign_in("handler")
    assert "处十元罚款" in text_of(client.get("/laws/article/", {"q": asked, "on": "2020-01-01"}))
    assert "借阅图书应当登记" in text_of(client.get("/laws/article/", {"q": asked, "on": "2025-01-01"}))


@pytest.mark.parametrize(
    ("asked", "on", "said", "status"),
    [
        ("行政复议法#91", "", "最后一条是第90条", 200),
        ("行政复议法#62", "", "没有导入全文", 200),
        ("你好", "", "没有认出法条", 422),
        ("行政复议法#62", "昨天", "不是日期", 422),
        ("", "", "写下法条", 200),
    ],
)
def test_what_cannot_be_looked_up_says_why(sign_in, asked, on, said, status):
    answer = sign_in("handler").get("/laws/article/", {"q": asked, "on": on})
    assert answer.status_code == status and said in text_of(answer)


def upload(text, name="条例.txt"):
    return SimpleUploadedFile(name, text.encode())


def test_a_text_is_imported_after_a_preview(sign_in, read):
    client = sign_in("law_governance_office")
    preview = client.post("/laws/import/", {"file": upload(OLD.removeprefix("# ")), "kind": "local"})
    assert preview.status_code == 200 and "核对并导入" in text_of(preview) and "共 4 条" in text_of(preview)
    assert not LawVersion.objects.exists()
    fields = {field["name"]: field.get("value", "") for field in read(preview).all("input") if field.get("name")}
    assert fields["title"] == KEY and fields["issued"] == "2015-03-01" and fields["in_force"] == "2015-05-01"
    wanted = {name: fields[name] for name in ("parcel", "title", "key", "organ", "number", "issued", "in_force")}
    done = client.post("/laws/import/", wanted | {"kind": "local", "confirm": "1", "organ": "某市人大常委会"})
    assert done.status_code == 302 and done.headers["Location"].endswith("/2015-03-01/")
    assert LawVersion.objects.get().organ == "某市人大常委会"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "请选择文件"),
        ({"file": ("各单位：", "通知.txt")}, "没有找到“第一条”"),
        ({"file": (OLD, "条例.txt"), "issued": "昨天"}, "不是日期"),
        ({"file": ("第一条 甲。", "无日期.txt"), "confirm": "1"}, "请填写施行日期"),
    ],
)
def test_a_wrong_import_is_refused_in_words(sign_in, given, said):
    if "file" in given:
        given = given | {"file": upload(*given["file"])}
    answer = sign_in("keeper").post("/laws/import/", given)
    assert answer.status_code == 422 and said in text_of(answer)
    assert not LawVersion.objects.exists()


def test_another_text_of_the_same_version_must_be_asked_for(sign_in, read):
    both()
    client = sign_in("keeper")
    changed = upload(OLD.replace("处十元", "处二十元"))
    preview = client.post("/laws/import/", {"file": changed, "kind": "local"})
    assert "替换已有文本" in text_of(preview)
    (parcel,) = [field["value"] for field in read(preview).all("input") if field.get("name") == "parcel"]
    refused = client.post("/laws/import/", {"parcel": parcel, "confirm": "1", "kind": "local"})
    assert refused.status_code == 422 and "已经导入" in text_of(refused)
    done = client.post("/laws/import/", {"parcel": parcel, "confirm": "1", "kind": "local", "replace": "1"})
    assert done.status_code == 302


def test_versions_are_compared(sign_in):
    both()
    page = text_of(sign_in("handler").get(f"{LAW}compare/"))
    assert "<del>" in page and "<ins>" in page and "第二条之一" in page
    assert "两个版本的全文没有都导入" in text_of(sign_in("handler").get("/laws/行政复议法/compare/"))
    assert "只有一个版本" in text_of(sign_in("handler").get("/laws/人民调解法/compare/"))


def test_who_cites_a_law_and_what_a_change_touches(sign_in, city, monkeypatch):
    monkeypatch.setattr(citing, "_DECLARED", [])
    Citing("toy-borrowing", text_fields=("note",), made_on="borrowed_on")
    lend(city.library, "借1", note=f"依照《{KEY}》第三条收取", borrowed_on=date(2020, 1, 1))
    both()
    client = sign_in("handler")
    assert "借1" in text_of(client.get(f"{LAW}citing/"))
    touched = text_of(client.get(f"{LAW}citing/?version=2024-06-01"))
    assert "借1" in touched and "有修改" in touched and "<mark>" in touched
    assert "没有您可以查看的记录" in text_of(sign_in("court").get(f"{LAW}citing/"))


def test_nothing_of_a_text_is_taken_for_markup(sign_in):
    from tests.laws.made_up import import_law

    import_law(NEW.replace("节假日照常开放", "<script>alert(1)</script>"), in_force=date(2024, 8, 1))
    assert "<script>alert" not in text_of(sign_in("handler").get(LAW))
