"""Where the scenarios are that come with mockserver; knows nothing of what they say."""

from __future__ import annotations

from pathlib import Path


def folder() -> Path:
    """The folder of the bundled scenarios: inside the installed package, or in the checkout."""
    package = Path(__file__).parent
    installed = package / "bundled"
    return installed if installed.is_dir() else package.parent / "scenarios"
