"""A request is taken as every provider takes it, and refused with the key at fault."""

from __future__ import annotations

import pytest

from mockserver.dialects.request import ChatRequest, RequestError, parse, text_of
from mockserver.wire.json_text import Json, JsonObject, dump_bytes

WHOLE = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}


def parsed(**more: Json) -> ChatRequest:
    return parse(dump_bytes({**WHOLE, **more}))


@pytest.mark.parametrize(
    ("data", "param", "problem"),
    [
        (b"{", None, "could not parse the JSON"),
        (b"[]", None, "must be a JSON object"),
        (b"{}", "model", "model parameter"),
        (b'{"model": 3}', "model", "model parameter"),
        (b'{"model": ""}', "model", "model parameter"),
        (b'{"model": "m"}', "messages", "a list of objects"),
        (b'{"model": "m", "messages": {}}', "messages", "a list of objects"),
        (b'{"model": "m", "messages": ["Hi"]}', "messages", "a list of objects"),
        (b'{"model": "m", "messages": [], "stream": 1}', "stream", "true or false"),
        (b'{"model": "m", "messages": [], "stream": "no"}', "stream", "true or false"),
        (b'{"model": "m", "messages": [], "stream_options": []}', "stream_options", "an object"),
    ],
)
def test_refusal_names_the_key_at_fault(data: bytes, param: str | None, problem: str) -> None:
    with pytest.raises(RequestError, match=problem) as caught:
        parse(data)
    assert caught.value.param == param
    assert caught.value.message == str(caught.value)


def test_body_is_kept_whole() -> None:
    assert parsed(max_tokens=5.0, unknown={"a": 1}).body["unknown"] == {"a": 1}
    assert parsed().model == "m"


@pytest.mark.parametrize(
    ("body", "stream"),
    [({}, False), ({"stream": None}, False), ({"stream": False}, False), ({"stream": True}, True)],
)
def test_stream_is_by_the_body(body: Json, stream: bool) -> None:
    assert parsed(**body).stream is stream


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        (None, False),
        ({}, False),
        ({"include_usage": False}, False),
        ({"include_usage": True}, True),
    ],
)
def test_usage_is_asked_for_by_stream_options(options: Json, asked: bool) -> None:
    assert parsed(stream_options=options).include_usage is asked


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Hi", "Hi"),
        (None, ""),
        (7, ""),
        (
            [{"type": "text", "text": "a"}, {"type": "image_url"}, {"text": 3}, "x", {"text": "b"}],
            "ab",
        ),
    ],
)
def test_text_of_a_message(content: Json, text: str) -> None:
    assert text_of({"content": content}) == text
    assert text_of({}) == ""


def test_last_user_is_the_last_message_of_that_role() -> None:
    roles = [("user", "a"), ("user", "b"), ("assistant", "c")]
    messages = [{"role": role, "content": content} for role, content in roles]
    assert parsed(messages=messages).last_user == "b"
    assert parsed(messages=messages).prompt == "a\nb\nc"


def test_request_without_a_user_has_no_last_user() -> None:
    assert parsed(messages=[{"role": "system", "content": "a"}]).last_user is None
    assert parsed(messages=[]).prompt == ""


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"model": "m" * 1001}, "model"),
        ({"n": 0}, "n"),
        ({"n": 129}, "n"),
        ({"n": 1.5}, "n"),
        ({"n": True}, "n"),
        ({"n": "2"}, "n"),
    ],
)
def test_what_no_provider_takes_is_named(more: JsonObject, param: str) -> None:
    body = {"model": "m", "messages": [], **more}
    with pytest.raises(RequestError) as raised:
        parse(dump_bytes(body))
    assert raised.value.param == param


@pytest.mark.parametrize(("n", "count"), [(None, None), (1, 1), (2.0, 2), (128, 128)])
def test_a_whole_number_of_choices_is_taken(n: Json, count: int | None) -> None:
    assert parse(dump_bytes({"model": "m", "messages": [], "n": n})).n == count


@pytest.mark.parametrize(("depth", "taken"), [(99, True), (100, False)])
def test_a_body_is_not_nested_deeper_than_what_is_made_of_it_can_go(
    depth: int, taken: bool
) -> None:
    deep = b"[" * depth + b"]" * depth
    body = b'{"model": "m", "messages": [], "metadata": %s}' % deep
    if taken:
        assert parse(body).model == "m"
        return
    with pytest.raises(RequestError, match="more than 100 lists and objects are inside"):
        parse(body)


def test_requests_of_the_same_bytes_share_no_json() -> None:
    data = b'{"model":"m","messages":[{"role":"user","content":"Hi"}]}'
    first, second = parse(data), parse(data)
    first.messages.clear()
    assert second.last_user == "Hi"
    assert parse(data).last_user == "Hi"


@pytest.mark.parametrize("size", [10, 100_000])
def test_the_models_of_two_paths_are_two_for_the_same_bytes(size: int) -> None:
    data = dump_bytes({"messages": [{"role": "user", "content": "x" * size}]})
    assert [parse(data, default_model=model).model for model in "ab"] == ["a", "b"]
    with pytest.raises(RequestError, match="must provide a model"):
        parse(data)
