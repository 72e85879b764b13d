"""Tests are the same every time: hypothesis draws the same examples, and does not time them."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("same")
