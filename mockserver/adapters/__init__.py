"""Short programs that ask with one client each, for `mockserver conform --adapter`.

They run in processes of their own, by path, and import nothing of this package: the client may be
installed elsewhere. What they print is said in docs/conformance.md.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Adapter:
    """A program below this folder, and the packages that it needs."""

    file: str
    packages: tuple[str, ...]

    def command(self, interpreter: tuple[str, ...] = ()) -> tuple[str, ...]:
        """What runs it: with this interpreter, or with the Python that runs here, or with `node`.

        A JavaScript program finds its packages from the folder where it is run.
        """
        path = str(_HERE / self.file)
        if self.file.endswith(".py"):
            return (*(interpreter or (sys.executable,)), path)
        node = interpreter or (shutil.which("node") or "node",)
        return (*node, "--import", (_HERE / "node" / "from_here.mjs").as_uri(), path)


ADAPTERS = {
    "openai-python": Adapter("python/openai_client.py", ("openai",)),
    "openrouter-python": Adapter("python/openrouter_client.py", ("openrouter",)),
    "langchain": Adapter("python/langchain_client.py", ("langchain-openai",)),
    "litellm": Adapter("python/litellm_client.py", ("litellm",)),
    "pydantic-ai": Adapter("python/pydantic_ai_client.py", ("pydantic-ai-slim[openai]",)),
    "httpx": Adapter("python/httpx_client.py", ("httpx",)),
    "aiohttp": Adapter("python/aiohttp_client.py", ("aiohttp",)),
    "openai-node": Adapter("node/openai_client.mjs", ("openai",)),
    "openrouter-node": Adapter("node/openrouter_client.mjs", ("@openrouter/sdk",)),
    "vercel-ai": Adapter("node/vercel_ai_client.mjs", ("ai", "@ai-sdk/openai-compatible")),
}
"""Every adapter by its name."""
