"""A wait for what cannot happen is refused at once, not waited out."""

from __future__ import annotations

import pytest

from mockserver.serving.server import MockServer


def test_a_wait_by_a_word_that_is_none_is_refused_at_once() -> None:
    with MockServer() as server, pytest.raises(TypeError, match="no such word 'client_left'"):
        server.wait_for_exchange(client_left=True)  # type: ignore[call-arg]
