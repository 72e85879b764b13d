"""Commands of `fake.py`, and scenarios for them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from mockserver.scenario.load import parse
from mockserver.scenario.model import Scenario
from mockserver.wire.json_text import dumps

FAKE = str(Path(__file__).parent / "fake.py")


def fake(*deeds: str) -> tuple[str, ...]:
    """A command that does this; `-S -E` starts faster."""
    return (sys.executable, "-S", "-E", FAKE, *deeds)


def said(**answer: Any) -> str:
    """What a command prints."""
    return dumps(answer)


def scenario(name: str = "x", **file: Any) -> Scenario:
    written = {"reply": [{"text": "Hello there"}]} | file
    if "replies" in file:
        del written["reply"]
    return parse(dumps(written), f"{name}.yaml", name)
