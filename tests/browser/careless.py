"""A client that takes whatever has come for the whole answer; a picture shows its report."""

from __future__ import annotations

import json
import os
import sys
import urllib.request
from contextlib import suppress
from http.client import HTTPException


def text_of(lines: list[bytes]) -> str:
    """The text of the events that can be read; the others are passed over."""
    found = ""
    for line in lines:
        with suppress(ValueError, LookupError, TypeError):
            chunk = json.loads(line.removeprefix(b"data:"))
            found += chunk["choices"][0]["delta"].get("content") or ""
    return found


def main() -> None:
    body = {
        "model": os.environ["MOCKSERVER_MODEL"],
        "stream": True,
        "messages": [{"role": "user", "content": "Hello"}],
    }
    request = urllib.request.Request(
        f"{os.environ['OPENAI_BASE_URL']}/chat/completions",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    lines: list[bytes] = []
    with suppress(HTTPException, OSError), urllib.request.urlopen(request) as answer:
        lines.extend(answer)
    json.dump({"text": text_of(lines), "error": None}, sys.stdout)


if __name__ == "__main__":
    main()
