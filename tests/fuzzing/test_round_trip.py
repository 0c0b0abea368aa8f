"""往返: what a ledger exports it takes in again, and exports once more the same; of every ledger that is declared."""

from datetime import timedelta
from decimal import Decimal
from zlib import crc32

import pytest
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils import timezone

from fadu.kernel import declarations, ledgers
from fadu.kernel.columns import TEXT
from fadu.kernel.lists import Query
from fadu.kernel.organisations import ROLES, Actor, Membership
from tests.security.filled import ON, Filled

pytestmark = pytest.mark.django_db
# What a spreadsheet, or who reads one, would take for something else.
WORDS = ["甲，“乙”\n丙", "=1+1", "'00123", "20250102123456789012", "2025-01-02", "是", "-5.20", "　全角 １２ "]

# What is not taken in from a file by itself: the system alone opens it, as the law lays down; another record must stand
# first, in a certain state; or what the record is lies in a file of its own that was read.
BY_THE_SYSTEM = set(
    """
    random-check joint-measure litigation-instance judgment-performance normative-filing normative-amendment
    normative-cleanup-item enterprise benchmark-review random-unit-result
    """.split()
)
AFTER_ANOTHER = set(
    """
    reconsideration-incidental-review inspection-pools inspection-allocation enforcement-certificate penalty-hearing
    coercion-execution crime-transfer lenient-case normative-document enforcement-exam-result penalty-summary
    coercion-measure random-task appearance-letter
    """.split()
)
FROM_A_FILE = {"report-reading"}  # its key is the digest of the report that was read
REFUSED = BY_THE_SYSTEM | AFTER_ANOTHER

# What a ledger asks of a text or a day that no word of this test is: two names, a legal citation, a matter of the law.
SOUND = {
    ("local-provision", "limit"): "toy-bill/pay",
    ("reconsideration-publication", "text"): "本机关认为，该行政行为认定事实清楚。",
    ("petition-recheck-notice", "text"): "本机关认为，该信访事项处理适当。",
    ("inspection-filing", "officers"): "990100001、990100002",
    ("legal-reviewer", "qualified"): True,
    ("litigation-case", "docketed_on"): ON,
    ("normative-citation", "article"): "行政复议法#62.1",
}


class Varied(Filled):
    """Records whose days, numbers and choices differ from one ledger to the next; every text as its column keeps it."""

    def __init__(self, organisation, slug):
        self.nth, self.ledgers = crc32(slug.encode()), ledgers.all_ledgers()
        self.slugs = {one.model: one.slug for one in self.ledgers}
        super().__init__(organisation, WORDS[self.nth % len(WORDS)])

    def value(self, model, field):
        sound = SOUND.get((self.slugs.get(model), field.name))
        if sound is not None:
            return sound
        known = super().value(model, field)
        if isinstance(field, models.ForeignKey) or field.name == "year":
            return known
        if field.choices:
            keys = [key for key, _label in field.flatchoices if key not in ("", None)]
            return keys[self.nth % len(keys)]
        if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
            return self.on + timedelta(days=self.nth % 50)
        if isinstance(field, models.BooleanField):
            return self.nth % 2 == 1
        if isinstance(field, (models.IntegerField, models.DecimalField)):
            return self.number(field)
        return known

    def number(self, field):
        """Some number that the field's own checks let through."""
        least = max([2, *(one.limit_value for one in field.validators if isinstance(one, MinValueValidator))])
        most = min([least + 3, *(one.limit_value for one in field.validators if isinstance(one, MaxValueValidator))])
        if isinstance(field, models.DecimalField):
            return Decimal(most) - Decimal(7).scaleb(-field.decimal_places)
        return int(most)

    def text(self, field):
        if isinstance(field, models.URLField):
            return "https://gov.example/a?b=1&c=甲"
        made = super().text(field)
        kept = [
            one for one in (ledger.all_columns.get(field.name) for ledger in self.ledgers) if one and one.field is field
        ]
        return kept[0].read(made) if kept and kept[0].kind == TEXT else made


@pytest.fixture
def everybody(city):
    """Who holds every role at the city's library and may read and enter everything there."""
    roles = [Membership(organisation=city.library, role=role) for role in ROLES.keys() - {"system"}]
    return Actor("everybody", "全能", tuple(roles))


def carried(ledger):
    """The columns of a ledger that its file carries and its export shows; without what the way in of a case decides."""
    decided = set()
    if ledger.is_case():
        steps = [step for version in declarations.versions(ledger.model) for step in version.openings()]
        decided = {name for step in steps for name in step.sets}
    shown = [one for one in ledger.carried() if one.name in ledger.all_columns]
    return tuple(one.name for one in shown if one.required or one.name not in decided)


def exported(ledger, actor, format):
    """What the ledger exports of all that its file may carry."""
    with ledgers.export(ledger, actor, Query(columns=carried(ledger)), format, at=timezone.now()) as file:
        return file.read()


def test_every_ledger_takes_its_own_export(city, everybody):
    refused, changed = {}, []
    for ledger in ledgers.all_ledgers():
        if ledger.volume or ledger.slug in FROM_A_FILE:
            continue
        with transaction.atomic():
            Varied(city.library, ledger.slug).of(ledger.model)
            files = {format: exported(ledger, everybody, format) for format in ("xlsx", "csv")}
            for format, content in files.items():
                with transaction.atomic():
                    ledger.model._base_manager.all().delete()
                    result = ledgers.import_file(ledger, everybody, content, city.library, name=f"甲.{format}")
                    if result.errors:
                        assert all(fault.message for fault in result.errors)
                        assert not ledger.model._base_manager.exists(), ledger.slug
                        refused[ledger.slug] = str(result.errors[0])
                    elif exported(ledger, everybody, "csv") != files["csv"]:
                        changed.append((ledger.slug, format, files["csv"].decode()))
                        changed.append(exported(ledger, everybody, "csv").decode())
                    transaction.set_rollback(True)
            transaction.set_rollback(True)
    assert not changed
    assert refused.keys() >= REFUSED, "what is taken in is not to be listed as refused"
    assert refused.keys() <= REFUSED, refused
    assert not {slug: refused[slug] for slug in BY_THE_SYSTEM if "由系统办理" not in refused[slug]}


@pytest.mark.parametrize("slug", sorted(FROM_A_FILE))
def test_a_ledger_that_no_table_can_fill_says_so(slug, city, everybody):
    ledger = ledgers.ledger(slug)
    Varied(city.library, slug).of(ledger.model)
    content = exported(ledger, everybody, "xlsx")
    before = ledger.model.objects.count()
    with pytest.raises(ledgers.LedgerRefused, match=r"不能从表格导入：.+由系统登记"):
        ledgers.import_file(ledger, everybody, content, city.library, name="甲.xlsx")
    assert ledger.model.objects.count() == before
