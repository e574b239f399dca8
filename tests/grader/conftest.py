"""What the gate's tests share: properties are judged by their answers, never by a busy machine's time."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
