"""Exit code 0 where the server in this container is ready, for probes; needs Python alone.

The address is MOCKSERVER_URL (default: http://127.0.0.1:8080). The token is that of the server,
MOCKSERVER_CONTROL_TOKEN. Without it, a server that asks for one counts as ready: it answers.
"""

import os
import sys
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

url = os.environ.get("MOCKSERVER_URL", "http://127.0.0.1:8080")
token = os.environ.get("MOCKSERVER_CONTROL_TOKEN")
request = Request(f"{url}/__mockserver__/health")  # noqa: S310 - the address is the operator's
if token:
    request.add_header("Authorization", f"Bearer {token}")
try:
    build_opener(ProxyHandler({})).open(request, timeout=4).close()
except HTTPError as error:
    if error.code != 401 or token:
        sys.exit(f"not ready: {error}")
except OSError as error:
    sys.exit(f"not ready: {error}")
