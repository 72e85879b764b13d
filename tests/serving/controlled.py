"""The control plane as a program without this package uses it: by HTTP and JSON alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from .said import body

JSON = {"Content-Type": "application/json"}


class Control:
    """The control plane below one URL, such as a session's."""

    def __init__(self, http: httpx.Client, url: str) -> None:
        self.http = http
        self.url = url

    def ask(self, method: str, path: str, /, **said: Any) -> tuple[int, Any]:
        """The status and the JSON; what is said is the query of a GET, or else the body."""
        more: dict[str, Any] = {"params": said} if method == "GET" else {"json": said}
        answer = self.http.request(method, f"{self.url}/__mockserver__{path}", **more)
        assert answer.headers["Content-Type"].startswith("application/json")
        return answer.status_code, answer.json()

    def get(self, path: str, /, **query: Any) -> Any:
        """What a GET answers with status 200."""
        return self._good(self.ask("GET", path, **query))

    def post(self, path: str, /, **said: Any) -> Any:
        """What a POST answers with a good status."""
        return self._good(self.ask("POST", path, **said))

    def code(self, method: str, path: str, /, **said: Any) -> tuple[int, str]:
        """The status and the code of a refusal."""
        status, json = self.ask(method, path, **said)
        assert json["error"]["message"]
        return status, json["error"]["code"]

    def session(self, **said: Any) -> Control:
        """The control plane of a new session."""
        return Control(self.http, self.post("/sessions", **said)["url"])

    def complete(self, model: str = "hi") -> httpx.Response:
        """What a client gets for a request, read to its end."""
        return self.http.post(f"{self.url}/v1/chat/completions", json=body(model))

    @contextmanager
    def streaming(self, model: str = "hi") -> Iterator[httpx.Response]:
        """A client whose stream is open."""
        url = f"{self.url}/v1/chat/completions"
        with self.http.stream("POST", url, json=body(model)) as response:
            yield response

    @staticmethod
    def _good(answer: tuple[int, Any]) -> Any:
        assert answer[0] in (200, 201), answer[1]
        return answer[1]
