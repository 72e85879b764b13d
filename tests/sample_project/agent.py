"""What this project would ship: a client that streams an answer and gives up after two retries."""

import openai


def answer(client: openai.OpenAI, prompt: str) -> str:
    """The streamed text, whole; raises openai.APIError where it is not."""
    text, finished = [], False
    messages = [{"role": "user", "content": prompt}]
    with client.chat.completions.create(model="gpt-4o", messages=messages, stream=True) as stream:
        for chunk in stream:
            for choice in chunk.choices:
                text.append(choice.delta.content or "")
                finished = finished or choice.finish_reason is not None
    if not finished:
        raise EOFError("the answer was cut")
    return "".join(text)
