import django.core.validators
import django.db.models.deletion
import re
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0003_local_provisions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('must_change', models.BooleanField(default=False, verbose_name='须更换密码')),
                ('set_at', models.DateTimeField(blank=True, null=True, verbose_name='密码设定时间')),
                ('shortcuts', models.BooleanField(default=True, verbose_name='使用键盘快捷键')),
            ],
            options={
                'verbose_name': '账号',
            },
        ),
        migrations.CreateModel(
            name='FormerPassword',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('encoded', models.CharField(max_length=200)),
            ],
            options={
                'verbose_name': '用过的密码',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Installation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('idle_minutes', models.PositiveSmallIntegerField(default=120, help_text='0 表示不限；办公室多人共用电脑的，建议 30 分钟以内', validators=[django.core.validators.MaxValueValidator(1440)], verbose_name='无操作多少分钟后退出登录')),
                ('password_days', models.PositiveSmallIntegerField(default=0, help_text='0 表示不要求定期更换', validators=[django.core.validators.MaxValueValidator(3650)], verbose_name='密码多少天必须更换')),
                ('lock_after', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(3), django.core.validators.MaxValueValidator(20)], verbose_name='连续输错几次密码后锁定')),
                ('lock_minutes', models.PositiveSmallIntegerField(default=15, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1440)], verbose_name='锁定多少分钟')),
                ('two_step_roles', models.JSONField(blank=True, default=list, verbose_name='必须启用两步验证的角色')),
                ('portal_open', models.BooleanField(default=True, verbose_name='开放公开门户')),
                ('set_aside', models.JSONField(blank=True, default=list, verbose_name='启用清单中不需要的事项')),
            ],
            options={
                'verbose_name': '安装设置',
            },
        ),
        migrations.CreateModel(
            name='Lock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('username', models.CharField(max_length=150, unique=True, verbose_name='用户名')),
                ('failures', models.PositiveSmallIntegerField(default=0, verbose_name='连续错误次数')),
                ('last_at', models.DateTimeField(verbose_name='最近一次')),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='锁定至')),
            ],
            options={
                'verbose_name': '登录锁定',
            },
        ),
        migrations.CreateModel(
            name='Particulars',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letterhead', models.CharField(blank=True, help_text='印在文书上方；不填的，用机构全称', max_length=80, verbose_name='发文机关标志')),
                ('address', models.CharField(blank=True, max_length=120, verbose_name='地址')),
                ('postcode', models.CharField(blank=True, max_length=6, validators=[django.core.validators.RegexValidator('^\\d{6}$', '邮政编码是 6 位数字')], verbose_name='邮政编码')),
                ('telephone', models.CharField(blank=True, max_length=60, validators=[django.core.validators.RegexValidator(re.compile('[0-9()（）+\\- 、,，转;；]{5,60}'), '电话只写数字、区号和分机，如 0972-8612345')], verbose_name='联系电话')),
                ('email', models.EmailField(blank=True, max_length=120, verbose_name='电子邮箱')),
                ('hours', models.CharField(blank=True, help_text='如：工作日 8:30—12:00、14:30—18:00', max_length=120, verbose_name='工作时间')),
                ('contact', models.CharField(blank=True, help_text='印在帮助页上，如：信息中心 何维 8612345', max_length=80, verbose_name='使用问题联系人')),
                ('handlers', models.JSONField(blank=True, default=dict, verbose_name='各台账的承办人')),
            ],
            options={
                'verbose_name': '单位资料',
            },
        ),
        migrations.AddField(
            model_name='account',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='account', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='formerpassword',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_passwords', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='particulars',
            name='organisation',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='particulars', to='kernel.organisation'),
        ),
    ]
