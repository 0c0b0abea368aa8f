"""fadu digest: one letter a person and day, by mail where mail is set up, else a file; `--print` sends nothing."""

from datetime import datetime

import pytest
from django.core import mail

from fadu.cli import main
from fadu.kernel.journal.events import CIVIL
from fadu.kernel.notices import Notice, NoticeSettings
from fadu.kernel.organisations import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    user = User.objects.create_user("reader/1", name="读者")
    NoticeSettings.objects.create(user=user, digest=True, email="reader@example.com")
    Notice.objects.create(
        user=user, kind="overdue", key="k", limit="toy-dispute/decide", data={"number": "争〔2025〕1号"},
        at=datetime.now(CIVIL),
    )  # fmt: skip
    return user


def test_without_mail_it_goes_into_a_file_once(reader, settings, tmp_path, capsys):
    settings.HOME, settings.FADU_MAIL = tmp_path, ""
    assert main(["digest"]) == 0
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.name.endswith("reader_1.txt")
    assert "争〔2025〕1号" in file.read_text(encoding="utf-8")
    assert main(["digest"]) == 0
    assert "已发出 0 份摘要" in capsys.readouterr().out
    assert mail.outbox == []


def test_with_mail_it_is_sent(reader, settings, tmp_path):
    settings.HOME, settings.FADU_MAIL = tmp_path, "smtp://localhost"
    assert main(["digest"]) == 0
    assert mail.outbox[0].to == ["reader@example.com"]
    assert not (tmp_path / "outbox").exists()


def test_a_mail_that_is_refused_is_said_and_tried_again(reader, settings, tmp_path, monkeypatch, capsys):
    def refuse(*_args, **_kwargs):
        raise ConnectionRefusedError("refused")

    settings.HOME, settings.FADU_MAIL = tmp_path, "smtp://localhost"
    monkeypatch.setattr("fadu.cli.digest.send_mail", refuse)
    assert main(["digest"]) == 1
    assert "没有发出" in capsys.readouterr().err
    monkeypatch.undo()
    settings.FADU_MAIL = ""
    assert main(["digest"]) == 0
    assert len(list((tmp_path / "outbox").iterdir())) == 1


def test_it_can_be_looked_at_without_being_sent(reader, capsys):
    assert main(["digest", "--print"]) == 0
    assert "争〔2025〕1号" in capsys.readouterr().out
    assert NoticeSettings.objects.get().digested_at is None
