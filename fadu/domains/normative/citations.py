"""规范性文件引用的法律: where documents cite laws, so that a new version of a law names those that rest on it."""

from fadu.laws.citing import Citing

from .models import STANDING

Citing("normative-document", text_fields=("text",), made_on="issued_on", where={"state__in": STANDING}, first=True)
Citing("normative-citation", article_fields=("article",), made_on="as_of", where={"document__state__in": STANDING})
