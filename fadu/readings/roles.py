"""读报告的角色: who has reports read and corrects what was read; whoever leads or checks may look."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.organisations import ALL, OWN, Role, declare_roles

declare_roles(
    {
        "report_reader": Role(_("报告核读人员"), OWN),
        # The office that writes the report reads it first, and those of the units below.
        "law_governance_office": Role(_("依法治市办"), ALL, frozenset({"report_reader"})),
    }
)
