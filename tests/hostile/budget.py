"""How many examples a test takes: few and the same ones in CI, many others in a long run."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

FACTOR = int(os.environ.get("MOCKSERVER_HOSTILE", "1"))
"""How many times as many examples as CI takes."""


def examples(count: int) -> settings:
    """So many examples in CI."""
    return settings(
        max_examples=count * FACTOR,
        derandomize=FACTOR == 1,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
