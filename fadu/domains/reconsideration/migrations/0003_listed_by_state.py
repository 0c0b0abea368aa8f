"""案件的列表：按状态筛选的，照平常的次序读一个索引."""

from django.db import migrations
from django.db.models import Index

from fadu.kernel.tables import ReplaceIndexes

INDEXES = {
    "incidentalreview": (
        "reconsidera_organis_335d2e_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="reconsidera_organis_6f0119_idx"),
    ),
    "opinionletter": (
        "reconsidera_organis_969ffc_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="reconsidera_organis_643dc3_idx"),
    ),
    "reconsiderationcase": (
        "reconsidera_organis_0a21f5_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="reconsidera_organis_793462_idx"),
    ),
    "respondentcase": (
        "reconsidera_organis_151f53_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="reconsidera_organis_31c7e1_idx"),
    ),
}


class Migration(migrations.Migration):
    dependencies = [("kernel", "0012_fragments"), ("reconsideration", "0002_letters")]
    operations = [ReplaceIndexes(INDEXES)]
