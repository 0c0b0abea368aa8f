"""党内规范性文件: made on a track of its own."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import Procedure, State, Step, Term

from .. import limits
from ..limits import PARTY_SINCE

# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off


class PartyMaking(Procedure):
    """党内规范性文件制发: reviewed beforehand, deliberated, issued, filed with the Party above."""

    slug = "normative-party-document"
    title = _("党内规范性文件制发")
    law = "党内备案规定"
    in_force = PARTY_SINCE

    drafting = State(_("起草中"))
    under_review = State(_("前置审核中"))
    reviewed = State(_("审核通过（待审议）"))
    approved = State(_("审议通过（待印发）"))
    issued = State(_("已印发（待报备）"))
    filed = State(_("已报备"))
    ended = State(_("失效"), final=True)
    abandoned = State(_("终止制定"), final=True)

    draft = Step(
        _("起草"), None, drafting, role="drafter", article="党内备案规定", requires=("title", "drafting_unit"),
    )
    send = Step(_("送前置审核"), drafting, under_review, role="drafter", article="党内备案规定")
    return_ = Step(
        _("退回修改"), under_review, drafting, role="legality_office", article="党内备案规定",
        requires=("review_opinion",),
    )
    review = Step(
        _("前置审核通过"), under_review, reviewed, role="legality_office", article="党内备案规定",
        requires=("review_opinion",), stamps="reviewed_on",
    )
    approve = Step(
        _("审议通过"), reviewed, approved, role="executive_meeting", article="党内备案规定", requires=("meeting",),
        stamps="deliberated_on",
    )
    issue = Step(
        _("印发"), approved, issued, role="registry", article="党内备案规定", requires=("document_number",),
        stamps="issued_on",
    )
    file = Step(
        _("报备"), issued, filed, role="registry", article="党内备案规定", requires=("filed_to",),
        records=("receipt_number",), stamps="filed_on",
    )
    end = Step(_("废止、失效"), filed, ended, role="registry", article="党内备案规定", stamps="ended_on")
    abandon = Step(
        _("终止制定"), (drafting, reviewed), abandoned, role="drafter", article="党内备案规定",
    )

    terms = (Term(limits.PARTY_FILE, starts=(issue,), stops=(file,), shown_in="due_on"),)
