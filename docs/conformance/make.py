"""Makes the table of docs/conformance.md: `python -m docs.conformance.make`, in the checkout.

It installs the clients of the files beside it into the tests' cache, runs every adapter over the
bundled scenarios, and writes what came of it between the marks of the page. Verdicts are kept in
the folder `results` (not in the repository), so that a second run asks only for what has changed;
each client's page is there, too. It takes half an hour on two cores.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from mockserver.adapters import ADAPTERS
from mockserver.conformance.matrix import as_markdown
from mockserver.conformance.row import Report, from_json
from tests.clients import installed

HERE = Path(__file__).parent
PAGE = HERE.parent / "conformance.md"
BEGIN, END = "<!-- what we saw -->\n", "<!-- end -->\n"
COMMAND = (sys.executable, "-c", "from mockserver.cli import main; main(prog_name='mockserver')")


@dataclass(frozen=True)
class Place:
    """What runs an adapter, the folder in which it is run, and a name for these packages."""

    interpreter: Path
    folder: Path
    name: str


def places() -> dict[str, Place]:
    """Where each adapter's client is; it is installed where it is not there yet."""
    packages = installed.node_with(HERE / "node" / "package.json")
    node = Place(Path(shutil.which("node") or "node"), packages, packages.name)
    found = {}
    for name in ("python", "litellm"):
        interpreter = installed.python_with(HERE / name / "requirements.txt")
        found[name] = Place(interpreter, packages, interpreter.parents[1].name)
    return {
        name: node if one.file.endswith(".mjs") else found.get(name, found["python"])
        for name, one in ADAPTERS.items()
    }


def conform(name: str, results: Path, place: Place, form: str, jobs: int) -> None:
    """Runs an adapter over all scenarios; what is known of these packages is kept."""
    own = ["--format", form, "--output", results / f"{name}.{form}", "--fail-on", "nothing"]
    kept = ["--jobs", jobs, "--resume", results / f"{name}.{place.name}.jsonl"]
    command = [*COMMAND, "conform", "--adapter", name, *own, *kept, "--", place.interpreter]
    subprocess.run(list(map(str, command)), cwd=place.folder, check=True)  # noqa: S603 - our own


def report(path: Path) -> Report:
    """A report as it was written."""
    said = json.loads(path.read_text(encoding="utf-8"))
    rows = [{key: value for key, value in one.items() if key != "verdict"} for one in said["rows"]]
    return Report(said["client"], tuple(said["command"]), tuple(map(from_json, rows)))


def write(results: Path) -> None:
    """Writes the tables of all results into the page."""
    reports = {one.stem: report(one) for one in sorted(results.glob("*.json"))}
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    made = f"{before}{BEGIN}\n{as_markdown(reports)}\n{END}{after}"
    PAGE.write_text(made, encoding="utf-8", newline="\n")


def main() -> None:
    """Runs all adapters, or those that are named, and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("adapters", nargs="*", help=f"only these of {', '.join(ADAPTERS)}")
    parser.add_argument("--results", type=Path, default=HERE / "results")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    if unknown := [one for one in asked.adapters if one not in ADAPTERS]:
        parser.error(f"there is no adapter {unknown[0]}")
    results = asked.results.resolve()
    results.mkdir(parents=True, exist_ok=True)
    where = places()
    for name in asked.adapters or ADAPTERS:
        for form in ("json", "html"):
            conform(name, results, where[name], form, asked.jobs)
    write(results)


if __name__ == "__main__":
    main()
