"""Forget the one name everybody read: memberships and invitations have it now, each organisation its own."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("accounts", "0002_name_members"), ("assessments", "0002_name_the_invited"))
    operations = (migrations.RemoveField(model_name="person", name="name"),)
