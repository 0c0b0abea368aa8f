"""机构之间: what belongs to another organisation is neither read nor changed nor told to exist, by whichever address.

The attacker is one person with every role at once, at an organisation that is not above: what such a person cannot do,
nobody there can, for a role only ever adds rights. The other organisation's records hold one word in every text; it
must come out nowhere.
"""

import io
import json
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fadu.kernel import board, documents, jobs, journal, ledgers, notices, returns, search
from fadu.kernel.cases import Clock, StepRefused, open_case
from fadu.kernel.columns import RECORD
from fadu.kernel.declarations import check_may_write, readable, versions
from fadu.kernel.intake import Receipt
from fadu.kernel.ledgers import LedgerRefused, NotAllowed, NotFound, Query
from fadu.kernel.notices import Notice
from fadu.kernel.organisations import PUBLIC, ROLES, Actor, Membership, User
from fadu.kernel.queries import SavedQuery
from fadu.readings import store
from fadu.reports.models import AnnualReport
from tests.web.conftest import make_user

from .filled import Filled

WORD = "乙县秘辛"
pytestmark = pytest.mark.django_db
GONE = (403, 404)


@pytest.fixture
def attacker(city):
    """A person with every role at the city's library, which stands beside the county's, not above."""
    return make_user("attacker", *((city.library, role) for role in sorted(set(ROLES) - {"system"})))


@pytest.fixture
def client(attacker):
    client = Client()
    client.force_login(attacker)
    return client


@pytest.fixture
def acting(attacker):
    return Actor.of(attacker, date.today())


@pytest.fixture
def victim(city):
    """One record of every ledger at the county's library."""
    owner = make_user("owner", (city.county_library, "handler"), name=f"{WORD}人")
    filled = Filled(city.county_library, WORD, owner)
    filled.everything()
    return filled


LEDGERS = [ledger for ledger in ledgers.all_ledgers() if not ledger.volume]


def test_every_ledger_keeps_its_records_from_other_organisations(victim, acting, city):
    """The functions through which every page, file and operation reads and changes records."""
    assert len(LEDGERS) > 150
    found = {ledger.slug: record for ledger, record in victim.everything().items()}
    at = timezone.now()
    for ledger in LEDGERS:
        record = found[ledger.slug]
        with pytest.raises(NotFound):
            ledgers.find(ledger, acting, record.pk)
        page = ledgers.page(ledger, acting, Query())
        assert page.rows == [] and page.count.value == 0, ledger.slug
        named = (
            Query(filters={"organisation": (city.county_library.code,)}) if "organisation" in ledger.filters else None
        )
        if named:
            assert ledgers.page(ledger, acting, named).rows == [], ledger.slug
        if ledger.search:
            assert ledgers.page(ledger, acting, Query(search=WORD)).rows == [], ledger.slug
        with ledgers.export(ledger, acting, format="csv", at=at) as file:
            assert WORD not in file.read().decode("utf-8-sig"), ledger.slug
        for change in (lambda: ledgers.edit(record, acting, {}), lambda: ledgers.delete(record, acting, "试")):  # noqa: B023
            with pytest.raises(LedgerRefused):
                change()
        assert type(record)._base_manager.filter(pk=record.pk).exists(), ledger.slug


def test_no_reference_reaches_over(victim, acting, city):
    """A record of one's own that names another organisation's record by its key is refused: it would be shown there."""
    tried = 0
    for ledger in LEDGERS:
        for name, column in ledger.all_columns.items():
            if column.kind == RECORD and column.field.editable and column.target_keys and name != "handler":
                other = victim.records.get(column.field.related_model)
                if other is None:
                    continue
                assert not readable(acting)(column.field.related_model).filter(pk=other.pk).exists(), (
                    ledger.slug,
                    name,
                )
                with pytest.raises(LedgerRefused) as refused:
                    ledgers.typed(ledger, acting, {name: str(getattr(other, column.target_keys[0]))})
                assert name in refused.value.errors, (ledger.slug, name)
                tried += 1
    assert tried > 20


def test_nothing_is_entered_for_another_organisation(acting, city):
    """Neither a record nor a case, by whichever of its opening steps."""
    opened = 0
    for ledger in LEDGERS:
        with pytest.raises(NotAllowed):
            check_may_write(ledger, acting, city.county_library)
        for version in versions(ledger.model) if ledger.is_case() else ():
            for step in version.openings():
                with pytest.raises(StepRefused) as refused:
                    open_case(ledger.model, step, acting, date(2025, 6, 2), {"organisation": city.county_library})
                assert refused.value.code in ("role", "procedure", "day"), (ledger.slug, step)
                opened += refused.value.code == "role"
    assert opened > 30


