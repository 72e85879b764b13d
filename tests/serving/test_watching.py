"""Changed files are served from then on; broken ones change nothing, and no stream is touched."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from mockserver.exchange.selection import ScenarioSet
from mockserver.scenario.load import load, parse
from mockserver.scenario.model import Scenario
from mockserver.serving.server import MockServer
from mockserver.serving.watching import changes, follow


async def given(*found: bool, error: Exception | None = None) -> AsyncIterator[bool]:
    for one in found:
        yield one
    if error is not None:
        raise error


def scenario(text: str = "reply: [text: a]", name: str = "a") -> Scenario:
    return parse(text, f"{name}.yaml", name)


async def followed(
    changed: AsyncIterator[bool], answers: list[list[Scenario] | None]
) -> tuple[list[list[str]], list[str]]:
    """The names of each set that was swapped in, and the lines that were said."""
    swapped: list[list[str]] = []
    said: list[str] = []
    left = iter(answers)

    def swap(one: ScenarioSet) -> None:
        swapped.append(list(one.by_name))

    await follow(changed, lambda: next(left), swap, said.append)
    return swapped, said


async def test_each_change_is_one_line() -> None:
    two = [scenario(), scenario(name="b")]
    swapped, said = await followed(given(False, True, False, True), [two, two[:1]])
    assert swapped == [["a", "b"], ["a"]]
    assert said == [
        "watching for changes",
        "reloaded: 2 scenarios are served",
        "reloaded: 1 scenario is served",
    ]


async def test_what_cannot_be_used_changes_nothing() -> None:
    swapped, said = await followed(given(False, True), [None])
    assert swapped == []
    assert said[1:] == ["not reloaded: the scenarios of before are served on"]


async def test_what_fails_to_load_does_not_end_the_server() -> None:
    tied = scenario("match: {turn: 0}\nreply: []"), scenario("match: {turn: 0}\nreply: []", "b")
    _, said = await followed(given(False, True, True), [list(tied), [scenario()]])
    assert said[1].startswith("not reloaded: TiedScenariosError: a.yaml and b.yaml have the same")
    assert said[2] == "reloaded: 1 scenario is served"


@pytest.mark.parametrize("error", [OSError("no space"), RuntimeError("no space")])
async def test_a_watcher_that_fails_does_not_end_the_server(error: Exception) -> None:
    _, said = await followed(given(False, error=error), [])
    assert said == ["watching for changes", "not watching any more: no space"]


@pytest.mark.parametrize("name", ["a.yaml", "deep/b.json", "c.YML"])
async def test_a_changed_file_is_seen(name: str, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    stopped = asyncio.Event()
    found = changes([tmp_path], stopped)
    assert await anext(found) is False
    (tmp_path / name).write_text("reply: []\n")
    while not await anext(found):
        pass
    stopped.set()
    assert [one async for one in found if one] == []


async def test_a_file_that_is_put_in_anothers_place_is_seen(tmp_path: Path) -> None:
    file, new = tmp_path / "a.yaml", tmp_path / "new.txt"
    file.write_text("reply: []\n")
    stopped = asyncio.Event()
    found = changes([file], stopped)
    assert await anext(found) is False
    for _ in range(2):
        new.write_text("reply: [text: a]\n")
        new.replace(file)
        while not await anext(found):
            pass
    stopped.set()
    assert [one async for one in found if one] == []


async def test_a_folder_that_is_deleted_and_made_again_is_watched_on(tmp_path: Path) -> None:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    stopped = asyncio.Event()
    found = changes([folder], stopped)
    assert await anext(found) is False
    for at in range(2):
        folder.rename(tmp_path / f"gone{at}")
        await anext(found)
        folder.mkdir()
        while not await anext(found):
            pass
        while await anext(found):
            pass
        (folder / "a.yaml").write_text("reply: []\n")
        while not await anext(found):
            pass
    stopped.set()
    assert [one async for one in found if one] == []


@pytest.mark.parametrize("name", [".a.yaml", "a.yaml~", "notes.txt", "a.schema.json"])
async def test_other_files_are_passed_over(name: str, tmp_path: Path) -> None:
    stopped = asyncio.Event()
    found = changes([tmp_path], stopped)
    assert await anext(found) is False
    (tmp_path / name).write_text("x")
    assert await anext(found) is False
    stopped.set()
    assert [one async for one in found if one] == []


# -- a server whose scenarios are swapped ---------------------------------------------------------


async def ask(server: MockServer, model: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        url = f"{server.base_url}/chat/completions"
        return await client.post(url, json={"model": model, "messages": [], "stream": True})


async def first(word: str, lines: AsyncIterator[str]) -> AsyncIterator[str]:
    """The first line with this word, if there is one."""
    async for line in lines:
        if word in line:
            yield line
            return


async def test_a_stream_under_way_is_not_touched() -> None:
    held = scenario("reply: [text: before, gate: g, text: after]")
    async with MockServer([held]) as server, httpx.AsyncClient(trust_env=False) as client:
        url, body = f"{server.base_url}/chat/completions", {"model": "a", "messages": []}
        async with client.stream("POST", url, json={**body, "stream": True}) as answer:
            lines = answer.aiter_lines()
            assert [line async for line in first("before", lines)]
            server.swap([scenario("reply: [text: other]")])
            server.open_gate("g")
            assert [line async for line in first("after", lines)]
        assert "other" in (await ask(server, "a")).text


async def test_only_what_is_not_as_before_begins_anew() -> None:
    two = "replies: [[text: first], [text: second]]"
    async with MockServer([scenario(two), scenario(two, "b")]) as server:
        for name in ("a", "b"):
            assert "first" in (await ask(server, name)).text
        server.swap([scenario(two), scenario(f"about: new\n{two}", "b")])
        assert "second" in (await ask(server, "a")).text
        assert "first" in (await ask(server, "b")).text


def test_a_server_in_a_thread_swaps_too(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("reply: [text: new]\n")
    with MockServer([scenario("reply: [text: old]")]) as server:
        server.swap(load(tmp_path))
        url = f"{server.base_url}/chat/completions"
        body = {"model": "a", "messages": [], "stream": True}
        assert "new" in httpx.post(url, json=body, trust_env=False).text


async def test_the_name_of_a_bundled_scenario_is_no_place_to_watch(tmp_path: Path) -> None:
    stopped = asyncio.Event()
    found = changes([Path("quirks/usage/choices-null"), tmp_path], stopped)
    assert await anext(found) is False
    (tmp_path / "a.yaml").write_text("reply: []\n")
    while not await anext(found):
        pass
    stopped.set()
    assert [one async for one in found if one] == []


async def test_where_only_bundled_scenarios_are_served_the_watching_begins() -> None:
    stopped = asyncio.Event()
    found = changes([Path("quirks/usage/choices-null")], stopped)
    assert await anext(found) is False
    stopped.set()
    assert [one async for one in found if one] == []
