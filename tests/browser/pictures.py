"""Takes the pictures of pages for the docs: `.venv/bin/python -m tests.browser.pictures`.

It needs Chromium and pngquant, which leaves few colours, so that the files are small (Debian:
apt-get install chromium pngquant).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from . import pages
from .chromium import Frame, pictured

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


def report() -> str:
    """What `mockserver conform` writes of a careless client."""
    client = ["--client", "a careless client", "--scenarios", "faults/*", "--timeout", "3"]
    command = [sys.executable, str(Path(__file__).with_name("careless.py"))]
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "report.html")
        said = ["--fail-on", "nothing", "--format", "html", "--output", str(page)]
        here = [sys.executable, "-c", "from mockserver.cli import main; main()"]
        subprocess.run([*here, "conform", *client, *said, "--", *command], check=True)
        text = page.read_text("utf-8")
    return text.replace(" ".join(command), "python careless.py")


def taken() -> dict[str, Frame]:
    """Each picture's file, and what it shows."""
    everything = pages.replies(pages.EVERYTHING, "everything")
    return {
        "render-page.png": Frame(everything, 900, 1180),
        "render-phone.png": Frame(everything, 360, 1180),
        "conform-page.png": Frame(report(), 900, 1180),
    }


def take(frame: Frame, path: Path) -> None:
    """Writes one picture, of no more colours than it needs to be read."""
    pictured(frame, path)
    options = ["--nofs", "--strip", "--force", "--output", str(path)]
    subprocess.run(["pngquant", "48", *options, str(path)], check=True)


if __name__ == "__main__":
    for name, frame in taken().items():
        take(frame, FOLDER / name)
