"""年度报告台账."""

from fadu.kernel.ledgers import Ledger

from .models import AnnualReport, Intention, Problem

OFFICE = ("law_governance_office",)
# Those who review, deliberate and sign must be able to read what they decide on.
READ = (*OFFICE, "reviewer", "executive_meeting", "chief_executive", "leader", "provincial_checker")


class Reports(Ledger):
    model = AnnualReport
    slug = "annual-report"
    columns = ("organisation", "year", "document_number", "state", "submitted_on", "published_on")
    filters = ("organisation", "year", "state")
    search = ("heading", "document_number")
    order = "-year"
    natural_key = ("organisation", "year")
    read, write = READ, OFFICE


class Problems(Ledger):
    model = Problem
    slug = "report-problem"
    columns = ("year", "text", "owner", "due_on", "resolved_on", "organisation")
    filters = ("year", "organisation", "due_on")
    search = ("text", "owner")
    order = "-year"
    natural_key = ("organisation", "year", "text")
    read, write = READ, OFFICE


class Intentions(Ledger):
    model = Intention
    slug = "report-intention"
    columns = ("year", "text", "owner", "due_on", "done_on", "organisation")
    filters = ("year", "organisation", "due_on")
    search = ("text", "owner")
    order = "-year"
    natural_key = ("organisation", "year", "text")
    read, write = READ, OFFICE
