"""Builds for the tests: dbt in this process, each build into a file of its own."""

from __future__ import annotations

import fcntl
import gc
import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from spared import KEPT, SPARED

ROOT = Path(__file__).resolve().parents[2]
ONLINE_RETAIL = ROOT / "data" / "online_retail_ii.parquet"

#: The inputs that the project declares itself: those of the simulated company.
DEMO_INPUTS: dict[str, str] = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]["inputs"]

#: Vars of Online Retail II, as `make demo DATASET=online_retail` gives them.
ONLINE_RETAIL_VARS: dict[str, Any] = yaml.safe_load((ROOT / "data" / "online_retail_ii.yml").read_text())


@dataclass
class Build:
    """One finished dbt build: its file, whether it was green, what failed, and the ids of all that ran."""

    database: Path
    success: bool
    messages: list[str] = field(default_factory=list)
    nodes: frozenset[str] = frozenset()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def row(self, query: str) -> tuple[Any, ...]:
        (only,) = self.rows(query)
        return only

    def fingerprints(self) -> dict[str, tuple[int, int]]:
        """Rows and an order-independent hash of every table and view, by schema and name."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            names = connection.execute(
                "select table_schema, table_name from information_schema.tables order by all"
            ).fetchall()
            return {
                f"{schema}.{name}": connection.execute(
                    f'select count(*), coalesce(sum(cast(hash(t) as hugeint)), 0) from "{schema}"."{name}" as t'
                ).fetchall()[0]
                for schema, name in names
            }


def run_dbt(arguments: Sequence[str], folder: Path, manifest: Manifest | None = None, **environment: str) -> Any:
    """One command of dbt in this process, its artifacts in the folder; gives dbt's own outcome.

    No log file: what fails is in the outcome, and writing down each event costs a tenth of a build.
    """
    places = ["--project-dir", str(ROOT), "--profiles-dir", str(ROOT), "--log-level-file", "none"]
    places += ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        for place, name, function in SPARED:
            patch.setattr(place, name, function)
        for name, value in environment.items():
            patch.setenv(name, value)
        try:
            return dbtRunner(manifest=manifest).invoke([*arguments, "--quiet", *places])
        finally:
            close_connections()


#: Resource types of dbt that only look at what was built.
TESTS = ("unit_test", "test")


def build(
    database: Path,
    variables: dict[str, Any] | None = None,
    left_out: Sequence[str] = ("unit_test",),
    arguments: Sequence[str] = (),
    artifacts: bool = False,
) -> Build:
    """dbt build of the whole project, but for some resource types; with `artifacts`, dbt's manifest stays beside it."""
    variables = variables or {}
    database.parent.mkdir(parents=True, exist_ok=True)
    what = [*arguments, *(["--exclude-resource-type", *left_out] if left_out else [])]
    what += [] if artifacts else ["--no-write-json"]
    manifest = parsed(database.stem, variables.get("inputs"), left_out)
    outcome = run_dbt(
        ["build", "--vars", json.dumps(variables), *what], database.parent, manifest, CUSTOMER360_DB=str(database)
    )
    return Build(database, bool(outcome.success), failures(outcome), nodes(outcome))


def shared(folder: Path, make: Callable[[Path], Build]) -> Build:
    """A build that several workers look at: the first one makes it in the folder, the others wait until it has."""
    folder.mkdir(parents=True, exist_ok=True)
    database, done = folder / "c360.duckdb", folder / "build.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            made = make(database)
            done.write_text(json.dumps([made.success, made.messages, sorted(made.nodes)]))
    success, messages, ids = json.loads(done.read_text())
    return Build(database, success, messages, frozenset(ids))


@dataclass
class Parses:
    """What dbt parsed: for this process as manifests, for all workers as dbt's own files of what it parsed last."""

    folder: Path | None = None
    manifests: dict[tuple[object, ...], Manifest] = field(default_factory=dict)


PARSES = Parses()


