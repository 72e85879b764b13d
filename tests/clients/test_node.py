"""OpenAI's and OpenRouter's clients for JavaScript, on each bundled scenario.

The packages are installed once into a folder outside the checkout. Where Node or the packages are
missing, these tests are skipped; never in CI, where the variable CI is set.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from mockserver.serving.server import MockServer

from .expected import BUNDLED, CUT, FAILURES, WHOLE

pytestmark = pytest.mark.timeout(150)
PATIENCE = 60.0

HERE = Path(__file__).parent / "node"
RETRIED = "rate-limit-then-success"  # not by OpenRouter's client
NAMES = [*WHOLE, *FAILURES, *CUT, "texxt"]


def _missing(what: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(f"{what}, and in CI these tests are not skipped")
    pytest.skip(what)


@pytest.fixture(scope="session")
def script() -> Path:
    """The script beside the packages that it imports."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        _missing("Node and npm are not installed")
    content = b"".join((HERE / name).read_bytes() for name in ("package.json", "ask.mjs"))
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "mockserver-tests")
    folder = caches / hashlib.sha256(content).hexdigest()[:16]
    if not folder.exists():
        _install(folder)
    return folder / "ask.mjs"


def _install(folder: Path) -> None:
    """Makes the folder, whole or not at all; whoever comes second finds the first one's."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as unfinished:
        made = shutil.copytree(HERE, Path(unfinished, "node"))
        options = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
        command = [shutil.which("npm") or "npm", "install", *options]
        try:
            subprocess.run(command, cwd=made, capture_output=True, check=True, timeout=PATIENCE)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            said = (error.stderr or b"").decode(errors="replace").strip()
            _missing(f"npm cannot install the packages: {said[-300:] or error}")
        if not folder.exists():
            made.rename(folder)


def _ask(client: str, base_url: str, script: Path) -> dict[str, Any]:
    """What the client said of each scenario."""
    command = [shutil.which("node") or "node", str(script), client, base_url, *NAMES]
    done = subprocess.run(
        command,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return {one["model"]: one for one in map(json.loads, done.stdout.splitlines())}


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with MockServer(BUNDLED) as running:
        yield running


@pytest.fixture(scope="module")
def openai(server: MockServer, script: Path) -> dict[str, Any]:
    return _ask("openai", server.base_url, script)


@pytest.fixture(scope="module")
def openrouter(script: Path) -> dict[str, Any]:
    with MockServer(BUNDLED) as own:
        return _ask("openrouter", own.openrouter_url, script)


def test_every_bundled_scenario_is_asked_for() -> None:
    assert sorted(NAMES) == sorted([*(one.name for one in BUNDLED), "texxt"])


@pytest.mark.parametrize("name", WHOLE)
def test_openai_reads_a_whole_answer(name: str, openai: dict[str, Any]) -> None:
    said, right = openai[name], WHOLE[name]
    assert said["error"] is None
    assert (said["text"], said["finish"]) == (right.text, right.finish)
    assert said["calls"] == {str(index): text for index, text in right.calls.items()}
    assert said["tokens"] == right.tokens


@pytest.mark.parametrize("name", [name for name in WHOLE if name != RETRIED])
def test_openrouter_reads_a_whole_answer(name: str, openrouter: dict[str, Any]) -> None:
    said, right = openrouter[name], WHOLE[name]
    assert said["error"] is None
    assert (said["text"], said["finish"]) == (right.text, right.finish)
    assert said["calls"] == {str(index): text for index, text in right.calls.items()}
    assert said["tokens"] > 0


@pytest.mark.parametrize("name", FAILURES)
def test_openai_says_the_error_of_a_stream(name: str, openai: dict[str, Any]) -> None:
    assert openai[name]["error"] == f"APIError: {FAILURES[name]}"
    assert openai[name]["text"] == "The answer to your question is"


def test_openrouter_reads_its_own_error_of_a_stream(openrouter: dict[str, Any]) -> None:
    said = openrouter["openrouter/midstream-error"]
    assert (said["error"], said["finish"]) == (FAILURES["openrouter/midstream-error"], "error")


ENDS = {
    "truncated": "TypeError: terminated",
    "reset": "TypeError: terminated",
    "stalled": "Error: nothing came for too long",
}


@pytest.mark.parametrize("name", CUT)
@pytest.mark.parametrize("client", ["openai", "openrouter"])
def test_a_cut_answer_is_an_error(name: str, client: str, request: pytest.FixtureRequest) -> None:
    said = request.getfixturevalue(client)[name]
    assert (said["error"], said["finish"]) == (ENDS[name], None)


def test_openai_retries_a_429_and_no_refusal(openai: dict[str, Any], server: MockServer) -> None:
    statuses = {
        name: [one.status for one in server.exchanges if one.scenario == name]
        for name in (RETRIED, None)
    }
    assert statuses == {RETRIED: [429, 200], None: [404]}
    assert openai["texxt"]["error"].startswith("NotFoundError: 404 No scenario answers")


def test_the_server_says_how_each_answer_ended(openai: dict[str, Any], server: MockServer) -> None:
    results = {one.scenario: str(one.result) for one in server.exchanges if one.scenario}
    assert results == {
        **dict.fromkeys([*WHOLE, *FAILURES], "complete"),
        "truncated": "truncate",
        "reset": "reset",
        "stalled": "client_left",
    }
    assert all(one.exact for one in server.exchanges if one.result != "client_left")
