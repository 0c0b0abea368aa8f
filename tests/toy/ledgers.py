"""台账: what the toy keeps."""

from fadu.kernel.ledgers import Ledger

from .models import Borrowing, Dispute, Reader, Suggestion, Visit

READ = ("handler", "law_governance_office", "leader")
WRITE = ("handler", "law_governance_office")


class Readers(Ledger):
    model = Reader
    slug = "toy-reader"
    filters = ("organisation", "identity_number", "name")
    search = ("number", "name")
    order = "number"
    natural_key = ("number",)
    masked = ("name", "identity_number", "phone")
    unmasked = WRITE
    read, write = READ, WRITE


class Borrowings(Ledger):
    model = Borrowing
    slug = "toy-borrowing"
    columns = ("number", "title", "borrower", "organisation", "binding", "borrowed_on", "due_on", "copies", "deposit")
    filters = ("binding", "organisation", "borrowed_on", "due_on", "copies", "renewed", "reader", "title")
    search = ("number", "title", "borrower")
    order = "-borrowed_on"
    natural_key = ("organisation", "number")
    aliases = {"borrower": ("读者姓名", "借书人"), "due_on": ("到期日",)}
    notes = "一册一行；丢失赔偿的也要登记。"
    read, write = READ, WRITE


class Disputes(Ledger):
    model = Dispute
    slug = "toy-dispute"
    columns = ("number", "complaint", "organisation", "state", "outcome", "opened_on", "due_on", "decided_on")
    filters = ("state", "organisation", "outcome", "opened_on", "due_on")
    search = ("number", "complaint")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = (*READ, "reviewer"), ("handler",)


class Visits(Ledger):
    model = Visit
    slug = "toy-visit"
    natural_key = ("number",)
    volume = True
    read, write = READ, WRITE


class Suggestions(Ledger):
    model = Suggestion
    slug = "toy-suggestion"
    columns = ("number", "author", "wish", "organisation", "state", "opened_on", "due_on")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    masked = {"author": "name", "phone": "phone"}
    read, write = (*READ, "reviewer"), ("handler",)
