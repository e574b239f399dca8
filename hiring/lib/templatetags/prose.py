"""``{{ text|prose }}``: Markdown as safe HTML."""

from __future__ import annotations

from django import template

from hiring.lib.prose import render_prose

register = template.Library()
register.filter("prose", render_prose)
