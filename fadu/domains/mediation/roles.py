"""矛盾纠纷化解的角色."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.organisations import ALL, OWN, Role, declare_roles

# Who mediates or takes part without an account of its own: the justice bureau's clerk enters what they did.
OUTSIDE = frozenset(
    {"mediation_committee", "mediator", "party", "mediating_organ", "court", "adjudicating_organ", "governance_centre",
     "assessor"}
)  # fmt: skip

declare_roles(
    {
        "mediation_clerk": Role(_("调解工作管理人员"), ALL, OUTSIDE),
        "mediation_committee": Role(_("人民调解委员会"), OWN, frozenset({"mediator", "party"})),
        "mediator": Role(_("调解员"), OWN, frozenset({"party"})),
        "mediating_organ": Role(_("行政调解机关"), OWN, frozenset({"party"})),
        "adjudicating_organ": Role(_("行政裁决机关"), OWN, frozenset({"party", "court"})),
        "governance_centre": Role(_("综治中心"), OWN),
        "assessor": Role(_("考评单位"), ALL),
        "party": Role(_("当事人"), "self"),
        "court": Role(_("人民法院"), "self"),
    }
)
