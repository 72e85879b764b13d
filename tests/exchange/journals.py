"""Journals of exchanges that nobody sent: what was asked, what was to happen, and what did."""

from __future__ import annotations

from dataclasses import dataclass, field

from mockserver.dialects import DIALECTS
from mockserver.dialects.headers import Headers
from mockserver.exchange.journal import Exchange, Journal
from mockserver.exchange.outcome import Outcome, Result
from mockserver.exchange.respond import Response, respond
from mockserver.exchange.selection import ScenarioSet, Session
from mockserver.scenario.load import parse
from mockserver.scenario.model import Scenario
from mockserver.wire.json_text import Json, dump_bytes, dumps

PATH = "/v1/chat/completions"


def scenario(name: str, said: Json, path: str = "") -> Scenario:
    """A scenario of what a file says; a list is its one reply's stream."""
    return parse(dumps({"reply": said} if isinstance(said, list) else said), path, name)


@dataclass
class Told:
    """A session and its journal; each `ask` is one exchange, 1 ms after the one before."""

    session: Session
    journal: Journal = field(default_factory=Journal)
    now: int = 5_000_000

    def queue(self, said: Json) -> None:
        """Queues a reply, as a test does it."""
        self.session.queue(scenario("queue", {"reply": said}).replies[0])

    def ask(
        self,
        model: str,
        result: Result | None = Result.COMPLETE,
        done: int | None = None,
        headers: Headers | None = None,
        **body: Json,
    ) -> Exchange:
        """An exchange that ended so, after so many instructions (all); None leaves it open."""
        asked = {"model": model, "messages": [], "stream": True, **body}
        given = headers or Headers()
        response = respond(self.session, DIALECTS["openai"], dump_bytes(asked), headers=given)
        return self.add(response, result, done)

    def add(
        self, response: Response, result: Result | None = Result.COMPLETE, done: int | None = None
    ) -> Exchange:
        """An exchange of a response that is made already."""
        self.now += 1_000
        one = self.journal.open(PATH, self.now, response)
        if result is not None:
            times = tuple(due for due, _ in one.plan.timed())[:done]
            exact = result == one.plan.ending.value and len(times) == len(one.plan.instructions)
            one.outcome = Outcome(result, exact, len(one.plan.body), 0, times)
        return one


def told(*scenarios: Scenario, most: int = 1000) -> Told:
    """A session with these scenarios, in which nothing has happened yet."""
    return Told(Session(ScenarioSet(scenarios)), Journal(most))
