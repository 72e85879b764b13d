"""A slip in an option is told when it is made; no server runs otherwise than it was asked to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from mockserver.delivery.base import Limits
from mockserver.serving.app import Options, create_app
from mockserver.serving.executing import execute
from mockserver.serving.options import MEANT, check
from mockserver.serving.server import MockServer
from mockserver.serving.shared import SERVING, SessionOptions
from mockserver.serving.workers.parent import run_workers

from .said import SCENARIOS, scenario

SEED = 2**63


def executed(**options: Any) -> None:
    asyncio.run(execute(["true"], (), **options))


def served_by_workers(**options: Any) -> None:
    asyncio.run(run_workers((), workers=2, host="127.0.0.1", port=0, say=print, **options))


def begun(**options: Any) -> None:
    MockServer().session(**options)


FACES: list[Callable[..., object]] = [MockServer, create_app, executed, served_by_workers]


@pytest.mark.parametrize("face", FACES)
def test_an_unknown_option_is_no_option_that_does_nothing(face: Callable[..., object]) -> None:
    with pytest.raises(
        TypeError, match=r"no such option 'api_kye'; did you mean api_key\? \(valid:"
    ):
        face(api_kye="secret")


@pytest.mark.parametrize("face", FACES)
def test_every_face_refuses_what_cannot_be_meant(face: Callable[..., object]) -> None:
    with pytest.raises(ValueError, match="max_streams is a number of streams, 0 or more, not -1"):
        face(max_streams=-1)


@pytest.mark.parametrize(
    ("face", "word", "meant"),
    [(MockServer, "hots", "host"), (MockServer, "prot", "port"), (begun, "clok", "clock")],
)
def test_the_close_word_is_told(face: Callable[..., object], word: str, meant: str) -> None:
    with pytest.raises(TypeError, match=rf"no such option '{word}'; did you mean {meant}\?"):
        face(**{word: "x"})


def test_all_valid_words_are_told() -> None:
    with pytest.raises(TypeError, match=r"'qqq' \(valid: name, scenarios, seed, .*, label\)"):
        begun(qqq=1)


def test_each_option_of_an_application_and_of_a_session_says_what_it_may_be() -> None:
    named = {*Options.__annotations__, *SessionOptions.__annotations__, "name", "port"}
    assert set(MEANT) == named


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("seed", "x", "seed is an integer of at most 64 bits, not 'x'"),
        ("seed", True, "seed is an integer of at most 64 bits, not True"),
        ("hold", "no", "hold is True or False, not 'no'"),
        ("max_body", 1.5, "max_body is a number of bytes, 1 or more, not 1.5"),
        ("api_key", b"secret", "api_key is text or None, not a value of type bytes"),
        ("limits", {}, "limits is a Limits, not a value of type dict"),
        ("clock", None, "clock is 'real' or 'manual', not None"),
    ],
)
def test_a_value_of_another_type_is_told(name: str, value: object, said: str) -> None:
    with pytest.raises(TypeError) as told:
        check({name: value}, MEANT)
    assert str(told.value) == said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("clock", "manuel", "clock is 'real' or 'manual', not 'manuel'; did you mean manual?"),
        (
            "fallback",
            "randm",
            "fallback is 'refuse' or 'random', not 'randm'; did you mean random?",
        ),
        ("fallback", "qqq", "fallback is 'refuse' or 'random', not 'qqq'"),
        ("seed", SEED, f"seed is an integer of at most 64 bits, not {SEED}"),
        ("max_body", 0, "max_body is a number of bytes, 1 or more, not 0"),
        ("port", 65536, "port is an integer from 0 (any free port) to 65535, not 65536"),
    ],
)
def test_a_value_that_cannot_be_meant_is_told(name: str, value: object, said: str) -> None:
    with pytest.raises(ValueError, match="is ") as told:
        check({name: value}, MEANT)
    assert str(told.value) == said


def test_what_can_be_meant_is_taken() -> None:
    app = create_app(SCENARIOS, seed=-SEED, max_streams=0, api_key=None, limits=Limits())
    assert app[SERVING].max_streams == 0
    assert app[SERVING].begin("one", scenario=None, hold=True, seed=SEED - 1).hold


@pytest.mark.parametrize("wrong", ["scenarios", 5, ["hi"], [scenario("a", "reply: []"), None]])
@pytest.mark.parametrize(
    "face", [create_app, begun, lambda scenarios: MockServer().swap(scenarios)]
)
def test_scenarios_that_are_none_are_told(face: Callable[..., object], wrong: object) -> None:
    said = r"scenarios is a list of scenarios such as load\(\) gives, not "
    with pytest.raises(TypeError, match=said):
        face(scenarios=wrong)
