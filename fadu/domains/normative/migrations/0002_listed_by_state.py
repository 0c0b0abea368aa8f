"""案件的列表：按状态筛选的，照平常的次序读一个索引."""

from django.db import migrations
from django.db.models import Index

from fadu.kernel.tables import ReplaceIndexes

INDEXES = {
    "amendmenttask": (
        "normative_a_organis_5d172d_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="normative_a_organis_132857_idx"),
    ),
    "cleanup": (
        "normative_c_organis_be7818_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="normative_c_organis_25ab6f_idx"),
    ),
    "cleanupitem": (
        "normative_c_organis_d817fa_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="normative_c_organis_187534_idx"),
    ),
    "disguisedcheck": (
        "normative_d_organis_0b79db_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="normative_d_organis_6fc527_idx"),
    ),
    "filing": (
        "normative_f_organis_1b3c9f_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="normative_f_organis_88ad16_idx"),
    ),
    "normativedocument": (
        "normative_n_organis_1f8c37_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="normative_n_organis_9012b1_idx"),
    ),
    "objection": (
        "normative_o_organis_3e08cd_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="normative_o_organis_76026c_idx"),
    ),
    "partydocument": (
        "normative_p_organis_a69dc9_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="normative_p_organis_056a8e_idx"),
    ),
    "receivedfiling": (
        "normative_r_organis_cf6b6c_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="normative_r_organis_bc3172_idx"),
    ),
    "sample": (
        "normative_s_organis_847f9d_idx",
        Index(fields=["organisation", "state", "opened_on", "id"], name="normative_s_organis_7f2fdf_idx"),
    ),
}


class Migration(migrations.Migration):
    dependencies = [("kernel", "0012_fragments"), ("normative", "0001_initial")]
    operations = [ReplaceIndexes(INDEXES)]
