"""双随机、信用监管公开: items, plans, draws with all that recomputes them, results, lists (优化营商环境条例#54.1)."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.draws import Paper as Drawn
from fadu.kernel.publication import Publication

from .models import Blacklisting, InspectionItem, InspectionPlan, KeyMatter, Paper, RandomCheck, RandomTask


class Items(Publication):
    model = InspectionItem
    slug = "inspection-items"
    title = _("随机抽查事项清单")
    fields = ("name", "code", "edition", "organisation", "objects_kind", "basis", "nature", "way", "ratio",
              "frequency", "published_on")  # fmt: skip
    since, until = "published_on", "valid_to"
    search = ("name", "code", "objects_kind", "basis")


class KeyMatters(Publication):
    model = KeyMatter
    slug = "key-supervision-matters"
    title = _("跨部门综合监管重点事项清单")
    fields = ("name", "field", "organisation", "lead", "partners", "method", "frequency", "rules", "valid_from")
    since, until = "valid_from", "valid_to"
    search = ("name", "lead", "partners")


class Plans(Publication):
    """A withdrawn plan stays to be seen, with the reason."""

    model = InspectionPlan
    slug = "inspection-plans"
    title = _("抽查（检查）计划")
    fields = ("title", "number", "organisation", "year", "kind", "document_number", "published_on", "withdrawn_on",
              "withdrawal_reason")  # fmt: skip
    since = "published_on"
    search = ("title", "number", "document_number")


class Draws(Publication):
    """From the day on which rosters were fixed, before the randomness exists; a revoked scheme stays to be seen."""

    model = RandomTask
    slug = "random-draws"
    title = _("双随机抽取公示")
    note = _("对象名录和抽取方案在随机数产生以前固定；下载公开的文件，可以在“抽取核验”页面自己重算。")
    fields = ("name", "number", "organisation", "joint", "units", "fixed_on", "lines", "roster_commit", "page_root",
              "inspectors_commit", "conflicts_commit", "plan_digest", "randomness_source", "randomness_on",
              "randomness", "seed", "drawn", "drawn_on", "sent_on", "completed_on", "outcome", "published_on",
              "revoked_on", "revocation_reason")  # fmt: skip
    listed = ("name", "number", "organisation", "joint", "fixed_on", "lines", "drawn", "drawn_on", "outcome")
    since = "fixed_on"
    search = ("name", "number", "units", "plan_digest", "seed")
    files = (Drawn.ROSTER, Drawn.INSPECTORS, Drawn.CONFLICTS, Drawn.PLAN, Drawn.OBJECTS, Drawn.PROOF, Paper.RECORD)


class Results(Publication):
    model = RandomCheck
    slug = "random-results"
    title = _("双随机抽查结果")
    fields = ("object_name", "credit_code", "task__name", "organisation", "visited_on", "outcome", "rectified_on",
              "published_on")  # fmt: skip
    since = "published_on"
    search = ("object_name", "credit_code", "task__name")


class Lists(Publication):
    model = Blacklisting
    slug = "credit-lists"
    title = _("失信名单")
    fields = ("subject_name", "credit_code", "list_name", "organisation", "basis", "listed_on", "listed_until")
    since, until = "listed_on", "removed_on"
    search = ("subject_name", "credit_code", "list_name")
