"""行政规范性文件公开: the catalogue of what is in force with its texts and interpretations, drafts open for comment,
what has ended, and the results of clean-ups. Party documents are not shown to the public here."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.publication import Publication

from .models import Cleanup, NormativeDocument

KNOWN = ("title", "document_number", "organisation", "issued_on", "effective_on", "valid_until")


class InForce(Publication):
    model = NormativeDocument
    slug = "normative-documents"
    title = _("现行有效规范性文件目录")
    fields = (*KNOWN, "outcome", "published_on", "interpreted_on")
    body = "text"
    since, until = "published_on", "ended_on"
    search = ("title", "document_number", "text")


class Interpretations(Publication):
    model = NormativeDocument
    slug = "normative-interpretations"
    title = _("规范性文件政策解读")
    fields = ("title", "document_number", "organisation", "interpreted_on")
    body = "interpretation"
    since, until = "interpreted_on", "ended_on"
    search = ("title", "document_number", "interpretation")


class Ended(Publication):
    model = NormativeDocument
    slug = "normative-ended"
    title = _("已失效规范性文件")
    fields = (*KNOWN, "outcome", "ended_on", "ended_by")
    body = "text"
    since = "ended_on"
    search = ("title", "document_number")


class Consultations(Publication):
    model = NormativeDocument
    slug = "normative-consultations"
    title = _("规范性文件公开征求意见")
    fields = ("title", "organisation", "drafting_unit", "comment_opened_on", "comment_until", "drafting_note")
    body = "draft"
    since, until = "comment_opened_on", "comment_closed_on"
    search = ("title", "draft")


class Cleanups(Publication):
    model = Cleanup
    slug = "normative-cleanups"
    title = _("规范性文件清理结果")
    fields = ("title", "organisation", "kind", "topic", "cutoff_on", "total", "decided_on")
    body = "result"
    since = "published_on"
    search = ("title", "topic", "result")
