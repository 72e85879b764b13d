"""Every error this project raises on purpose; knows nothing of where it is raised."""

from __future__ import annotations


class MockServerError(Exception):
    """The base of all errors that this project raises on purpose."""
