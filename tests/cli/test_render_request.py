"""`render --request`: what a real client asked for is rendered again, to the journal's digest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from click.testing import CliRunner, Result

from mockserver import MockServer
from mockserver.cli import main
from mockserver.exchange.report import summary

from .running import Serving, serving

TEXTS = {
    "plain.yaml": "reply: [text: {echo: last_user}, tool_calls: [{name: f}], usage: {}]\n",
    "several.yaml": "replies: [{status: 429}, [text: Here you are.]]\n",
    "chance.yaml": "reply: [random: {words: 9}]\n",
}
HELLO: Any = [{"role": "user", "content": "Hello, wörld"}]


def invoke(*arguments: str | Path, stdin: str = "") -> Result:
    words = [*map(str, arguments)]
    return CliRunner().invoke(main, words, input=stdin, catch_exceptions=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenarios")
    for name, text in TEXTS.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Serving]:
    with serving(folder, "--port", "0", "--seed", "7", "--allow-origin", "*") as running:
        yield running


def ask(server: Serving, base: str, model: str) -> str:
    """Asks with a real client; what the journal tells of it, as JSON."""
    url = f"{server.url}{base}"
    with openai.OpenAI(base_url=url, api_key="any", max_retries=0) as client:
        try:
            list(client.chat.completions.create(model=model, messages=HELLO, stream=True))
        except openai.RateLimitError:
            return ask(server, base, model)
    journal = httpx.get(f"{server.url}/__mockserver__/journal", trust_env=False).json()
    return json.dumps(journal["exchanges"][-1])


@pytest.mark.parametrize(
    ("base", "model", "reply"),
    [
        ("/v1", "plain", 1),
        ("/api/v1", "plain", 1),
        ("/v1", "several", 2),
        ("/v1", "chance", 1),
    ],
)
def test_a_request_of_the_journal_has_the_same_digest(
    server: Serving, folder: Path, base: str, model: str, reply: int
) -> None:
    _, exchange = (ask(server, base, model) for _ in range(2))
    path = folder / f"{model}.yaml"
    shown = invoke("render", path, "--request", "-", "--format", "digest", stdin=exchange)
    assert (shown.exit_code, shown.output) == (0, f"{json.loads(exchange)['digest']}\n")
    text = invoke("render", path, "--request", "-", stdin=exchange).output
    assert text.startswith(f"{model}, reply {reply} of ")


def journal(server: Serving) -> str:
    return httpx.get(f"{server.url}/__mockserver__/journal", trust_env=False).text


def test_an_exchange_of_a_journal_says_which_file_it_is_from(server: Serving) -> None:
    exchange = json.loads(ask(server, "/api/v1", "several"))
    options = ("--request", "-", "--exchange", str(exchange["number"]), "--format", "digest")
    shown = invoke("render", *options, stdin=journal(server))
    assert (shown.exit_code, shown.output) == (0, f"{exchange['digest']}\n")


def test_a_queued_reply_is_rendered_from_the_journal_alone(tmp_path: Path) -> None:
    with MockServer() as server:
        server.queue({"text": "one"}).queue({"tool_calls": [{"name": "f"}]}, pace={"itl": "1ms"})
        with openai.OpenAI(base_url=server.base_url, api_key="any") as client:
            for _ in range(2):
                list(client.chat.completions.create(model="any", messages=HELLO, stream=True))
        exchanges = server.exchanges
    saved = tmp_path / "journal.json"
    saved.write_text(json.dumps({"exchanges": [one.to_json() for one in exchanges]}))
    for one in exchanges:
        *_, command = summary(one, saved=str(saved)).split("\n")
        shown = invoke(*command.split()[1:], "--format", "digest")
        assert (shown.exit_code, shown.output) == (0, f"{one.digest}\n")
        assert invoke(*command.split()[1:]).output.startswith("queue, reply 1 of 1\n")


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "why"),
    [
        ([], "", 2, "write FILE, or which exchange of what journal"),
        (["a.yaml", "--exchange", "1"], "", 2, "write FILE, or which exchange of what journal"),
        (["--request", "-"], '{"model": "a", "messages": []}', 2, "write FILE: --request does not"),
        (["--request", "-", "--exchange", "7"], '{"exchanges": []}', 2, "no exchange 7 in it"),
        (["--request", "-"], "WRITTEN", 1, "this exchange's scenario has errors: written:1:10: "),
    ],
)
def test_a_file_can_be_left_out_only_for_an_exchange(
    arguments: list[str], stdin: str, code: int, why: str
) -> None:
    context = {"dialect": "openai", "seed": 0, "earlier": 0, "chunked": True, "keep_alive": True}
    written = {
        "scenario": "queue",
        "reply": 1,
        "digest": "",
        "request": {"model": "a", "messages": []},
        "context": {**context, "headers": []},
        "written": {"reply": 3},
    }
    result = invoke("render", *arguments, stdin=stdin.replace("WRITTEN", json.dumps(written)))
    assert (result.exit_code, why in result.stderr) == (code, True), result.stderr


def test_the_dialect_and_the_reply_may_be_said(server: Serving, folder: Path) -> None:
    exchange = json.loads(ask(server, "/api/v1", "several"))
    options = ("--dialect", "openrouter", "--reply", "2", "--seed", "7", "--request", "-")
    path, asked = folder / "several.yaml", json.dumps(exchange["request"])
    shown = invoke("render", path, *options, stdin=asked).output
    assert shown.startswith("several, reply 2 of 2\n")
    assert 'comment    "OPENROUTER PROCESSING"' in shown


def test_a_body_is_what_is_asked(folder: Path) -> None:
    body = json.dumps({"messages": HELLO, "stream": True})
    path = folder / "plain.yaml"
    assert "wörld" in invoke("render", path, "--request", "-", stdin=body).output
    folded = invoke("render", path, "--request", "-", "--no-stream", stdin=body).output
    assert "application/json" in folded


@pytest.mark.parametrize(
    ("said", "code", "why"),
    [
        ("{", 2, "--request: this is no JSON: "),
        ('{"exchanges": []}', 2, "--request: this is a whole journal: take one of its exchanges, "),
        ('{"messages": 3}', 1, "no provider would take this request: You must provide messages"),
    ],
)
def test_what_is_no_request_is_said(folder: Path, said: str, code: int, why: str) -> None:
    result = invoke("render", folder / "plain.yaml", "--request", "-", stdin=said)
    assert (result.exit_code, result.stdout) == (code, "")
    assert why in result.stderr


def test_a_request_that_no_answer_fits_is_said(folder: Path) -> None:
    schema = {
        "name": "a",
        "schema": {"type": "object", "properties": {"a": False}, "required": ["a"]},
    }
    asked = {"messages": HELLO, "response_format": {"type": "json_schema", "json_schema": schema}}
    result = invoke(
        "render",
        folder / "chance.yaml",
        "--request",
        "-",
        stdin=json.dumps({**asked, "stream": True}),
    )
    assert result.exit_code == 1
    assert "cannot answer this request: " in result.stderr
