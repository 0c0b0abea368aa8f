"""The toy's tables, as its models stand now.

Without a migration Django makes them before those of the kernel, to which they refer, and PostgreSQL refuses that.
"""

from django.apps import apps
from django.db import migrations


def create(_state, editor):
    for model in apps.get_app_config("toy").get_models():
        if model._meta.managed and not model._meta.proxy:
            editor.create_model(model)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_append_only")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
