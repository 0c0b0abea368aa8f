"""案件的列表：按状态筛选的，照平常的次序读一个索引."""

from django.db import migrations
from django.db.models import Index

from fadu.kernel.tables import ReplaceIndexes

INDEXES = {
    "adjudicationcase": (
        "mediation_a_organis_e64238_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="mediation_a_organis_460df1_idx"),
    ),
    "centrematter": (
        "mediation_c_organis_f0453c_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="mediation_c_organis_0758eb_idx"),
    ),
    "confirmation": (
        "mediation_c_organis_2bb6cc_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="mediation_c_organis_9cecba_idx"),
    ),
    "disputecase": (
        "mediation_d_organis_3c8102_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="mediation_d_organis_6f804b_idx"),
    ),
    "officerating": (
        "mediation_o_organis_21c29a_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="mediation_o_organis_b8b2b2_idx"),
    ),
}


class Migration(migrations.Migration):
    dependencies = [("kernel", "0012_fragments"), ("mediation", "0001_initial")]
    operations = [ReplaceIndexes(INDEXES)]