def parsed(
    name: str, inputs: Iterable[str] | None = None, left_out: Sequence[str] = TESTS, target: str = "duckdb"
) -> Manifest | None:
    """The project as dbt parses it for a database of this name, without tests that are left out; None where it cannot.

    Of vars, only the names of the inputs change what is parsed. What is left out has no place in the graph either: dbt
    goes through all of it in every command.
    """
    declared = None if inputs is None or set(inputs) == set(DEMO_INPUTS) else sorted(inputs)
    key = name, str(declared), target, *left_out
    if key not in PARSES.manifests:
        manifest = parse(name, declared, target)
        if manifest is None:
            return None
        if "unit_test" in left_out:
            manifest.unit_tests.clear()
        if "test" in left_out:
            manifest.nodes = {id: node for id, node in manifest.nodes.items() if node.resource_type != "test"}
        PARSES.manifests[key] = manifest
        KEPT.append(manifest)
        # Python would go through all of it again and again, looking for garbage.
        gc.collect()
        gc.freeze()
    return PARSES.manifests[key]


def parse(name: str, declared: list[str] | None, target: str) -> Manifest | None:
    """Let dbt parse; what another worker has parsed already, dbt only reads."""
    assert PARSES.folder
    folder = PARSES.folder / hashlib.sha256(f"{name} {declared} {target}".encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    variables = {} if declared is None else {"inputs": {one: "somewhere" for one in declared}}
    # dbt parses anew where a variable of the environment that the profile names has changed.
    places = {"CUSTOMER360_DB": str(folder / f"{name}.duckdb"), "CUSTOMER360_SPARK": str(folder / "spark")}
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command = ["parse", "--no-write-json", "--target", target, "--vars", json.dumps(variables)]
        outcome = run_dbt(command, folder, **places)
    return outcome.result if outcome.success else None


def failures(outcome: Any) -> list[str]:
    """What did not pass, one line each."""
    messages = [str(outcome.exception)] if outcome.exception else []
    results = getattr(outcome.result, "results", None) or []
    return messages + [
        f"{result.node.name}: {result.status}: {result.message}"
        for result in results
        if str(result.status) not in ("pass", "success", "no-op")
    ]


def nodes(outcome: Any) -> frozenset[str]:
    """Ids of the models, seeds and tests that a command ran."""
    return frozenset(result.node.unique_id for result in getattr(outcome.result, "results", None) or [])


def unit_tests_reading(manifest: Manifest, variables: Collection[str]) -> dict[str, set[str]]:
    """By the id of a unit test: the vars that its model, or a macro behind it, asks for by name.

    A macro that is given the name of a var may ask for any.
    """
    asks = re.compile(r"\bvar\(\s*(?:['\"](\w+)['\"])?")

    def asked(model: str) -> set[str]:
        texts, todo, seen = [manifest.nodes[model].raw_code], [*manifest.nodes[model].depends_on_macros], set[str]()
        while todo:
            macro = todo.pop()
            if macro not in seen and macro in manifest.macros:
                seen.add(macro)
                texts.append(manifest.macros[macro].macro_sql)
                todo += manifest.macros[macro].depends_on.macros
        names = {found.group(1) for text in texts for found in asks.finditer(text)}
        return set(variables) if None in names else names & set(variables)

    found = {test.unique_id: asked(test.depends_on.nodes[0]) for test in manifest.unit_tests.values()}
    return {test: names for test, names in found.items() if names}


def close_connections() -> None:
    """Let go of the file: dbt-duckdb keeps its connection for the next command of the same process."""
    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
        DuckDBConnectionManager._ENV = None


def order_lines(location: Path | str, **declaration: Any) -> dict[str, Any]:
    """Var `inputs` for a file or table that uses the contract's own column names."""
    return {"inputs": {"order_lines": {"location": str(location), **declaration}}}


def online_retail(location: Path = ONLINE_RETAIL) -> dict[str, Any]:
    """Var `inputs` for a file of Online Retail II's shape."""
    return order_lines(**ONLINE_RETAIL_VARS["inputs"]["order_lines"] | {"location": location})
