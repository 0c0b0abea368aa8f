"""抽取: from the pools of a department to a draw that anyone can work out again, by the package `fadu.draw`.

What a task fixes are four texts (objects, inspectors, conflicts, scheme), kept as files of the case under the digests
that stand in its columns. Everything after is worked out from these files, never from the pools as they are by then.
"""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil

from django.utils.translation import get_language
from django.utils.translation import gettext as text

from fadu import draw
from fadu.kernel import documents
from fadu.kernel.organisations import Organisation

from .models import CheckObject, Credit, CreditClass, Inspector, Paper, Recusal, Standing, Strata, standing

WHOLE = "全部"  # the one layer where there are none; it is printed in rosters, which are Chinese


@dataclass(frozen=True)
class Fixed:
    """What a task fixes: the texts, and the scheme that names the digests of two of them."""

    roster: bytes
    inspectors: bytes
    conflicts: bytes
    plan: dict

    @property
    def digests(self):
        """Return the digests of the three texts, in their order."""
        suite = self.plan["suite"]
        return tuple(draw.commit(suite, one) for one in (self.roster, self.inspectors, self.conflicts))


# ── fixing ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def day_of(task):
    """Return the day on which the rosters are fixed."""
    return task.fixed_on or task.moved_on


def objects_of(task):
    """Return the objects from which the task draws: those of the department that stand and are open."""
    found = standing(CheckObject.objects, day_of(task)).filter(organisation=task.organisation, standing=Standing.OPEN)
    return found.filter(category=task.category) if task.category else found


def inspectors_of(task):
    """Return the inspectors who may be sent: those of the department whose certificates are valid."""
    found = standing(Inspector.objects, day_of(task)).filter(organisation=task.organisation)
    return found.exclude(certified_until__lt=day_of(task))


def classes_of(task):
    """Return the rules of the credit classes in force, by class: the department's own, or those of a body above it."""
    bodies: list[Organisation] = []
    body = task.organisation
    while body:
        bodies.insert(0, body)
        body = body.parent
    return {
        one.credit: one  # the latest of the nearest body
        for body in bodies
        for one in standing(CreditClass.objects, day_of(task)).filter(organisation=body).order_by("valid_from")
    }


def layer(task, one):
    """Return the layer of an object."""
    if task.strata == Strata.CREDIT:
        return one.credit
    if task.strata == Strata.RISK:
        return one.risk
    return one.category if task.strata == Strata.CATEGORY else WHOLE


def wanted(task, sizes, classes):
    """Return how many are drawn from each layer: a number, or a share of it that is rounded up."""

    def of(name, size):
        if task.quota:
            return task.quota
        ratio = classes[name].ratio if task.strata == Strata.CREDIT else task.ratio
        return ceil(Decimal(size) * ratio / 100)

    return {name: of(name, size) for name, size in sorted(sizes.items())}


def fixed(task):
    """Return what the task fixes on the day of the step; worked out once for each step. Raises DrawRefused."""
    if "_fixed" not in vars(task):
        task._fixed = _fix(task)
    return task._fixed


def _fix(task):
    objects, classes = list(objects_of(task)), classes_of(task)
    weighted = task.strata != Strata.CREDIT
    rows = []
    sizes: dict[str, int] = {}
    for one in objects:
        name = layer(task, one)
        sizes[name] = sizes.get(name, 0) + 1
        weight = classes[one.credit].weight if weighted and one.credit in classes else 1
        rows.append((one.credit_code, name, weight))
    barred = standing(Recusal.objects, day_of(task)).filter(inspector__in=inspectors_of(task), check_object__in=objects)
    roster = draw.freeze(rows)
    inspectors = draw.freeze_inspectors(inspectors_of(task).values_list("number", "unit"))
    pairs = list(barred.values_list("inspector__number", "check_object__credit_code"))
    conflicts = draw.freeze_conflicts(pairs) if pairs else b""
    plan = {
        "id": task.number,
        "strata": wanted(task, sizes, classes),
        "reserves": str(task.reserves),
        "suite": task.suite,
        "randomness": {"source": task.randomness_source, "at": task.randomness_on.isoformat()},
        "per_object": task.per_object,
        "unit_rule": task.unit_rule,
        "inspectors": draw.commit(task.suite, inspectors),
    }
    if conflicts:
        plan["conflicts"] = draw.commit(task.suite, conflicts)
    return Fixed(roster, inspectors, conflicts, plan)


