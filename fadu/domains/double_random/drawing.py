"""抽取: from the pools of a department to a draw that anyone can work out again, by the kernel's word for it."""

from decimal import Decimal
from math import ceil

from django.db.models import Q
from django.utils.translation import gettext as text

from fadu.kernel.draws import WHOLE, Draw, UnitRule
from fadu.kernel.organisations import OWN, Organisation, within

from .models import CheckObject, Credit, CreditClass, Inspector, Recusal, Standing, Strata, standing

# ── the pools ────────────────────────────────────────────────────────────────────────────────────────────────────────


def day_of(task):
    """Return the day on which the rosters are fixed."""
    return task.fixed_on or task.moved_on


def objects_of(task):
    """Return the objects from which the task draws: those of the department that stand and are open."""
    found = standing(CheckObject.objects, day_of(task)).filter(organisation=task.organisation, standing=Standing.OPEN)
    return found.filter(category=task.category) if task.category else found


def units_of(task):
    """Return the units that take part, as the task names them, with their organisations; None for one unknown here."""
    government = task.organisation.parent or task.organisation
    near = within(government, OWN).filter(Q(valid_to=None) | Q(valid_to__gt=day_of(task)))
    by_name = {name: one for one in near for name in (one.short_name, one.name) if name}
    return {unit: by_name.get(unit) for unit in task.taking_part()} if task.joint else {}


def participants(task):
    """Return the departments whose inspectors are sent: the one that starts the task, and those that join it."""
    joining = [one for one in units_of(task).values() if one and one != task.organisation]
    return [task.organisation, *joining]


def inspectors_of(task):
    """Return the inspectors who may be sent: those of the departments that take part, with valid certificates."""
    found = standing(Inspector.objects, day_of(task)).filter(organisation__in=participants(task))
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


def wanted(task, sizes):
    """Return how many are drawn from each layer: a number, or a share of it that is rounded up."""
    classes = classes_of(task)

    def of(name, size):
        if task.quota:
            return task.quota
        ratio = classes[name].ratio if task.strata == Strata.CREDIT else task.ratio
        return ceil(Decimal(size) * ratio / 100)

    return {name: of(name, size) for name, size in sorted(sizes.items())}


def rows(task):
    """Yield the objects with their layers; a class weighs where layers mix classes."""
    classes = {} if task.strata == Strata.CREDIT else classes_of(task)
    for one in objects_of(task):
        yield one.credit_code, layer(task, one), classes[one.credit].weight if one.credit in classes else 1


def staff(task):
    """Return the inspectors with their units; where departments come together, the department is the unit."""
    if task.joint:
        return inspectors_of(task).values_list("number", "organisation__name")
    return inspectors_of(task).values_list("number", "unit")


def conflicts(task):
    """Return who must not be sent to whom; each department notes the firm in its own pool, under the one code."""
    codes = objects_of(task).values("credit_code")
    met = standing(Recusal.objects, day_of(task)).filter(
        inspector__in=inspectors_of(task), check_object__credit_code__in=codes
    )
    return set(met.values_list("inspector__number", "check_object__credit_code"))


def joined(task):
    """Say which unit of a joint task is unknown, or sends nobody; or that there are fewer units than are asked for."""
    known = units_of(task)
    if unknown := [unit for unit, organisation in known.items() if organisation is None]:
        said = text("参加部门“%(units)s”不是本级政府的机构；请按机构的名称或者简称更正“参加部门”，或者先登记该机构。")
        return said % {"units": "、".join(unknown)}
    sending = set(inspectors_of(task).values_list("organisation", flat=True))
    if missing := [one.name for one in participants(task) if one.pk not in sending]:
        said = text("%(units)s的检查人员名录库没有可以选派的检查人员；联合抽查的人员名录包括全部参加部门，请先导入。")
        return said % {"units": "、".join(missing)}
    if task.unit_rule == UnitRule.DIFFERENT and task.per_object > len(sending):
        said = text(
            "每户%(wanted)d名检查人员须来自不同部门，参加部门只有%(found)d个；请减少每户人数，或者改变组合规则。"
        )
        return said % {"wanted": task.per_object, "found": len(sending)}
    return None


def lacking(task):
    """Say what keeps a task from being fixed, apart from the draw itself."""
    if not objects_of(task).exists():
        return text("检查对象名录库没有可以抽取的对象；请先导入名录库，或者更正“抽取的对象类别”。")
    if task.joint and (reason := joined(task)):
        return reason
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


def check_of(task, code):
    """Return the check of an object that has not been visited yet, or None."""
    return task.checks.filter(credit_code=code, state__in=("drawn", "notified")).select_related("organisation").first()


def visited(task, code):
    """Say that an object was visited already."""
    if check_of(task, code) is None:
        return text("没有代码为“%(code)s”、尚未检查的抽中对象。") % {"code": code}
    return None


DRAW = Draw(rows=rows, strata=wanted, inspectors=staff, conflicts=conflicts, lacking=lacking, settled=visited)


# ── what follows from it ─────────────────────────────────────────────────────────────────────────────────────────────


def by_units(task, numbers):
    """Name the inspectors unit by unit, a line for each, where several take part: each finds its own."""
    if not task.joint:
        return ""
    fixed = (DRAW.reopened(task).inspectors or b"").decode().splitlines()
    unit_of = dict(line.split("\t") for line in fixed)
    units: dict[str, list[str]] = {}
    for number in numbers:
        units.setdefault(unit_of[number], []).append(number)
    return "\n".join(f"{unit}：{'、'.join(found)}" for unit, found in units.items())


def opening(task, objects, one, **more):
    """Return the values with which the check of one object is opened."""
    known = objects.get(one.id)  # it may have been struck from the pool since
    return {
        "number": f"{task.number}（{one.line + 1}）",
        "task": task,
        "check_object": known,
        "credit_code": one.id,
        "object_name": known.name if known else one.id,
        "line": one.line,
        "stratum": one.stratum,
        "inspectors": "、".join(one.inspectors),
        "officers": by_units(task, one.inspectors),
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
    chosen = DRAW.chosen(task)
    objects = named(task, [one.id for one in chosen])
    for one in chosen:
        yield opening(task, objects, one)


def who_follows(task):
    """Give the check its new inspectors."""
    sent = DRAW.answer(task).inspectors
    yield check_of(task, task.withdrawn_object), {"inspectors": "、".join(sent), "officers": by_units(task, sent)}


def reserve_called(task):
    """Open the check of the next reserve."""
    called = DRAW.answer(task)
    yield opening(task, named(task, [called.id]), called, reserve=True)


def object_gone(task):
    """End the check of the object that is gone."""
    yield check_of(task, task.gone_object), {"replaced_reason": task.gone_reason}
