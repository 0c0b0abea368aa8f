import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from fadu.kernel.tables import Tables


class Migration(Tables):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('size', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='事项数')),
                ('first', models.BigIntegerField(unique=True, verbose_name='起始序号')),
                ('root', models.CharField(max_length=64, verbose_name='根摘要')),
                ('algorithm', models.CharField(max_length=10, verbose_name='摘要算法')),
                ('signed_at', models.DateTimeField(verbose_name='签名时间')),
                ('key', models.CharField(max_length=16, verbose_name='公钥标识')),
                ('signature', models.CharField(max_length=128, verbose_name='签名')),
                ('peaks', models.TextField()),
            ],
            options={
                'verbose_name': '核验点',
                'ordering': ['size'],
            },
        ),
        migrations.CreateModel(
            name='Head',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.BigIntegerField(default=0)),
                ('algorithm', models.CharField(max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name='HolidayArrangement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True, verbose_name='年份')),
                ('notice', models.CharField(help_text='如：国办发明电〔2025〕7号', max_length=60, verbose_name='文号')),
                ('title', models.CharField(blank=True, max_length=120, verbose_name='通知标题')),
                ('off', models.JSONField(help_text='[{"holiday": "春节", "first": "2026-02-15", "last": "2026-02-23"}]', verbose_name='放假')),
                ('working', models.JSONField(help_text='[{"holiday": "春节", "day": "2026-02-14"}]', verbose_name='调休上班')),
            ],
            options={
                'verbose_name': '放假安排',
                'verbose_name_plural': '放假安排',
                'ordering': ['year'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('name', models.CharField(max_length=40, verbose_name='姓名')),
                ('language', models.CharField(default='zh-hans', max_length=10, verbose_name='界面语言')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': '用户',
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Division',
            fields=[
                ('code', models.CharField(max_length=12, primary_key=True, serialize=False, verbose_name='区划代码')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, '省级'), (2, '市级'), (3, '县级'), (4, '乡级'), (5, '村级')], verbose_name='层级')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='kernel.division')),
            ],
            options={
                'verbose_name': '行政区划',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ledger', models.CharField(max_length=80, verbose_name='台账')),
                ('record', models.CharField(max_length=80, verbose_name='记录')),
                ('kind', models.CharField(blank=True, max_length=80, verbose_name='文书种类')),
                ('name', models.CharField(max_length=200, verbose_name='文件名')),
                ('digest', models.CharField(db_index=True, max_length=64, verbose_name='摘要')),
                ('size', models.PositiveBigIntegerField(verbose_name='字节数')),
                ('content_type', models.CharField(max_length=100, verbose_name='类型')),
                ('at', models.DateTimeField(verbose_name='收存时间')),
                ('actor', models.CharField(blank=True, max_length=150, verbose_name='用户名')),
            ],
            options={
                'verbose_name': '文书',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['ledger', 'record'], name='document_record')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('seq', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='序号')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('actor', models.CharField(blank=True, max_length=150, verbose_name='用户名')),
                ('actor_name', models.CharField(blank=True, max_length=80, verbose_name='操作人')),
                ('organisation', models.CharField(blank=True, max_length=24, verbose_name='机构代码')),
                ('ledger', models.CharField(blank=True, max_length=80, verbose_name='台账')),
                ('record', models.CharField(blank=True, max_length=80, verbose_name='记录')),
                ('action', models.CharField(max_length=40, verbose_name='动作')),
                ('article', models.CharField(blank=True, max_length=120, verbose_name='法条')),
                ('before_text', models.TextField(blank=True, db_column='before')),
                ('after_text', models.TextField(blank=True, db_column='after')),
                ('data_text', models.TextField(blank=True, db_column='data')),
                ('digest', models.CharField(max_length=64, verbose_name='摘要')),
            ],
            options={
                'verbose_name': '留痕事项',
                'ordering': ['seq'],
                'indexes': [models.Index(fields=['ledger', 'record', 'seq'], name='event_record'), models.Index(fields=['organisation', 'seq'], name='event_organisation'), models.Index(fields=['actor', 'seq'], name='event_actor'), models.Index(fields=['action', 'seq'], name='event_action'), models.Index(fields=['at'], name='event_at')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, unique=True, verbose_name='机构代码')),
                ('name', models.CharField(max_length=80, verbose_name='机构名称')),
                ('short_name', models.CharField(blank=True, max_length=40, verbose_name='简称')),
                ('mark', models.CharField(blank=True, max_length=12, verbose_name='发文代字')),
                ('kind', models.CharField(choices=[('government', '人民政府'), ('department', '政府部门'), ('party', '党委机构'), ('township', '乡镇（街道）'), ('court', '法院'), ('procuratorate', '检察院'), ('institution', '事业单位'), ('other', '其他')], max_length=16, verbose_name='机构类别')),
                ('path', models.CharField(db_index=True, editable=False, max_length=255)),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='成立日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='撤销日期')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='kernel.division', verbose_name='行政区划')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='kernel.organisation')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='kernel.organisation')),
            ],
            options={
                'verbose_name': '机构',
                'ordering': ['path'],
            },
        ),
        migrations.CreateModel(
            name='FormerName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='曾用名')),
                ('valid_to', models.DateField(verbose_name='停用日期')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_names', to='kernel.organisation')),
            ],
            options={
                'verbose_name': '曾用名',
            },
        ),
        migrations.CreateModel(
            name='Return',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(max_length=12, verbose_name='期间')),
                ('form', models.CharField(default='annual', max_length=40, verbose_name='表号')),
                ('title', models.CharField(blank=True, max_length=100, verbose_name='表名')),
                ('state', models.CharField(choices=[('draft', '填报中'), ('submitted', '已报送'), ('returned', '已退回'), ('accepted', '已采用')], default='draft', max_length=12, verbose_name='状态')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='报送时间')),
                ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='采用时间')),
                ('by', models.CharField(blank=True, max_length=150, verbose_name='填报人')),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='退回理由')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='kernel.organisation', verbose_name='机构')),
            ],
            options={
                'verbose_name': '报表',
                'ordering': ['-period', 'organisation__path', 'form'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'period', 'form'), name='one_return')],
            },
        ),
        migrations.CreateModel(
            name='ReturnValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(db_index=True, max_length=80, verbose_name='指标')),
                ('scope', models.CharField(choices=[('own', '本级'), ('all', '全域')], max_length=4, verbose_name='口径')),
                ('kind', models.CharField(choices=[('number', '数值'), ('zero', '零'), ('empty', '未填'), ('not_applicable', '不适用')], default='empty', max_length=16, verbose_name='性质')),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name='数值')),
                ('approx', models.CharField(choices=[('exact', 'exact'), ('over', 'over'), ('about', 'about'), ('at_least', 'at_least'), ('at_most', 'at_most')], default='exact', max_length=10, verbose_name='精确程度')),
                ('numerator', models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name='分子')),
                ('denominator', models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name='分母')),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='说明')),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='kernel.return')),
            ],
            options={
                'verbose_name': '填报值',
                'ordering': ['indicator', 'scope'],
                'constraints': [models.UniqueConstraint(fields=('filing', 'indicator', 'scope'), name='one_value_of_a_return'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'number'), ('value__isnull', False), models.Q(('value', 0), _negated=True)), models.Q(('kind', 'zero'), ('value', 0)), models.Q(('kind__in', ('empty', 'not_applicable')), ('value', None)), _connector='OR'), name='kind_of_a_value')],
            },
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(max_length=40, verbose_name='代字')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年份')),
                ('last', models.PositiveIntegerField(default=0, verbose_name='末号')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.organisation', verbose_name='机构')),
            ],
            options={
                'verbose_name': '编号序列',
                'constraints': [models.UniqueConstraint(fields=('organisation', 'mark', 'year'), name='one_series')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=40, verbose_name='角色')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='任职日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='离任日期')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='kernel.organisation')),
            ],
            options={
                'verbose_name': '任职',
                'constraints': [models.UniqueConstraint(fields=('user', 'organisation', 'role'), name='one_membership')],
            },
        ),
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ledger', models.CharField(max_length=80, verbose_name='台账')),
                ('record', models.CharField(max_length=80, verbose_name='记录')),
                ('procedure', models.CharField(max_length=80, verbose_name='程序')),
                ('limit', models.CharField(max_length=80, verbose_name='期限')),
                ('started_on', models.DateField(verbose_name='起算日')),
                ('started_by', models.CharField(max_length=60, verbose_name='起算环节')),
                ('suspensions', models.JSONField(blank=True, default=list, verbose_name='中止')),
                ('extended_on', models.DateField(blank=True, null=True, verbose_name='批准延长日期')),
                ('granted', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='延长时间')),
                ('specified', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='指定时间')),
                ('stopped_on', models.DateField(blank=True, null=True, verbose_name='停止日')),
                ('stopped_by', models.CharField(blank=True, max_length=60, verbose_name='停止环节')),
                ('expired', models.BooleanField(default=False, verbose_name='届满发生效果')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='届满日')),
                ('due_note', models.CharField(blank=True, max_length=200, verbose_name='无届满日的原因')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.organisation', verbose_name='机构')),
            ],
            options={
                'verbose_name': '期限',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['ledger', 'record'], name='clock_record'), models.Index(condition=models.Q(('stopped_on', None)), fields=['organisation', 'due_on'], name='clock_board'), models.Index(condition=models.Q(('stopped_on', None)), fields=['due_on'], name='clock_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('stopped_on', None)), fields=('ledger', 'record', 'limit'), name='one_clock_running')],
            },
        ),
    ]
