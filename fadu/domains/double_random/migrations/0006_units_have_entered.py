from django.db import migrations

FIELDS = [
    'number', 'title', 'credit_code', 'object_name', 'visit_on', 'inspectors', 'procedure', 'state', 'opened_on',
    'moved_on', 'closed_on',
]


def stand_entered(apps, schema_editor):
    """Make of each result that a unit has entered a case that is ended, where it stands."""
    model = apps.get_model('double_random', 'UnitResult')
    rows = model.objects.filter(procedure='').select_related('check_case__organisation', 'check_case__task', 'inspector')
    rows = rows.order_by('pk')
    while some := list(rows[:500]):
        for row in some:
            check = row.check_case
            units = [line.strip() for line in check.task.units.splitlines() if line.strip()]
            named = f'{check.organisation.code} {check.number}部门{units.index(row.unit) + 1 if row.unit in units else 0}'
            # A unit that the task no longer names has no place among its units.
            row.number = named if row.unit in units and len(named) <= 60 else f'部门结果{row.pk}'
            row.title = f'{check.object_name}（{row.unit}）'[:200]
            row.credit_code, row.object_name = check.credit_code, check.object_name
            row.visit_on = check.visit_on
            row.inspectors = row.inspector.number if row.inspector else ''
            row.procedure, row.state = 'random-unit-result@2020-01-01', 'entered'
            row.opened_on = row.moved_on = row.closed_on = row.entered_on
        model.objects.bulk_update(some, FIELDS)


class Migration(migrations.Migration):

    dependencies = [
        ('double_random', '0005_results_of_units'),
    ]

    operations = [
        migrations.RunPython(stand_entered, migrations.RunPython.noop),
    ]
