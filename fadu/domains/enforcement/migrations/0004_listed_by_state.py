"""案件的列表：按状态筛选的，照平常的次序读一个索引."""

from django.db import migrations
from django.db.models import Index

from fadu.kernel.tables import ReplaceIndexes

INDEXES = {
    "benchmarkreview": (
        "enforcement_organis_9b39a0_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="enforcement_organis_e40dd6_idx"),
    ),
    "campaign": (
        "enforcement_organis_b04f57_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="enforcement_organis_80223e_idx"),
    ),
    "certificate": (
        "enforcement_organis_7d04ab_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="enforcement_organis_e64110_idx"),
    ),
    "coercionexecution": (
        "enforcement_organis_bda973_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="enforcement_organis_08eef1_idx"),
    ),
    "coercionmeasure": (
        "enforcement_organis_b86be5_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="enforcement_organis_34838d_idx"),
    ),
    "courtenforcement": (
        "enforcement_organis_15582a_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="enforcement_organis_71f99e_idx"),
    ),
    "crimetransfer": (
        "enforcement_organis_3e2329_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="enforcement_organis_42f39c_idx"),
    ),
    "decisionpublication": (
        "enforcement_organis_1b55a6_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="enforcement_organis_c39a0f_idx"),
    ),
    "enforcementsupervision": (
        "enforcement_organis_0cd471_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="enforcement_organis_7bb63b_idx"),
    ),
    "filereview": (
        "enforcement_organis_2ceed1_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="enforcement_organis_af7eb0_idx"),
    ),
    "hazard": (
        "enforcement_organis_512775_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="enforcement_organis_76dcd6_idx"),
    ),
    "ledgercheck": (
        "enforcement_organis_004477_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="enforcement_organis_80dfd4_idx"),
    ),
    "lenientcase": (
        "enforcement_organis_fc3805_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="enforcement_organis_5fcbbe_idx"),
    ),
    "licencedecision": (
        "enforcement_organis_56df73_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="enforcement_organis_9bbc89_idx"),
    ),
    "majorpenaltyfiling": (
        "enforcement_organis_662f12_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="enforcement_organis_a7d28a_idx"),
    ),
    "penaltycase": (
        "enforcement_organis_1acbcd_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="enforcement_organis_d1cc41_idx"),
    ),
    "penaltyhearing": (
        "enforcement_organis_8239bf_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="enforcement_organis_90345d_idx"),
    ),
    "recording": (
        "enforcement_organis_4024c0_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="enforcement_organis_fa3457_idx"),
    ),
    "reviewedfile": (
        "enforcement_organis_4b4ca1_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="enforcement_organis_edf7bf_idx"),
    ),
    "summarypenalty": (
        "enforcement_organis_8eed61_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="enforcement_organis_87cb36_idx"),
    ),
}


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0003_transfer_answers"), ("kernel", "0012_fragments")]
    operations = [ReplaceIndexes(INDEXES)]
