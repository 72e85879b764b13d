"""Asks with LangChain's model for OpenAI's API, streamed.

https://docs.langchain.com/oss/python/integrations/chat/openai
"""

from __future__ import annotations

import os

from answer import READ_TIMEOUT, REQUEST, Answer, tell
from langchain_openai import ChatOpenAI


def ask(answer: Answer) -> None:
    """One answer, part by part."""
    url = os.environ["OPENAI_BASE_URL"]
    model = ChatOpenAI(
        model=REQUEST["model"], base_url=url, timeout=READ_TIMEOUT, stream_usage=True
    )
    for part in model.stream(REQUEST["messages"]):
        answer.text += part.content if isinstance(part.content, str) else ""
        answer.finish[0] = part.response_metadata.get("finish_reason") or answer.finish.get(0)
        for call in part.tool_call_chunks:
            answer.add_call(call["index"], call["name"], call["args"])
        if used := part.usage_metadata:
            answer.usage = {
                "prompt_tokens": used["input_tokens"],
                "completion_tokens": used["output_tokens"],
                "total_tokens": used["total_tokens"],
            }


# Reasoning is for the packages of single providers, and a refusal is told for whole answers alone.
tell(ask, "langchain-openai", "reasoning", "refusal")
