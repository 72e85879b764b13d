"""A mock streaming server for testing clients of LLM chat completion APIs: its public names.

Each name is imported when it is first used, so that `import mockserver` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .delivery.base import Limits as Limits
    from .errors import MockServerError as MockServerError
    from .exchange.journal import Exchange as Exchange
    from .exchange.outcome import Outcome as Outcome
    from .exchange.outcome import Result as Result
    from .exchange.sweep_way import SweepError as SweepError
    from .scenario.load import load as load
    from .scenario.load import parse as parse
    from .scenario.model import Reply as Reply
    from .scenario.model import Scenario as Scenario
    from .serving.app import create_app as create_app
    from .serving.mock_session import MockSession as MockSession
    from .serving.server import MockServer as MockServer
    from .serving.sweeps import cuts as cuts
    from .source.diagnostics import Diagnostic as Diagnostic
    from .source.diagnostics import ScenarioError as ScenarioError
    from .wire.digest import digest as digest
    from .wire.instructions import End as End
    from .wire.instructions import Ending as Ending
    from .wire.instructions import Head as Head
    from .wire.instructions import Pause as Pause
    from .wire.instructions import Plan as Plan
    from .wire.instructions import Send as Send
    from .wire.transcript import transcript as transcript

_HOMES = {
    "Diagnostic": "source.diagnostics",
    "End": "wire.instructions",
    "Ending": "wire.instructions",
    "Exchange": "exchange.journal",
    "Head": "wire.instructions",
    "Limits": "delivery.base",
    "MockServer": "serving.server",
    "MockServerError": "errors",
    "MockSession": "serving.mock_session",
    "Outcome": "exchange.outcome",
    "Pause": "wire.instructions",
    "Plan": "wire.instructions",
    "Reply": "scenario.model",
    "Result": "exchange.outcome",
    "Scenario": "scenario.model",
    "ScenarioError": "source.diagnostics",
    "Send": "wire.instructions",
    "SweepError": "exchange.sweep_way",
    "create_app": "serving.app",
    "cuts": "serving.sweeps",
    "digest": "wire.digest",
    "load": "scenario.load",
    "parse": "scenario.load",
    "transcript": "wire.transcript",
}

__all__ = sorted(_HOMES)

__version__: str
"""The version that is installed; read when it is first asked for."""


def __dir__() -> list[str]:
    """What there is, that which is not imported yet, too."""
    return sorted({*globals(), *__all__, "__version__"})


def __getattr__(name: str) -> object:
    """Imports a public name from where it lives."""
    from importlib import import_module

    if name == "__version__":
        from importlib.metadata import version

        return version(__name__)
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
