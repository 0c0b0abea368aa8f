import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('double_random', '0004_items_where_they_stand'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField(model_name='unitresult', old_name='result', new_name='outcome'),
        migrations.AddField(
            model_name='unitresult',
            name='moved_on',
            field=models.DateField(default='2020-01-01', editable=False, verbose_name='最近办理日期'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='unitresult',
            name='opened_on',
            field=models.DateField(default='2020-01-01', editable=False, verbose_name='立案日期'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='unitresult',
            name='procedure',
            field=models.CharField(default='', editable=False, max_length=80, verbose_name='适用程序'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='unitresult',
            name='state',
            field=models.CharField(default='', editable=False, max_length=40, verbose_name='状态'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='unitresult',
            name='credit_code',
            field=models.CharField(default='', max_length=40, verbose_name='统一社会信用代码'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='unitresult',
            name='object_name',
            field=models.CharField(default='', max_length=120, verbose_name='检查对象名称'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='unitresult',
            name='closed_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='办结日期'),
        ),
        migrations.AddField(
            model_name='unitresult',
            name='due_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='法定期限'),
        ),
        migrations.AddField(
            model_name='unitresult',
            name='handler',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='承办人'),
        ),
        migrations.AddField(
            model_name='unitresult',
            name='inspectors',
            field=models.CharField(blank=True, help_text='以顿号分隔', max_length=200, verbose_name='检查人员证号'),
        ),
        migrations.AddField(
            model_name='unitresult',
            name='number',
            field=models.CharField(blank=True, max_length=60, verbose_name='编号'),
        ),
        migrations.AddField(
            model_name='unitresult',
            name='previous_state',
            field=models.CharField(blank=True, editable=False, max_length=40, verbose_name='原状态'),
        ),
        migrations.AddField(
            model_name='unitresult',
            name='title',
            field=models.CharField(blank=True, max_length=200, verbose_name='标题'),
        ),
        migrations.AddField(
            model_name='unitresult',
            name='visit_on',
            field=models.DateField(blank=True, null=True, verbose_name='拟检查日期'),
        ),
        migrations.AlterField(
            model_name='unitresult',
            name='entered_on',
            field=models.DateField(blank=True, null=True, verbose_name='录入日期'),
        ),
        migrations.AlterField(
            model_name='unitresult',
            name='outcome',
            field=models.CharField(blank=True, choices=[('no-problem', '未发现问题'), ('not-published', '未按规定公示应当公示的信息'), ('concealed', '公示信息隐瞒真实情况、弄虚作假'), ('not-found', '通过登记的住所（经营场所）无法联系'), ('put-right', '发现问题已责令改正'), ('uncooperative', '不配合检查情节严重'), ('not-concerned', '未发现开展本次抽查涉及的经营活动'), ('pending', '发现问题待后续处理')], editable=False, max_length=14, verbose_name='检查结果'),
        ),
    ]
