"""Makes the table of docs/conformance.md: `python -m docs.conformance.make`, in the checkout.

It installs the clients of the files beside it into the tests' cache, runs every adapter over the
bundled scenarios, and writes what came of it between the marks of the page. Verdicts are kept in
the folder `results` (not in the repository), so that a second run asks only for what has changed;
each client's page is there, too. It takes half an hour on two cores.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

from mockserver.adapters import ADAPTERS
from mockserver.conformance.matrix import as_markdown
from mockserver.conformance.row import Report, from_json
from tests.clients import installed

HERE = Path(__file__).parent
PAGE = HERE.parent / "conformance.md"
BEGIN, END = "<!-- what we saw -->\n", "<!-- end -->\n"
COMMAND = (sys.executable, "-c", "from mockserver.cli import main; main(prog_name='mockserver')")


def places() -> dict[str, tuple[Path, Path]]:
    """What runs each adapter, and the folder in which it is run."""
    python = installed.python_with(HERE / "python" / "requirements.txt")
    others = {"litellm": installed.python_with(HERE / "litellm" / "requirements.txt")}
    node = Path(shutil.which("node") or "node")
    packages = installed.node_with(HERE / "node" / "package.json")
    return {
        name: (node, packages)
        if one.file.endswith(".mjs")
        else (others.get(name, python), packages)
        for name, one in ADAPTERS.items()
    }


def conform(name: str, results: Path, interpreter: Path, folder: Path, form: str) -> Path:
    """Runs an adapter over all scenarios; what is known already is not asked for again."""
    output = results / f"{name}.{form}"
    own = ["--format", form, "--output", output, "--fail-on", "nothing"]
    kept = ["--resume", results / f"{name}.jsonl"]
    command = [*COMMAND, "conform", "--adapter", name, *own, *kept, "--", interpreter]
    subprocess.run(list(map(str, command)), cwd=folder, check=True)  # noqa: S603 - our own
    return output


def report(path: Path) -> Report:
    """A report as it was written."""
    said = json.loads(path.read_text(encoding="utf-8"))
    rows = [{key: value for key, value in one.items() if key != "verdict"} for one in said["rows"]]
    return Report(said["client"], tuple(said["command"]), tuple(map(from_json, rows)))


def main() -> None:
    """Runs all, or those that are named, and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("adapters", nargs="*", choices=[*ADAPTERS, []], default=[])
    parser.add_argument("--results", type=Path, default=HERE / "results")
    asked = parser.parse_args()
    results = asked.results.resolve()
    results.mkdir(parents=True, exist_ok=True)
    where = places()
    for name in asked.adapters or ADAPTERS:
        conform(name, results, *where[name], form="json")
        conform(name, results, *where[name], form="html")
    reports = {one.stem: report(one) for one in sorted(results.glob("*.json"))}
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    made = f"{before}{BEGIN}\n{as_markdown(reports)}\n{END}{after}"
    PAGE.write_text(made, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
