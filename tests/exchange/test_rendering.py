"""What is shown without being sent: the same in every process, in every form."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mockserver.dialects.request import parse as parse_request
from mockserver.exchange.plan import FoldError
from mockserver.exchange.rendering import as_bytes, as_json, as_text, default_request, plan_of
from mockserver.scenario.load import parse
from mockserver.scenario.model import Scenario
from mockserver.wire.digest import digest
from mockserver.wire.http1 import serialize_head
from mockserver.wire.instructions import Plan
from mockserver.wire.json_text import dump_bytes
from tests import say

TEXT = """
reply:
  pace: {ttft: 40ms, itl: 15ms}
  stream:
    - text: "Grüße, 世界!"
    - usage: {prompt_tokens: 9, completion_tokens: 4}
"""
TOOLS = """
dialect: openrouter
reply:
  stream:
    - tool_calls:
        - {name: get_weather, arguments: {city: Paris}}
        - {name: get_weather, arguments: {city: 東京}}
      fragments: 4
      interleave: true
"""
FAULTY = """
reply:
  delivery: {bytes: 100, pause: 2ms}
  stream: [{text: One two three}, {stall: {for: 1s, comment: alive, every: 400ms}}, {text: four}]
  faults: [{after: {bytes: 1400}, end: reset}]
"""

GOLDEN = {
    "text": (TEXT, "sha256:1e955f2c44bc94622a61732982db14a7e289155f42aa5c16a8cd0dee1289f775"),
    "tools": (TOOLS, "sha256:76a01864b47c61f731cd7225773f9dbe07ecb748dab8fb6aa09776feb5484c91"),
    "faulty": (FAULTY, "sha256:19cc52f4d4bf7e9deb8166bdbb695f5a9cdb29413f62a370e8f4de52b16a64b1"),
}
"""Digests that stand for ever: one that changes is a change of what goes over the wire."""


def scenario(text: str, name: str = "x") -> Scenario:
    return parse(text, f"{name}.yaml", name)


def rendered(text: str, name: str = "x") -> Plan:
    one = scenario(text, name)
    return plan_of(one, 1, default_request(one))


@pytest.mark.parametrize("name", GOLDEN)
def test_the_digest_is_the_golden_one(name: str) -> None:
    text, golden = GOLDEN[name]
    assert digest(rendered(text, name)) == golden


SHOW = """
import sys
from mockserver.exchange.rendering import as_bytes, as_text, default_request, plan_of
from mockserver.scenario.load import parse
one = parse(sys.stdin.read(), "x.yaml", "x")
plan = plan_of(one, 1, default_request(one))
sys.stdout.buffer.write(as_text(plan).encode() + as_bytes(plan))
"""


def _shown(text: str, hash_seed: str) -> bytes:
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": root}
    command = [sys.executable, "-X", "utf8", "-c", SHOW]
    done = subprocess.run(command, input=text.encode(), capture_output=True, env=environment)
    assert done.stderr == b""
    return done.stdout


def test_rendering_is_the_same_in_every_process() -> None:
    here = rendered(TOOLS)
    for hash_seed in ("1", "2"):
        assert _shown(TOOLS, hash_seed) == as_text(here).encode() + as_bytes(here)


def test_the_default_request_is_what_is_documented() -> None:
    request = default_request(scenario(TEXT))
    messages = [{"role": "user", "content": "Hello"}]
    assert request.body == {"model": "x", "messages": messages, "stream": True}
    assert request == parse_request(dump_bytes(request.body))
    assert default_request(scenario(TEXT), stream=False).stream is False


def test_the_seed_of_the_file_comes_before_the_one_that_is_given() -> None:
    own, none = scenario("seed: 7\nreply: [{text: a}]"), scenario("reply: [{text: a}]")
    assert len({digest(plan_of(own, 1, default_request(own), seed=seed)) for seed in (0, 1)}) == 1
    assert len({digest(plan_of(none, 1, default_request(none), seed=s)) for s in (0, 1)}) == 2


def test_each_reply_has_its_own_plan() -> None:
    one = scenario("replies: [{status: 429}, [{text: a}]]")
    plans = [plan_of(one, number, default_request(one)) for number in (1, 2)]
    assert [plan.head.status for plan in plans if plan.head] == [429, 200]


def test_a_reply_that_cannot_be_folded_raises() -> None:
    one = scenario("reply: [{raw: x}]")
    with pytest.raises(FoldError, match="its step `raw`"):
        plan_of(one, 1, default_request(one, stream=False))


def test_as_text_ends_with_notes_and_the_digest() -> None:
    plan = rendered("reply: {stream: [{text: a}], faults: [{after: {chunks: 9}, end: reset}]}")
    *_, note, last = as_text(plan).splitlines()
    assert note == f"note: {plan.notes[0]}"
    assert last == digest(plan)


def test_as_bytes_is_the_head_and_the_body() -> None:
    plan = rendered(TEXT)
    assert plan.head is not None
    assert as_bytes(plan) == serialize_head(plan.head) + plan.body


def test_as_bytes_of_a_reply_without_a_head_is_nothing() -> None:
    assert as_bytes(rendered("reply: {end: reset}")) == b""


def test_as_json_has_each_instruction_with_its_time() -> None:
    plan = rendered("reply: {stream: [{raw: a}, {wait: 1ms}, {raw: b}], automatic: none}")
    shown = as_json(plan)
    assert plan.head is not None
    assert shown == {
        "digest": digest(plan),
        "notes": [],
        "instructions": [
            {"at": 0, "head": {"status": 200, "headers": [list(f) for f in plan.head.headers]}},
            {"at": 0, "send": base64.b64encode(b"1\r\na\r\n").decode()},
            {"at": 0, "pause": 1000},
            {"at": 1000, "send": base64.b64encode(b"1\r\nb\r\n0\r\n\r\n").decode()},
            {"at": 1000, "end": "complete"},
        ],
    }


def test_as_json_shows_beats_and_stalls() -> None:
    stall = "{stall: {for: 2s, comment: hi, every: 1s}}, {stall: forever}"
    plan = rendered(f"reply: {{stream: [{stall}], automatic: none}}")
    pauses = [one for one in as_json(plan)["instructions"] if "pause" in one]
    beat = base64.b64encode(b"6\r\n: hi\n\n\r\n").decode()
    assert pauses == [
        {"at": 0, "pause": 2_000_000, "beat": {"every": 1_000_000, "send": beat}},
        {"at": 2_000_000, "pause": None},
    ]


def test_the_bytes_of_a_stall_have_its_comments() -> None:
    stall = {"for": "7us", "comment": "k", "every": "2us"}
    plan = say.planned([{"raw": "a"}, {"stall": stall}, {"raw": "b"}])
    assert as_bytes(plan).partition(b"\r\n\r\n")[2].count(b": k\n\n") == 3
