"""行政应诉的角色."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.organisations import ALL, OWN, Role, declare_roles

# Who takes part without an account: the handler of the case records what they do.
OUTSIDE = frozenset({"defendant", "agency_head", "party", "court", "procuratorate", "document_maker"})

declare_roles(
    {
        "litigation_handler": Role(_("行政应诉承办人"), OWN, OUTSIDE),
        "litigation_head": Role(_("行政应诉机构负责人"), OWN, OUTSIDE | {"litigation_handler"}),
        "appearance_supervisor": Role(_("行政应诉指导监督机构"), ALL),
        # The office that answers for law-based governance guides and supervises how organs answer suits.
        "law_governance_office": Role(_("依法治市办"), ALL, frozenset({"appearance_supervisor"})),
        "defendant": Role(_("被告（被诉行政机关）"), OWN),
        "agency_head": Role(_("被诉行政机关负责人"), OWN),
        "party": Role(_("当事人"), "self"),
        "court": Role(_("人民法院"), "self"),
        "procuratorate": Role(_("人民检察院"), "self"),
        "document_maker": Role(_("规范性文件制定机关"), OWN),
    }
)
