"""Plans that were made before, for requests that are the same to the byte; bounded, no clock.

A plan is a function of its reply, the chance, the dialect, the connection and the request's body
alone, so nothing that can differ is left out of the key.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from mockserver.scenario.model import Reply
from mockserver.wire.instructions import Plan

MOST_PLANS = 256
MOST_BODY = 64 * 1024
"""Bytes of a request's body beyond which its plan is not kept."""
MOST_MEMORY = 32 * 1024 * 1024
"""Bytes of memory that all plans take, about; a single one takes at most a quarter of it."""


class PlanCache:
    """The plans used last."""

    def __init__(self, most: int = MOST_PLANS, most_memory: int = MOST_MEMORY) -> None:
        self._most = most
        self._most_memory = most_memory
        self._memory = 0
        self._plans: OrderedDict[Hashable, tuple[Reply, Plan]] = OrderedDict()

    def get(self, reply: Reply, body: bytes, more: Hashable, make: Callable[[], Plan]) -> Plan:
        """The plan for this reply, body and whatever else it depends on; made where it is new."""
        if len(body) > MOST_BODY:
            return make()
        key = (id(reply), body, more)  # the reply is kept with the plan, so its id stays its own
        known = self._plans.get(key)
        if known is not None:
            self._plans.move_to_end(key)
            return known[1]
        plan = make()
        if plan.memory <= self._most_memory // 4:
            self._plans[key] = (reply, plan)
            self._memory += plan.memory
            while len(self._plans) > self._most or self._memory > self._most_memory:
                _, (_, oldest) = self._plans.popitem(last=False)
                self._memory -= oldest.memory
        return plan
