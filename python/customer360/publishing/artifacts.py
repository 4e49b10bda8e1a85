"""What the last dbt build made and whether it may be published, from the files that dbt leaves in its target folder."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from customer360.compare import columns
from customer360.warehouses import WarehouseError

#: Results of nodes that are as they should be.
GOOD = frozenset({"success", "pass", "warn", "no-op"})

#: Failed nodes that a message names.
NAMED = 5


@dataclass(frozen=True)
class Relation:
    """A table or view of the warehouse.

    key: the columns that its rows are ordered by; empty: all of them. description: what the project says of it;
    columns: the same per column that is described.
    """

    schema: str
    name: str
    key: tuple[str, ...]
    description: str
    columns: dict[str, str]


@dataclass(frozen=True)
class FinishedBuild:
    """A build that passed. started_at: UTC; as_of: the one-row relation with the day of which everything is known."""

    invocation_id: str
    started_at: dt.datetime
    database: str
    as_of: Relation
    relations: tuple[Relation, ...]


def finished_build(folder: Path) -> FinishedBuild:
    """The build that dbt finished last in a target folder.

    Published are the models of the schema of marts and predictions, those of the schema pii where the build was given
    `publish_pii: true`, and what else is marked `meta: {is_published: true}`: rules and texts that the page shows.

    Raises:
        WarehouseError: there was none, it failed, a later one did not end, it left out marts or tests, or it was not
            built on DuckDB.
    """
    manifest, results = artifact(folder / "manifest.json"), artifact(folder / "run_results.json")
    try:
        must_be_publishable(manifest, results)
        nodes = manifest["nodes"].values()
        models = [node for node in nodes if node["resource_type"] == "model"]
        served = [node for node in nodes if node["resource_type"] in ("model", "seed") and is_published(node)]
        must_be_whole(manifest, results, {node["unique_id"] for node in served})
        keys = {node["attached_node"]: columns(node["test_metadata"]) for node in nodes if is_key(node)}
        [as_of] = [relation(node, {}) for node in models if node["name"] == "as_of"]
        return FinishedBuild(
            results["metadata"]["invocation_id"],
            dt.datetime.fromisoformat(results["metadata"]["invocation_started_at"]),
            served[0]["database"],
            as_of,
            tuple(sorted((relation(node, keys) for node in served), key=lambda one: (one.schema, one.name))),
        )
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise WarehouseError(
            f"The files in {folder} are not those of this project's dbt build: run `dbt build` again."
        ) from error


def artifact(file: Path) -> dict[str, Any]:
    """One of dbt's JSON files.

    Raises:
        WarehouseError: it is not there or holds something else.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise WarehouseError(f"There is no finished build: {file} is missing. Run `dbt build` first.") from error
    except ValueError as error:
        raise WarehouseError(f"{file} is damaged: run `dbt build` again.") from error
    if not isinstance(content, dict):
        raise WarehouseError(f"{file} is damaged: run `dbt build` again.")
    return content


def must_be_publishable(manifest: dict[str, Any], results: dict[str, Any]) -> None:
    """Stop unless the results are those of the last build, and good.

    dbt writes its manifest when it starts and its results when it ends, both with the number of the invocation.
    """
    if manifest["metadata"]["adapter_type"] != "duckdb":
        raise WarehouseError(
            "Only a DuckDB warehouse is published: the tables of the target "
            f"{manifest['metadata']['adapter_type']} are files that any reader may open."
        )
    if manifest["metadata"]["invocation_id"] != results["metadata"]["invocation_id"]:
        raise WarehouseError("The last run of dbt did not end, so nothing is published: run `dbt build` again.")
    command = results["args"]["which"]
    if command != "build":
        raise WarehouseError(f"The last run of dbt was `dbt {command}`, which tests nothing: run `dbt build` again.")
    bad = [one for one in results["results"] if one["status"] not in GOOD]
    # One failure skips hundreds of nodes behind it, which would hide its name
    bad.sort(key=lambda one: (one["status"] == "skipped", one["unique_id"]))
    failed = [one["unique_id"].split(".")[2] for one in bad]
    if failed:
        more = f" and {len(failed) - NAMED} more" if len(failed) > NAMED else ""
        raise WarehouseError(
            f"The last build did not pass, so nothing is published: {', '.join(failed[:NAMED])}{more}."
        )


def must_be_whole(manifest: dict[str, Any], results: dict[str, Any], served: set[str]) -> None:
    """Stop where the build left out a served model or one of its tests; what training makes may be kept from before."""
    ran = {one["unique_id"] for one in results["results"]}
    served -= {one for one in served - ran if "train" in manifest["nodes"][one]["config"]["tags"]}
    tests = {
        node["unique_id"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and served & set(node["depends_on"]["nodes"])
    }
    for what, missing in (("tables", served - ran), ("tests", tests - ran)):
        if missing:
            first = sorted(one.split(".")[2] for one in missing)[0]
            raise WarehouseError(
                f"The last build left out {len(missing)} of the {what} that are published, such as {first}: "
                "run `dbt build` without a selection."
            )


def is_published(node: dict[str, Any]) -> bool:
    """Whether a model lies in the schema of marts and predictions, or it or a seed is marked as published."""
    return not node["config"]["schema"] or node["config"]["meta"].get("is_published") is True


def is_key(node: dict[str, Any]) -> bool:
    """Whether a node is the test of a model's key."""
    return (node.get("test_metadata") or {}).get("name") == "primary_key" and not node["config"]["where"]


def relation(node: dict[str, Any], keys: dict[str, tuple[str, ...]]) -> Relation:
    """Where a model lies."""
    key = keys.get(node["unique_id"], ())
    said = {name: " ".join(column["description"].split()) for name, column in node["columns"].items()}
    described = {name: text for name, text in said.items() if text}
    return Relation(node["schema"], node["alias"], key, " ".join(node["description"].split()), described)
