import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Law',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60, unique=True, verbose_name='引用名')),
                ('title', models.CharField(max_length=200, verbose_name='名称')),
            ],
            options={
                'verbose_name': '法规',
                'ordering': ['key'],
            },
        ),
        migrations.CreateModel(
            name='LawVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='名称')),
                ('kind', models.CharField(choices=[('law', '法律'), ('regulation', '行政法规'), ('interpretation', '司法解释'), ('party', '党内法规'), ('local', '地方性法规'), ('rule', '规章'), ('document', '规范性文件'), ('other', '其他')], max_length=20, verbose_name='效力级别')),
                ('organ', models.CharField(blank=True, max_length=120, verbose_name='制定机关')),
                ('number', models.CharField(blank=True, max_length=80, verbose_name='文号')),
                ('issued', models.DateField(verbose_name='公布（修改）日期')),
                ('in_force', models.DateField(verbose_name='施行日期')),
                ('repealed', models.DateField(blank=True, null=True, verbose_name='废止日期')),
                ('source', models.CharField(max_length=200, verbose_name='导入的文件')),
                ('digest', models.CharField(max_length=64, verbose_name='文件摘要')),
                ('imported_at', models.DateTimeField(verbose_name='导入时间')),
                ('imported_by', models.CharField(max_length=80, verbose_name='导入人')),
                ('law', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='laws.law', verbose_name='法规')),
            ],
            options={
                'verbose_name': '法规版本',
                'ordering': ['law', '-in_force'],
                'constraints': [models.UniqueConstraint(fields=('law', 'issued'), name='one_law_version'), models.CheckConstraint(condition=models.Q(('in_force__gte', models.F('issued'))), name='law_in_force_after_issued', violation_error_message='施行日期不得早于公布日期'), models.CheckConstraint(condition=models.Q(('repealed', None), ('repealed__gt', models.F('in_force')), _connector='OR'), name='law_repealed_after_in_force', violation_error_message='废止日期应晚于施行日期')],
            },
        ),
        migrations.CreateModel(
            name='Provision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='次序')),
                ('article', models.PositiveIntegerField(verbose_name='条')),
                ('inserted', models.PositiveSmallIntegerField(default=0, verbose_name='之')),
                ('headings', models.TextField(blank=True, verbose_name='所在编章节')),
                ('text', models.TextField(verbose_name='条文')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='provisions', to='laws.lawversion', verbose_name='法规版本')),
            ],
            options={
                'verbose_name': '条文',
                'ordering': ['version', 'position'],
                'constraints': [models.UniqueConstraint(fields=('version', 'article', 'inserted'), name='one_provision')],
            },
        ),
    ]
