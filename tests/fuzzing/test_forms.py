"""页面的随机试探: whatever is written into a form or a search, the answer is in words; a refusal changes nothing."""

import io
import re

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.utils.http import urlencode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fadu.kernel import declarations, intake, publication, search
from fadu.kernel.columns import DATE, DECIMAL, INTEGER
from fadu.portal import protection, submitting
from fadu.readings.models import Reading
from tests.toy.library import lend
from tests.web.conftest import make_user

from .damage import bytes_like, texts
from .test_commands import REPORTS

pytestmark = pytest.mark.django_db
ROUTINE = settings(derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
FILES = {"identity.pdf": b"%PDF-1.7 identity", "a.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 60, **REPORTS}
UNCOUNTED = {"kernel_tally", "django_session"}  # that somebody came is counted, whatever he wrote


def sent(value):
    """A text as a browser can send it: without halves of characters."""
    return value.encode("utf-8", "replace").decode()


def everything():
    """How many rows each table holds, but for those that count visits."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    with connection.cursor() as cursor:
        tables &= set(connection.introspection.table_names(cursor))
        named = sorted(tables - UNCOUNTED)
        cursor.execute("SELECT " + ", ".join(f'(SELECT COUNT(*) FROM "{table}")' for table in named))
        return dict(zip(named, cursor.fetchone(), strict=True))


@st.composite
def uploads(draw):
    """A file: sound, damaged, or named as no file is."""
    content = draw(
        st.sampled_from(sorted(FILES)).flatmap(lambda name: st.one_of(st.just(FILES[name]), bytes_like(FILES[name])))
    )
    name = draw(
        st.one_of(st.sampled_from(["身份证.pdf", "a", "..", "甲" * 300 + ".pdf", "a\0.pdf", "../x.pdf"]), texts())
    )
    return file_of(sent(name), content)


def file_of(name, content):
    """A file under a name that Django's own class of files might refuse to bear."""
    made = io.BytesIO(content)
    made.name = name
    return made


# What the public submits


@pytest.fixture
def receivers(city, monkeypatch):
    """For every intake an organisation at which somebody takes it up; forms may be sent at once and often."""
    cache.clear()
    monkeypatch.setattr(protection, "QUICKEST", 0)
    monkeypatch.setattr(submitting, "SUBMISSIONS", 10**6)
    found = {}
    for chosen in intake.all_intakes():
        at = city.government if "government" in (chosen.receivers or ["government"]) else city.library
        make_user(f"taker-{chosen.slug}", (at, declarations.ledger(chosen.ledger).write[0]))
        found[chosen.slug] = at.code
    return found


def answer(question):
    """Something that may be written into a question."""
    if question.choices:
        return question.choices[0][0]
    return {DATE: "2024-02-20", INTEGER: "1", DECIMAL: "1"}.get(question.kind, "某某")


@pytest.mark.parametrize("slug", [one.slug for one in intake.all_intakes()])
def test_a_public_form_takes_or_refuses_whatever_is_sent(slug, receivers, own_home):
    chosen, address, client = intake.find(slug), f"/public/apply/{slug}/", Client(raise_request_exception=True)
    page = client.get(address).content.decode()
    token = re.search(r'name="guard" value="([^"]+)"', page)[1]
    first, second = map(int, re.search(r"(\d) 加 (\d) 等于几", page).groups())
    sound = {one.name: answer(one) for one in intake.questions(chosen)}
    sound |= {"guard": token, "sum": str(first + second), "organisation": receivers[slug]}
    files = {f"file-{one.kind}": file_of("文件.pdf", b"%PDF-1.7") for one in chosen.attachments if one.required}
    kinds = [f"file-{one.kind}" for one in chosen.attachments] or ["file-x"]
    seen = set()

    @settings(ROUTINE, max_examples=25)
    @given(data=st.data())
    def ask(data):
        changed = data.draw(st.lists(st.sampled_from(sorted(sound)), max_size=3, unique=True))
        given_ = sound | {name: sent(data.draw(texts())) for name in changed}
        for file in files.values():
            file.seek(0)
        given_ |= files
        if data.draw(st.booleans()):
            given_[data.draw(st.sampled_from(kinds))] = data.draw(st.one_of(uploads(), st.lists(uploads(), max_size=4)))
        with transaction.atomic():
            before = everything()
            said = client.post(address, given_)
            assert said.status_code in (302, 409, 413, 422), said.status_code
            if said.status_code != 302:
                assert everything() == before
                assert 'class="error' in said.content.decode() or 'role="alert"' in said.content.decode()
            transaction.set_rollback(True)
        seen.add(said.status_code)

    ask()
    assert {302, 422} <= seen


def test_a_receipt_is_asked_for_with_anything(receivers, client, monkeypatch):
    monkeypatch.setattr(submitting, "TRIES", 10**6)
    monkeypatch.setattr(submitting, "TRIES_AT_ONE", 10**6)

    @settings(ROUTINE, max_examples=15)
    @given(number=texts(), code=texts())
    def ask(number, code):
        assert client.post("/public/track/", {"number": sent(number), "code": sent(code)}).status_code == 422
        assert client.get("/public/track/?" + urlencode({"number": sent(number)})).status_code == 200

    ask()


# Searching


@pytest.fixture
def books(city):
    for number, title in enumerate(["辞海", '甲乙"丙" AND 丁', "=1+1 100%_*"]):
        lend(city.library, f"借{number}", title=title)
    search.rebuild()


def test_any_words_are_searched_for(city, books, sign_in):
    client = sign_in("handler", city.library)

    @settings(ROUTINE, max_examples=30)
    @given(
        words=texts(), narrowed=st.dictionaries(st.sampled_from(["in", "since", "until", "page"]), texts(), max_size=2)
    )
    def ask(words, narrowed):
        asked = {"q": sent(words)} | {name: sent(value) for name, value in narrowed.items()}
        found = client.get("/search/?" + urlencode(asked))
        assert found.status_code == 200
        assert "<script>alert" not in found.content.decode()

    ask()


def test_any_list_is_narrowed_by_anything(city, books, sign_in):
    client = sign_in("handler", city.library)
    names = [
        "q",
        "sort",
        "cursor",
        "size",
        "after",
        "title",
        "borrowed_on",
        "borrowed_on_from",
        "deposit_to",
        "columns",
    ]

    @settings(ROUTINE, max_examples=25)
    @given(asked=st.dictionaries(st.sampled_from(names), texts(), max_size=3))
    def ask(asked):
        address = "/ledgers/toy-borrowing/?" + urlencode({name: sent(value) for name, value in asked.items()})
        assert client.get(address).status_code in (200, 400, 422)

    ask()


def test_what_is_published_is_searched_with_anything(client, city):
    slugs = sorted(one.slug for one in publication.declared())

    @settings(ROUTINE, max_examples=30)
    @given(
        slug=st.sampled_from(slugs),
        asked=st.dictionaries(st.sampled_from(["q", "year", "at", "after"]), texts(), max_size=3),
        path=st.sampled_from(["", "feed.xml", "0/", "99999999999999999999/", "1/remark/"]),
    )
    def ask(slug, asked, path):
        address = f"/public/{slug}/{path}?" + urlencode({name: sent(value) for name, value in asked.items()})
        assert client.get(address).status_code in (200, 404)

    ask()


def test_the_page_of_draws_is_served_whatever_is_asked(client, db):
    """Files are worked on in the browser alone; what is sent all the same is not looked at."""

    @settings(ROUTINE, max_examples=8)
    @given(asked=texts(), language=st.sampled_from(["zh-hans", "en", "甲", "x" * 300]), file=uploads())
    def ask(asked, language, file):
        client.cookies["django_language"] = language
        assert client.get("/public/draw/?" + urlencode({"proof": sent(asked)})).status_code == 200
        before = everything()
        assert client.post("/public/draw/", {"proof": file}).status_code in (200, 403, 405)
        assert everything() == before

    ask()


@pytest.mark.parametrize("number", ["9" * 18, "9" * 19, "9" * 5000, "٣", "²", "-1"])
def test_a_number_in_an_address_may_be_any(number, city, sign_in):
    """A page, a year, the key after which one reads on: what is no such number, or none that is there, is no fault."""
    office, keeper = sign_in("law_governance_office"), sign_in("keeper")
    for address in (
        "/?page=", "/clocks/?page=", "/notices/?before=", "/reports/?year=", "/journal/?before=", "/journal/?after=",
        "/ledgers/toy-borrowing/?size=", "/readings/?page=", "/search/?q=甲&page=",
    ):  # fmt: skip
        assert {client.get(address + number).status_code for client in (office, keeper)} <= {200, 403}, address
    assert keeper.get("/calendar/?year=" + number).status_code == 200
    assert keeper.post("/calendar/adopt/", {"year": number}).status_code < 500
    assert office.post("/notices/read/", {"id": number, "go": number}).status_code < 500
    assert office.post("/ledgers/toy-borrowing/import/", {"job": number}).status_code < 500


# Reports


def test_any_file_uploaded_to_be_read_is_shown_or_refused(sign_in, own_home):
    client = sign_in("law_governance_office")

    @settings(ROUTINE, max_examples=25)
    @given(
        files=st.lists(uploads(), min_size=1, max_size=2), organisation=st.one_of(st.just(""), texts()), data=st.data()
    )
    def ask(files, organisation, data):
        with transaction.atomic():
            before = everything()
            said = client.post(
                "/readings/upload/", {"files": files, "organisation": sent(organisation), "by_name": "1"}
            )
            assert said.status_code in (200, 302, 403, 422), said.status_code
            if said.status_code == 302:  # an archive, which is read beside the page
                assert client.get(said["Location"]).status_code == 200
                transaction.set_rollback(True)
                return
            assert everything() == before
            page = said.content.decode()
            parcels = re.findall(r'name="parcel" value="([^"]+)"', page)
            if said.status_code == 422:
                assert "field-error" in page or 'role="alert"' in page or "error" in page
            given_ = {"confirm": "1", "parcel": parcels}
            for parcel in parcels:
                given_ |= {f"{name}-{parcel}": sent(data.draw(texts())) for name in ("place", "year", "status")}
            if parcels:
                taken = client.post("/readings/upload/", given_)
                assert taken.status_code in (302, 422), taken.status_code
                assert taken.status_code == 302 or Reading.objects.count() < len(parcels)
            transaction.set_rollback(True)

    ask()
