"""Takes the pictures of pages for the docs: `.venv/bin/python -m tests.browser.pictures`.

It needs Chromium and pngquant, which leaves few colours, so that the files are small (Debian:
apt-get install chromium pngquant).
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from . import pages
from .chromium import Frame, pictured

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"

TAKEN = {
    "render-page.png": Frame(pages.replies(pages.EVERYTHING, "everything"), 900, 1180),
    "render-phone.png": Frame(pages.replies(pages.EVERYTHING, "everything"), 360, 1180),
}
"""Each picture's file, and what it shows."""


def take(frame: Frame, path: Path) -> None:
    """Writes one picture, of no more colours than it needs to be read."""
    pictured(frame, path)
    options = ["--nofs", "--strip", "--force", "--output", str(path)]
    subprocess.run(["pngquant", "48", *options, str(path)], check=True)


if __name__ == "__main__":
    for name, frame in TAKEN.items():
        take(frame, FOLDER / name)
