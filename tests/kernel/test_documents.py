"""文书: kept once by content, never changed; told by bytes and not by name; what is not wanted stays out."""

import io
import os
import struct
import zipfile
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from fadu.kernel import documents, journal
from fadu.kernel.documents import DOCX, JPEG, OFD, PDF, PNG, TXT, TXT_GB, XLSX, Document, safe_name
from fadu.kernel.organisations import Actor

pytestmark = pytest.mark.django_db
ZHANG = Actor("zhang", "张三")


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


def packed(*names, content=b"<x/>", method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name in names:
            file.writestr(name, content)
    return out.getvalue()


A_PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
A_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17)
A_JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(9)
A_DOCX = packed("[Content_Types].xml", "word/document.xml")
AN_XLSX = packed("[Content_Types].xml", "xl/workbook.xml")
AN_OFD = packed("OFD.xml", "Doc_0/Document.xml")


def store(content, name="决定书.pdf", **more):
    return documents.store(content, name, ledger="toy", record=7, actor=ZHANG, **more)


def kept(home):
    return sorted(file for file in (home / "documents").rglob("*") if file.is_file())


# What is taken


@pytest.mark.parametrize(
    ("content", "format_"),
    [
        (A_PDF, PDF),
        (A_PNG, PNG),
        (A_JPEG, JPEG),
        (A_DOCX, DOCX),
        (AN_XLSX, XLSX),
        (AN_OFD, OFD),
        ("行政复议决定书\r\n\t一、…\n".encode(), TXT),
        ("\ufeff带标记的文本".encode(), TXT),
        ("行政复议决定书".encode("gb18030"), TXT_GB),
        (b"5 < 6, a<b", TXT),
        (("字" * 5000).encode(), TXT),  # a character lies across the first 4096 bytes
    ],
)
def test_bytes_say_what_a_file_is(content, format_):
    document = store(content, "某文件.exe")
    assert document.content_type == format_.content_type
    assert document.label == format_.label
    assert document.name == "某文件.exe" + format_.extensions[0]
    with documents.open_document(document) as file:
        assert file.read() == content


MACROS = packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
ZEROS = packed("word/document.xml", content=bytes(20 << 20))  # 20 MB in 20 kB
MANY = packed("word/document.xml", *(f"{n}" for n in range(10_001)), content=b"", method=zipfile.ZIP_STORED)


def lying_sizes():
    """A packed file whose directory says that 8 MB are ten bytes."""
    content = bytearray(packed("word/document.xml", content=bytes(8 << 20)))
    for header, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", content, content.find(header) + offset, 10)
    return bytes(content)


def encrypted():
    content = bytearray(A_DOCX)
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1
        at += 4
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "空文件"),
        (b"<!DOCTYPE html><html></html>", "不在可收存之列"),
        (b"\xef\xbb\xbf  <html lang=zh>", "不在可收存之列"),
        (b"hello\n<script>alert(1)</script>", "不在可收存之列"),
        (b"<?xml version='1.0'?><svg/>", "不在可收存之列"),
        (b"{\\rtf1 x}", "不在可收存之列"),
        (b"MZ\x90\x00\x03", "不在可收存之列"),
        (b"\x7fELF\x02\x01", "不在可收存之列"),
        (b"GIF89a\x01\x00", "不在可收存之列"),
        (b"text with a \x00 in it", "不在可收存之列"),
        (b" " * 5000 + b"\x00", "不在可收存之列"),
        (b"\xff\xfe\x00\xff", "不在可收存之列"),
        (packed("a.txt"), "不在可收存之列"),
        (documents.OLE + bytes(100), "另存为"),
        (MACROS, "宏"),
        (ZEROS, "压缩炸弹"),
        (MANY, "压缩炸弹"),
        (lying_sizes(), "损坏"),
        (encrypted(), "取消密码"),
        (A_DOCX[:-30], "损坏"),
        (packed("word/document.xml", method=zipfile.ZIP_LZMA), "损坏"),
    ],
    ids=range(21),
)
def test_what_is_not_wanted_stays_out(home, content, reason):
    with pytest.raises(documents.DocumentRefused, match=reason) as refused:
        store(content, "决定书.pdf")
    assert "决定书.pdf" in str(refused.value)
    assert kept(home) == []
    assert not Document.objects.exists()
    assert not journal.Event.objects.exists()


def test_damaged_part_of_a_packed_file_is_noticed():
    content = bytearray(packed("word/document.xml", content=b"x" * 100, method=zipfile.ZIP_STORED))
    content[60] ^= 1
    with pytest.raises(documents.DocumentRefused, match="损坏"):
        store(bytes(content))


