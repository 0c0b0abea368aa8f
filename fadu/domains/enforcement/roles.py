"""行政执法的角色."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.organisations import ALL, OWN, Role, declare_roles

# Who takes part without an account: whoever handles the case records what they do.
OUTSIDE = frozenset({"party", "police", "court", "procuratorate", "financial_institution"})

declare_roles(
    {
        "enforcement_officer": Role(_("行政执法人员"), OWN, frozenset({"party"})),
        "enforcement_handler": Role(
            _("执法案件承办人"), OWN, OUTSIDE | {"enforcement_officer", "hearing_chair", "benchmark_maker"}
        ),
        "enforcement_head": Role(_("行政执法机关负责人"), OWN, frozenset({"enforcement_meeting"})),
        "enforcement_meeting": Role(_("行政机关负责人集体讨论"), OWN),
        "legality_reviewer": Role(_("法制审核人员"), OWN),
        "hearing_chair": Role(_("听证主持人"), OWN),
        # The justice department: it issues certificates, holds examinations and supervises the organs below it.
        "enforcement_supervisor": Role(_("行政执法监督机构"), ALL, frozenset({"benchmark_maker"})),
        "benchmark_maker": Role(_("裁量权基准制定机关"), OWN),
        "party": Role(_("当事人"), "self"),
        "police": Role(_("公安机关"), "self"),
        "court": Role(_("人民法院"), "self"),
        "procuratorate": Role(_("人民检察院"), "self"),
        "financial_institution": Role(_("金融机构"), "self"),
    }
)
