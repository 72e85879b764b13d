"""The bundled scenarios answer as if all had been read, and few are."""

from __future__ import annotations

import pytest

from mockserver import bundled
from mockserver.exchange.bundled_set import BundledSet
from mockserver.exchange.selection import ScenarioSet, Session, TiedScenariosError
from mockserver.scenario import library
from mockserver.scenario.load import load_folder
from mockserver.scenario.model import Scenario
from tests import say


def is_read(one: BundledSet) -> set[str]:
    return set(one.by_name.read)  # type: ignore[attr-defined]


def test_it_is_the_set_of_all_that_are_bundled() -> None:
    lazy, whole = BundledSet(), ScenarioSet(load_folder(bundled.folder()))
    assert [one.name for one in lazy.matching] == [one.name for one in whole.matching]
    assert dict(lazy.by_name) == dict(whole.by_name)
    assert len(lazy.by_name) == len(whole.by_name)


def test_only_those_with_conditions_are_read_at_first() -> None:
    assert is_read(BundledSet()) == set(library.matching())


def test_one_is_read_when_it_is_asked_for_and_kept() -> None:
    lazy = BundledSet()
    assert "text" not in is_read(lazy)
    chosen = Session(lazy).choose(say.request(model="text")).scenario
    assert chosen is lazy.named("text") is lazy.named("openai/text")


def test_a_name_that_none_has_is_none() -> None:
    lazy = BundledSet()
    assert lazy.named("gpt-4o") is None
    assert "gpt-4o" not in lazy.by_name


def test_one_that_is_put_answers_in_place_of_the_bundled_one() -> None:
    name = library.matching()[0]
    put = Scenario(name, (say.reply([{"text": "mine"}]),))
    lazy = BundledSet().with_put({name: put})
    assert lazy.named(name) is put
    assert name not in {one.name for one in lazy.matching}
    assert len(lazy.by_name) == len(BundledSet().by_name)


def test_one_that_no_request_could_tell_from_a_bundled_one_is_not_put() -> None:
    bundled_one = BundledSet().matching[0]
    put = Scenario("mine", bundled_one.replies, match=bundled_one.match)
    with pytest.raises(TiedScenariosError):
        BundledSet().with_put({"mine": put})
