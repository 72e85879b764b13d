"""Asks with LangChain's model for OpenAI's API, streamed; the chunks are added up as it adds them.

https://docs.langchain.com/oss/python/integrations/chat/openai
"""

from __future__ import annotations

import os
from typing import Any

from answer import READ_TIMEOUT, REQUEST, Answer, tell
from langchain_openai import ChatOpenAI


def ask(answer: Answer) -> None:
    """One answer; what came before an error counts, too."""
    url = os.environ["OPENAI_BASE_URL"]
    model = ChatOpenAI(
        model=REQUEST["model"], base_url=url, timeout=READ_TIMEOUT, stream_usage=True
    )
    whole: Any = None
    try:
        for chunk in model.stream(REQUEST["messages"]):
            whole = chunk if whole is None else whole + chunk
    finally:
        if whole is not None:
            _add(answer, whole)


def _add(answer: Answer, whole: Any) -> None:
    answer.add_delta({"content": whole.content})
    answer.finish[0] = whole.response_metadata.get("finish_reason")
    for at, call in enumerate(whole.tool_call_chunks):
        answer.add_call(at, call["name"], call["args"])
    if used := whole.usage_metadata:
        answer.usage = {
            "prompt_tokens": used["input_tokens"],
            "completion_tokens": used["output_tokens"],
            "total_tokens": used["total_tokens"],
        }


# Reasoning is for the packages of single providers, and a refusal is told for whole answers alone.
tell(ask, "langchain-openai", "reasoning", "refusal")
