"""报送备案、备案审查: filings upward, and the review of what is filed from below."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.organisations import Membership
from fadu.kernel.procedure import Consequence, Procedure, State, Step, Term

from .. import limits
from ..limits import NOTICE, ORGANIC, ORGANIC_LAW, ORGANIC_SINCE
from ..models import ReceivedFiling, filings_owed

# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off


def receiving_organ(filing):
    """Return the organ to which a filing goes, where somebody there reviews filings in this system."""
    above = next((one for _kind, name, one in filings_owed(filing.document) if one and name == filing.addressee), None)
    working = above and Membership.objects.filter(Q(valid_to=None) | Q(valid_to__gte=filing.moved_on))
    return above if working and working.filter(organisation=above, role="filing_organ").exists() else None


def intake(filing):
    """接收报备: the file at the organ above, opened when the filing is sent."""
    document, above = filing.document, receiving_organ(filing)
    if above:
        yield {
            "organisation": above, "filing": filing, "maker": document.organisation.name,
            "maker_organisation": document.organisation, "document_title": document.title,
            "document_number": document.document_number, "published_on": document.published_on,
        }


def sent_again(filing):
    """接收报备: the file that the organ above gave back."""
    yield from ReceivedFiling.objects.filter(filing=filing, state="returned")


def put_right(filing):
    """接收报备: the file in which the organ above asked for the correction, and what was done."""
    for received in ReceivedFiling.objects.filter(filing=filing, state="correction-ordered"):
        yield received, {"correction": filing.correction}


def all_sent(filing):
    """规范性文件: when the last of its filings has been sent."""
    document = filing.document
    if document.state == "published" and not document.filings.filter(sent_on=None).exclude(pk=filing.pk).exists():
        yield document


def annulled(filing):
    """规范性文件: the one that the organ above annulled."""
    if filing.document.stands:
        yield filing.document, {"ended_by": f"{filing.addressee}备案审查撤销"}


class FilingUpward(Procedure):
    """报送备案: owed from the publication, sent, registered above, reviewed; on paper or through this system."""

    slug = "normative-filing"
    title = _("规范性文件报送备案")
    law = ORGANIC_LAW
    in_force = ORGANIC_SINCE

    owed = State(_("应报备（待报送）"))
    sent = State(_("已报送（待登记）"))
    returned = State(_("退回补正"))
    registered = State(_("已登记备案（审查中）"))
    correcting = State(_("要求纠正"))
    passed = State(_("审查通过"), final=True)
    corrected = State(_("已纠正"), final=True)
    revoked = State(_("被撤销"), final=True)
    not_registered = State(_("不予登记"), final=True)

    owe = Step(
        _("产生报备义务"), None, owed, role="system", article=(ORGANIC, "监督法#39"),
        requires=("document", "addressee_kind", "addressee"), stamps="owed_on",
    )
    enter_owed = Step(
        _("补登报备"), None, owed, role="registry", article=(ORGANIC, "监督法#39"),
        requires=("document", "addressee_kind", "addressee"), stamps="owed_on",
    )
    send = Step(
        _("报送"), owed, sent, role="registry", article=ORGANIC, stamps="sent_on",
        brings=(
            Consequence("normative-received/receive-online", intake), Consequence("normative-document/file", all_sent),
        ),
    )
    return_ = Step(
        _("收到补正通知"), sent, returned, role="registry", article=NOTICE, requires=("return_reason",),
        stamps="returned_on",
    )
    resend = Step(
        _("补正后报送"), returned, sent, role="registry", article=NOTICE,
        brings=(Consequence("normative-received/resubmit-online", sent_again),),
    )
    receipt = Step(
        _("收到备案回执"), sent, registered, role="registry", article=NOTICE, requires=("receipt_number",),
        stamps="receipt_on",
    )
    decline = Step(_("收到不予登记通知"), sent, not_registered, role="registry", article=NOTICE)
    pass_ = Step(
        _("收到审查通过结果"), registered, passed, role="registry", article=NOTICE, records=("opinion",),
        stamps="reviewed_on", outcomes=("passed",),
    )
    ask_correction = Step(
        _("收到纠正意见"), registered, correcting, role="registry", article=NOTICE, requires=("opinion",),
    )
    correct = Step(
        _("反馈纠正情况"), correcting, corrected, role="registry", article=NOTICE, requires=("correction",),
        stamps="reviewed_on", outcomes=("corrected",),
        brings=(Consequence("normative-received/correct-online", put_right),),
    )
    revoke = Step(
        _("收到撤销决定"), (registered, correcting), revoked, role="registry", article="监督法#39",
        requires=("opinion",), stamps="reviewed_on", outcomes=("revoked",),
        brings=(Consequence("normative-document/annul-on-review", annulled),),
    )

    # What the organ above records in its own file comes back by itself.
    return_online = Step(
        _("网上退回补正"), sent, returned, role="system", article=NOTICE, records=("return_reason",),
        stamps="returned_on",
    )
    receipt_online = Step(
        _("网上备案回执"), sent, registered, role="system", article=NOTICE, records=("receipt_number",),
        stamps="receipt_on",
    )
    decline_online = Step(_("网上不予登记"), sent, not_registered, role="system", article=NOTICE)
    pass_online = Step(
        _("网上审查通过"), registered, passed, role="system", article=NOTICE, stamps="reviewed_on",
        outcomes=("passed",),
    )
    ask_online = Step(
        _("网上提出纠正意见"), registered, correcting, role="system", article=NOTICE, records=("opinion",),
    )
    revoke_online = Step(
        _("网上撤销"), (registered, correcting), revoked, role="system", article="监督法#39", records=("opinion",),
        stamps="reviewed_on", outcomes=("revoked",),
        brings=(Consequence("normative-document/annul-on-review", annulled),),
    )

    outcomes = {"passed": NOTICE, "corrected": NOTICE, "revoked": "监督法#39"}

    terms = (Term(limits.FILE, starts=(owe, enter_owed), stops=(send,), shown_in="due_on"),)


def to_the_maker(**learned):
    """Return what finds the maker's own filing, with the values that it learns: its field, and that of the review."""

    def of(received):
        if received.filing and received.filing.closed_on is None:
            yield received.filing, {name: getattr(received, source) for name, source in learned.items()}

    return of


