"""案件的列表：按状态筛选的，照平常的次序读一个索引."""

from django.db import migrations
from django.db.models import Index

from fadu.kernel.tables import ReplaceIndexes

INDEXES = {
    "backlogcase": (
        "petition_ba_organis_6e304a_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="petition_ba_organis_368e67_idx"),
    ),
    "petitioncase": (
        "petition_pe_organis_16fa99_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="petition_pe_organis_2fb7b2_idx"),
    ),
    "reception": (
        "petition_re_organis_519ce5_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="petition_re_organis_34b131_idx"),
    ),
}


class Migration(migrations.Migration):
    dependencies = [("kernel", "0012_fragments"), ("petition", "0001_initial")]
    operations = [ReplaceIndexes(INDEXES)]
