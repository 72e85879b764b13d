"""Asks with LiteLLM, as an OpenAI-compatible provider.

https://docs.litellm.ai/docs/providers/openai_compatible
"""

from __future__ import annotations

import os

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else the import asks the network for prices

import litellm
from answer import READ_TIMEOUT, REQUEST, Answer, tell


def ask(answer: Answer) -> None:
    """One answer, chunk by chunk."""
    asked = {**REQUEST, "model": f"openai/{REQUEST['model']}"}
    url = os.environ["OPENAI_BASE_URL"]
    for chunk in litellm.completion(**asked, api_base=url, timeout=READ_TIMEOUT):
        answer.add(chunk.model_dump())


tell(ask, "litellm")
