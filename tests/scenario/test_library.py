"""The bundled scenarios by name: each is there, and a name that is none has one that is close."""

from __future__ import annotations

import pytest

from mockserver.scenario.library import bundled_scenario, names, unknown


def test_every_name_is_a_scenario_s() -> None:
    assert "text" in names()
    found = bundled_scenario("text")
    assert found is not None
    assert found.name == "text"


@pytest.mark.parametrize("name", ["txt", "../text", "/text", "TEXT", "", "text.yaml"])
def test_what_is_no_name_is_none(name: str) -> None:
    assert bundled_scenario(name) is None


def test_a_name_that_is_none_is_told_with_one_that_is_close() -> None:
    assert unknown("unicod", []) == "there is no scenario 'unicod'; did you mean unicode?"
    assert unknown("mine-to", ["mine-too"]).endswith("did you mean mine-too?")
    assert unknown("???", []) == "there is no scenario '???'"
