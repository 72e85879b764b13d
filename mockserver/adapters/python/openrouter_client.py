"""Asks with OpenRouter's client, as its documents show.

https://github.com/OpenRouterTeam/python-sdk
"""

from __future__ import annotations

import os

from answer import READ_TIMEOUT, REQUEST, Answer, tell
from openrouter import OpenRouter


def ask(answer: Answer) -> None:
    """One answer, chunk by chunk; an error that a chunk holds counts as one."""
    url, key = os.environ["OPENROUTER_BASE_URL"], os.environ["OPENROUTER_API_KEY"]
    client = OpenRouter(server_url=url, api_key=key, timeout_ms=int(READ_TIMEOUT * 1000))
    for chunk in client.chat.send(**REQUEST):
        answer.add(chunk.model_dump(warnings=False))


tell(ask, "openrouter")
