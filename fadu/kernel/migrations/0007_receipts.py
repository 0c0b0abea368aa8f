from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("kernel", "0006_notices"),
    ]

    operations = [
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="查询编号")),
                ("code", models.CharField(max_length=128, verbose_name="查询码摘要")),
                ("intake", models.CharField(max_length=60, verbose_name="提交事项")),
                ("ledger", models.CharField(max_length=80, verbose_name="台账")),
                ("record", models.CharField(max_length=80, verbose_name="记录")),
                ("once", models.CharField(max_length=64, unique=True, verbose_name="表单标记")),
                ("at", models.DateTimeField(verbose_name="提交时间")),
            ],
            options={
                "verbose_name": "公众提交回执",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["ledger", "record"], name="receipt_record")],
            },
        ),
    ]
