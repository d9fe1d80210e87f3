"""The table of the orders. Made by python manage.py makemigrations."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("customer_id", models.BigIntegerField(db_index=True)),
                ("customer", models.CharField(max_length=64)),
                ("dish", models.CharField(max_length=200)),
                ("is_ready", models.BooleanField(default=False)),
                ("ordered", models.DateTimeField(auto_now_add=True)),
            ],
            options={"ordering": ("ordered", "id")},
        )
    ]
