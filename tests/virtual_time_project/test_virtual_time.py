"""Ten minutes in milliseconds: server, client and timeouts share one loop of virtual time."""

import httpx
import pytest

import mockserver
from mockserver.build import text, wait

ASKED = {"model": "m", "stream": True, "messages": [{"role": "user", "content": "Hi"}]}


@pytest.mark.asyncio
@pytest.mark.looptime
async def test_a_client_gives_up_after_its_own_timeout(looptime):
    async with mockserver.MockServer() as server, httpx.AsyncClient(timeout=300) as http:
        server.queue(text("a"), wait("10m"), text("b"))
        with pytest.raises(httpx.ReadTimeout):
            await http.post(f"{server.base_url}/chat/completions", json=ASKED)
        assert 300 <= looptime < 301
        left = await server.aio.wait_for_exchange(outcome="client_left")
        assert left.chunks_sent == 2


@pytest.mark.asyncio
@pytest.mark.looptime
async def test_a_client_that_waits_gets_it_all(looptime):
    async with mockserver.MockServer() as server, httpx.AsyncClient(timeout=None) as http:
        server.queue(text("a"), wait("10m"), text("b"))
        answered = await http.post(f"{server.base_url}/chat/completions", json=ASKED)
        assert "[DONE]" in answered.text
        assert 600 <= looptime < 601
        assert server.exchanges[0].lateness < 1_000_000
