"""Which paths the data plane has, in whose dialect, and what is said of all others.

Knows no handler, and of the control plane only where it is.
"""

from __future__ import annotations

from mockserver.dialects import DIALECTS
from mockserver.dialects.base import Dialect

BASES = {
    "/v1": DIALECTS["openai"],
    "/api/v1": DIALECTS["openrouter"],
    "/v1/v1": DIALECTS["openai"],
}
"""The base paths, and the dialect that each of them speaks where the scenario names none.

`/v1/v1` is where r9s' SDKs ask that add `/v1` to a base URL which ends with it.
"""

COMPLETIONS = [f"{base}/chat/completions" for base in BASES]
MODELS = [f"{base}/models" for base in BASES]

DEPLOYMENT = "/openai/deployments/{deployment}/chat/completions"
"""Azure's path: the deployment is the model where the body has none.

https://learn.microsoft.com/azure/ai-services/openai/reference
"""

SESSION = "/s/{session}"
"""What stands before every path, of either plane, where it is a session's."""

CONTROL = "/__mockserver__"
"""What stands before every path of the control plane; `control/routes.py` has them."""

METHODS = {
    **dict.fromkeys(COMPLETIONS, "POST"),
    **dict.fromkeys(MODELS, "GET"),
    DEPLOYMENT: "POST",
}
"""The method that each path of the data plane takes."""

_OTHER_APIS = {
    "responses": "the Responses API",
    "messages": "the Messages API",
    "completions": "the legacy Completions API",
    "embeddings": "embeddings",
    "moderations": "moderations",
    "images": "images",
    "audio": "audio",
    "realtime": "the Realtime API",
    "assistants": "the Assistants API",
    "threads": "the Assistants API",
    "batches": "batches",
    "files": "files",
}
"""What other APIs' paths have behind a base."""


def of_session(path: str) -> str:
    """The same path of a session; that of the default one stands in the tables here."""
    return f"{SESSION}{path}"


def split(path: str) -> tuple[str | None, str]:
    """The session that a path names (None: the default one), and the rest."""
    if path.startswith("/s/"):
        name, slash, rest = path.removeprefix("/s/").partition("/")
        return name, f"{slash}{rest}"
    return None, path


def dialect_of(path: str) -> Dialect:
    """The dialect of a path."""
    path = split(path)[1]
    for beginning, dialect in _BEGINNINGS:
        if path.startswith(beginning):
            return dialect
    return DIALECTS["openai"]


_BEGINNINGS = tuple((f"{base}/", dialect) for base, dialect in BASES.items())


def refused(path: str, route: str | None, method: str) -> tuple[int, str]:
    """The status and a sentence for a path that is not served, or not with this method.

    `route` is the path as METHODS has it; None where it has none such.
    """
    if route is not None:
        return 405, f"{path} takes {METHODS[route]}, not {method}."
    api = _api(path)
    only = f": this is {api}, and only chat completions are served" if api else ""
    served = ", ".join(f"{method} {one}" for one, method in METHODS.items())
    return 404, f"{path} is not served here{only}. Served: {served}, and what is below {CONTROL}."


def route_of(path: str) -> str | None:
    """The path as METHODS has it: without a session, a deployment's with the name left out."""
    path = split(path)[1]
    parts = path.split("/")
    if len(parts) == 6 and "/".join([*parts[:3], "{deployment}", *parts[4:]]) == DEPLOYMENT:
        return DEPLOYMENT
    return path if path in METHODS else None


def _api(path: str) -> str | None:
    path = split(path)[1]
    for base in (*BASES, "/openai", ""):
        if path.startswith(f"{base}/"):
            found = _OTHER_APIS.get(path.removeprefix(f"{base}/").partition("/")[0])
            if found is not None:
                return found
    return None
