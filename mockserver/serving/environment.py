"""The environment variables by which clients find a server; knows no server, only its URL."""

from __future__ import annotations

from collections.abc import Mapping

ANY_KEY = "mockserver"
"""The API key that clients get where the server asks for none: most SDKs insist on having one."""

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def environment(
    url: str,
    api_key: str | None = None,
    inherited: Mapping[str, str] | None = None,
    control_token: str | None = None,
) -> dict[str, str]:
    """The variables for clients of the server, or of the session, at `url` (without `/v1`).

    `inherited` are the variables that there are already: their exceptions from proxies are kept.

    - `OPENAI_BASE_URL`, `OPENAI_API_KEY`: OpenAI's SDKs for Python and JavaScript.
      https://github.com/openai/openai-python/blob/main/src/openai/_client.py
      https://github.com/openai/openai-node/blob/master/src/client.ts
    - `OPENAI_API_BASE`: LangChain, LiteLLM, and OpenAI's SDK for Python before 1.0.
      https://github.com/langchain-ai/langchain/blob/master/libs/partners/openai/langchain_openai/chat_models/base.py
      https://docs.litellm.ai/docs/providers/openai
    - `OPENROUTER_API_KEY`, `OPENROUTER_BASE_URL`: OpenRouter's SDKs (the one for Python reads the
      key alone). https://github.com/OpenRouterTeam/typescript-sdk/blob/main/src/lib/env.ts
    - `OPENROUTER_API_BASE`: LiteLLM. https://docs.litellm.ai/docs/providers/openrouter
    - `NO_PROXY`, `no_proxy`: loopback is asked directly, whatever proxies are set.
      https://www.python-httpx.org/environment_variables/
    - `MOCKSERVER_URL`: for the control plane, and for clients that read other names.
    - `MOCKSERVER_CONTROL_TOKEN`: where the control plane asks for one.

    Azure's (`AZURE_OPENAI_ENDPOINT` …) are not among them: beside `OPENAI_API_KEY` they make
    `openai.chat` in Python refuse to choose, and `AzureOpenAI` in JavaScript refuses an endpoint
    beside `OPENAI_BASE_URL`.
    """
    base, openrouter, key = f"{url}/v1", f"{url}/api/v1", api_key or ANY_KEY
    direct = _direct(inherited or {})
    return {
        "OPENAI_BASE_URL": base,
        "OPENAI_API_BASE": base,
        "OPENAI_API_KEY": key,
        "OPENROUTER_BASE_URL": openrouter,
        "OPENROUTER_API_BASE": openrouter,
        "OPENROUTER_API_KEY": key,
        "MOCKSERVER_URL": url,
        **({} if control_token is None else {"MOCKSERVER_CONTROL_TOKEN": control_token}),
        "NO_PROXY": direct,
        "no_proxy": direct,
    }


def _direct(inherited: Mapping[str, str]) -> str:
    """The hosts that are asked without a proxy, those there are already first."""
    said = ",".join(inherited.get(name, "") for name in ("no_proxy", "NO_PROXY"))
    hosts = [host.strip() for host in said.split(",") if host.strip()]
    return ",".join(dict.fromkeys([*hosts, *_LOOPBACK]))
