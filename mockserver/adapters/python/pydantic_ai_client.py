"""Asks with pydantic-ai's model for OpenAI's API: one streamed request, which calls no tools.

https://ai.pydantic.dev/direct/
"""

from __future__ import annotations

from answer import READ_TIMEOUT, REQUEST, Answer, tell
from pydantic_ai.direct import model_request_stream_sync
from pydantic_ai.messages import ModelRequest
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.settings import ModelSettings


def ask(answer: Answer) -> None:
    """One answer; the base URL and the key are in the environment."""
    model = OpenAIChatModel(REQUEST["model"])
    hello = ModelRequest.user_text_prompt(REQUEST["messages"][-1]["content"])
    settings = ModelSettings(timeout=READ_TIMEOUT)
    with model_request_stream_sync(model, [hello], model_settings=settings) as stream:
        for _ in stream:
            pass
        said = stream.response
    for at, part in enumerate(said.parts):
        if part.part_kind == "text":
            answer.text += part.content
        elif part.part_kind == "thinking":
            answer.reasoning += part.content
        elif part.part_kind == "tool-call":
            answer.add_call(at, part.tool_name, part.args)
    details = said.provider_details or {}
    answer.finish[0] = details.get("finish_reason")
    answer.refusal = details.get("refusal") or ""
    if said.usage.total_tokens:  # it counts 0 where nothing was counted
        answer.usage = {
            "prompt_tokens": said.usage.input_tokens,
            "completion_tokens": said.usage.output_tokens,
        }


tell(ask, "pydantic-ai-slim")
