"""行政复议的角色."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.organisations import OWN, Role, declare_roles

# Who takes part without an account: the body records what they do.
OUTSIDE = frozenset(
    {"applicant", "respondent", "third_party", "hearing_chair", "superior_authority", "document_maker", "other_organ",
     "court"}
)  # fmt: skip

declare_roles(
    {
        "reconsideration_body": Role(_("行政复议机构"), OWN, OUTSIDE),
        "reconsideration_body_head": Role(_("行政复议机构负责人"), OWN, frozenset({"reconsideration_body"})),
        "reconsideration_authority": Role(_("行政复议机关负责人"), OWN),
        "applicant": Role(_("申请人"), "self", public=True),
        "respondent": Role(_("被申请人"), OWN),
        "third_party": Role(_("第三人"), "self"),
        "hearing_chair": Role(_("听证主持人"), OWN),
        "document_maker": Role(_("规范性文件制定机关"), OWN),
        "court": Role(_("人民法院"), "self"),
    }
)
