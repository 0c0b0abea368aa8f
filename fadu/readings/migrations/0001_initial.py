import django.db.models.deletion
import fadu.readings.models
from django.db import migrations, models

from fadu.kernel.tables import Tables


class Migration(Tables):

    initial = True

    dependencies = [
        ('kernel', '0009_job_notices'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                ('revision', models.PositiveIntegerField(default=0, editable=False, verbose_name='修订次数')),
                ('title', models.CharField(max_length=200, verbose_name='报告标题')),
                ('place', models.CharField(blank=True, help_text='报告上写的地方或单位，如明川市、明川市公安局', max_length=120, verbose_name='报告单位')),
                ('division', models.CharField(blank=True, max_length=12, verbose_name='区划代码')),
                ('year', models.CharField(blank=True, max_length=4, verbose_name='报告年度')),
                ('status', models.CharField(choices=[('draft', '起草中'), ('published', '已公布')], default='published', max_length=10, verbose_name='报告状态')),
                ('file_name', models.CharField(editable=False, max_length=200, verbose_name='文件名')),
                ('kind', models.CharField(editable=False, max_length=10, verbose_name='文件种类')),
                ('sha256', models.CharField(editable=False, max_length=64, verbose_name='文件摘要')),
                ('text', models.TextField(editable=False, verbose_name='正文')),
                ('notes', models.JSONField(default=list, editable=False, verbose_name='读文件时的说明')),
                ('version', models.CharField(editable=False, max_length=40, verbose_name='软件版本')),
                ('read_at', models.DateTimeField(editable=False, verbose_name='读取时间')),
                ('by', models.CharField(editable=False, max_length=150, verbose_name='用户名')),
                ('by_name', models.CharField(blank=True, editable=False, max_length=80, verbose_name='读取人')),
                ('about', models.ForeignKey(blank=True, help_text='报告是本系统哪个机构的；外地的报告留空', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='readings_about', to='kernel.organisation', verbose_name='所述机构')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.organisation', verbose_name='机构')),
            ],
            options={
                'verbose_name': '读过的报告',
                'indexes': [models.Index(fields=['about', 'year', 'status'], name='reading_about'), models.Index(fields=['place', 'year'], name='reading_place'), models.Index(fields=['organisation', 'read_at', 'id'], name='readings_re_organis_70a4cc_idx')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'sha256'), name='one_reading_of_a_file'), models.CheckConstraint(condition=models.Q(('year', ''), ('year__regex', '^[12]\\d{3}$'), _connector='OR'), name='year_of_a_reading', violation_error_message='报告年度请写四位数字，如 2023')],
            },
        ),
        migrations.CreateModel(
            name='ReadFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(verbose_name='次序')),
                ('start', models.PositiveIntegerField(verbose_name='起')),
                ('end', models.PositiveIntegerField(verbose_name='止')),
                ('unit_end', models.PositiveIntegerField(verbose_name='单位止')),
                ('text', models.TextField(verbose_name='原文数字')),
                ('value', fadu.readings.models.Exact(verbose_name='数值')),
                ('approx', models.CharField(choices=[('exact', '确数'), ('over', '余、多、超过'), ('about', '近、约'), ('at_least', '以上'), ('at_most', '以内')], default='exact', max_length=10, verbose_name='精确程度')),
                ('unit', models.CharField(blank=True, max_length=20, verbose_name='单位')),
                ('unit_norm', models.CharField(blank=True, max_length=20, verbose_name='归一的单位')),
                ('subject', models.CharField(blank=True, max_length=120, verbose_name='所数的事')),
                ('org', models.CharField(blank=True, max_length=120, verbose_name='主体')),
                ('period', models.CharField(blank=True, max_length=12, verbose_name='期间')),
                ('section', models.TextField(blank=True, verbose_name='所在章节')),
                ('indicator', models.CharField(blank=True, db_index=True, max_length=80, verbose_name='指标')),
                ('scope', models.CharField(blank=True, choices=[('', '未写明'), ('own', '本级'), ('all', '全域')], max_length=4, verbose_name='口径')),
                ('context', models.TextField(blank=True, verbose_name='上下文')),
                ('corrected', models.BooleanField(default=False, verbose_name='经人工更正')),
                ('reading', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='readings.reading', verbose_name='读过的报告')),
            ],
            options={
                'verbose_name': '读出的数字',
                'ordering': ['reading', 'place'],
                'indexes': [models.Index(fields=['indicator', 'period'], name='read_figure_indicator')],
                'constraints': [models.UniqueConstraint(fields=('reading', 'place'), name='one_read_figure')],
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField(verbose_name='起')),
                ('end', models.PositiveIntegerField(verbose_name='止')),
                ('what', models.JSONField(verbose_name='更正的内容')),
                ('before', models.JSONField(null=True, verbose_name='更正前')),
                ('reason', models.CharField(max_length=200, verbose_name='理由')),
                ('by', models.CharField(max_length=150, verbose_name='用户名')),
                ('by_name', models.CharField(max_length=80, verbose_name='更正人')),
                ('at', models.DateTimeField(verbose_name='更正时间')),
                ('reading', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='readings.reading', verbose_name='读过的报告')),
            ],
            options={
                'verbose_name': '报告数字更正',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['reading', 'start', 'end'], name='correction_place')],
                'constraints': [models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='place_of_a_correction')],
            },
        ),
    ]
