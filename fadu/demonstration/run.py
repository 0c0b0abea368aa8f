"""演示: the city's data go in as a user's would, through files, `perform` and returns; then its report is written.

Each stage is noted when it is whole, so that a run that was stopped goes on where it stood, and a second run does
nothing again.
"""

import csv
import json
import re
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from fadu.kernel import cases, catalogue, journal, ledgers, offices, returns
from fadu.kernel.extracts import loads
from fadu.kernel.organisations import Actor, Organisation, User
from fadu.reports import build, workspace
from fadu.reports.models import AnnualReport
from fadu.reports.skeleton import CHAPTERS

from . import city, litigation, mediation, normative, petition, reconsideration, services

YEARS = (2021, 2022, 2023)
YEAR = YEARS[-1]
HERE = Path(__file__).parent
# Values of earlier years, as parts of those of 2023: smaller, as a place that grows would have them.
EARLIER = {2021: Decimal("0.76"), 2022: Decimal("0.88")}
# Items of the keeper's checklist that nobody needs where everything is made up.
SET_ASIDE = ("backup", "holidays", "keepers", "particulars", "provisions", "security")

Task = Callable[[str], AbstractContextManager]


class ImportFailed(Exception):
    """A file of the demonstration was refused: a fault of ours. The message says where."""


def run(task: Task, password: str, out: Path, base: str) -> dict[str, Path]:
    """Bring the demonstration up to date and write its report into `out`. `task` shows what is being done."""
    stages = {
        "tables": (f"建立数据库（{settings.HOME}）", _tables),
        "city": ("建立机构和用户：6 个县区、50 个部门", lambda: _city(password)),
        "lists": ("导入政务服务清单、事项、套餐和服务场所", _lists),
        **{f"cases-{y}": (f"导入 {y} 年政务服务办件和评价各 {services.CASES[y]:,} 条", _volume(y)) for y in YEARS},
        **{f"reconsideration-{y}": (f"导入 {y} 年行政复议案件，逐环节办理", _reconsideration(y)) for y in YEARS},
        "mediation": ("导入人民调解组织、调解员、调解中心和司法所", _mediation_lists),
        **{f"mediation-{y}": (f"导入 {y} 年调解案件，逐环节办理", _mediation(y)) for y in YEARS},
        "petitions": ("导入信访事项、积案和领导接访，逐环节办理", _petitions),
        "normative": ("登记现行规范性文件和制定程序规定", _normative_standing),
        **{f"normative-{y}": (f"导入 {y} 年规范性文件，逐环节制发、报备", _normative(y)) for y in YEARS},
        "normative-cleanup": (f"{YEAR} 年规范性文件清理、接收备案和监督检查", _normative_oversight),
        "litigation": ("导入联络法院、应诉制度和司法建议、检察建议", _litigation_lists),
        **{f"litigation-{y}": (f"导入 {y} 年行政应诉案件和负责人出庭，逐环节办理", _litigation(y)) for y in YEARS},
        "current": ("登记当前在办的案件", _current),
        **{f"returns-{y}": (f"报送 {y} 年报表", _returns(y)) for y in YEARS},
        "report": (f"编写 {YEAR} 年度报告，定格数字，逐环节办至公开", _report),
        "draft": (f"起草 {YEAR - 1} 年度报告，供试用", _draft),
    }
    done = Stages(settings.HOME / "stages.json")
    for name, (title, act) in stages.items():
        if name not in done:
            with task(title):
                # Whole or not at all, so that whoever stops it in the middle can start it again. Migrations and what
                # is loaded into extracts see to that themselves, and must stand outside a transaction.
                with nullcontext() if name == "tables" or name.startswith("cases-") else transaction.atomic():
                    act()
                done.add(name)
    with task("生成报告（HTML、DOCX、PDF、JSON）"):
        written = build.build(report(), out, base, timezone.localdate())
    with task("封存留痕"):
        journal.seal()
    return written


