"""指标目录: what the annual reports count, as plain data in `catalogue.tsv`, and what ties figures together.

An indicator stands here whether or not a ledger counts it: those without a ledger are filed in returns or read from
reports. The table's order is that of an annual report. `unit` is the word printed behind the number; where reports
print others too, they follow it after “、”.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

KINDS = ("count", "total", "stock", "distinct", "ratio", "quantile_days")

Number = int | float | Decimal


@dataclass(frozen=True)
class Domain:
    """A field of work: the part of a slug before the dot."""

    label: str
    english: str

    def called(self, language: str) -> str:
        """Return its name in `language`, a code such as zh-hans or en."""
        return self.english if language.startswith("en") else self.label


# In the order of an annual report.
DOMAINS = {
    "planning": Domain("统筹部署", "Planning and leadership"),
    "assessment": Domain("督察考核与示范创建", "Inspection, assessment and demonstration"),
    "legislation": Domain("政府立法", "Legislation"),
    "normative": Domain("规范性文件", "Normative documents"),
    "fair_competition": Domain("公平竞争审查", "Fair competition review"),
    "decision": Domain("重大行政决策", "Major decisions"),
    "legality_review": Domain("合法性审核", "Legality review"),
    "legal_advice": Domain("法律顾问和公职律师", "Legal advisers and government lawyers"),
    "services": Domain("政务服务与清单管理", "Government services and lists"),
    "double_random": Domain("双随机抽查", "Random inspection"),
    "enforcement": Domain("行政执法", "Administrative enforcement"),
    "reconsideration": Domain("行政复议", "Administrative reconsideration"),
    "litigation": Domain("行政应诉", "Administrative litigation"),
    "mediation": Domain("人民调解", "People's mediation"),
    "petition": Domain("信访", "Petitions"),
    "legal_services": Domain("公共法律服务", "Public legal services"),
    "corrections": Domain("社区矫正与安置帮教", "Community correction and resettlement"),
    "publicity": Domain("法治宣传", "Publicity"),
    "training": Domain("学法培训", "Training"),
    "disclosure": Domain("政务公开", "Disclosure"),
    "oversight": Domain("监督与审计", "Oversight and audit"),
    "emergency": Domain("应急处置", "Emergencies"),
    "other": Domain("其他", "Other"),
}

# Chinese counts with a measure word for each noun (83 件); English has the noun in the name and needs units alone.
_ENGLISH_UNITS = {"%": "%", "万元": "10,000 yuan", "个工作日": "working days", "年": "years", "小时": "hours"}


@dataclass(frozen=True, slots=True)
class Indicator:
    """指标: name, unit and definition of a measure. `kind` is how a ledger would count it, a hint."""

    slug: str
    label: str
    english: str
    unit: str
    kind: str
    definition: str
    other_units: tuple[str, ...] = ()

    @property
    def domain(self) -> str:
        """The part of the slug before the dot."""
        return self.slug.partition(".")[0]

    @property
    def places(self) -> int:
        """Decimal places as printed: two for rates, none for what is counted."""
        return 2 if self.kind == "ratio" else 0

    def called(self, language: str) -> str:
        """Return its name in `language`, a code such as zh-hans or en."""
        return self.english if language.startswith("en") else self.label

    def unit_in(self, language: str) -> str:
        """Return its unit in `language`; English has none for what Chinese counts with a measure word."""
        return _ENGLISH_UNITS.get(self.unit, "") if language.startswith("en") else self.unit


def _load(file: Path) -> dict[str, Indicator]:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["slug"]: _indicator(row) for row in rows}


def _indicator(row: dict[str, str]) -> Indicator:
    unit, *others = row["unit"].split("、")
    return Indicator(
        slug=row["slug"],
        label=row["label"],
        english=row["english"],
        unit=unit,
        kind=row["kind"],
        definition=row["definition"],
        other_units=tuple(others),
    )


CATALOGUE = _load(Path(__file__).with_suffix(".tsv"))


@dataclass(frozen=True)
class Identity:
    """勾稽关系: what must hold between figures of one organisation, scope and period.

    `kind` sum: `whole` is the sum of `parts`; ratio: `whole` is the first part in the second, in per cent; part:
    no part is greater than `whole`; share: `whole` lies between 0 and 100. Where `certain` is False it usually holds,
    but figures may be right without it: a reason to ask, not to refuse.
    """

    kind: str
    whole: str
    parts: tuple[str, ...]
    explanation: str
    english: str
    certain: bool = True

    @property
    def slugs(self) -> tuple[str, ...]:
        """All the indicators that it speaks of."""
        return (self.whole, *self.parts)

    def holds(self, values: Mapping[str, Number | None]) -> bool | None:
        """Tell whether it holds for `values` by slug; None when one is missing, or nothing is there to divide by."""
        given = [values.get(slug) for slug in self.slugs]
        if any(value is None for value in given):
            return None
        whole, *parts = (Decimal(str(value)) for value in given)
        if self.kind == "sum":
            return whole == sum(parts)
        if self.kind == "part":
            return all(part <= whole for part in parts)
        if self.kind == "share":
            return 0 <= whole <= 100
        part, of = parts
        return _printed(100 * part / of, whole) == whole if of else None

    def statement(self, language: str) -> str:
        """Return it as a formula with the indicators' names."""
        whole, *parts = (f"“{CATALOGUE[slug].called(language)}”" for slug in self.slugs)
        return {
            "sum": f"{whole} = {' + '.join(parts)}",
            "ratio": f"{whole} = {' ÷ '.join(parts)}",
            "part": f"{'、'.join(parts)} ≤ {whole}",
            "share": f"0 ≤ {whole} ≤ 100",
        }[self.kind]


