"""The adapters of `mockserver conform` put a real client's answer together, and run where it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mockserver import bundled
from mockserver.adapters import ADAPTERS
from mockserver.driving.drive import Way, meet
from mockserver.scenario.load import load

from . import installed

PLACES = {
    "openai-node": installed.node,
    "openrouter-node": installed.node,
    "openrouter-python": installed.python,
    "langchain": installed.python,
    "pydantic-ai": installed.python,
}
"""Where the client of an adapter is, of those that the tests install."""

pytestmark = pytest.mark.timeout(240)


def _place(name: str) -> list[str]:
    try:
        return PLACES[name]()
    except installed.MissingError as error:
        if os.environ.get("CI"):
            pytest.fail(f"{error}, and in CI these tests are not skipped")
        pytest.skip(str(error))


@pytest.mark.parametrize("name", PLACES)
async def test_an_adapter_tells_the_whole_answer(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    interpreter, program = _place(name)
    if name.endswith("-node"):
        monkeypatch.chdir(Path(program).parent)
    (one,) = load(bundled.folder() / "parallel-tool-calls.yaml")
    row = await meet(one, Way(ADAPTERS[name].command((interpreter,)), timeout=200.0))
    assert row.verdict == "correct", row
    assert {"text", "tool_calls", "finish_reasons", "usage"} <= set(row.judgement.judged)
    assert not row.ran.complaints
