"""公开而不泄露: records full of personal data are published, and nothing public tells whose they are.

Every text that is published holds an identity number, a mobile number and a bank card; every column that a ledger
masks or a case withholds from the journal holds a name and an address. All publications are walked: front page, list,
search, entry, feed.
"""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, models, transaction

from fadu.kernel import publication
from fadu.kernel.declarations import all_ledgers
from fadu.kernel.publication import BadPublication, Narrowing, Publication, exposed, hide, veiled
from tests.toy.models import Reader

from .filled import Filled

pytestmark = pytest.mark.django_db

IDENTITY, PHONE, CARD, LICENCE = "990100199003071234", "13912345678", "6222021234567890123", "913100007421123456"
NAME, ADDRESS = "欧阳试", "试验路七号"
TEXT = f"证{IDENTITY}，电{PHONE}，卡{CARD}"
PUBLISHED = [one for one in publication.declared() if one.__module__.startswith("fadu.")]


def private(model: type[models.Model]) -> set[str]:
    """Return the columns of a model that its ledger masks, or whose values the journal does not repeat."""
    masked = {name for ledger in all_ledgers() if ledger.model is model for name in ledger.masked}
    return masked | set(getattr(model, "withheld", ()))


class Personal(Filled):
    """Records full of personal data that were made public yesterday."""

    def value(self, model, field):
        if any(one.model is model and field.name in one.offices for one in PUBLISHED):
            return "0000-8612345"  # an office's own number is there to be called
        if field.name in private(model) and isinstance(field, (models.CharField, models.TextField)):
            return f"{NAME}{ADDRESS}"[: field.max_length]
        return super().value(model, field)

    def text(self, field):
        if field.max_length and field.max_length < len(TEXT) + 4:
            # The longest number that has room; a short field holds none.
            fitting = [one for one in (CARD, IDENTITY, PHONE) if len(one) + 4 <= field.max_length]
            self.word = fitting[0] if fitting else "字"
        else:
            self.word = TEXT
        return super().text(field)


@pytest.fixture
def shown(city):
    """Yield every publication with a record of it that is public today, one after another: some share a record."""
    yesterday = date.today() - timedelta(days=1)
    people = Personal(city.library, TEXT, on=yesterday)

    def each():
        for one in PUBLISHED:
            record = people.of(one.model)
            days = {one.until: None, one.since: yesterday}
            for name, day in days.items():
                if name and "__" not in name and (day or one.model._meta.get_field(name).null):
                    setattr(record, name, day)
            publish(record)
            yield one, record

    return each


def publish(record):
    """Write the days past the checks of the database, which want more to be told than matters here."""
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError:
        for field in record._meta.concrete_fields:  # a plan is one that is published, a list one that is
            if field.choices and field.name in ("kind", "outcome", "state", "status"):
                for choice, _label in field.flatchoices:
                    try:
                        with transaction.atomic():
                            setattr(record, field.name, choice)
                            record.save()
                        return
                    except IntegrityError:
                        continue
        raise


def told(said: str) -> list[str]:
    return [one for one in (IDENTITY, PHONE, CARD, NAME, ADDRESS) if one in said]


def test_nothing_public_tells_a_person(shown, client):
    empty, leaks = [], []
    for one, record in shown():
        place = f"/public/{one.slug}/"
        answers = [client.get(place), client.get(f"{place}{record.pk}/"), client.get(f"{place}feed.xml")]
        if answers[1].status_code != 200:
            empty.append(one.slug)
        for answer in answers:
            if said := told(answer.content.decode()):
                leaks.append((one.slug, answer.request["PATH_INFO"], said))
    assert leaks == []
    assert empty == []
    assert told(client.get("/public/").content.decode()) == []


def test_no_search_tells_what_is_masked(shown):
    """Neither the whole number nor a part of it finds the record: a list that grows shorter would tell it."""
    for one, _record in shown():
        if not one.search:
            continue
        for asked in (IDENTITY, IDENTITY[:10], PHONE, PHONE[:7], CARD, CARD[4:12], NAME, ADDRESS):
            assert publication.listing(one, date.today(), Narrowing(asked)) == ([], ""), (one.slug, asked)


@pytest.mark.parametrize("one", PUBLISHED, ids=lambda one: one.slug)
def test_no_publication_names_what_a_ledger_masks(one):
    """What staff without the right see masked, the public does not see: unless the publication masks it itself."""
    for path in (*one.fields, *one.search, *filter(None, (one.body,))):
        *way, last = path.split("__")
        model = one.model
        for name in way:
            model = model._meta.get_field(name).related_model
        assert last not in private(model) or path in one.masks or path in OFFICERS, (one.slug, path)


# 行政处罚法#42 and the rules on disclosure have the names of who enforces made public: it is whom one may ask for.
OFFICERS = {"officer__name"}


def test_a_search_in_what_is_masked_is_refused_at_start():
    with pytest.raises(BadPublication, match="would tell"):
        type("Open", (Publication,), {
            "model": Reader, "slug": "toy-open", "fields": ("name",), "since": "created_at", "search": ("name",),
            "masks": {"name": "name"},
        })  # fmt: skip
    assert publication.publication("toy-open") is None


def test_what_is_no_persons_number_stays():
    assert veiled(f"代码{LICENCE}，文号2025001") == f"代码{LICENCE}，文号2025001"
    assert veiled(f"证{IDENTITY}。") == "证**************1234。"
    assert veiled(f"{PHONE}、{CARD}") == "139****5678、***************0123"
    assert told(hide(TEXT)) == []
    assert exposed(TEXT) == ["身份证号", "手机号码", "银行卡号"]


def test_an_office_may_be_called(city, client):
    """A committee's own number is there to be called: the one exception, declared."""
    assert {one.slug for one in PUBLISHED if one.offices} == {"mediation-committees", "mediation-centres"}