def _printed(rate: Decimal, like: Decimal) -> Decimal:
    """Round half up to as many places as `like` was printed with, at most two: reports say 81.3 % or 81.25 %."""
    places = min(2, max(0, -int(like.normalize().as_tuple().exponent)))
    return rate.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def broken(values: Mapping[str, Number | None]) -> list[Identity]:
    """Return the identities that do not hold for `values` by slug."""
    return [identity for identity in IDENTITIES if identity.holds(values) is False]


_OUTCOMES = tuple(slug for slug in CATALOGUE if slug.startswith("reconsideration.outcome_"))

_SUMS = (
    Identity(
        "sum",
        "legislation.regulation_projects",
        (
            "legislation.regulation_projects_formal",
            "legislation.regulation_projects_pending",
            "legislation.regulation_projects_research",
        ),
        "立法计划的每个法规项目属于正式、待审议、调研论证三类之一；政府规章项目不在其内。",
        "Each regulation project is for deliberation, awaiting conditions or under research; rules are counted apart.",
    ),
    Identity(
        "sum",
        "normative.cleanup_total",
        ("normative.cleanup_valid", "normative.cleanup_abolished", "normative.cleanup_amended"),
        "纳入清理的每件文件有且只有一个结论：继续有效、废止或者修改。",
        "Each document in the clean-up is kept, abolished or amended.",
    ),
    Identity(
        "sum",
        "reconsideration.concluded",
        _OUTCOMES,
        "审结的每件复议案件有且只有一种结果。",
        "Each concluded case has exactly one outcome.",
    ),
    Identity(
        "sum",
        "oversight.proposals_handled",
        ("oversight.npc_proposals_handled", "oversight.cppcc_proposals_handled"),
        "办复总数是人大代表建议与政协提案之和。",
        "Proposals answered are those of the congress and of the consultative conference.",
    ),
    Identity(
        "sum",
        "litigation.cases",
        (
            "litigation.carried_over",
            "litigation.first_instance_new",
            "litigation.second_instance",
            "litigation.protests",
        ),
        "应诉案件通常由旧存、新收一审、二审和抗诉案件组成；只计新收或者办结的地方不适用。",
        "Cases are usually those carried over, new, on appeal and protested; places that count otherwise differ.",
        certain=False,
    ),
)

_RATIOS = tuple(
    Identity("ratio", rate, (part, whole), explanation, english)
    for rate, part, whole, explanation, english in (
        (
            "reconsideration.acceptance_rate",
            "reconsideration.accepted",
            "reconsideration.applications_received",
            "受案率以同期受理件数除以收到件数。",
            "The acceptance rate is cases accepted in applications received.",
        ),
        (
            "reconsideration.conclusion_rate",
            "reconsideration.concluded",
            "reconsideration.accepted",
            "结案率以同期审结件数除以受理件数。",
            "The conclusion rate is cases concluded in cases accepted.",
        ),
        (
            "reconsideration.as_respondent_conclusion_rate",
            "reconsideration.as_respondent_concluded",
            "reconsideration.as_respondent_received",
            "被复议结案率以已结件数除以收到件数。",
            "The conclusion rate as respondent is cases concluded in cases received.",
        ),
        (
            "petition.resolution_rate",
            "petition.resolved_cases",
            "petition.assigned_cases",
            "化解率以已化解件数除以交办件数。",
            "The resolution rate is petitions resolved in petitions assigned.",
        ),
        (
            "litigation.appeal_rate",
            "litigation.second_instance",
            "litigation.first_instance_new",
            "上诉率以二审件数除以新收一审件数。",
            "The appeal rate is second-instance cases in new first-instance cases.",
        ),
    )
)