class Stages:
    """The stages that are whole, in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._names: list[str] = json.loads(file.read_text()) if file.exists() else []

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def add(self, name: str) -> None:
        self._names.append(name)
        whole = self._file.with_suffix(".new")
        whole.write_text(json.dumps(self._names))
        whole.replace(self._file)


def report() -> AnnualReport:
    """Return the city's report of the demonstration year."""
    return AnnualReport.objects.select_related("organisation").get(organisation__code=city.CITY, year=YEAR)


def _files() -> Path:
    folder = settings.HOME / "files"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _actor(username: str) -> Actor:
    return Actor.of(User.objects.get(username=username), timezone.localdate())


def _tables() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def _city(password: str) -> None:
    city.build(password)
    # What a new office does first is not what a visitor of the demonstration comes for; the page lists it still.
    offices.set_installation(_actor("keeper"), {"set_aside": list(SET_ASIDE)})


def _import(slug: str, actor: Actor, file: Path) -> None:
    result = ledgers.import_file(ledgers.ledger(slug), actor, file)
    if result.errors:
        raise ImportFailed(f"{file.name}：{result.errors[0]}")


def _lists() -> None:
    for slug, file in services.write_tables(_files()):
        _import(slug, _actor("clerk"), file)


def _volume(year: int) -> Callable[[], None]:
    def act() -> None:
        for slug, file in services.write_cases(_files(), year):
            result = loads.load(ledgers.ledger(slug), file, _actor("clerk"), at=timezone.now())
            if result.errors:
                raise ImportFailed(f"{file.name}：{result.errors[0]}")
            file.unlink()  # it lies in the ledger now, and its digest in the journal

    return act


def _handler(organ: str) -> Actor:
    """Return who enters the records of an organ, those of its head's decisions among them."""
    names = {city.CITY: "registrar"} | {code: f"county{n}" for n, code in enumerate(city.COUNTIES, 1)}
    return _actor(names[organ])


def _reconsideration(year: int) -> Callable[[], None]:
    def act() -> None:
        for organ, file in reconsideration.write(_files(), year):
            _import("reconsideration-case", _handler(organ), file)

    return act


def _take(username: str, files: Iterable[tuple[str, Path]]) -> None:
    for slug, file in files:
        _import(slug, _actor(username), file)


def _mediation_lists() -> None:
    _take("mediator", [*mediation.registers(_files()), mediation.write_offices(_files())])


def _mediation(year: int) -> Callable[[], None]:
    return lambda: _take("mediator", [mediation.write(_files(), year)])


def _petitions() -> None:
    _take("petitions", [file for year in YEARS for file in petition.write(_files(), year)])
    _take("petitions", petition.write_backlog(_files()))


def _normative_standing() -> None:
    _take("office", [normative.write_days(_files())])
    today = timezone.localdate()
    _take("registrar", [normative.write_rules(_files()), normative.write_standing(_files(), today)])


def _normative(year: int) -> Callable[[], None]:
    def act() -> None:
        _take("registrar", normative.write(_files(), year))
        normative.send_filings(_actor("registrar"))

    return act


def _normative_oversight() -> None:
    _take("registrar", [normative.write_received(_files()), *normative.write_overseen(_files())])
    normative.clean_up(_actor("registrar"))


def _suits(files: Iterable[litigation.Book]) -> None:
    names = {city.CITY: "suits"} | {code: f"county{n}" for n, code in enumerate(city.COUNTIES, 1)}
    for place, slug, file in files:
        _import(slug, _actor(names[place]), file)


def _litigation_lists() -> None:
    _suits(litigation.registers(_files()))


def _litigation(year: int) -> Callable[[], None]:
    return lambda: _suits(litigation.write(_files(), year))