def test_the_api_tells_nothing_of_other_organisations(victim, client):
    """Each operation with the key of another's record: not found, by every method; lists are empty."""
    for ledger, record in victim.everything().items():
        place = f"/api/ledgers/{ledger.slug}/{record.pk}"
        answer = client.get(f"/api/ledgers/{ledger.slug}")
        assert answer.json()["items"] == [], ledger.slug
        assert client.get(place).status_code == 404, ledger.slug
        if ledger.slug not in SAMPLE:
            continue
        assert client.get(f"{place}/journal").status_code == 404, ledger.slug
        body = {"data": json.dumps({"values": {}, "reason": "试"}), "content_type": "application/json"}
        assert client.patch(place, **body).status_code == 404, ledger.slug
        assert client.delete(place, **body).status_code == 404, ledger.slug
        if ledger.is_case():
            for below in ("steps", "clocks"):
                assert client.get(f"{place}/{below}").status_code == 404, ledger.slug
            version = record.version
            step = f"{version.slug}/{version.steps[0].slug}"
            made = json.dumps({"on": "2025-06-02"})
            assert client.post(f"{place}/steps/{step}", made, content_type="application/json").status_code == 404


PLACES = [
    ("", "GET"), ("print/", "GET"), ("edit/", "GET"), ("edit/", "POST"), ("delete/", "POST"), ("correct/", "POST"),
    ("documents/", "POST"), ("receipt/", "POST"),
]  # fmt: skip


# Of these every address; that all ledgers go through the same functions is tested of the functions.
SAMPLE = ("toy-borrowing", "toy-dispute", "penalty-case", "petition-case", "reconsideration-case")


@pytest.mark.parametrize("slug", SAMPLE)
def test_every_page_of_a_record_is_closed(slug, victim, client):
    """No way of reading or changing a record opens, and the refusal tells nothing of it."""
    ledger = ledgers.ledger(slug)
    record = victim.of(ledger.model)
    places = list(PLACES)
    if ledger.is_case():
        step = f"{record.version.slug}/{record.version.steps[-1].slug}"
        places += [(f"steps/{step}/", "GET"), (f"steps/{step}/", "POST"), (f"steps/{step}/decision.docx", "GET")]
    before = type(record)._base_manager.filter(pk=record.pk).values().get()
    for place, method in places:
        answer = client.generic(method, f"/ledgers/{slug}/{record.pk}/{place}")
        assert answer.status_code in (*GONE, 405), (place, method, answer.status_code)
        assert WORD not in answer.content.decode(), place
    assert type(record)._base_manager.filter(pk=record.pk).values().get() == before


@pytest.fixture
def others(victim, city):
    """What else the other organisation has: a document, a job, a report, a reading, a return, a query, notices."""
    owner, case = victim.owner, victim.of(ledgers.ledger("toy-dispute").model)
    keeper = city.actor("law_governance_office", city.county)
    entry = journal.Entry(
        "edit", ledger="toy-dispute", record=str(case.pk), organisation=city.county_library.code, actor="owner",
        actor_name=owner.name, after={"complaint": WORD}, data={"reason": WORD},
    )  # fmt: skip
    journal.write(entry)
    event = journal.Event.objects.order_by("-seq").first()
    said = f"青山县2023年法治政府建设年度报告\n一、主要举措\n{WORD}全县共受理行政复议案件120件。"
    report = Filled(city.county, WORD, owner).of(AnnualReport)
    filing = returns.file(city.county_library, 2024, city.actor("statistician", city.county_library))
    job = jobs.ask(jobs.VERIFY, owner, WORD, {}, at=timezone.now())
    job.files = [{"place": "a.txt", "name": f"{WORD}.txt"}]
    job.save()
    Clock.objects.create(
        ledger="toy-dispute", record=str(case.pk), organisation=city.county_library, procedure=case.procedure,
        limit=case.version.terms[0].limit.slug, started_on=case.opened_on, due_on=date.today() + timedelta(days=1),
    )  # fmt: skip
    return {
        "document": documents.store(
            WORD.encode() * 20, f"{WORD}.txt", ledger="toy-dispute", record=case.pk, actor=keeper
        ).pk,
        "job": job.pk,
        "report": report.pk,
        "reading": store.take(said.encode(), f"{WORD}.txt", keeper, organisation=city.county).pk,
        "filing": filing.pk,
        "event": event.seq,
        "query": SavedQuery.objects.create(owner=owner, ledger="toy-dispute", name=WORD, query="q=1").pk,
        "notice": Notice.objects.create(
            user=owner, kind="turn", ledger="toy-dispute", record=str(case.pk), data={"number": WORD}, at=timezone.now()
        ).pk,
    }