class FilingReview(Procedure):
    """规范性文件备案审查: of what lower governments and departments file."""

    slug = "normative-filing-review"
    title = _("规范性文件备案审查")
    law = ORGANIC_LAW
    in_force = ORGANIC_SINCE
    note = _("向政府和向人大常委会两路报备，各按本地规定的天数审查")

    received = State(_("收到备案材料（形式审查）"))
    returned = State(_("补正"))
    registered = State(_("准予登记（审查中）"))
    explanation_asked = State(_("要求制定机关说明"))
    correction_ordered = State(_("提出纠正意见"))
    passed = State(_("审查通过归档"), final=True)
    corrected = State(_("已纠正"), final=True)
    revoked = State(_("撤销（责令改正）"), final=True)
    not_registered = State(_("不予登记"), final=True)

    receive = Step(
        _("接收报备"), None, received, role="filing_organ", article=ORGANIC,
        requires=("maker", "document_title", "document_number"), stamps="received_on",
    )
    receive_online = Step(
        _("网上接收报备"), None, received, role="system", article=ORGANIC,
        requires=("filing", "maker", "document_title", "document_number"), stamps="received_on",
    )
    return_ = Step(
        _("通知补正"), received, returned, role="filing_organ", article=NOTICE, requires=("return_reason",),
        stamps="returned_on",
        brings=(Consequence("normative-filing/return-online", to_the_maker(return_reason="return_reason")),),
    )
    resubmit = Step(_("补正报送"), returned, received, role="document_maker", article=NOTICE)
    resubmit_online = Step(_("网上补正报送"), returned, received, role="system", article=NOTICE)
    decline = Step(
        _("不予登记"), received, not_registered, role="filing_organ", article=NOTICE, requires=("refusal_reason",),
        brings=(Consequence("normative-filing/decline-online", to_the_maker()),), note=_("不属于规范性文件的"),
    )
    register = Step(
        _("准予登记"), received, registered, role="filing_organ", article=NOTICE, stamps="registered_on",
        brings=(Consequence("normative-filing/receipt-online", to_the_maker(receipt_number="number")),),
    )
    ask = Step(
        _("要求说明"), registered, explanation_asked, role="filing_organ", article=NOTICE, requires=("question",),
    )
    explain = Step(
        _("制定机关说明"), explanation_asked, registered, role="document_maker", article=NOTICE,
        requires=("explanation",),
    )
    pass_ = Step(
        _("审查通过"), registered, passed, role="filing_organ", article=NOTICE, stamps=("reviewed_on", "notified_on"),
        outcomes=("passed",), brings=(Consequence("normative-filing/pass-online", to_the_maker()),),
    )
    ask_correction = Step(
        _("提出纠正意见"), registered, correction_ordered, role="filing_organ", article=NOTICE,
        requires=("problem", "opinion"), stamps=("reviewed_on", "notified_on"),
        brings=(Consequence("normative-filing/ask-online", to_the_maker(opinion="opinion")),),
    )
    correct = Step(
        _("自行纠正并反馈"), correction_ordered, corrected, role="document_maker", article=NOTICE,
        requires=("correction",), stamps="corrected_on", outcomes=("corrected",),
    )
    correct_online = Step(
        _("网上反馈纠正"), correction_ordered, corrected, role="system", article=NOTICE, records=("correction",),
        stamps="corrected_on", outcomes=("corrected",),
    )
    revoke = Step(
        _("撤销或者责令改正"), (registered, correction_ordered), revoked, role="filing_organ", article="监督法#39",
        requires=("problem", "opinion"), stamps=("reviewed_on", "notified_on"), outcomes=("revoked",),
        brings=(Consequence("normative-filing/revoke-online", to_the_maker(opinion="opinion")),),
    )

    outcomes = {"passed": NOTICE, "corrected": NOTICE, "revoked": "监督法#39"}

    terms = (
        Term(
            limits.RECEIVED_REVIEW, starts=(register,), stops=(pass_, ask_correction, revoke), shown_in="due_on",
        ),
        Term(
            limits.CORRECT, starts=(ask_correction,), stops=(correct, correct_online, revoke), on_expiry=revoke,
            shown_in="due_on",
        ),
    )
