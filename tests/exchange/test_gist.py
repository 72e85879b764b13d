"""A reply in a few words: enough to know which one of the queued ones is meant."""

from __future__ import annotations

import pytest

from mockserver.exchange.gist import gist
from mockserver.wire.json_text import Json
from tests import say


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ([{"text": "Hello"}], 'text "Hello"'),
        ([{"text": ["Hel", "lo"]}, {"finish": "stop"}], 'text "Hello", 1 more step'),
        ([{"text": {"echo": "last_user"}}], "text echo of last_user"),
        ([{"wait": "1s"}, {"usage": {}}, {"text": "Hi"}], 'text "Hi", 2 more steps'),
        ([{"text": "A text that is longer\nthan a line"}], 'text "A text that is longer\\nt…"'),
        ([{"refusal": "No."}], 'refusal "No."'),
        ([{"reasoning": "Well"}], 'reasoning "Well"'),
        ([{"tool_calls": [{"name": "f"}, {"name": "g"}]}], "tool_calls f, g"),
        ([{"error": {"message": "Oh"}}], 'error "Oh"'),
        ([{"raw": "x"}], 'raw "x"'),
        ([{"raw": {"base64": "AA=="}}], "raw"),
        ([{"chunk": {}}], "chunk"),
        ([{"comment": "c"}, {"done": "x"}], "comment, 1 more step"),
        ([], "an empty stream"),
        ({"reply": {"status": 429, "error": {"message": "slow"}}}, 'status 429, error "slow"'),
        ({"reply": {"error": {"message": "slow", "code": 429}}}, 'status 429, error "slow"'),
        ({"reply": {"error": {"message": "x", "code": "y"}}}, 'error "x"'),
        ({"reply": {"error": {"message": "x", "code": 7}}}, 'error "x"'),
        ({"reply": {"status": 201, "stream": []}}, "status 201, an empty stream"),
        ({"reply": {"json": None}}, "json"),
        ({"reply": {"body": "<html>"}}, 'body "<html>"'),
        ({"reply": {"body": {"base64": "AA=="}}}, "body"),
        ({"reply": {"end": "reset"}}, "end: reset before any head"),
        ({"reply": {"status": 204}}, "status 204"),
        (
            {"reply": {"choices": [{"stream": [{"text": "a"}]}, {"stream": []}]}},
            '2 choices, the first: text "a"',
        ),
    ],
)
def test_what_tells_a_reply_from_others_is_shown(said: Json, told: str) -> None:
    assert gist(say.reply(said)) == told