def _current() -> None:
    for organ, file in reconsideration.write_current(_files(), timezone.localdate()):
        _import("reconsideration-case", _handler(organ), file)
    _take("mediator", [mediation.write_current(_files(), timezone.localdate())])
    _take("petitions", petition.write_current(_files(), timezone.localdate()))
    _take("registrar", normative.write_current(_files(), timezone.localdate()))
    _suits(litigation.write_current(_files(), timezone.localdate()))
    cases.scan(timezone.localdate())


def _returns(year: int) -> Callable[[], None]:
    def act() -> None:
        government = Organisation.objects.get(code=city.CITY)
        with (HERE / "returns-2023.csv").open(encoding="utf-8") as file:
            rows = [_earlier(row, year) for row in csv.DictReader(file)]
        filed = returns.file(government, str(year), _actor("statistician"))
        returns.enter(filed, rows, _actor("statistician"))
        returns.submit(filed, _actor("statistician"), timezone.now())
        returns.accept(filed, _actor("office"), timezone.now())

    return act


def _earlier(row: dict, year: int) -> dict:
    """Return the value of an earlier year: counts are smaller, rates a little lower."""
    value = Decimal(row["value"])
    if year != YEAR:
        entry = catalogue.CATALOGUE[row["indicator"]]
        if entry.unit == "%":
            value = value if value == 100 else value - (YEAR - year) * Decimal("1.15")
        elif value > 5:
            value = (value * EARLIER[year]).quantize(Decimal(1), ROUND_HALF_UP)
    return row | {"value": value}


def chapters() -> dict[str, str]:
    """Return the text of the demonstration's report, by chapter."""
    text = re.sub(r"<!--.*?-->", "", (HERE / "report-2023.md").read_text(encoding="utf-8"), flags=re.S)
    parts = re.split(r"^# (\w+)\n", text, flags=re.M)
    return {slug: body.strip() for slug, body in zip(parts[1::2], parts[2::2], strict=True)}


# How the report of the year went, day by day: before 1 March to the superiors, before 1 April to the public.
COURSE: tuple[tuple[str, date, dict], ...] = (
    ("draft", date(YEAR + 1, 1, 10), {}),
    ("review", date(YEAR + 1, 1, 15), {}),
    ("consider", date(YEAR + 1, 1, 22), {"meeting": "市政府第52次常务会议"}),
    ("approve", date(YEAR + 1, 1, 26), {"document_number": f"明府〔{YEAR + 1}〕3号"}),
    ("report", date(YEAR + 1, 2, 5), {"addressees": "市委、市人大常委会、省政府"}),
    ("publish", date(YEAR + 1, 3, 15), {"secrecy_checked": True}),
)


def _start(year: int) -> AnnualReport:
    """Return the city's report of a year, started if it was not."""
    government = Organisation.objects.get(code=city.CITY)
    begun = AnnualReport.objects.filter(organisation=government, year=year).first()
    opening = {"organisation": government, "year": year}
    return begun or cases.open_case(AnnualReport, "start", _actor("office"), date(year, 12, 11), opening)


def _write(made: AnnualReport, text: dict[str, str]) -> None:
    written = workspace.sections(made)
    for chapter in CHAPTERS:
        if body := text.get(chapter.slug):
            workspace.write_section(made, chapter.slug, body, _actor("office"), written[chapter.slug].revision)


def _report() -> None:
    """The report of the year, written, locked and taken through its steps."""
    office, now, made = _actor("office"), timezone.now(), _start(YEAR)
    _write(made, chapters())
    workspace.keep_version(made, office, "送审稿", now)
    workspace.lock(made, office, now)
    made.refresh_from_db()
    for slug, on, data in COURSE:
        cases.perform(made, slug, office, on=on, data=data)


def _draft() -> None:
    """A report still to be written, for whoever tries the workspace: the sentences that it offers, and nothing else."""
    made = _start(YEAR - 1)
    _write(made, {c.slug: "\n\n".join(sentence.body for sentence in workspace.offered(made, c)) for c in CHAPTERS})
