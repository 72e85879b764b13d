"""The pack of server-sent events tells by the text whether a client keeps to the specification."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockserver import bundled
from mockserver.dialects.request import ChatRequest
from mockserver.exchange.checking import findings
from mockserver.exchange.rendering import default_request, plan_of
from mockserver.scenario.load import check_folder
from mockserver.wire import sse_reader
from mockserver.wire.http1 import Unchunker
from mockserver.wire.instructions import Plan
from mockserver.wire.json_text import JsonObject
from tests.scenarios import right_answer
from tests.scenarios.rows import ask

from .by_letter import Event, Reader, answer
from .expected import met
from .planned_transport import PlannedTransport

Plans = dict[str, Plan]

FOLDER = "conformance/sse/"

WPT = {
    **dict.fromkeys(
        [
            "format-bom",
            "format-bom-2",
            "format-comments",
            "format-data-before-final-empty-line",
            "format-field-data",
            "format-field-event",
            "format-field-event-empty",
            "format-field-id",
            "format-field-id-2",
            "format-field-parsing",
            "format-field-retry",
            "format-field-retry-bogus",
            "format-field-retry-empty",
            "format-field-unknown",
            "format-leading-space",
            "format-mime-bogus",
            "format-mime-trailing-semicolon",
            "format-mime-valid-bogus",
            "format-newlines",
            "format-null-character",
            "format-utf-8",
        ],
        "any.js",
    ),
    **dict.fromkeys(["format-field-id-3", "format-field-id-null"], "window.js"),
}
"""The files on the format in https://github.com/web-platform-tests/wpt/tree/master/eventsource."""

OWN = ["line-end-over-reads", "mark-over-reads", "name-without-data"]
"""Rules of the specification that those have no file for."""

SPECIFICATION = "https://html.spec.whatwg.org/multipage/server-sent-events.html#"

NAMES = sorted([*WPT, *OWN])
CHECKED = check_folder(bundled.folder() / FOLDER)
PACK = {one.name: one for one in CHECKED.scenarios}


def planned(name: str, asked: JsonObject) -> Plan:
    """The plan for the default request with further keys."""
    default = default_request(PACK[name])
    return plan_of(PACK[name], 1, ChatRequest.of(name, {**default.body, **asked}))


PLANS = {name: planned(name, {}) for name in PACK}
WITH_USAGE = {name: planned(name, {"stream_options": {"include_usage": True}}) for name in PACK}
"""The same where a usage tail is asked for, which must change nothing."""

every_plan = pytest.mark.parametrize("plans", [PLANS, WITH_USAGE], ids=["default", "usage"])


def body(plan: Plan) -> bytes:
    return Unchunker().feed(plan.body)


def is_right(name: str, plan: Plan, reader: Reader) -> bool:
    """Whether the text and the finish_reason that a reader's client has are expected."""
    expect = PACK[name].expects[0]
    assert expect is not None
    assert plan.head is not None
    said = answer(reader, str(dict(plan.head.headers)["Content-Type"]), body(plan))
    if said is None:
        return met(expect, None)
    return met(expect, right_answer.Answer({0: right_answer.Choice(said.text, finish=said.finish)}))


def test_there_is_a_file_for_each_rule() -> None:
    assert sorted(PACK) == NAMES


