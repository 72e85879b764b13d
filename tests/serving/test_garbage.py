"""A server's own process looks for garbage rarely, and any other one as it did before."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from mockserver.cli import main
from mockserver.serving import garbage


@pytest.fixture
def as_before() -> Iterator[None]:
    """Everything as it was, whatever a test does."""
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


@pytest.mark.usefixtures("as_before")
def test_what_is_loaded_before_is_not_looked_at_again() -> None:
    with garbage.not_yet():
        assert not gc.isenabled()
        garbage.rarely()
        assert gc.isenabled()
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold()[0] > 1_000


def test_a_server_that_is_refused_leaves_the_process_as_it_was() -> None:
    assert CliRunner().invoke(main, ["serve", "/no/such/file.yaml"]).exit_code
    assert gc.isenabled()