_PARTS = tuple(
    Identity("part", whole, (part,), explanation, english, certain)
    for part, whole, certain, explanation, english in (
        (
            "reconsideration.accepted",
            "reconsideration.applications_received",
            False,
            "受理的案件都出自收到的申请；上期收到、本期受理的可使受理多于收到。",
            "Cases accepted come from applications received; some may have come in the period before.",
        ),
        (
            "reconsideration.concluded",
            "reconsideration.accepted",
            False,
            "审结的案件都经过受理；上期受理、本期审结的可使审结多于受理。",
            "Cases concluded were accepted; some may have been accepted in the period before.",
        ),
        (
            "reconsideration.as_respondent_concluded",
            "reconsideration.as_respondent_received",
            True,
            "已结的被复议案件是收到的被复议案件的一部分。",
            "Cases as respondent that are concluded are a part of those received.",
        ),
        (
            "litigation.first_instance_concluded",
            "litigation.first_instance_new",
            True,
            "一审结案只计本期新收的一审案件。",
            "First-instance cases concluded are counted among the new ones only.",
        ),
        (
            "petition.resolved_cases",
            "petition.assigned_cases",
            True,
            "化解的是交办信访件的一部分。",
            "Petitions resolved are a part of those assigned.",
        ),
        (
            "enforcement.public_review_sessions_online",
            "enforcement.public_review_sessions",
            True,
            "网上公议计在公议总次数之内。",
            "Online sessions are counted among all sessions.",
        ),
        (
            "enforcement.environment_hazards_fixed",
            "enforcement.environment_hazards_found",
            True,
            "立行立改的隐患是所发现隐患的一部分。",
            "Hazards fixed are a part of those found.",
        ),
        (
            "enforcement.team_transferred",
            "enforcement.team_quota",
            False,
            "转隶人员一般不超过核定编制。",
            "Officers transferred usually fit into the posts.",
        ),
        (
            "legal_advice.public_lawyers_new",
            "legal_advice.public_lawyers",
            False,
            "新执业的计在期末人数之内；年内又离任的除外。",
            "New government lawyers are among those at the end, unless they left within the year.",
        ),
        (
            "legal_advice.public_lawyers_honoured",
            "legal_advice.public_lawyers",
            False,
            "获评优秀的一般仍是在册公职律师。",
            "Those honoured are usually still government lawyers.",
        ),
        (
            "normative.reviewed",
            "legality_review.items_reviewed",
            False,
            "综合件数包括规范性文件；两者分开统计的地方不适用。",
            "Matters of all kinds include normative documents; places that count them apart differ.",
        ),
        (
            "corrections.gang_released_persons",
            "corrections.released_persons",
            True,
            "涉黑涉恶人员是在册刑释解矫人员的一部分。",
            "Those from gang cases are a part of the released persons registered.",
        ),
        (
            "services.power_list_items",
            "services.power_list_subitems",
            True,
            "每个权责事项至少有一个小项。",
            "Each item of the power list has at least one sub-item.",
        ),
        (
            "services.enterprise_license_beneficiaries",
            "services.enterprise_license_cases",
            True,
            "每户受益企业至少办理过一件。",
            "Each enterprise served has at least one case.",
        ),
        (
            "planning.plan_categories",
            "planning.plan_tasks",
            True,
            "规划的每类任务至少有一项任务。",
            "Each category of the plan has at least one task.",
        ),
        (
            "planning.plan_aspects",
            "planning.plan_categories",
            True,
            "规划的每个方面至少有一类任务。",
            "Each area of the plan has at least one category.",
        ),
    )
)

# Rates of something in another thing may pass 100 %: more is concluded than came in when a backlog is worked off.
_UNBOUNDED = {"litigation.appeal_rate", "reconsideration.acceptance_rate", "reconsideration.conclusion_rate"}
_SHARES = tuple(
    Identity("share", slug, (), "部分占全体的百分比在 0 到 100 之间。", "A part of a whole is 0 to 100 per cent.")
    for slug, indicator in CATALOGUE.items()
    if indicator.kind == "ratio" and slug not in _UNBOUNDED
)

IDENTITIES = _SUMS + _RATIOS + _PARTS + _SHARES
