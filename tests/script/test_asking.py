"""What a request asks for: as clients write it, and what no provider would take."""

from __future__ import annotations

import pytest

from mockserver.dialects.request import RequestError
from mockserver.script.asking import Asked, asked, top_logprobs
from mockserver.wire.json_text import Json, JsonObject
from tests import say


def of(**body: Json) -> Asked:
    return asked(say.request(**body))


def tool(name: str, **function: Json) -> JsonObject:
    return {"type": "function", "function": {"name": name, **function}}


def test_nothing_asked_is_prose_without_limits() -> None:
    assert of() == Asked(None, (), (), "auto", True, None)


def test_null_is_nothing_asked() -> None:
    keys = ("max_tokens", "stop", "tools", "tool_choice", "parallel_tool_calls", "response_format")
    assert of(**dict.fromkeys(keys)) == of()


@pytest.mark.parametrize(
    ("body", "limit"),
    [
        ({"max_tokens": 5}, 5),
        ({"max_tokens": 5.0}, 5),
        ({"max_completion_tokens": 6}, 6),
        ({"max_completion_tokens": 6, "max_tokens": 5}, 6),
        ({"max_completion_tokens": None, "max_tokens": 5}, 5),
    ],
)
def test_a_limit_may_have_either_name_and_be_a_float(body: JsonObject, limit: int) -> None:
    assert of(**body).max_tokens == limit


@pytest.mark.parametrize(
    ("stop", "expected"), [("a", ("a",)), (["a", "b"], ("a", "b")), ([], ()), (None, ())]
)
def test_stop_is_a_text_or_several(stop: Json, expected: tuple[str, ...]) -> None:
    assert of(stop=stop).stop == expected


@pytest.mark.parametrize(
    ("form", "schema"),
    [
        (None, None),
        ({"type": "text"}, None),
        ({"type": "json_schema", "json_schema": {"schema": {"type": "null"}}}, {"type": "null"}),
        ({"type": "json_schema", "json_schema": {"schema": True}}, True),
        ({"type": "json_schema", "json_schema": {"name": "x"}}, {"type": "object"}),
    ],
)
def test_a_response_format_is_a_schema(form: Json, schema: Json) -> None:
    assert of(response_format=form).schema == schema


def test_a_json_object_has_some_keys() -> None:
    schema = of(response_format={"type": "json_object"}).schema
    assert isinstance(schema, dict)
    assert (schema["type"], schema["minProperties"]) == ("object", 2)


def test_a_tool_without_parameters_takes_an_object() -> None:
    (only,) = of(tools=[tool("f")]).tools
    assert (only.name, only.parameters) == ("f", {"type": "object"})


def test_only_functions_are_called() -> None:
    others = [{"type": "web_search"}, {"function": {"name": "g"}}]
    assert [one.name for one in of(tools=[tool("f"), *others]).tools] == ["f", "g"]


@pytest.mark.parametrize("choice", ["none", "auto", "required"])
def test_a_choice_by_word_leaves_all_tools(choice: str) -> None:
    wanted = of(tools=[tool("f"), tool("g")], tool_choice=choice)
    assert (wanted.calling, len(wanted.tools)) == (choice, 2)


def test_a_named_function_must_be_called() -> None:
    wanted = of(tools=[tool("f"), tool("g")], tool_choice=tool("g"))
    assert (wanted.calling, [one.name for one in wanted.tools]) == ("required", ["g"])


@pytest.mark.parametrize(
    ("more", "calling"),
    [({}, "auto"), ({"mode": "auto"}, "auto"), ({"mode": "required"}, "required")],
)
def test_allowed_tools_are_some_of_the_tools(more: JsonObject, calling: str) -> None:
    choice = {"type": "allowed_tools", "allowed_tools": {"tools": [tool("g")], **more}}
    wanted = of(tools=[tool("f"), tool("g")], tool_choice=choice)
    assert (wanted.calling, [one.name for one in wanted.tools]) == (calling, ["g"])


def test_parallel_calls_may_be_switched_off() -> None:
    assert not of(parallel_tool_calls=False).parallel


def bad(key: str, *values: Json) -> list[tuple[JsonObject, str]]:
    """A request for each value, and the key."""
    return [({key: value}, key) for value in values]


@pytest.mark.parametrize(
    ("body", "param"),
    [
        *bad("max_tokens", 0, -1, 1.5, "5", True, []),
        ({"max_completion_tokens": 0}, "max_completion_tokens"),
        *bad("stop", 5, "", [""], [5], {}, [None]),
        *bad("response_format", "text", 5, {}, []),
        ({"response_format": {"type": "json_schema"}}, "response_format"),
        (
            {"response_format": {"type": "json_schema", "json_schema": {"schema": 5}}},
            "response_format.json_schema.schema",
        ),
        *bad("tools", 5, {}, ["x"]),
        ({"tools": [{"type": "function"}]}, "tools[0].function"),
        ({"tools": [tool("f"), tool(5)]}, "tools[1].function"),  # type: ignore[arg-type]
        ({"tools": [tool("f", parameters=5)]}, "tools[0].function.parameters"),
        *bad("tool_choice", "any", 5, {}, ["auto"]),
        ({"tool_choice": "required"}, "tool_choice"),
        ({"tool_choice": tool("g"), "tools": [tool("f")]}, "tool_choice"),
        (
            {"tool_choice": {"type": "allowed_tools", "allowed_tools": {"mode": "some"}}},
            "tool_choice",
        ),
        ({"tool_choice": {"type": "allowed_tools", "allowed_tools": 5}}, "tool_choice"),
        ({"parallel_tool_calls": "no"}, "parallel_tool_calls"),
    ],
)
def test_what_no_provider_would_take_is_refused_with_its_key(body: JsonObject, param: str) -> None:
    with pytest.raises(RequestError) as error:
        of(**body)
    assert error.value.param == param


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"logprobs": 1}, "logprobs"),
        ({"logprobs": True, "top_logprobs": 21}, "top_logprobs"),
        ({"logprobs": True, "top_logprobs": -1}, "top_logprobs"),
        ({"logprobs": True, "top_logprobs": 10**400}, "top_logprobs"),
    ],
)
def test_logprobs_that_no_provider_gives_are_refused(body: JsonObject, param: str) -> None:
    with pytest.raises(RequestError) as error:
        top_logprobs(say.request(**body))
    assert error.value.param == param
