"""docs/writing-scenarios.md is typed along: its files are written, its commands run, in order.

`pytest tests/docs --rewrite-goldens` writes what they print into the page.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner

from mockserver.cli import main
from mockserver.exchange.checking import findings
from mockserver.scenario.load import load, load_folder
from mockserver.serving.server import MockServer
from tests.cli.running import serving

from . import made
from .test_scenario_format import ENVELOPE, HEADERS, NOTHING_SAID

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "writing-scenarios.md"
TEXT = PAGE.read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
DIGEST = re.compile(r"^sha256:.*\n", re.MULTILINE)
PORT = "8080"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the page is for a POSIX shell")


@dataclass
class Reader:
    """Somebody who types along in a folder: what the page should show at each block."""

    folder: Path
    words: str = ""
    """The shell functions that are defined so far."""
    printed: str = ""
    """What the last command printed."""
    rendered: int = 0
    blocks: list[str] = field(default_factory=list)

    def follow(self, page: str) -> str:
        """The page as it should be."""
        return BLOCK.sub(self._block, page)

    def _block(self, found: re.Match[str]) -> str:
        kind, text = found[1], found[2]
        self.blocks.append(kind)
        does = {"yaml": self._write, "sh": self._run, "text": self._shown}[kind]
        return f"```{kind}\n{does(text)}```"

    def _write(self, text: str) -> str:
        first = text.partition("\n")[0]
        if "yaml-language-server" in first:  # what `new` wrote
            (only,) = self.folder.rglob("*.yaml")
            return only.read_text("utf-8")
        file = self.folder / first.removeprefix("# ")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return text

    def _shown(self, text: str) -> str:
        del text
        return self.printed

    def _run(self, text: str) -> str:
        lines = text.splitlines()
        if all(line.startswith("mockserver serve ") for line in lines):
            self.printed = self._served(text)
        elif all(line.startswith("mockserver ") for line in lines):
            self.printed = "".join(map(self._command, lines))
        else:
            self.printed = self._shell(text)
        return text

    def _command(self, line: str) -> str:
        _, *arguments = shlex.split(line)
        printed = CliRunner().invoke(main, arguments, catch_exceptions=False).output
        if arguments[0] != "render":
            return printed
        self.rendered += 1
        whole = printed if self.rendered == 1 else DIGEST.sub("", HEADERS.sub(r"\1", printed))
        return _shortened(whole)

    def _served(self, line: str) -> str:
        _, _, *arguments = shlex.split(line.replace(PORT, "0"))
        with serving(*arguments) as server:
            code, more, wrong = server.end(signal.SIGTERM)
            assert (code, wrong) == (0, "")
            return (server.first_line + more).replace(str(server.port), PORT)

    def _shell(self, text: str) -> str:
        """What a shell prints, beside a server of all files so far."""
        with MockServer(load(self.folder / "mock") if "ask" in text else ()) as server:
            port = server.url.rpartition(":")[2]
            script = f"{self.words}\n{text}".replace(PORT, port)
            path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
            ran = subprocess.run(
                ["bash", "-c", script],
                capture_output=True,
                text=True,
                cwd=self.folder,
                env={**os.environ, "PATH": path},
                timeout=45,
                check=False,
            )
        assert ran.stderr == ""
        self.words += "".join(re.findall(r"^\w+\(\) \{\n.*?^\}\n", text, re.DOTALL | re.MULTILINE))
        return _shortened(ran.stdout)


def _shortened(text: str) -> str:
    return NOTHING_SAID.sub("…", ENVELOPE.sub("{…,", text)).rstrip("\n") + "\n"


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.chdir(tmp_path)
    return Reader(tmp_path)


def test_who_types_along_sees_what_the_page_shows(
    reader: Reader, request: pytest.FixtureRequest
) -> None:
    page = reader.follow(TEXT)
    if request.config.getoption("--rewrite-goldens"):
        PAGE.write_text(page, "utf-8", newline="\n")
    assert page.splitlines() == PAGE.read_text("utf-8").splitlines()
    found = list(findings(load_folder(reader.folder / "mock"), unsaid=True))
    assert [str(one) for one in found] == []
    assert reader.blocks.count("yaml") == len([*reader.folder.rglob("*.yaml")]) + 1  # wrong.yaml


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\((.*?)\)", TEXT))))
def test_a_link_leads_to_a_page_or_a_heading(link: str) -> None:
    page, _, heading = link.partition("#")
    text = (PAGE.parent / page).read_text("utf-8") if page else TEXT
    anchors = map(made.anchor, re.findall(r"^#+ (.*)$", text, re.MULTILINE))
    assert not heading or heading in anchors


def test_the_page_begins_with_all_its_sections() -> None:
    contents, *sections = re.split(r"^## (.*)$", TEXT, flags=re.MULTILINE)
    assert [one for one in sections[::2] if f"(#{made.anchor(one)})" not in contents] == []
