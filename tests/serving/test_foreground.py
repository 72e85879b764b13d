"""What a server says when it is ready: a line for scripts, and addresses that clients can use."""

from __future__ import annotations

import pytest

from mockserver.serving.foreground import announce


def said(url: str, made_up: str | None = None) -> list[str]:
    lines: list[str] = []
    announce(url, made_up, lines.append)
    return lines


@pytest.mark.parametrize(
    ("url", "client"),
    [
        ("http://0.0.0.0:8080", "http://127.0.0.1:8080"),
        ("http://[::]:8080", "http://[::1]:8080"),
        ("http://[0::0]:8080", "http://[::1]:8080"),
    ],
)
def test_all_addresses_are_none_for_a_client(url: str, client: str) -> None:
    assert said(url, "t0ken") == [
        f"mockserver is ready at {url}",
        f"  OpenAI clients:     base_url {client}/v1",
        f"  OpenRouter clients: base_url {client}/api/v1",
        "  control plane:      Authorization: Bearer t0ken",
        "  other machines:     this machine's name or address in place of loopback's",
    ]


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://[::1]:1", "http://my-host:1"])
def test_an_address_is_told_as_it_is(url: str) -> None:
    assert said(url)[1:] == [
        f"  OpenAI clients:     base_url {url}/v1",
        f"  OpenRouter clients: base_url {url}/api/v1",
    ]