def test_no_file_has_a_finding() -> None:
    assert [*CHECKED.diagnostics, *findings(PACK.values(), unsaid=True)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_file_says_its_rule_and_where_it_stands(name: str) -> None:
    one = PACK[name]
    assert one.about.strip().endswith(".")
    assert set(one.tags) >= {"conformance", "sse"}
    *tests, rule = one.source
    assert rule.startswith(SPECIFICATION)
    wpt = "https://github.com/web-platform-tests/wpt/blob/master/eventsource/"
    assert tests == ([f"{wpt}{name}.{WPT[name]}"] if name in WPT else [])


@every_plan
@pytest.mark.parametrize("name", NAMES)
def test_who_reads_to_the_letter_ends_with_what_is_expected(name: str, plans: Plans) -> None:
    assert is_right(name, plans[name], Reader())


@every_plan
@pytest.mark.parametrize("name", NAMES)
def test_the_servers_own_reader_reads_the_same(name: str, plans: Plans) -> None:
    data = body(plans[name])
    events = [sse_reader.Event(one.data, one.type) for one in Reader().read(data)]
    assert sse_reader.events(data) == events != []


@every_plan
@pytest.mark.parametrize("name", NAMES)
async def test_the_right_client_ends_with_what_is_expected(name: str, plans: Plans) -> None:
    expect = PACK[name].expects[0]
    assert expect is not None
    try:
        got = await ask("http://planned", "m", transport=PlannedTransport(plans[name]))
    except right_answer.AnswerError:
        assert met(expect, None)
    else:
        assert met(expect, got), got


# -- what the text cannot tell --------------------------------------------------------------------

IDS = {
    "format-data-before-final-empty-line": ["", "", ""],
    "format-field-id": ["…", "2", "2", "2"],
    "format-field-id-2": ["…", "…", "…", "…", "…"],
    "format-field-id-3": ["1", "1", "2", "", "3", "", "", ""],
    "format-field-id-null": ["", "", "", "", "", "", ""],
}
TIMES = {
    "format-data-before-final-empty-line": 1000,
    "format-field-retry": 3000,
    "format-field-retry-bogus": 3000,
    "format-field-retry-empty": None,
}


@pytest.mark.parametrize("name", IDS)
def test_events_have_the_ids_of_the_specification(name: str) -> None:
    assert [one.last_event_id for one in Reader().read(body(PLANS[name]))] == IDS[name]


@pytest.mark.parametrize("name", TIMES)
def test_the_time_to_connect_again_is_that_of_the_specification(name: str) -> None:
    reader = Reader()
    reader.read(body(PLANS[name]))
    assert reader.time == TIMES[name]


# -- careless readers: each breaks one rule, and the text tells -----------------------------------


class StripsEveryMark(Reader):
    def decoded(self, body: bytes) -> str:
        return body.decode().replace("\ufeff", "")


class KeepsTheMark(Reader):
    def decoded(self, body: bytes) -> str:
        return body.decode()


class BelievesTheCharset(Reader):
    def decoded(self, body: bytes) -> str:
        return body.decode("windows-1252", "replace")


class DropsZeros(Reader):
    def decoded(self, body: bytes) -> str:
        return super().decoded(body).replace("\0", "")


class SplitsAtLf(Reader):
    def lines(self, text: str) -> Iterator[str]:
        yield from text.split("\n")[:-1]


class TakesEachCrAndLf(Reader):
    def lines(self, text: str) -> Iterator[str]:
        yield from text.replace("\r", "\n").split("\n")[:-1]


class FlushesAtTheEnd(Reader):
    def decoded(self, body: bytes) -> str:
        return super().decoded(body) + "\n\n"


class LooksForDataAnywhere(Reader):
    def line(self, line: str) -> None:
        super().line(line[line.find("data:") :] if "data:" in line else line)


class WantsAColon(Reader):
    def line(self, line: str) -> None:
        if line and ":" not in line:
            raise ValueError(line)
        super().line(line)


class WantsASpace(Reader):
    def line(self, line: str) -> None:
        if not line.startswith("data:") or line.startswith("data: "):
            super().line(line)


class KnowsFourFields(Reader):
    def field(self, name: str, value: str) -> None:
        if name not in ("data", "event", "id", "retry"):
            raise ValueError(name)
        super().field(name, value)


class GuessesNames(Reader):
    def field(self, name: str, value: str) -> None:
        super().field("".join(filter(str.isalpha, name.lower())), value)


class KeepsTheName(Reader):
    def dispatch(self) -> None:
        name = self.name
        super().dispatch()
        self.name = name


class TakesAnEmptyNameForOne(Reader):
    def field(self, name: str, value: str) -> None:
        super().field(name, value or "unnamed" if name == "event" else value)


class DispatchesWithoutData(Reader):
    def dispatch(self) -> None:
        if not self.data and (self.id or self.time is not None):
            self.events.append(Event("", "message", self.id))
        super().dispatch()


class CountsIds(Reader):
    def field(self, name: str, value: str) -> None:
        super().field(name, str(int(value)) if name == "id" else value)


class TakesAnyTime(Reader):
    def field(self, name: str, value: str) -> None:
        super().field(name, str(int(value)) if name == "retry" else value)


class TakesAnyType(Reader):
    def accepts(self, content_type: str) -> bool:
        return True


class WantsTheBareType(Reader):
    def accepts(self, content_type: str) -> bool:
        return content_type == "text/event-stream"


CARELESS: dict[str, type[Reader]] = {
    "format-bom": StripsEveryMark,
    "format-bom-2": StripsEveryMark,
    "format-comments": LooksForDataAnywhere,
    "format-data-before-final-empty-line": FlushesAtTheEnd,
    "format-field-data": WantsAColon,
    "format-field-event": KeepsTheName,
    "format-field-event-empty": TakesAnEmptyNameForOne,
    "format-field-id": DispatchesWithoutData,
    "format-field-id-2": DispatchesWithoutData,
    "format-field-id-3": WantsAColon,
    "format-field-id-null": CountsIds,
    "format-field-parsing": GuessesNames,
    "format-field-retry": DispatchesWithoutData,
    "format-field-retry-bogus": TakesAnyTime,
    "format-field-retry-empty": TakesAnyTime,
    "format-field-unknown": KnowsFourFields,
    "format-leading-space": WantsASpace,
    "format-mime-bogus": TakesAnyType,
    "format-mime-trailing-semicolon": WantsTheBareType,
    "format-mime-valid-bogus": TakesAnyType,
    "format-newlines": SplitsAtLf,
    "format-null-character": DropsZeros,
    "format-utf-8": BelievesTheCharset,
    "line-end-over-reads": TakesEachCrAndLf,
    "mark-over-reads": KeepsTheMark,
    "name-without-data": KeepsTheName,
}


@every_plan
@pytest.mark.parametrize("name", NAMES)
def test_the_text_tells_who_breaks_the_rule(name: str, plans: Plans) -> None:
    assert not is_right(name, plans[name], CARELESS[name]())
