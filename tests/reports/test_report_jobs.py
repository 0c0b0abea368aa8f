"""报告的后台任务: all files or none, kept for whoever asked, and noted."""

from datetime import date

import pytest
from django.utils import timezone

from fadu.kernel import jobs, journal
from fadu.kernel.jobs import Standing
from fadu.kernel.offices import Particulars
from fadu.kernel.organisations import Membership, User
from fadu.reports import build
from fadu.reports.jobs import REPORT

pytestmark = pytest.mark.django_db

TODAY = date(2024, 1, 21)


@pytest.fixture
def asked(city, report):
    user = User.objects.create_user("writer", name="周明")
    Membership.objects.create(user=user, organisation=city.government, role="law_governance_office")

    def asked():
        return jobs.ask(REPORT, user, "生成报告", {"report": report.pk, "base": "https://x"}, at=timezone.now())

    return asked


def work():
    return jobs.run(jobs.take(timezone.now()), TODAY, timezone.now)


def test_all_files_of_a_report_are_kept(asked, report, write):
    write(report, "preamble", "本年度工作总体完成。")
    asked()
    done = work()
    assert (done.standing, len(done.files)) == (Standing.DONE, len(build.WRITERS))
    names = [one["name"] for one in done.files]
    assert names == [f"{report}.{kind}" for kind in build.WRITERS]
    pages = (done.folder / done.files[names.index(f"{report}.html")]["place"]).read_text(encoding="utf-8")
    assert "本年度工作总体完成。" in pages and "2024年1月21日生成的草稿" in pages
    noted = journal.Event.objects.get(action="export")
    assert (noted.actor, noted.record, noted.data) == ("writer", str(report.pk), {"format": "、".join(build.WRITERS)})


def test_a_figure_without_source_is_said_and_nothing_is_kept(asked, report, write):
    write(report, "disputes", "审结{{reconsideration.concluded}}件。")
    asked()
    refused = work()
    assert (refused.standing, refused.files) == (Standing.REFUSED, [])
    assert "没有来源" in refused.said
    assert not journal.Event.objects.filter(action="export").exists()


def test_who_lost_the_role_meanwhile_is_refused(asked, report):
    asked()
    Membership.objects.all().delete()
    refused = work()
    assert refused.standing == Standing.REFUSED and not refused.files


def test_the_head_is_what_the_organisation_has_set(report):
    report.document_number = "临政〔2024〕1号"
    assert build.assemble(report).document.red_head == f"{report.organisation.name}文件"
    Particulars.objects.create(organisation=report.organisation, letterhead="临江市政府")
    assert build.assemble(report).document.red_head == "临江市政府文件"
