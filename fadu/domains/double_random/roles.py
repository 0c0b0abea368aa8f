"""双随机、涉企检查的角色."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.organisations import ALL, OWN, Role, declare_roles

declare_roles(
    {
        # The department that starts an inspection enters what its inspectors did in the field.
        "inspection_lead": Role(_("抽查发起部门"), OWN, frozenset({"inspector", "inspected_firm"})),
        "inspector": Role(_("执法检查人员"), OWN),
        # Who keeps departments from visiting one firm again and again: plans, filings and their allocation.
        "inspection_coordinator": Role(_("涉企检查统筹机构"), ALL, frozenset({"inspected_firm"})),
        "inspected_firm": Role(_("被检查企业"), "self", public=True),
        "measure_unit": Role(_("联合惩戒实施单位"), OWN),
        "law_governance_office": Role(_("依法治市办"), ALL, frozenset({"inspection_coordinator"})),
    }
)
