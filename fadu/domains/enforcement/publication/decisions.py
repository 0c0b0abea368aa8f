"""执法公开: decisions, licences, who enforces and by which certificate; each until the law takes it down again."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.publication import Publication

from ..models.officers import Certificate
from ..models.publication import DecisionPublication, LicenceDecision
from ..models.subjects import EnforcementSubject


class Decisions(Publication):
    model = DecisionPublication
    slug = "enforcement-decisions"
    title = _("行政处罚决定")
    fields = ("decision_number", "cause", "shown_party", "organisation", "field", "basis", "content", "decided_on",
              "published_on")  # fmt: skip
    body = "text"
    since, until = "published_on", "shown_until"
    search = ("decision_number", "cause", "shown_party", "content")


class Withdrawals(Publication):
    """撤回说明: what was taken back, and why (行政处罚法#48.2); the decision itself is no longer shown."""

    model = DecisionPublication
    slug = "enforcement-withdrawals"
    title = _("行政处罚决定信息撤回说明")
    fields = ("decision_number", "organisation", "overturn", "overturned_on", "withdrawn_on")
    body = "explanation"
    since = "withdrawn_on"
    search = ("decision_number", "explanation")


class Licences(Publication):
    model = LicenceDecision
    slug = "licence-decisions"
    title = _("行政许可决定")
    fields = ("number", "item", "act", "shown_holder", "organisation", "licence_number", "decided_on", "valid_from",
              "valid_to", "published_on")  # fmt: skip
    since, until = "published_on", "withdrawn_on"
    search = ("number", "item", "shown_holder", "licence_number")


class Subjects(Publication):
    model = EnforcementSubject
    slug = "enforcement-subjects"
    title = _("行政执法主体名录")
    fields = (
        "name",
        "kind",
        "field",
        "organisation",
        "basis",
        "entrusted_by",
        "document",
        "valid_from",
        "published_on",
    )
    since, until = "published_on", "valid_to"
    search = ("name", "basis")


class Certificates(Publication):
    """持证人员: the unit and the number of the certificate of everyone who may enforce."""

    model = Certificate
    slug = "enforcement-certificates"
    title = _("行政执法持证人员")
    fields = ("officer__name", "officer__subject__name", "officer__field", "certificate_number", "organisation",
              "valid_to", "disclosed_on")  # fmt: skip
    since, until = "disclosed_on", "ended_on"
    search = ("certificate_number", "officer__name", "officer__subject__name")