OBJECTS = [
    ("GET", "/documents/{document}/"), ("POST", "/documents/{document}/replace/"),
    ("GET", "/jobs/{job}/"), ("POST", "/jobs/{job}/cancel/"), ("POST", "/jobs/{job}/again/"),
    ("GET", "/jobs/{job}/files/0/"),
    *(("GET", f"/reports/{{report}}/{place}") for place in (
        "", "sections/preamble/", "picker/", "check/", "figures/", "versions/", "text/", "files/", "report.json",
        "report.html", "report.docx")),
    *(("POST", f"/reports/{{report}}/{place}") for place in (
        "sections/preamble/", "lock/", "versions/keep/", "build/")),
    *(("GET", f"/readings/{{reading}}/{place}") for place in (
        "", "figures/", "figures/40/", "findings/", "corrections/", "print/", "reading.json", "reading.xlsx",
        "correct/?start=40&end=43")),
    *(("POST", f"/readings/{{reading}}/{place}") for place in ("facts/", "reread/", "delete/", "correct/")),
    ("GET", "/returns/{filing}/"), ("POST", "/returns/{filing}/"),
    *(("POST", f"/returns/{{filing}}/{place}/") for place in ("submit", "accept", "give-back")),
    ("GET", "/returns/forms.xlsx?organisation=990121-01"),
    ("GET", "/journal/{event}/"), ("GET", "/journal/{event}/proof.json"),
    ("POST", "/ledgers/toy-dispute/queries/{query}/"),
    ("POST", "/notices/read/?go={notice}"),
    ("GET", "/users/owner/"),
    *(("POST", f"/users/owner/{what}/") for what in ("name", "reset", "deactivate", "unlock", "two-step", "appoint")),
    *(("POST", f"/organisations/990121-01/{what}/") for what in ("edit", "rename", "abolish", "transfer", "members")),
    ("GET", "/figures/990121-01/reconsideration.accepted/all/2025/"),
]  # fmt: skip


def test_no_address_of_another_organisations_things_opens(others, client, victim):
    password = User.objects.get(username="owner").password
    told = []
    for method, address in OBJECTS:
        place, _mark, query = address.format(**others).partition("?")
        given = dict(pair.split("=") for pair in query.split("&")) if query else {}
        sent = {"reason": "试", "body": "试", "name": "改", "organisation": "990121-01", "action": "save"} | given
        answer = client.get(place, given) if method == "GET" else client.post(place, sent)
        if answer.status_code not in (*GONE, 405) or WORD in answer.content.decode(errors="replace"):
            told.append((method, address, answer.status_code))
    assert told == []
    assert User.objects.get(username="owner").password == password
    assert User.objects.get(username="owner").is_active
    assert Notice.objects.get(pk=others["notice"]).read_at is None
    assert SavedQuery.objects.filter(pk=others["query"]).exists()


LISTS = (
    "/", "/dashboard/", "/clocks/", "/clocks/print/", "/clocks/?view=organisations", "/clocks/calendar/",
    "/notices/?all=1",
    "/journal/", "/jobs/", "/users/", "/reports/", "/readings/", "/readings/findings/", "/comparisons/", "/returns/",
    "/search/?q=%E4%B9%99%E5%8E%BF%E7%A7%98%E8%BE%9B", "/indicators/", "/ledgers/toy-dispute/", "/api/journal",
)  # fmt: skip


