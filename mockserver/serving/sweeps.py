"""Sweeps on a session: each variant of a reply is served in its turn, and what was served is proved.

Runs clients, one after the other or one on each of several sessions; knows no route and no socket.
"""

from __future__ import annotations

from collections.abc import (
    AsyncGenerator,
    Awaitable,
    Callable,
    Generator,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from mockserver.building.answers import built_reply
from mockserver.exchange.journal import Exchange
from mockserver.exchange.sweep_report import Report, Seen, raised, returned, shown
from mockserver.exchange.sweep_way import SPLIT_PAUSE, Places, SweepError, Way, way
from mockserver.exchange.sweeping import Cut, Swept, as_asked, prove, swept
from mockserver.scenario import library
from mockserver.scenario.load import SUFFIXES, load_file
from mockserver.scenario.model import Reply, Scenario
from mockserver.scenario.said import to_yaml
from mockserver.scenario.values import Record
from mockserver.wire.json_text import Json
