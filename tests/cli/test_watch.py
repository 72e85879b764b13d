"""`serve --watch`: what people read when files change, and what clients then get."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from mockserver.cli import main, serve

from .running import Serving, serving


def until(server: Serving, word: str) -> str:
    """The first line with this word, of those that are printed from now on."""
    assert server.process.stdout is not None
    return next(line for line in server.process.stdout if word in line)


def text(server: Serving, model: str) -> str:
    url = f"{server.url}/v1/chat/completions"
    body = {"model": model, "messages": []}
    return httpx.post(url, json=body, trust_env=False).text


def test_changes_are_served_and_mistakes_are_not(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("reply: [text: old]\n")
    with serving(tmp_path, "--port", "0", "--watch") as server:
        until(server, "watching for changes")
        assert "old" in text(server, "a")
        (tmp_path / "a.yaml").write_text("reply: [txt: broken]\n")
        until(server, "not reloaded: the scenarios of before are served on")
        assert server.process.stderr is not None
        assert server.process.stderr.readline().startswith(f"{tmp_path}/a.yaml:1:9: unknown step")
        assert "old" in text(server, "a")
        (tmp_path / "a.yaml").write_text("reply: [text: new]\n")
        until(server, "reloaded: 1 scenario is served")
        assert "new" in text(server, "a")


def test_without_its_package_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(serve, "find_spec", lambda name: None)
    result = CliRunner().invoke(main, ["serve", "--watch", str(tmp_path)])
    assert result.exit_code == 2
    assert "pip install 'mockserver[watch]'" in result.stderr
