"""信访的角色."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.organisations import ALL, OWN, Role, declare_roles

# The petition office enters what the others did, who need no account for it.
OUTSIDE = frozenset(
    {"petitioner", "responsible_organ", "handling_head", "review_organ", "recheck_organ", "reception_leader"}
)

declare_roles(
    {
        "petition_office": Role(_("信访部门"), ALL, OUTSIDE),
        "responsible_organ": Role(_("有权处理机关"), OWN, frozenset({"petitioner"})),
        "handling_head": Role(_("办理机关负责人"), OWN),
        "review_organ": Role(_("复查机关"), ALL),
        "recheck_organ": Role(_("复核机关"), ALL),
        "reception_leader": Role(_("接访、包案领导"), ALL),
        "petitioner": Role(_("信访人"), "self", public=True),
    }
)
