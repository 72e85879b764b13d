"""Asks with OpenAI's client, as its documents show; its own retries are as they are.

https://github.com/openai/openai-python
"""

from __future__ import annotations

import openai
from answer import READ_TIMEOUT, REQUEST, Answer, tell


def ask(answer: Answer) -> None:
    """One answer, chunk by chunk; the base URL and the key are in the environment."""
    client = openai.OpenAI(timeout=READ_TIMEOUT)
    for chunk in client.chat.completions.create(**REQUEST):
        answer.add(chunk.model_dump(warnings=False))


tell(ask, "openai")