def test_size_is_limited_by_setting(settings, home):
    settings.FADU_DOCUMENT_LIMIT = 100
    assert store(b"a" * 100, "a.txt").size == 100
    with pytest.raises(documents.DocumentRefused, match="超过"):
        store(b"b" * 101, "b.txt")
    assert len(kept(home)) == 1


def test_limit_is_fifty_megabytes_unless_set():
    assert documents.LIMIT == 50 * 1024 * 1024


# How it is kept


def test_same_bytes_are_kept_once(home):
    one, two = store(A_PDF, "甲.pdf"), store(A_PDF, "乙.pdf")
    assert one.digest == two.digest
    assert [file.relative_to(home / "documents").parts for file in kept(home)] == [(one.digest[:2], one.digest)]
    assert [document.name for document in documents.of("toy", 7)] == ["甲.pdf", "乙.pdf"]
    assert not list((home / "documents/incoming").iterdir())


def test_file_kept_is_not_written_again(home):
    document = store(A_PDF)
    (file,) = kept(home)
    before = file.stat().st_mtime_ns
    store(A_PDF)
    assert file.stat().st_mtime_ns == before
    assert file.stat().st_mode & 0o222 == 0
    assert document.digest == file.name


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_address_is_the_digest(settings, home, algorithm):
    settings.FADU_DIGEST = algorithm
    document = store(A_PDF)
    assert document.digest == documents.digests.hash_with(algorithm)(A_PDF).hex()


def test_upload_and_open_file_are_taken_like_bytes(tmp_path):
    file = tmp_path / "文.pdf"
    file.write_bytes(A_PDF)
    with file.open("rb") as opened:
        assert store(opened).digest == store(SimpleUploadedFile("x", A_PDF)).digest == store(A_PDF).digest


def test_damage_is_noticed_on_reading_and_on_storing_again(home):
    document = store(A_PDF)
    (file,) = kept(home)
    file.chmod(0o600)
    file.write_bytes(A_PDF + b"x")
    with pytest.raises(documents.DocumentDamaged, match="决定书"):
        documents.open_document(document)
    with pytest.raises(documents.DocumentDamaged, match=document.digest):
        store(A_PDF)
    file.unlink()
    with pytest.raises(documents.DocumentDamaged, match="备份"):
        documents.open_document(document)


def test_failed_transaction_leaves_no_document_and_the_next_succeeds(home):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        store(A_PDF)
        raise ZeroDivisionError
    assert not Document.objects.exists()
    assert store(A_PDF).digest == kept(home)[0].name


def test_storing_is_in_the_journal():
    at = datetime(2025, 8, 5, 2, tzinfo=UTC)
    document = store(A_PDF, kind="decision", organisation="630200", at=at)
    (event,) = journal.history("toy", 7)
    assert (event.action, event.actor, event.actor_name, event.organisation) == ("document", "zhang", "张三", "630200")
    assert event.at == document.at == at
    assert event.after == documents.described(document)
    assert event.after["digest"] == document.digest
    store(A_PNG, journalled=False)
    assert journal.Event.objects.count() == 1


# Names


@pytest.mark.parametrize(
    ("given", "kept_as"),
    [
        ("决定书.pdf", "决定书.pdf"),
        ("决定书.PDF", "决定书.PDF"),
        ("决定书", "决定书.pdf"),
        ("决定书.docx", "决定书.docx.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        (r"C:\材料\决定书.pdf", "决定书.pdf"),
        ('a<b>:"|?*c.pdf', "abc.pdf"),
        ("a\x00\nb.pdf", "ab.pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),  # shown as exe.pdf turned round
        ("零\u200b宽.pdf", "零宽.pdf"),
        ("  .. 决定书 .pdf", "决定书.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("", "未命名.pdf"),
        ("e\u0301.pdf", "\u00e9.pdf"),
    ],
)
def test_name_is_fit_for_any_file_system(given, kept_as):
    assert safe_name(given, PDF) == kept_as


@pytest.mark.parametrize("length", [1, 60, 66, 67, 300])
def test_long_name_keeps_whole_characters_and_its_ending(length):
    name = safe_name("书" * length + ".pdf", PDF)
    assert name.endswith(".pdf")
    assert len(name.encode()) <= documents.NAME
    assert set(name[:-4]) == {"书"}


def test_what_word_processors_write_is_taken():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("mimetype", b"x", zipfile.ZIP_STORED)
        file.writestr("word/document.xml", os.urandom(5000), zipfile.ZIP_DEFLATED)
        file.comment = b"office"
    assert store(out.getvalue()).label == "DOCX"
