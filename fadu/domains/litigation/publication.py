"""行政应诉公开: circulars on heads who did not come to court (负责人出庭规定#14.1)."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.publication import Publication

from .models import AppearanceLetter


class Circulars(Publication):
    model = AppearanceLetter
    slug = "litigation-circulars"
    title = _("负责人出庭应诉情况通报")
    fields = ("document_number", "issuer", "organisation", "issued_on", "published_on")
    body = "body"
    since, until = "published_on", "withdrawn_on"
    search = ("document_number", "body")
