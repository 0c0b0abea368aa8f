from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('double_random', '0006_units_have_entered'),
        ('kernel', '0011_found_by_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='unitresult',
            index=models.Index(fields=['organisation', 'state'], name='double_rand_organis_bdbd2c_idx'),
        ),
        migrations.AddIndex(
            model_name='unitresult',
            index=models.Index(fields=['organisation', 'opened_on'], name='double_rand_organis_0af3ca_idx'),
        ),
        migrations.AddIndex(
            model_name='unitresult',
            index=models.Index(fields=['organisation', 'due_on'], name='double_rand_organis_6d8d07_idx'),
        ),
        migrations.AddIndex(
            model_name='unitresult',
            index=models.Index(fields=['organisation', 'visit_on', 'id'], name='double_rand_organis_1610b0_idx'),
        ),
        migrations.AddConstraint(
            model_name='unitresult',
            constraint=models.UniqueConstraint(fields=('organisation', 'number'), name='double_random_unitresult_number', violation_error_message='本机构已有同一编号的案件'),
        ),
        migrations.AddConstraint(
            model_name='unitresult',
            constraint=models.CheckConstraint(condition=models.Q(('closed_on', None), ('closed_on__gte', models.F('opened_on')), _connector='OR'), name='double_random_unitresult_closed_after_opened', violation_error_message='办结日期不得早于立案日期'),
        ),
    ]