def lacking(task):
    """Say what keeps a task from being fixed, apart from the draw itself."""
    if task.randomness_on <= day_of(task):
        return text("随机数须在固定名录以后产生；请指明%(day)s以后某一天公布的随机数。") % {"day": day_of(task)}
    if not objects_of(task).exists():
        return text("检查对象名录库没有可以抽取的对象；请先导入名录库，或者更正“抽取的对象类别”。")
    if inspectors_of(task).count() < task.per_object:
        said = text("检查人员名录库只有%(found)d名可以选派的检查人员，每户需要%(wanted)d名；请先导入检查人员。")
        return said % {"found": inspectors_of(task).count(), "wanted": task.per_object}
    if task.strata == Strata.CREDIT and not task.quota:
        known = classes_of(task)
        present = set(objects_of(task).values_list("credit", flat=True))
        if missing := [Credit(one).label for one in sorted(present - known.keys())]:
            return text("%(classes)s没有信用分类抽查规则；请先登记。") % {"classes": "、".join(map(str, missing))}
    elif not task.quota and task.ratio is None:
        return text("没有写明抽查比例，也没有写明每层抽取户数。")
    return None


def can_be_fixed(task):
    """两库都有可用的对象和人员，抽取方案完整，随机数尚未产生 (国发2019-5)."""
    if task.randomness_on is None:
        return None  # it is asked for, and then this is asked again
    if reason := lacking(task):
        return reason
    return _said(lambda: draw.Plan.read(fixed(task).plan))


def column(take):
    """Return what fills a column when rosters are fixed; empty where they cannot be, which the guard then says."""

    def of(task):
        if "_fixable" not in vars(task):
            known = task.randomness_on is not None
            task._fixable = known and not lacking(task) and not _said(lambda: fixed(task))
        return take(task) if task._fixable else None

    return of


lines_of = column(lambda task: fixed(task).roster.count(b"\n"))
roster_commit = column(lambda task: fixed(task).digests[0])
inspectors_commit = column(lambda task: fixed(task).digests[1])
conflicts_commit = column(lambda task: fixed(task).digests[2])
page_root = column(lambda task: draw.Roster.read(fixed(task).roster, draw.suite(task.suite)).page_root.hex())
plan_digest = column(lambda task: draw.Plan.read(fixed(task).plan).digest.hex())


def roster_text(task):
    """Return the canonical text of the objects."""
    return fixed(task).roster


def inspectors_text(task):
    """Return the canonical text of the inspectors."""
    return fixed(task).inspectors


def conflicts_text(task):
    """Return the canonical text of the recusals; empty, and then not filed, where there are none."""
    return fixed(task).conflicts


def plan_text(task):
    """Return the scheme."""
    return _json(fixed(task).plan)


# ── drawing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def filed(task, kind):
    """Return the bytes of a text that the task fixed."""
    document = documents.of(*task.place).filter(kind=str(kind)).first()
    if document is None:
        return b""
    with documents.open_document(document) as file:
        return file.read()


def reopened(task):
    """Return what the task fixed, from its files, held to the digests in its columns. Raises DrawRefused."""
    found = Fixed(
        filed(task, Paper.ROSTER),
        filed(task, Paper.INSPECTORS),
        filed(task, Paper.CONFLICTS),
        json.loads(filed(task, Paper.DRAW_PLAN)),
    )
    assert found.digests == (task.roster_commit, task.inspectors_commit, task.conflicts_commit), task
    assert draw.Plan.read(found.plan).digest.hex() == task.plan_digest, task
    return found


def proof_of(task):
    """Return the proof of the draw, worked out from the files; once for each step. Raises DrawRefused."""
    if "_proof" not in vars(task):
        found = reopened(task)
        task._proof = draw.run(
            found.plan,
            found.roster,
            task.randomness,
            inspectors=found.inspectors,
            conflicts=found.conflicts,
            commit=task.roster_commit,
            software="fadu",
        )
    return task._proof


def announced(task):
    """Return the day of the randomness as it was fixed in the scheme, whatever the column says by now."""
    return date.fromisoformat(json.loads(filed(task, Paper.DRAW_PLAN))["randomness"]["at"])


def randomness_ahead(task):
    """名录固定以后，在随机数产生之前才可以撤回 (国发2019-5)."""
    if task.plan_digest and task.moved_on >= (day := announced(task)):
        return text("随机数已于%(day)s产生，抽取结果由此确定，不能撤回；请办理抽取。") % {"day": day}
    return None


def seed_stands(task):
    """抽取检查对象以后，随机数没有改动 (优化营商环境条例#54.1)."""
    if reason := _said(lambda: proof_of(task)):
        return reason
    if proof_of(task)["seed"] != task.seed:
        return text("登记的随机数与抽取检查对象时不同；请改回抽取时的数值。")
    return None


def can_be_drawn(task):
    """随机数已经产生，名录和方案与固定时一致，检查人员足够 (优化营商环境条例#54.1)."""
    if not task.randomness.strip():
        return None  # it is asked for, and then this is asked again
    day = announced(task)
    if task.moved_on < day:
        return text("随机数到%(day)s才产生，届时再抽取。") % {"day": day}
    return _said(lambda: proof_of(task))


def _ready(task):
    return task.randomness.strip() and task.plan_digest and not _said(lambda: proof_of(task))


def seed_of(task):
    """Return the seed; nothing where there can be no draw, which the guard then says."""
    return proof_of(task)["seed"] if _ready(task) else ""


