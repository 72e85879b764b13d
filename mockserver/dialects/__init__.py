"""The dialects: the JSON shapes of one provider family each; one more is one more module."""

from __future__ import annotations

from .base import Dialect
from .openai import OpenAI
from .openrouter import OpenRouter

DIALECTS: dict[str, Dialect] = {one.name: one for one in (OpenAI(), OpenRouter())}
"""Every dialect by its name."""
