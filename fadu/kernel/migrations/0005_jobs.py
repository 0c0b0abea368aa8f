import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0004_accounts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='种类')),
                ('title', models.CharField(max_length=200, verbose_name='任务')),
                ('asked_at', models.DateTimeField(verbose_name='提交时间')),
                ('language', models.CharField(default='zh-hans', max_length=10, verbose_name='界面语言')),
                ('arguments', models.JSONField(blank=True, default=dict, verbose_name='内容')),
                ('file', models.CharField(blank=True, max_length=255, verbose_name='文件')),
                ('standing', models.CharField(choices=[('waiting', '等待'), ('running', '正在运行'), ('done', '完成'), ('refused', '未通过'), ('failed', '出错'), ('interrupted', '中断'), ('cancelled', '已取消')], default='waiting', max_length=12, verbose_name='状态')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='开始时间')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='结束时间')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='运行次数')),
                ('worker', models.CharField(blank=True, max_length=120, verbose_name='进程')),
                ('said', models.TextField(blank=True, verbose_name='结果')),
                ('result', models.JSONField(blank=True, default=dict, verbose_name='明细')),
                ('files', models.JSONField(blank=True, default=list, verbose_name='结果文件')),
            ],
            options={
                'verbose_name': '后台任务',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['standing', 'id'], name='job_queue')],
            },
        ),
        migrations.CreateModel(
            name='ListChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ledger', models.CharField(max_length=80, verbose_name='台账')),
                ('columns', models.JSONField(blank=True, default=list, verbose_name='栏目')),
                ('roomy', models.BooleanField(default=False, verbose_name='宽松行距')),
            ],
            options={
                'verbose_name': '列表设置',
            },
        ),
        migrations.CreateModel(
            name='SavedQuery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('ledger', models.CharField(max_length=80, verbose_name='台账')),
                ('query', models.TextField(verbose_name='条件')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
            ],
            options={
                'verbose_name': '常用查询',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='document',
            name='reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='更换理由'),
        ),
        migrations.AddField(
            model_name='document',
            name='replaced_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaces', to='kernel.document', verbose_name='更换为'),
        ),
        migrations.AddField(
            model_name='job',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提交人'),
        ),
        migrations.AddField(
            model_name='listchoice',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='savedquery',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.organisation', verbose_name='共享机构'),
        ),
        migrations.AddField(
            model_name='savedquery',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='建立人'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(fields=['asked_by', '-id'], name='job_of_user'),
        ),
        migrations.AddConstraint(
            model_name='listchoice',
            constraint=models.UniqueConstraint(fields=('user', 'ledger'), name='one_list_choice'),
        ),
        migrations.AddIndex(
            model_name='savedquery',
            index=models.Index(fields=['ledger', 'owner'], name='saved_query'),
        ),
        migrations.AddConstraint(
            model_name='savedquery',
            constraint=models.UniqueConstraint(fields=('owner', 'ledger', 'name'), name='one_saved_query', violation_error_message='您已有同名的常用查询，请换一个名称'),
        ),
    ]
