"""案件的列表：按状态筛选的，照平常的次序读一个索引."""

from django.db import migrations
from django.db.models import Index

from fadu.kernel.tables import ReplaceIndexes

INDEXES = {
    "blacklisting": (
        "double_rand_organis_7463eb_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="double_rand_organis_c74542_idx"),
    ),
    "creditentry": (
        "double_rand_organis_69a1a9_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="double_rand_organis_85dff9_idx"),
    ),
    "enterprise": (
        "double_rand_organis_be0ebb_idx",
        Index(fields=["organisation", "state", "credit_code", "id"], name="double_rand_organis_a6079c_idx"),
    ),
    "inspectionallocation": (
        "double_rand_organis_196ee1_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="double_rand_organis_0c2ab9_idx"),
    ),
    "inspectionfiling": (
        "double_rand_organis_0361b8_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="double_rand_organis_b72f5e_idx"),
    ),
    "inspectionplan": (
        "double_rand_organis_75bef2_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="double_rand_organis_6ed89d_idx"),
    ),
    "jointmeasure": (
        "double_rand_organis_50e514_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="double_rand_organis_08695c_idx"),
    ),
    "marketgathering": (
        "double_rand_organis_9e236e_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="double_rand_organis_8b7540_idx"),
    ),
    "randomcheck": (
        "double_rand_organis_1da9cf_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="double_rand_organis_fc0c5c_idx"),
    ),
    "randomtask": (
        "double_rand_organis_5570b3_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="double_rand_organis_8336ca_idx"),
    ),
    "superviseditem": (
        "double_rand_organis_5731b2_idx",
        Index(fields=["organisation", "state", "number", "id"], name="double_rand_organis_2673b2_idx"),
    ),
    "unitresult": (
        "double_rand_organis_bdbd2c_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="double_rand_organis_ef3926_idx"),
    ),
}


class Migration(migrations.Migration):
    dependencies = [("double_random", "0007_units_are_asked"), ("kernel", "0012_fragments")]
    operations = [ReplaceIndexes(INDEXES)]
