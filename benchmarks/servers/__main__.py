"""`python -m benchmarks.servers KIND`: the baselines in Python; each does less than mockserver.

`floor`  aiohttp, one constant body.
`naive`  aiohttp, what a user would write: each chunk is serialized and written, a sleeping task for
         each paced stream.
`bare`   an `asyncio.Protocol` that takes a request for whole when it comes, and reads its JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from functools import cache
from typing import ClassVar

from aiohttp import web

from benchmarks import answers

BACKLOG = 4096


@cache
def _constant(model: str) -> bytes:
    count = int(model.removeprefix("chunks-"))
    return b"".join([*(answers.event(model, one) for one in range(count)), answers.DONE])


async def floor(request: web.Request) -> web.StreamResponse:
    asked = json.loads(await request.read())
    return web.Response(body=_constant(asked["model"]), content_type="text/event-stream")


async def naive(request: web.Request) -> web.StreamResponse:
    asked = await request.json()
    model, _, number = asked["model"].partition("-")
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    paced = model == "paced"
    for one in range(answers.PACED_CHUNKS if paced else int(number or 1)):
        if paced:
            await asyncio.sleep(int(number) / 1000)
        chunk = json.dumps(answers.chunk(asked["model"], one))
        await response.write(f"data: {chunk}\n\n".encode())
    if model == "stalled":
        await asyncio.Event().wait()
    await response.write(answers.DONE)
    return response


class Bare(asyncio.Protocol):
    """Answers each request that comes in one read, as those of the load generator do."""

    _answers: ClassVar = {f"chunks-{count}": answers.whole(count) for count in answers.BURSTS}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        asked = json.loads(data.partition(b"\r\n\r\n")[2])
        self._transport.write(self._answers[asked["model"]])


async def _aiohttp(handler: object) -> None:
    app = web.Application()
    app.router.add_post(answers.PATH, handler)  # type: ignore[arg-type]
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=BACKLOG).start()
    await _ready(runner.addresses[0][1])


async def _bare() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Bare, "127.0.0.1", 0, backlog=BACKLOG)
    await _ready(server.sockets[0].getsockname()[1])


async def _ready(port: int) -> None:
    print(f"ready at :{port}", flush=True)
    await asyncio.Event().wait()


_KINDS = {"floor": lambda: _aiohttp(floor), "naive": lambda: _aiohttp(naive), "bare": _bare}

if __name__ == "__main__":
    asyncio.run(_KINDS[sys.argv[1]]())
