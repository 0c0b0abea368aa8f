"""页脚: the portal says whose it is and where that office is, or at least its name."""

import pytest
from django.test import Client

from fadu.kernel.offices import Particulars

pytestmark = pytest.mark.django_db


def foot():
    page = Client().get("/public/").content.decode()
    return page[page.index("<footer") :]


def test_without_settings_the_highest_organisation_is_named(library, city):
    assert city.government.name in foot() and "联系电话" not in foot()


def test_the_highest_office_that_has_said_where_it_is(library, city):
    Particulars.objects.create(organisation=library, telephone="0972-1111111")
    assert library.name in foot() and "0972-1111111" in foot()
    Particulars.objects.create(
        organisation=city.government,
        letterhead="临江政务",
        address="临江路<1>号",
        telephone="0972-8612345",
        hours="工作日",
    )
    said = foot()
    assert "临江政务" in said and "临江路&lt;1&gt;号" in said and "0972-8612345" in said and "工作日" in said
    assert "0972-1111111" not in said
