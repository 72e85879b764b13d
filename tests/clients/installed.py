"""Where the clients of the tests are: packages of exact versions in a cache outside the checkout.

Each folder is made once, whole or not at all, and no package's own script runs.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
PATIENCE = 150.0
"""Seconds that an installation may take."""


class MissingError(Exception):
    """The clients of a place are not here, and cannot be installed; the message says why."""


def node() -> list[str]:
    """The command of the JavaScript clients, beside the packages that they import."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise MissingError("Node and npm are not installed")
    wanted = HERE / "node"
    folder = _made("node", [wanted / "package.json", wanted / "ask.mjs"], _npm)
    return [shutil.which("node") or "node", str(folder / "ask.mjs")]


def python() -> list[str]:
    """The command of the Python clients, with the interpreter of their own environment."""
    interpreter = python_with(HERE / "python" / "requirements.txt")
    return [str(interpreter), str(HERE / "python" / "ask.py")]


def own_python() -> list[str]:
    """The command of those Python clients that the tests have installed themselves."""
    return [sys.executable, str(HERE / "python" / "ask.py")]


def python_with(requirements: Path) -> Path:
    """The interpreter of an environment with these packages."""
    version = "python{}.{}".format(*sys.version_info)
    return _interpreter(_made(version, [requirements], _pip))


def node_with(package: Path) -> Path:
    """The folder in which these JavaScript packages are found."""
    return _made("node", [package], _npm)


def _made(kind: str, files: list[Path], install: Callable[[Path], None]) -> Path:
    """The folder with these files, installed; whoever comes second finds the first one's."""
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "mockserver-tests")
    content = b"".join(file.read_bytes() for file in files)
    folder = caches / f"{kind}-{hashlib.sha256(content).hexdigest()[:16]}"
    if folder.exists():
        return folder
    caches.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=caches) as unfinished:
        made = Path(unfinished, kind)
        made.mkdir()
        for file in files:
            shutil.copy(file, made)
        install(made)
        if not folder.exists():
            made.rename(folder)
    return folder


def _npm(folder: Path) -> None:
    options = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
    _run([shutil.which("npm") or "npm", "install", *options], folder)


def _pip(folder: Path) -> None:
    """A virtual environment without a pip of its own: nothing in it knows where it was made."""
    _run([sys.executable, "-m", "venv", "--without-pip", "."], folder)
    options = ["--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    into = ["--python", str(_interpreter(folder)), "install", "--requirement", "requirements.txt"]
    _run([sys.executable, "-m", "pip", *options[:2], *into, *options[2:]], folder)


def _interpreter(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _run(command: list[str], folder: Path) -> None:
    try:
        subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=PATIENCE)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        said = (error.stderr or b"").decode(errors="replace").strip()
        why = said[-300:] or error
        raise MissingError(f"{Path(command[0]).name} cannot install clients: {why}") from None
