"""案件的列表：按状态筛选的，照平常的次序读一个索引."""

from django.db import migrations
from django.db.models import Index

from fadu.kernel.tables import ReplaceIndexes

INDEXES = {
    "appearance": (
        "litigation__organis_de9c94_idx",
        Index(fields=["organisation", "state", "hearing_on", "id"], name="litigation__organis_2fe21e_idx"),
    ),
    "appearanceletter": (
        "litigation__organis_b1d268_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="litigation__organis_c25490_idx"),
    ),
    "judgmentperformance": (
        "litigation__organis_a5d966_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="litigation__organis_31965f_idx"),
    ),
    "judicialsuggestion": (
        "litigation__organis_1581b1_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="litigation__organis_5b80b7_idx"),
    ),
    "litigationcase": (
        "litigation__organis_758b66_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="litigation__organis_79e131_idx"),
    ),
    "litigationinstance": (
        "litigation__organis_c76a1b_idx",
        Index(fields=["organisation", "state", "entered_on", "id"], name="litigation__organis_becaad_idx"),
    ),
    "procuratorialsuggestion": (
        "litigation__organis_e8b3c3_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="litigation__organis_f121aa_idx"),
    ),
}


class Migration(migrations.Migration):
    dependencies = [("kernel", "0012_fragments"), ("litigation", "0001_initial")]
    operations = [ReplaceIndexes(INDEXES)]
