"""What the doctor says can be read by people and by programs."""

from __future__ import annotations

from mockserver.doctor.examine import Machine
from mockserver.doctor.promises import PROMISES, Finding, Holds
from mockserver.doctor.report import as_json, as_text

MACHINE = Machine("Linux 6", "3.11.7", "3.14", "0.1.0")


def findings(*holds: Holds) -> list[Finding]:
    return [Finding(promise, one, "why") for promise, one in zip(PROMISES, holds, strict=False)]


def test_a_promise_that_holds_is_its_line_and_its_figures() -> None:
    first, *lines = as_text(MACHINE, findings("ok")).splitlines()
    assert first == "mockserver 0.1.0 on Linux 6, Python 3.11.7, aiohttp 3.14"
    assert lines[0] == f"ok        {PROMISES[0].says}"
    assert lines[1].strip() == "why"
    assert lines[2] == "All 1 promises hold on this machine."


def test_what_follows_is_said_where_one_does_not_hold() -> None:
    text = as_text(MACHINE, findings("ok", "not here"))
    assert f"not here  {PROMISES[1].says}" in text
    assert f"what it means: {PROMISES[1].means}" in text
    assert text.endswith("1 promises hold; 1 cannot be kept on this platform.\n")


def test_a_broken_promise_is_the_last_word() -> None:
    some = findings("not here", "broken", "ok")
    assert as_text(MACHINE, some).endswith("1 of 3 promises are broken on this machine.\n")
    said = as_json(MACHINE, some)
    assert said["ok"] is False
    assert [one["holds"] for one in said["promises"]] == ["not here", "broken", "ok"]


def test_json_has_the_machine_and_is_ok_where_nothing_is_broken() -> None:
    said = as_json(MACHINE, findings("ok", "not here"))
    assert said["ok"] is True
    assert said["machine"] == {
        "system": "Linux 6",
        "python": "3.11.7",
        "aiohttp": "3.14",
        "mockserver": "0.1.0",
    }