def number_drawn(task):
    """Return how many objects are drawn."""
    return sum(len(one["drawn"]) for one in proof_of(task)["strata"]) if _ready(task) else None


def objects_text(task):
    """Return the objects that are drawn and the reserves, with what they follow from."""
    proof = proof_of(task)
    return _json({name: proof[name] for name in ("protocol", "suite", "plan_digest", "roster", "randomness", "seed")}
                 | {"strata": proof["strata"]})  # fmt: skip


def proof_text(task):
    """Return the proof file."""
    return _json(proof_of(task))


def opening(task, objects, line, key, stratum, inspectors, **more):
    """Return the values with which the check of one object is opened."""
    one = objects.get(key)  # it may have been struck from the pool since
    return {
        "number": f"{task.number}（{line + 1}）",
        "task": task,
        "check_object": one,
        "credit_code": key,
        "object_name": one.name if one else key,
        "line": line,
        "stratum": stratum,
        "inspectors": "、".join(inspectors),
        "joint": task.joint,
        "units": max(1, len(task.taking_part())),
        "visits_saved": max(1, len(task.taking_part())) - 1 if task.scene_id else 0,
        **more,
    }


def named(task, keys):
    """Return the objects of a department by their codes."""
    return {
        one.credit_code: one for one in CheckObject.objects.filter(organisation=task.organisation, credit_code__in=keys)
    }


def checks_of(task):
    """Open the check of each object drawn, with the inspectors who are sent to it."""
    proof = proof_of(task)
    sent = {pair["line"]: pair["inspectors"] for pair in proof["inspectors"]["pairs"]}
    drawn = [(one["line"], one["id"], stratum["name"]) for stratum in proof["strata"] for one in stratum["drawn"]]
    objects = named(task, [key for _line, key, _name in drawn])
    for line, key, name in sorted(drawn):
        yield opening(task, objects, line, key, name, sent[line])


# ── after the draw ───────────────────────────────────────────────────────────────────────────────────────────────────


def check_of(task, code):
    """Return the check of an object that has not been visited yet, or None."""
    return task.checks.filter(credit_code=code, state__in=("drawn", "notified")).select_related("organisation").first()


def called(task):
    """Return the calls made so far, those of this step among them."""
    return json.loads(task.calls) if task.calls else []


def withdrawal_called(task):
    """Add to the calls that an inspector withdraws from an object."""
    return _call(task, "withdraws", task.withdrawn_object, task.withdrawn_inspector, task.withdrawal_reason)


def reserve_needed(task):
    """Add to the calls that an object is gone."""
    return _call(task, "gone", task.gone_object, task.gone_reason)


def _call(task, what, code, *rest):
    task._called = code
    check = check_of(task, code)
    return json.dumps([*called(task), [what, check.line if check else None, *rest]], ensure_ascii=False)


def answers(task):
    """Return what each call gave, in their order, and how the draw stands after them. Raises DrawRefused."""
    if "_answers" not in vars(task):
        found = reopened(task)
        stands = draw.Standing(proof_of(task), found.inspectors, found.conflicts)
        given = [
            stands.inspector_withdraws(line, rest[0]) if what == "withdraws" else stands.object_gone(line)
            for what, line, *rest in called(task)
        ]
        task._answers = given, stands
    return task._answers


def can_follow(task):
    """该检查对象尚未检查，更换的是选派给它的检查人员，次序中还有可以接替的人员 (行政处罚法#43)."""
    return _answerable(task)


def who_follows(task):
    """Give the check its new inspectors."""
    yield check_of(task, task.withdrawn_object), {"inspectors": "、".join(answers(task)[0][-1].inspectors)}


def can_be_replaced(task):
    """该检查对象尚未检查，同层还有备选对象 (国发2019-5)."""
    return _answerable(task)


def _answerable(task):
    code = vars(task).get("_called")
    if code is None:
        return None  # the object is asked for, and then this is asked again
    if reason := seed_stands(task):
        return reason
    if check_of(task, code) is None:
        return text("没有代码为“%(code)s”、尚未检查的抽中对象。") % {"code": code}
    return _said(lambda: answers(task))


def reserve_called(task):
    """Open the check of the next reserve."""
    one = answers(task)[0][-1]
    yield opening(task, named(task, [one.id]), one.line, one.id, one.stratum, one.inspectors, reserve=True)


def object_gone(task):
    """End the check of the object that is gone."""
    yield check_of(task, task.gone_object), {"replaced_reason": task.gone_reason}


def calls_text(task):
    """Return all the calls, and the objects and inspectors that stand after them."""
    _given, stands = answers(task)
    after = [
        {"line": line, "id": key, "inspectors": list(stands.inspectors[line])}
        for line, key in sorted(stands.objects.items())
    ]
    return _json({"seed": task.seed, "calls": called(task), "standing": after})


def _said(work):
    """Return in the reader's language why something cannot be worked out, or None."""
    try:
        work()
    except draw.DrawRefused as refused:
        return refused.text(get_language() or "zh")
    return None


def _json(value):
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
