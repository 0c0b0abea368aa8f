import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0005_jobs'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField(verbose_name='启用时间')),
            ],
            options={
                'verbose_name': '日历订阅',
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('assigned', '分配给您承办'), ('turn', '待您办理'), ('due', '即将届满'), ('overdue', '已经逾期'), ('ripe', '期间已满'), ('effect', '法定效果'), ('law', '法律变化'), ('return_in', '报表待采用'), ('return_back', '报表退回'), ('return_accepted', '报表已采用'), ('contradiction', '数字不一致'), ('import', '导入完成')], max_length=20, verbose_name='种类')),
                ('key', models.CharField(editable=False, max_length=160)),
                ('ledger', models.CharField(blank=True, max_length=80, verbose_name='台账')),
                ('record', models.CharField(blank=True, max_length=80, verbose_name='记录')),
                ('limit', models.CharField(blank=True, max_length=80, verbose_name='期限')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='届满日')),
                ('article', models.CharField(blank=True, max_length=120, verbose_name='法条')),
                ('data', models.JSONField(blank=True, default=dict)),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='阅读时间')),
            ],
            options={
                'verbose_name': '通知',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['key'], name='notice_key')],
            },
        ),
        migrations.CreateModel(
            name='NoticeScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.BigIntegerField(default=0)),
                ('at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': '通知进度',
            },
        ),
        migrations.CreateModel(
            name='NoticeSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('muted', models.JSONField(blank=True, default=list, verbose_name='不接收的种类')),
                ('digest', models.BooleanField(default=False, verbose_name='每日摘要')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='电子邮箱')),
                ('digested_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='上次摘要时间')),
            ],
            options={
                'verbose_name': '通知设置',
            },
        ),
        migrations.AddIndex(
            model_name='localprovision',
            index=models.Index(fields=['organisation', 'in_force', 'id'], name='kernel_loca_organis_0f8bdf_idx'),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feed', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='notice',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.organisation', verbose_name='机构'),
        ),
        migrations.AddField(
            model_name='notice',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='用户'),
        ),
        migrations.AddField(
            model_name='noticesettings',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='notice_settings', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['user', '-at'], name='notice_of_user'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('read_at', None)), fields=['user'], name='notice_unread'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('user', 'key'), name='one_notice'),
        ),
    ]
