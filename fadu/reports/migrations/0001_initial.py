import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from fadu.kernel.tables import Tables


class Migration(Tables):

    initial = True

    dependencies = [
        ('kernel', '0001_initial'),
        ('kernel', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='AnnualReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                ('revision', models.PositiveIntegerField(default=0, editable=False, verbose_name='修订次数')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='编号')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='标题')),
                ('procedure', models.CharField(editable=False, max_length=80, verbose_name='适用程序')),
                ('state', models.CharField(editable=False, max_length=40, verbose_name='状态')),
                ('previous_state', models.CharField(blank=True, editable=False, max_length=40, verbose_name='原状态')),
                ('outcome', models.CharField(blank=True, editable=False, max_length=40, verbose_name='结果')),
                ('opened_on', models.DateField(editable=False, verbose_name='立案日期')),
                ('moved_on', models.DateField(editable=False, verbose_name='最近办理日期')),
                ('due_on', models.DateField(blank=True, editable=False, null=True, verbose_name='法定期限')),
                ('closed_on', models.DateField(blank=True, editable=False, null=True, verbose_name='办结日期')),
                ('year', models.PositiveSmallIntegerField(verbose_name='报告年度')),
                ('heading', models.CharField(blank=True, help_text='留空则按机构和年度生成', max_length=100, verbose_name='报告标题')),
                ('addressees', models.CharField(blank=True, help_text='同级党委、人大常委会和上级党委、政府，用顿号分隔', max_length=200, verbose_name='主送机关')),
                ('document_number', models.CharField(blank=True, max_length=40, verbose_name='发文字号')),
                ('joint', models.BooleanField(default=False, verbose_name='党委政府联合报告')),
                ('reviewed_on', models.DateField(blank=True, null=True, verbose_name='审核日期')),
                ('deliberated_on', models.DateField(blank=True, null=True, verbose_name='审议日期')),
                ('meeting', models.CharField(blank=True, max_length=80, verbose_name='审议会议')),
                ('approved_on', models.DateField(blank=True, null=True, verbose_name='签发日期')),
                ('submitted_on', models.DateField(blank=True, null=True, verbose_name='报送日期')),
                ('secrecy_checked', models.BooleanField(default=False, verbose_name='已作保密审查')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='公开日期')),
                ('published_at', models.CharField(blank=True, max_length=200, verbose_name='公开网址')),
                ('locked_at', models.DateTimeField(blank=True, null=True, verbose_name='定格时间')),
                ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='承办人')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.organisation', verbose_name='机构')),
            ],
            options={
                'verbose_name': '年度报告',
                'abstract': False,
                'indexes': [models.Index(fields=['organisation', 'state'], name='reports_ann_organis_8c1024_idx'), models.Index(fields=['organisation', 'opened_on'], name='reports_ann_organis_bd1a1c_idx'), models.Index(fields=['organisation', 'due_on'], name='reports_ann_organis_4afc7c_idx')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'number'), name='reports_annualreport_number', violation_error_message='本机构已有同一编号的案件'), models.CheckConstraint(condition=models.Q(('closed_on', None), ('closed_on__gte', models.F('opened_on')), _connector='OR'), name='reports_annualreport_closed_after_opened', violation_error_message='办结日期不得早于立案日期'), models.UniqueConstraint(fields=('organisation', 'year'), name='one_report_a_year')],
            },
        ),
        migrations.CreateModel(
            name='Intention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                ('revision', models.PositiveIntegerField(default=0, editable=False, verbose_name='修订次数')),
                ('year', models.PositiveSmallIntegerField(verbose_name='实施年度')),
                ('text', models.CharField(max_length=300, verbose_name='工作安排')),
                ('owner', models.CharField(blank=True, max_length=80, verbose_name='责任单位')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='完成期限')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='完成日期')),
                ('account', models.CharField(blank=True, max_length=300, verbose_name='完成情况')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.organisation', verbose_name='机构')),
            ],
            options={
                'verbose_name': '下一年度安排',
                'indexes': [models.Index(fields=['organisation', 'due_on', 'id'], name='reports_int_organis_ca7ecd_idx')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'year', 'text'), name='one_intention')],
            },
        ),
        migrations.CreateModel(
            name='LockedFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(max_length=80, verbose_name='指标')),
                ('organisation_code', models.CharField(max_length=24, verbose_name='机构')),
                ('scope', models.CharField(max_length=4, verbose_name='口径')),
                ('period', models.CharField(max_length=12, verbose_name='期间')),
                ('figure', models.JSONField(verbose_name='数字')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='locked', to='reports.annualreport')),
            ],
            options={
                'verbose_name': '定格数字',
                'constraints': [models.UniqueConstraint(fields=('report', 'indicator', 'organisation_code', 'scope', 'period'), name='one_locked_figure')],
            },
        ),
        migrations.CreateModel(
            name='Problem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='修改时间')),
                ('revision', models.PositiveIntegerField(default=0, editable=False, verbose_name='修订次数')),
                ('year', models.PositiveSmallIntegerField(verbose_name='报告年度')),
                ('text', models.CharField(max_length=300, verbose_name='问题')),
                ('cause', models.CharField(blank=True, max_length=300, verbose_name='原因')),
                ('measure', models.CharField(blank=True, max_length=300, verbose_name='整改措施')),
                ('owner', models.CharField(blank=True, max_length=80, verbose_name='责任单位')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='整改期限')),
                ('resolved_on', models.DateField(blank=True, null=True, verbose_name='整改完成日期')),
                ('outcome', models.CharField(blank=True, max_length=300, verbose_name='整改结果')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.organisation', verbose_name='机构')),
            ],
            options={
                'verbose_name': '存在的问题',
                'indexes': [models.Index(fields=['organisation', 'due_on', 'id'], name='reports_pro_organis_c49632_idx')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'year', 'text'), name='one_problem')],
            },
        ),
        migrations.CreateModel(
            name='Section',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chapter', models.CharField(choices=[('preamble', '导语'), ('leadership', '加强组织领导，落实法治建设责任'), ('functions', '依法履行政府职能，优化法治化营商环境'), ('institutions', '健全依法行政制度体系'), ('decisions', '推进科学民主依法决策'), ('enforcement', '严格规范公正文明执法'), ('disputes', '依法有效化解社会矛盾纠纷'), ('restraint', '强化行政权力制约和监督'), ('emergency', '提升突发事件依法处置能力'), ('publicity', '深入开展法治宣传教育'), ('problems', '存在的不足和原因'), ('first_responsible', '主要负责人履行第一责任人职责情况'), ('next_year', '下一年度主要安排'), ('other', '其他需要报告的情况')], max_length=20, verbose_name='章节')),
                ('body', models.TextField(blank=True, verbose_name='正文')),
                ('revision', models.PositiveIntegerField(default=0, verbose_name='修订次数')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sections', to='reports.annualreport')),
            ],
            options={
                'verbose_name': '报告章节',
                'constraints': [models.UniqueConstraint(fields=('report', 'chapter'), name='one_section_a_chapter')],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='版本')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('actor', models.CharField(max_length=80, verbose_name='保存人')),
                ('reason', models.CharField(max_length=200, verbose_name='说明')),
                ('sections', models.JSONField(verbose_name='各节正文')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='reports.annualreport')),
            ],
            options={
                'verbose_name': '报告版本',
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('report', 'number'), name='one_version')],
            },
        ),
    ]
