"""读者建议: what the public may submit to the library."""

from fadu.kernel.intake import Ask, Attachment, Intake

from .models import Paper


class Suggestions(Intake):
    slug = "toy-suggestion"
    title = "读者建议"
    help = "请写明建议的内容。"
    ledger, step = "toy-suggestion", "toy-suggestion/submit"
    fields = ("author", Ask("phone", help="以便联系"), "wish", "kind", "hours", "by_post")
    sets = {"channel": "portal"}
    attachments = (
        Attachment("identity", "身份证明", required=True),
        Attachment("picture", "照片", most=2),
    )
    supplements = ("explain", "withdraw")
    shows = (Paper.REPLY,)
    hidden = ("discuss",)
