"""Questions to clients that run in processes of their own, and what each of them heard.

Question and answer are one line of JSON each (`python/ask.py`, `node/ask.mjs`); many questions may
be open at once.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from mockserver.wire.json_text import JsonObject


@dataclass
class Choice:
    """What a client heard of one choice; calls are name and argument text by index."""

    text: str = ""
    reasoning: str = ""
    refusal: str = ""
    calls: dict[int, tuple[str, str]] = field(default_factory=dict)
    finish: str | None = None
    tokens: list[tuple[str, float]] = field(default_factory=list)


@dataclass
class Heard:
    """What a client made of an answer; usage is prompt, completion and total tokens.

    `failure` is an error inside the stream that the client does not raise; `error` is one that it
    raises, as `Class: message`, and `status` the status that this error knows.
    """

    choices: dict[int, Choice] = field(default_factory=dict)
    usage: tuple[int, ...] | None = None
    cost: float | None = None
    failure: JsonObject | None = None
    error: str | None = None
    status: int | None = None
    chunks: int = 0

    @property
    def first(self) -> Choice:
        """The first choice; an empty one where nothing came of it."""
        return self.choices.get(0, Choice())

    @property
    def raised(self) -> str | None:
        """The class of the error that the client raised."""
        return self.error and self.error.partition(":")[0]


@dataclass(frozen=True)
class Question:
    """`params` are further keys of the request, by the wire's names; `patience` is in seconds.

    Where the patience is None, the client's own timeout stands.
    """

    client: str
    base_url: str
    model: str
    params: JsonObject = field(default_factory=dict)
    patience: float | None = 120.0
    retries: int = 0


class Asker:
    """A process that has clients ask; the command is what starts it."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            encoding="utf-8",
            bufsize=1,
        )

    def ask(self, question: Question) -> Heard:
        """What the client heard."""
        return self.ask_all([question])[0]

    def ask_all(self, questions: Iterable[Question]) -> list[Heard]:
        """What each client heard, in the order of the questions, which are asked at once."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        asked = list(questions)
        for number, one in enumerate(asked):
            process.stdin.write(json.dumps({"id": number, **vars(one)}) + "\n")
        heard: dict[int, Heard] = {}
        while len(heard) < len(asked):
            line = process.stdout.readline()
            assert line, f"{self._command} ended: {self.said()}"
            answer = json.loads(line)
            number = answer.pop("id")
            heard[number] = _heard(answer)
        return [heard[number] for number in range(len(asked))]

    def said(self) -> str:
        """What the process wrote to stderr."""
        self._errors.seek(0)
        return self._errors.read()

    def stop(self) -> None:
        """Ends the process; it has asked all that it was told to."""
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._process.wait(20.0)
        said = self.said()
        self._errors.close()
        assert said == "", f"{self._command} complained: {said}"


def _heard(answer: dict[str, Any]) -> Heard:
    choices = {int(index): _choice(one) for index, one in answer.pop("choices").items()}
    usage = answer.pop("usage")
    return Heard(choices, None if usage is None else tuple(usage), **answer)


def _choice(said: dict[str, Any]) -> Choice:
    calls = {int(index): (name, text) for index, (name, text) in said.pop("calls").items()}
    tokens = [(token, logprob) for token, logprob in said.pop("tokens")]
    return Choice(**said, calls=calls, tokens=tokens)
