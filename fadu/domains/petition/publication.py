"""信访公开: recheck opinions that were reached after a hearing (信访工作条例#36.2), without the person."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.publication import Publication

from .models import RecheckNotice


class Rechecks(Publication):
    model = RecheckNotice
    slug = "petition-rechecks"
    title = _("信访复核意见公示")
    fields = (
        "petition__number",
        "organisation",
        "petition__recheck_organ",
        "petition__recheck_conclusion",
        "published_on",
    )
    body = "text"
    since, until = "published_on", "withdrawn_on"
    search = ("petition__number", "text")
