"""演示: the city's data go in as a user's would, through files, `perform` and returns; then its report is written."""

import csv
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from fadu.kernel import cases, catalogue, offices
from fadu.kernel.organisations import Actor, Organisation
from fadu.reports import workspace
from fadu.reports.models import AnnualReport
from fadu.reports.skeleton import CHAPTERS

from . import (
    city,
    double_random,
    enforcement,
    litigation,
    mediation,
    normative,
    petition,
    reconsideration,
    services,
    supervision,
)
from .stages import (
    HERE,
    Task,
    actor,
    chapters,
    deliver,
    file_returns,
    files,
    finish_report,
    go_through,
    import_file,
    load,
    report_of,
    start_report,
    tables,
    take,
    write_report,
)

YEARS = (2021, 2022, 2023)
YEAR = YEARS[-1]
# Values of earlier years, as parts of those of 2023: smaller, as a place that grows would have them.
EARLIER = {2021: Decimal("0.76"), 2022: Decimal("0.88")}
# Items of the keeper's checklist that nobody needs where everything is made up.
SET_ASIDE = ("backup", "holidays", "keepers", "particulars", "provisions", "security")


def run(task: Task, password: str, out: Path, base: str) -> dict[str, Path]:
    """Bring the demonstration up to date and write its report into `out`. `task` shows what is being done."""
    stages = {
        "tables": (f"建立数据库（{settings.HOME}）", tables),
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
        "enforcement": ("导入执法主体、人员、考试和证件，逐环节核发、公开", _enforcement_registers),
        **{f"enforcement-{y}": (f"导入 {y} 年行政处罚案件，逐环节办理、公开", _enforcement(y)) for y in YEARS},
        **{f"supervision-{y}": (f"导入 {y} 年执法监督台账，逐环节备案、监督、整改", _supervision(y)) for y in YEARS},
        "double-random": ("导入检查对象、检查人员名录库和抽查事项清单", _double_random_registers),
        **{f"double-random-{y}": (f"制定 {y} 年抽查计划，抽取、检查、公开", _double_random(y)) for y in YEARS},
        "current": ("登记当前在办的案件", _current),
        **{f"returns-{y}": (f"报送 {y} 年报表", _returns(y)) for y in YEARS},
        "report": (f"编写 {YEAR} 年度报告，定格数字，逐环节办至公开", _report),
        "draft": (f"起草 {YEAR - 1} 年度报告，供试用", _draft),
    }
    go_through(stages, task, apart=lambda name: name == "tables" or name.startswith("cases-"))
    return deliver(task, report(), out, base)


def report() -> AnnualReport:
    """Return the city's report of the demonstration year."""
    return report_of(city.CITY, YEAR)


def _city(password: str) -> None:
    city.build(password)
    # What a new office does first is not what a visitor of the demonstration comes for; the page lists it still.
    offices.set_installation(actor("keeper"), {"set_aside": list(SET_ASIDE)})


def _lists() -> None:
    for slug, file in services.write_tables(files()):
        import_file(slug, actor("clerk"), file)


def _volume(year: int) -> Callable[[], None]:
    return lambda: load("clerk", services.write_cases(files(), year))


def _handler(organ: str) -> Actor:
    """Return who enters the records of an organ, those of its head's decisions among them."""
    names = {city.CITY: "registrar"} | {code: f"county{n}" for n, code in enumerate(city.COUNTIES, 1)}
    return actor(names[organ])


def _reconsideration(year: int) -> Callable[[], None]:
    def act() -> None:
        for organ, file in reconsideration.write(files(), year):
            import_file("reconsideration-case", _handler(organ), file)

    return act


def _mediation_lists() -> None:
    take("mediator", [*mediation.registers(files()), mediation.write_offices(files())])


def _mediation(year: int) -> Callable[[], None]:
    return lambda: take("mediator", [mediation.write(files(), year)])


def _petitions() -> None:
    take("petitions", [file for year in YEARS for file in petition.write(files(), year)])
    take("petitions", petition.write_backlog(files()))


def _normative_standing() -> None:
    take("office", [normative.write_days(files())])
    today = timezone.localdate()
    take("registrar", [normative.write_rules(files()), normative.write_standing(files(), today)])


def _normative(year: int) -> Callable[[], None]:
    def act() -> None:
        take("registrar", normative.write(files(), year))
        normative.send_filings(actor("registrar"))

    return act


def _normative_oversight() -> None:
    take("registrar", [normative.write_received(files()), *normative.write_overseen(files())])
    normative.clean_up(actor("registrar"))


def _suits(files: Iterable[litigation.Book]) -> None:
    names = {city.CITY: "suits"} | {code: f"county{n}" for n, code in enumerate(city.COUNTIES, 1)}
    for place, slug, file in files:
        import_file(slug, actor(names[place]), file)


def _litigation_lists() -> None:
    _suits(litigation.registers(files()))


def _litigation(year: int) -> Callable[[], None]:
    return lambda: _suits(litigation.write(files(), year))


def _enforcement_registers() -> None:
    take("overseer", [*enforcement.registers(files()), enforcement.write_certificates(files(), timezone.localdate())])


def _enforcement(year: int) -> Callable[[], None]:
    def act() -> None:
        take("overseer", enforcement.write(files(), year))
        enforcement.publish(actor("overseer"), year)
        enforcement.review_files(actor("overseer"), year)

    return act


def _double_random_registers() -> None:
    take("inspections", double_random.registers(files()))


def _double_random(year: int) -> Callable[[], None]:
    def act() -> None:
        double_random.adopt_plans(actor("inspections"), double_random.YEARS[year])
        double_random.inspect(actor("inspections"), double_random.YEARS[year])

    return act


def _supervision(year: int) -> Callable[[], None]:
    def act() -> None:
        if year == YEARS[0]:
            take("overseer", supervision.write_benchmarks(files(), city.MINGCHUAN))
        take("overseer", supervision.write(files(), city.MINGCHUAN, supervision.MINGCHUAN[year]))

    return act


def _current() -> None:
    for organ, file in reconsideration.write_current(files(), timezone.localdate()):
        import_file("reconsideration-case", _handler(organ), file)
    take("mediator", [mediation.write_current(files(), timezone.localdate())])
    take("petitions", petition.write_current(files(), timezone.localdate()))
    take("registrar", normative.write_current(files(), timezone.localdate()))
    _suits(litigation.write_current(files(), timezone.localdate()))
    take("overseer", enforcement.write_current(files(), timezone.localdate()))
    take("inspections", double_random.gathered(files(), timezone.localdate()))
    double_random.merge_gathered(actor("inspections"), timezone.localdate())
    double_random.start_current(actor("inspections"), timezone.localdate())
    cases.scan(timezone.localdate())


def _returns(year: int) -> Callable[[], None]:
    def act() -> None:
        government = Organisation.objects.get(code=city.CITY)
        with (HERE / "returns-2023.csv").open(encoding="utf-8") as file:
            rows = [_earlier(row, year) for row in csv.DictReader(file)]
        file_returns(government, str(year), rows)

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


def _report() -> None:
    """The report of the year, written, locked and taken through its steps."""
    made = start_report(city.CITY, YEAR)
    write_report(made, chapters(HERE / "report-2023.md"))
    finish_report(made, "市政府第52次常务会议", f"明府〔{YEAR + 1}〕3号")


def _draft() -> None:
    """A report still to be written, for whoever tries the workspace: the sentences that it offers, and nothing else."""
    made = start_report(city.CITY, YEAR - 1)
    write_report(made, {c.slug: "\n\n".join(one.body for one in workspace.offered(made, c)) for c in CHAPTERS})