def test_no_list_and_no_file_holds_the_word(others, client, acting):
    search.update()
    assert search.SearchEntry.objects.exists()
    for address in LISTS:
        answer = client.get(address)
        assert answer.status_code == 200, address
        # A search repeats what was asked for.
        said = answer.content.decode().replace("/search/", "")
        assert WORD not in said or address.startswith("/search/"), address
    assert search.find(acting, search.Asked(WORD)).hits == []
    assert not board.visible(acting).filter(organisation__code="990121-01").exists()
    assert not notices.of(User.objects.get(username="attacker")).exists()
    for address in ("/clocks/export.xlsx", "/users/export.xlsx", "/organisations/export.xlsx"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert WORD not in text_of(b"".join(answer.streaming_content)), address


def text_of(workbook: bytes) -> str:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(workbook), read_only=True)
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def test_figures_of_another_organisation_are_not_resolved(client):
    for address in ("/api/figures", "/api/figures/rows"):
        asked = {"indicator": "reconsideration.accepted", "organisation": "990121-01", "period": "2025"}
        assert client.get(address, asked).status_code == 404, address


def test_the_portals_receipts_are_opened_by_their_code_alone(victim, client):
    """A number that is guessed opens nothing, whoever is signed in; nor does the key of a published record's file."""
    Receipt.objects.create(
        number="20250602-000001", code="!", intake="toy-suggestion", ledger="toy-suggestion",
        record=str(victim.of(ledgers.ledger("toy-suggestion").model).pk), once="x", at=timezone.now(),
    )  # fmt: skip
    for place in ("", "steps/withdraw/", "documents/1/"):
        answer = client.get(f"/public/track/20250602-000001/{place}")
        assert answer.status_code == 404 and WORD not in answer.content.decode()
    answer = client.post("/public/track/", {"number": "20250602-000001", "code": "!"})
    assert answer.status_code == 422


def test_the_public_and_who_holds_no_role_see_nothing(victim):
    for nobody in (PUBLIC, Actor("", "")):
        for ledger, record in victim.everything().items():
            with pytest.raises((NotAllowed, NotFound)):
                ledgers.find(ledger, nobody, record.pk)


def test_who_keeps_a_part_sees_neither_the_journal_nor_the_jobs_of_the_rest(others, city, sign_in):
    """A keeper of one county keeps the county: what belongs to no organisation, as sign-ins, is for who keeps all."""
    journal.write(journal.Entry("login", ledger="user", record="", data={"refused": True, "username": "elsewhere"}))
    job = jobs.ask(jobs.VERIFY, make_user("other", (city.library, "handler")), "别处的任务", {}, at=timezone.now())
    part, whole = sign_in("keeper", city.county), sign_in("keeper")
    ours = journal.Entry("edit", ledger="toy-dispute", record="1", organisation=city.library.code, after={"a": "城里"})
    journal.write(ours)
    last = journal.Event.objects.order_by("-seq").first().seq
    for client, sees in ((part, False), (whole, True)):
        assert ("elsewhere" in json.dumps(client.get("/api/journal").json())) == sees
        assert ("城里" in client.get("/journal/").content.decode()) == sees
        assert (client.get(f"/journal/{last}/").status_code == 200) == sees
        assert ("别处的任务" in client.get("/jobs/").content.decode()) == sees
        assert (client.get(f"/jobs/{job.pk}/").status_code == 200) == sees
    assert WORD in part.get("/journal/").content.decode()


def test_a_proof_for_one_who_sees_masked_values_holds_none(city, sign_in, own_home):
    """The digest of an event proves as much as its text: who may not read the text is given the digest."""
    after = {"name": "张三丰", "identity_number": "990100199001011234"}
    journal.write(journal.Entry("create", ledger="toy-reader", record="1", organisation="990100-01", after=after))
    journal.seal()
    seq = journal.Event.objects.order_by("-seq").first().seq
    seen, masked = sign_in("law_governance_office"), sign_in("keeper")
    whole, less = (client.get(f"/journal/{seq}/proof.json").json() for client in (seen, masked))
    assert "990100199001011234" in whole["event"]
    assert "event" not in less and "990100199001011234" not in json.dumps(less)
    assert re.fullmatch(r"[0-9a-f]{64}", less["leaf"]) and less["path"] == whole["path"]


def test_a_person_of_every_role_at_the_same_place_does_see_the_word(city, attacker):
    """The walk above would notice: at one's own organisation the same functions give the record out."""
    mine = Filled(city.library, WORD)
    acting = Actor.of(attacker, date.today())
    ledger = ledgers.ledger("toy-borrowing")
    record = mine.of(ledger.model)
    assert ledgers.find(ledger, acting, record.pk) == record
    assert Membership.objects.filter(user=attacker).count() == len(ROLES) - 1
