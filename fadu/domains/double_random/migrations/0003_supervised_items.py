import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('double_random', '0002_enterprises'),
        ('kernel', '0011_found_by_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='randomcheck',
            name='officers',
            field=models.TextField(blank=True, help_text='联合抽查的，每个部门一行', verbose_name='各部门检查人员'),
        ),
        migrations.RemoveConstraint(model_name='superviseditem', name='one_supervised_item'),
        migrations.RemoveConstraint(model_name='superviseditem', name='supervised_item_ends'),
        migrations.RemoveIndex(model_name='superviseditem', name='double_rand_organis_d5e2c0_idx'),
        migrations.RenameField(model_name='superviseditem', old_name='code', new_name='number'),
        migrations.RenameField(model_name='superviseditem', old_name='valid_from', new_name='opened_on'),
        migrations.RenameField(model_name='superviseditem', old_name='valid_to', new_name='closed_on'),
        migrations.AddField(
            model_name='superviseditem',
            name='moved_on',
            field=models.DateField(default='2020-01-01', editable=False, verbose_name='最近办理日期'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='superviseditem',
            name='procedure',
            field=models.CharField(default='', editable=False, max_length=80, verbose_name='适用程序'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='superviseditem',
            name='state',
            field=models.CharField(default='', editable=False, max_length=40, verbose_name='状态'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='superviseditem',
            name='assigned_on',
            field=models.DateField(blank=True, null=True, verbose_name='明确监管部门日期'),
        ),
        migrations.AddField(
            model_name='superviseditem',
            name='assigning_basis',
            field=models.CharField(blank=True, help_text='文件名称、文号', max_length=200, verbose_name='明确监管部门的依据'),
        ),
        migrations.AddField(
            model_name='superviseditem',
            name='change_reason',
            field=models.TextField(blank=True, verbose_name='变更、取消的理由'),
        ),
        migrations.AddField(
            model_name='superviseditem',
            name='due_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='法定期限'),
        ),
        migrations.AddField(
            model_name='superviseditem',
            name='handler',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='承办人'),
        ),
        migrations.AddField(
            model_name='superviseditem',
            name='outcome',
            field=models.CharField(blank=True, editable=False, max_length=40, verbose_name='结果'),
        ),
        migrations.AddField(
            model_name='superviseditem',
            name='previous_state',
            field=models.CharField(blank=True, editable=False, max_length=40, verbose_name='原状态'),
        ),
        migrations.AddField(
            model_name='superviseditem',
            name='title',
            field=models.CharField(blank=True, max_length=200, verbose_name='标题'),
        ),
        migrations.AlterField(
            model_name='superviseditem',
            name='closed_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='办结日期'),
        ),
        migrations.AlterField(
            model_name='superviseditem',
            name='number',
            field=models.CharField(blank=True, max_length=60, verbose_name='编号'),
        ),
        migrations.AlterField(
            model_name='superviseditem',
            name='opened_on',
            field=models.DateField(editable=False, verbose_name='立案日期'),
        ),
        migrations.AlterField(
            model_name='superviseditem',
            name='supervised_by',
            field=models.CharField(blank=True, max_length=100, verbose_name='监管部门'),
        ),
        migrations.AddIndex(
            model_name='superviseditem',
            index=models.Index(fields=['organisation', 'state'], name='double_rand_organis_5731b2_idx'),
        ),
        migrations.AddIndex(
            model_name='superviseditem',
            index=models.Index(fields=['organisation', 'opened_on'], name='double_rand_organis_98cb59_idx'),
        ),
        migrations.AddIndex(
            model_name='superviseditem',
            index=models.Index(fields=['organisation', 'due_on'], name='double_rand_organis_566133_idx'),
        ),
        migrations.AddConstraint(
            model_name='superviseditem',
            constraint=models.UniqueConstraint(fields=('organisation', 'number'), name='double_random_superviseditem_number', violation_error_message='本机构已有同一编号的案件'),
        ),
        migrations.AddConstraint(
            model_name='superviseditem',
            constraint=models.CheckConstraint(condition=models.Q(('closed_on', None), ('closed_on__gte', models.F('opened_on')), _connector='OR'), name='double_random_superviseditem_closed_after_opened', violation_error_message='办结日期不得早于立案日期'),
        ),
    ]
