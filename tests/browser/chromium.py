"""A headless Chromium that shows pages without a network, and tells or takes a picture of them.

A window of it is never narrower than 500 px, so each page stands in a frame of the width asked for.
Linux; https://developer.chrome.com/docs/chromium/headless
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE = 120.0
"""Seconds that a start of the browser may take on a slow machine; it takes about one."""

OPTIONS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--no-first-run", "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND"),
)

MEASURE = (Path(__file__).parent / "measure.js").read_text("utf-8")


class NoBrowserError(Exception):
    """There is no Chromium here; the message says how to get one."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A page, and the width in pixels at which it is shown."""

    page: str
    width: int
    height: int = 800

    @property
    def markup(self) -> str:
        style = f"border:0;display:block;width:{self.width}px;height:{self.height}px"
        return f'<iframe style="{style}" srcdoc="{html.escape(self.page)}"></iframe>'


def command() -> str:
    """The browser's path. Raises NoBrowserError."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found is not None:
            return found
    raise NoBrowserError("no Chromium here (Debian: apt-get install chromium)")


def measured(frames: list[Frame]) -> list[dict[str, Any]]:
    """What `measure.js` finds in each page, all in one start of the browser."""
    shown = "\n".join(frame.markup for frame in frames)
    dumped = _run(f"{shown}\n<script>{MEASURE}</script>", "--dump-dom")
    found = re.search('<pre id="measured">(.*?)</pre>', dumped, re.DOTALL)
    assert found is not None, f"the browser measured nothing: {dumped[:500]}"
    result: list[dict[str, Any]] = json.loads(html.unescape(found[1]))
    return result


def pictured(frame: Frame, path: Path) -> None:
    """Writes a picture of a page (PNG); of a width below 500 px stands nothing beside it."""
    size = f"--window-size={frame.width},{frame.height}"
    _run(frame.markup, f"--screenshot={path.absolute()}", size)


def _run(body: str, *options: str) -> str:
    browser = command()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        page = Path(folder, "page.html")
        page.write_text(f'<!doctype html><body style="margin:0">\n{body}\n</body>', "utf-8")
        profile = f"--user-data-dir={folder}/profile"
        ran = subprocess.run(
            [browser, *OPTIONS, profile, *options, page.as_uri()],
            capture_output=True,
            text=True,
            env={**os.environ, "HOME": folder},
            timeout=PATIENCE,
            check=False,
        )
    assert ran.returncode == 0, f"{browser} exits with {ran.returncode}: {ran.stderr[-2000:]}"
    return ran.stdout
