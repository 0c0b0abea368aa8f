"""行政规范性文件的角色."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.organisations import OWN, Role, declare_roles

declare_roles(
    {
        "drafter": Role(_("文件起草人员"), OWN),
        # Whoever objects to a document comes without an account: the office records it.
        "legality_office": Role(_("合法性审核人员"), OWN, frozenset({"public"})),
        "market_regulator": Role(_("公平竞争审查人员"), OWN),
        # The registry keeps the minutes of the meetings that decide on documents.
        "registry": Role(_("文件登记人员"), OWN, frozenset({"executive_meeting"})),
        # Makers without an account answer on paper.
        "filing_organ": Role(_("备案审查人员"), OWN, frozenset({"document_maker"})),
        "document_maker": Role(_("规范性文件制定机关"), OWN),
    }
)
