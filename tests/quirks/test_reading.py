"""What reads the packs tells right from wrong: else their tests could not fail."""

from __future__ import annotations

import httpx
import pytest

from mockserver.scenario.expect import Expect
from mockserver.wire.json_text import Json
from tests.say import planned
from tests.scenarios.right_answer import Answer, Choice, ToolCall

from .expected import met
from .planned_transport import PlannedTransport

CALL = ToolCall("add", '{"a": 1}')
ANSWER = Answer(
    {1: Choice("second", finish=None), 0: Choice("first", "why", tool_calls={0: CALL}, finish="x")},
    {"prompt_tokens": 2, "completion_tokens": 3},
)

RIGHT: list[Json] = [
    {"text": "first", "reasoning": "why", "refusal": ""},
    {"finish_reasons": ["x", None]},
    {"tool_calls": [{"name": "add", "arguments": {"a": 1.0}}]},
    {"tool_calls": [{"name": "add", "arguments": '{"a": 1}'}]},
    {"usage": {"completion_tokens": 3}},
    {"any_of": [{"error": True}, {"text": "first"}]},
]
WRONG: list[Json] = [
    {"text": "second"},
    {"text": "first", "reasoning": ""},
    {"text": "first", "refusal": "no"},
    {"finish_reasons": ["x"]},
    {"tool_calls": []},
    {"tool_calls": [{"name": "sub", "arguments": {"a": 1}}]},
    {"tool_calls": [{"name": "add", "arguments": {"a": 2}}]},
    {"tool_calls": [{"name": "add", "arguments": '{"a":1}'}]},
    {"usage": {"total_tokens": 5}},
    {"usage": {"prompt_tokens": 3}},
    {"any_of": [{"error": True}, {"text": "second"}]},
    {"error": True},
]


def expect(said: Json) -> Expect:
    return Expect.model_validate(said)


@pytest.mark.parametrize("said", RIGHT, ids=str)
def test_what_is_right_is_met(said: Json) -> None:
    assert met(expect(said), ANSWER)


@pytest.mark.parametrize("said", WRONG, ids=str)
def test_what_is_wrong_is_not_met(said: Json) -> None:
    assert not met(expect(said), ANSWER)


@pytest.mark.parametrize("said", [{"error": True}, {"any_of": [{"error": True}, {"text": "x"}]}])
def test_an_error_is_met_by_none_alone(said: Json) -> None:
    assert met(expect(said), None)
    assert not met(expect({"text": ""}), None)


async def got(said: Json) -> bytes:
    """The body that httpx reads of a plan."""
    transport = PlannedTransport(planned(said))
    async with httpx.AsyncClient(transport=transport) as client:
        return (await client.post("http://planned")).content


async def test_a_whole_body_is_read_without_its_codings() -> None:
    assert (
        await got({"reply": [{"raw": "a"}, {"raw": "b"}], "framing": {"coding": "gzip"}}) == b"ab"
    )


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ([{"raw": "a"}, {"end": "truncate"}], httpx.RemoteProtocolError),
        ([{"raw": "a"}, {"end": "half_close"}], httpx.RemoteProtocolError),
        ([{"raw": "a"}, {"end": "reset"}], httpx.ReadError),
        ([{"raw": "a"}, {"stall": "forever"}], httpx.ReadTimeout),
        ({"reply": {"end": "reset"}}, httpx.ReadError),
        ([{"raw": "a"}, {"wire": "zz\r\n"}], httpx.RemoteProtocolError),
    ],
)
async def test_a_broken_body_is_an_error(said: Json, error: type[Exception]) -> None:
    with pytest.raises(error):
        await got(said if isinstance(said, dict) else {"reply": said, "automatic": "none"})


async def test_comments_of_a_pause_are_read() -> None:
    steps: list[Json] = [{"raw": "a"}, {"stall": {"for": "3s", "comment": "x", "every": "1s"}}]
    assert await got({"reply": steps, "automatic": "none"}) == b"a" + b": x\n\n" * 2
