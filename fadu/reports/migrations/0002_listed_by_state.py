"""案件的列表：按状态筛选的，照平常的次序读一个索引."""

from django.db import migrations
from django.db.models import Index

from fadu.kernel.tables import ReplaceIndexes

INDEXES = {
    "annualreport": (
        "reports_ann_organis_8c1024_idx",
        Index(fields=["organisation", "state", "year", "id"], name="reports_ann_organis_77fe60_idx"),
    ),
}


class Migration(migrations.Migration):
    dependencies = [("kernel", "0012_fragments"), ("reports", "0001_initial")]
    operations = [ReplaceIndexes(INDEXES)]
