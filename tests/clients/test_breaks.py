"""What each client does with a stream that breaks, with errors, and with an error's status."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from mockserver.scenario.load import parse
from mockserver.serving.mock_session import MockSession
from mockserver.serving.server import MockServer

from .asking import Asker, Heard, Question
from .table import CLIENTS, Client

pytestmark = pytest.mark.timeout(240)

Ask = Callable[[Client, str], Heard]

CUT = "reply: {{stream: [text: One two three four.], faults: [{{after: {{chunks: 3}}, end: {}}}]}}"
BROKEN = {
    "truncated": CUT.format("truncate"),
    "reset": CUT.format("reset"),
    "half-closed": CUT.format("half_close"),
    "no head": "reply: {end: reset}",
    "stalled": "reply: [text: One two, stall: forever]",
    "no JSON": "reply: [text: One two, event: {data: '{\"id\": '}]",
    "error of OpenAI": "dialect: openai\nreply: [text: One two, error: {message: no}]",
    "error event": "dialect: openai\nreply: [text: One two, {error: {message: no}, shape: event}]",
    "error of OpenRouter": "dialect: openrouter\nreply: [text: One two, error: {message: no}]",
}
LOOKS_WHOLE = {
    "no [DONE]": "reply: {automatic: {done: false}, stream: [text: One two]}",
    "clean end": CUT.format("complete"),
    "closed": f"{CUT.format('truncate')[:-1]}, framing: {{body: close}}}}",
}
STATUSES = (400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 529)
REFUSALS = {
    str(status): f"reply: {{status: {status}, error: {{message: no}}}}" for status in STATUSES
}
PAGE = {
    "page": "reply: {status: 502, headers: {Content-Type: text/html}, body: <h1>Bad gateway</h1>}"
}
SCENARIOS = {**BROKEN, **LOOKS_WHOLE, **REFUSALS, **PAGE}

LOST = "APIConnectionError|RemoteProtocolError|ReadError"
"""OpenAI's own Python client; before version 3 it passes on what httpx raises."""

ENDS = {
    "openai": {
        **dict.fromkeys(["truncated", "reset", "half-closed", "no head"], LOST),
        "stalled": "APITimeoutError|ReadTimeout",
        "no JSON": "JSONDecodeError",
        **dict.fromkeys(["error of OpenAI", "error event", "error of OpenRouter"], "APIError"),
    },
    "langchain": {
        **dict.fromkeys(["truncated", "reset", "half-closed", "no head"], "OpenAIConnectionError"),
        "stalled": "OpenAITimeoutError",
        "no JSON": "JSONDecodeError",
        **dict.fromkeys(["error of OpenAI", "error event", "error of OpenRouter"], "APIError"),
    },
    "pydantic-ai": {
        **dict.fromkeys(["truncated", "reset", "half-closed", "no head"], "ModelConnectionError"),
        "stalled": "ModelTimeoutError",
        "no JSON": "ModelAPIError",
        **dict.fromkeys(
            ["error of OpenAI", "error event", "error of OpenRouter"], "ModelServerError"
        ),
    },
    "openai/js": {
        **dict.fromkeys(["truncated", "reset", "half-closed"], "TypeError"),
        "no head": "APIConnectionError",
        "stalled": "Error",
        "no JSON": "SyntaxError",
        **dict.fromkeys(["error of OpenAI", "error event", "error of OpenRouter"], "APIError"),
    },
    "openrouter/py": {
        **dict.fromkeys(["truncated", "half-closed"], "RemoteProtocolError"),
        **dict.fromkeys(["reset", "no head"], "ReadError"),
        "stalled": "ReadTimeout",
        **dict.fromkeys(["no JSON", "error of OpenAI", "error event"], "ResponseValidationError"),
        "error of OpenRouter": "",
    },
    "openrouter/js": {
        **dict.fromkeys(["truncated", "reset", "half-closed"], "TypeError"),
        "no head": "ConnectionError",
        "stalled": "Error",
        **dict.fromkeys(["no JSON", "error of OpenAI", "error event"], "ZodError"),
        "error of OpenRouter": "",
    },
}
"""The class of what is raised, by client; "" is nothing."""

