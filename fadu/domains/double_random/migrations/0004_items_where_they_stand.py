from django.db import migrations
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce


def take_steps(apps, schema_editor):
    """Put the matters where they stand: with a unit, without one, or no longer approved."""
    items = apps.get_model('double_random', 'SupervisedItem').objects.filter(procedure='')
    gap, gone = Q(supervised_by=''), Q(closed_on__isnull=False)
    items.update(
        title=F('name'),
        moved_on=Coalesce(F('closed_on'), F('opened_on')),
        procedure='supervised-item@2020-01-01',
        state=Case(
            When(gone, then=Value('cancelled')), When(gap, then=Value('unsupervised')), default=Value('supervised')
        ),
        assigned_on=Case(When(gap, then=None), default=F('opened_on')),
    )


class Migration(migrations.Migration):

    dependencies = [
        ('double_random', '0003_supervised_items'),
    ]

    operations = [
        migrations.RunPython(take_steps, migrations.RunPython.noop),
    ]
