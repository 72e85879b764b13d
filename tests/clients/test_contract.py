"""Every client hears of every lawful stream what the bytes that it was sent say."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest

from mockserver.dialects.folding import fold
from mockserver.exchange.journal import Exchange
from mockserver.serving.server import MockServer
from mockserver.wire.http1 import Unchunker
from mockserver.wire.instructions import MarkKind, Plan
from mockserver.wire.json_text import JsonObject, dump_bytes, loads
from tests.wire.whatwg import read

from .asking import Asker, Choice, Heard, Question
from .exceptions import DEAF, EXCEPT
from .table import CLIENTS, GATES, LAWFUL, Client, bundle

pytestmark = pytest.mark.timeout(240)

Battery = dict[tuple[Client, str], tuple[Heard, Exchange]]
Ask = Callable[[str], Asker]

USAGE = {"stream_options": {"include_usage": True}}
PAIRS = [(client, name) for client in CLIENTS for name in LAWFUL[client.dialect]]


def _battery(place: Asker, where: str, server: MockServer) -> Battery:
    """What each client of a place heard of each scenario, all asked at once, and the journal's."""
    clients = [client for client in CLIENTS if client.where == where]
    scenarios = tuple(bundle())
    sessions = {client: server.session(scenarios=scenarios) for client in clients}
    bases = {client: client.base_url(session) for client, session in sessions.items()}
    for session in sessions.values():
        for gate in GATES:
            session.open_gate(gate)
    asked = [(client, name) for client, name in PAIRS if client.where == where]
    heard = place.ask_all(Question(one.name, bases[one], name, USAGE) for one, name in asked)
    kept = {
        (client, exchange.scenario): exchange
        for client, session in sessions.items()
        for exchange in session.exchanges
    }
    for session in sessions.values():
        session.drop()
    return {pair: (said, kept[pair]) for pair, said in zip(asked, heard, strict=True)}


@pytest.fixture(scope="module")
def battery(asker: Ask, mockserver_server: MockServer) -> Callable[[str], Battery]:
    """The battery of a place, run when its first answer is asked for."""
    run: dict[str, Battery] = {}

    def of(where: str) -> Battery:
        if where not in run:
            run[where] = _battery(asker(where), where, mockserver_server)
        return run[where]

    return of


def _chunks(plan: Plan) -> list[JsonObject]:
    """The completion chunks of a lawful stream, by readers that share no code with the server."""
    assert plan.head is not None
    fields = {name.lower(): str(value) for name, value in plan.head.headers}
    body = Unchunker().feed(plan.body) if "transfer-encoding" in fields else plan.body
    body = gzip.decompress(body) if fields.get("content-encoding") == "gzip" else body
    return [loads(one.data.encode()) for one in read(body) if one.data != "[DONE]"]


def right(plan: Plan) -> Heard:
    """What the bytes of a stream come to."""
    whole = fold(_chunks(plan))
    usage = whole.get("usage")
    counts = ("prompt_tokens", "completion_tokens", "total_tokens")
    choices = {one["index"]: _choice(one) for one in whole["choices"]}
    return Heard(choices, usage and tuple(usage[name] for name in counts))


def _choice(choice: JsonObject) -> Choice:
    message = choice["message"]
    functions = [call["function"] for call in message.get("tool_calls") or ()]
    return Choice(
        text=message["content"] or "",
        reasoning=message.get("reasoning") or message.get("reasoning_content") or "",
        refusal=message["refusal"] or "",
        calls=dict(enumerate((one["name"], one.get("arguments", "")) for one in functions)),
        finish=choice["finish_reason"],
        tokens=[
            (one["token"], one["logprob"])
            for one in (choice["logprobs"] or {}).get("content") or ()
        ],
    )


def told(heard: Heard, client: Client) -> dict[str, Any]:
    """What was heard, without what the client is deaf to; calls in their order."""
    choices = {
        index: {**vars(one), "calls": [one.calls[key] for key in sorted(one.calls)]}
        for index, one in heard.choices.items()
    }
    for choice in choices.values():
        for deaf in DEAF.get(client.name, ()):
            choice.pop(deaf, None)
    said = {"choices": choices, "usage": heard.usage, "error": heard.error}
    whole: dict[str, Any] = loads(dump_bytes(said))  # halves of a character become one, as in JSON
    return whole


@pytest.mark.parametrize(("client", "name"), PAIRS, ids=str)
def test_a_client_hears_what_the_bytes_say(
    client: Client, name: str, battery: Callable[[str], Battery]
) -> None:
    heard, exchange = battery(client.where)[client, name]
    said, meant = told(heard, client), told(right(exchange.plan), client)
    assert (said != meant) == ((client.name, name) in EXCEPT), (said, meant)


@pytest.mark.parametrize(("client", "name"), PAIRS, ids=str)
def test_the_journal_says_that_all_was_sent(
    client: Client, name: str, battery: Callable[[str], Battery]
) -> None:
    heard, exchange = battery(client.where)[client, name]
    if heard.error is None:
        chunks = [one for one in exchange.plan.marks if one.kind is MarkKind.CHUNK]
        assert exchange.chunks_sent == len(chunks)
        # A client may leave at [DONE], of which a cut can make a segment before the last one.
        assert exchange.exact or exchange.result == "client_left"


def test_no_exception_is_forgotten() -> None:
    assert EXCEPT.keys() <= {(client.name, name) for client, name in PAIRS}


def test_the_battery_asks_for_most_of_what_is_bundled() -> None:
    assert all(len(names) > len(bundle()) / 2 for names in LAWFUL.values())