TYPED = {
    "openai": "BadRequest Authentication APIStatus PermissionDenied NotFound APIStatus Conflict "
    "APIStatus UnprocessableEntity RateLimit InternalServer InternalServer InternalServer "
    "InternalServer",
    "openai/js": "BadRequest Authentication API PermissionDenied NotFound API Conflict API "
    "UnprocessableEntity RateLimit InternalServer InternalServer InternalServer InternalServer",
    "langchain": "OpenAIInvalidRequest OpenAIAuthentication APIStatus OpenAIPermissionDenied "
    "OpenAIModelNotFound APIStatus Conflict APIStatus UnprocessableEntity OpenAIRateLimit "
    "OpenAIAPI OpenAIAPI OpenAIAPI OpenAIAPI",
    "pydantic-ai": "ModelRequestRejected ModelAuthentication ModelQuotaExceeded "
    "ModelAuthentication ModelNotFound ModelHTTP ModelHTTP ModelHTTP ModelRequestRejected "
    "ModelRateLimit ModelServer ModelServer ModelUnavailable ModelOverloaded",
    "openrouter": "BadRequestResponse UnauthorizedResponse PaymentRequiredResponse "
    "ForbiddenResponse NotFoundResponse RequestTimeoutResponse OpenRouterDefault "
    "PayloadTooLargeResponse UnprocessableEntityResponse TooManyRequestsResponse "
    "InternalServerResponse BadGatewayResponse ServiceUnavailableResponse "
    "ProviderOverloadedResponse",
}
"""The class of each status, without the word Error at its end."""


@pytest.fixture(scope="module")
def server(mockserver_server: MockServer) -> Iterator[MockSession]:
    scenarios = [parse(said, f"{name}.yaml", name) for name, said in SCENARIOS.items()]
    with mockserver_server.session(scenarios=scenarios) as one:
        yield one


@pytest.fixture
def ask(server: MockSession, asker: Callable[[str], Asker]) -> Ask:
    def heard(client: Client, name: str) -> Heard:
        base_url = client.base_url(server)
        patience = 0.3 if name == "stalled" else 120.0
        return asker(client.where).ask(Question(client.name, base_url, name, {}, patience))

    return heard


def row(table: dict[str, str] | dict[str, dict[str, str]], client: Client) -> str:
    """The longest name in the table that this client's begins with."""
    return max((name for name in table if client.name.startswith(name)), key=len)


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("client", CLIENTS, ids=str)
def test_a_client_raises_where_a_stream_breaks(client: Client, name: str, ask: Ask) -> None:
    heard = ask(client, name)
    assert re.fullmatch(ENDS[row(ENDS, client)][name], heard.raised or ""), heard.error
    helper_or_none = "stream" in client.name or name == "no head"
    assert heard.first.text == ("" if helper_or_none else "One two")


@pytest.mark.parametrize("client", [one for one in CLIENTS if one.dialect == "openrouter"], ids=str)
def test_openrouter_tells_its_error_without_raising(client: Client, ask: Ask) -> None:
    heard = ask(client, "error of OpenRouter")
    assert heard.failure == {"code": 500, "message": "no"}
    assert heard.first.finish == "error"


@pytest.mark.parametrize("name", LOOKS_WHOLE)
@pytest.mark.parametrize("client", CLIENTS, ids=str)
def test_no_client_sees_that_such_an_end_is_none(client: Client, name: str, ask: Ask) -> None:
    heard = ask(client, name)
    assert (heard.error, heard.first.text) == (None, "One two")
    assert heard.first.finish == ("stop" if name == "no [DONE]" else None)


@pytest.mark.parametrize("client", CLIENTS, ids=str)
def test_each_status_has_its_error(client: Client, ask: Ask) -> None:
    heard = [ask(client, str(status)) for status in STATUSES]
    assert [one.status for one in heard] == list(STATUSES)
    wanted = [f"{word}Error" for word in TYPED[row(TYPED, client)].split()]
    if client.name == "openrouter/js 0.9":
        wanted[STATUSES.index(403)] = "OpenRouterDefaultError"
    assert [one.raised for one in heard] == wanted


@pytest.mark.parametrize("client", CLIENTS, ids=str)
def test_a_page_of_a_gateway_is_an_error_with_its_status(client: Client, ask: Ask) -> None:
    heard = ask(client, "page")
    assert heard.raised is not None
    assert heard.status == 502


def test_the_journal_has_what_was_said_to_be_sent(server: MockSession, ask: Ask) -> None:
    endings = {"truncated": "truncate", "reset": "reset", "half-closed": "half_close"}
    for name in endings:
        ask(CLIENTS[0], name)
    found = server.exchanges[-3:]
    assert [(one.result, one.exact) for one in found] == [(one, True) for one in endings.values()]
