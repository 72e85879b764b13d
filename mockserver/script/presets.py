"""Times like those of real providers, drawn from chance; knows numbers and their sources, no clock.

A time to first token is log-normal around its median, with a share of much longer ones: a plain
log-normal through the measured p50 and p95 underrates the measured p99 three to five times. The
medians and spreads follow published probes:
https://jonathanwrede.de/en/blog/i-monitored-6-llm-apis-for-7-days
https://modelstats.ai/blog/llm-api-latency-spikes-what-average-ttft-doesnt-tell-you
https://blog.saksham.digital/blog/the-average-latency-lie (bursts)
No source publishes how inter-token latencies of hosted APIs spread, so those sigmas are a choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from statistics import NormalDist

from mockserver.seeding import Random

MILLISECOND = 1_000
GRAIN = 10
"""Drawn times are whole multiples of so many microseconds, so that no libm makes a difference."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A log-normal time: its median in microseconds, the sigma of its logarithm.

    A `share` of the times is `factor` times as long.
    """

    median: int
    sigma: float = 0.0
    share: float = 0.0
    factor: float = 1.0

    def draw(self, random: Random) -> int:
        """One time, in microseconds."""
        scale = self.factor if self.share and random.random() < self.share else 1.0
        if self.sigma:
            scale *= exp(self.sigma * NormalDist().inv_cdf(random.random() or 0.5))
        return round(self.median * scale / GRAIN) * GRAIN


@dataclass(frozen=True, slots=True)
class Preset:
    """How the first chunk and the later ones come.

    `per_token` is added to the first for each token of the prompt; `burst` is how many chunks come
    at once, from and to.
    """

    ttft: Spread = Spread(0)
    itl: Spread = Spread(0)
    per_token: int = 0
    burst: tuple[int, int] = (1, 1)


PRESETS = {
    "instant": Preset(),
    "fast": Preset(Spread(550 * MILLISECOND, 0.3, 0.02, 7), Spread(10 * MILLISECOND, 0.4)),
    "typical": Preset(Spread(750 * MILLISECOND, 0.5, 0.02, 6), Spread(18 * MILLISECOND, 0.5)),
    "slow": Preset(Spread(1100 * MILLISECOND, 0.65, 0.03, 5), Spread(38 * MILLISECOND, 0.6)),
    "erratic": Preset(Spread(2700 * MILLISECOND, 0.84), Spread(5 * MILLISECOND, 0.5, 0.01, 250)),
    "bursts": Preset(
        Spread(200 * MILLISECOND, 0, 0.2, 11), Spread(10 * MILLISECOND), burst=(4, 16)
    ),
    "local": Preset(Spread(30 * MILLISECOND), Spread(17 * MILLISECOND, 0.1), per_token=1_000),
    "reasoning": Preset(Spread(900 * MILLISECOND, 0.3), Spread(15 * MILLISECOND, 0.5)),
}
"""Every preset by its name."""
