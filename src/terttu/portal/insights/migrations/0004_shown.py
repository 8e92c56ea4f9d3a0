from django.db import migrations, models


def show(apps, schema_editor):
    """Whatever was imported so far was shown at once."""
    apps.get_model("insights", "Analysis").objects.filter(shown=None).update(
        shown=models.F("imported")
    )


class Migration(migrations.Migration):

    dependencies = [("insights", "0003_definitions_and_decisions")]

    operations = [migrations.RunPython(show, migrations.RunPython.noop)]
