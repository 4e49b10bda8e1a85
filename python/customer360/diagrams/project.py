"""What the pictures show of a project: its tables with their keys, and who reads whom, all from dbt's manifest."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

#: Folders of models/ from the inputs on; `raw` are the inputs themselves, `serving` the tables made last.
LAYERS = ("raw", "staging", "intermediate", "pii", "marts", "predictions", "serving")

#: Folders whose tables people query.
SERVED = ("pii", "marts", "predictions")

#: The mart that all others lead to; what reads it is made last, too.
HUB = "customer_360"

#: What stands in brackets, and all behind the first statement of a description.
ASIDE = re.compile(r"\s*\([^)]*\)|[.:;]\s.*|[.:;]$")


class DiagramError(Exception):
    """A picture cannot be made; the message says why."""


@dataclass(frozen=True, order=True)
class Area:
    """A folder of models of one layer, as the pictures of the lineage show it; or one table of the layer serving."""

    layer: str
    name: str


@dataclass(frozen=True)
class Model:
    """An input or a model, and the ids of what it reads."""

    name: str
    area: Area
    reads: tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """A column whose values are those of a column of another table; `may_be_empty` where a row can have none."""

    column: str
    table: str
    field: str
    may_be_empty: bool


@dataclass(frozen=True)
class Table:
    """A served table: `folder` is below models/, `grain` what a row is of, `filled` what a test holds never NULL."""

    name: str
    layer: str
    folder: str
    grain: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    filled: frozenset[str]
    references: tuple[Reference, ...]


@dataclass(frozen=True)
class Project:
    """Models by dbt's id, inputs among them, and the served tables by name."""

    models: Mapping[str, Model]
    tables: Mapping[str, Table]


def project_of(manifest: Mapping[str, Any]) -> Project:
    """The project that a manifest of dbt describes.

    Raises:
        DiagramError: it is no manifest of dbt, or of another version, or of another project.
    """
    try:
        nodes = {id: node for id, node in manifest["nodes"].items() if node["resource_type"] == "model"}
        tests = [node for node in manifest["nodes"].values() if node.get("test_metadata")]
        models = models_of(nodes, manifest["sources"])
        tables = tables_of(nodes, models, tests)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise DiagramError(f"This is no manifest of dbt, or one of another version: {error!r}.") from error
    if HUB not in tables:
        raise DiagramError(f"The manifest knows no table {HUB}: run `dbt parse` in the project's folder anew.")
    return Project(models, tables)


def models_of(nodes: Mapping[str, Any], sources: Mapping[str, Any]) -> dict[str, Model]:
    """Inputs and models by id; an input is of the area of the staging model that reads it."""
    hub = next((id for id, node in nodes.items() if node["name"] == HUB), "")
    models = {}
    for id, node in nodes.items():
        reads = tuple(one for one in node["depends_on"]["nodes"] if one in nodes or one in sources)
        is_last = id == hub or (hub in reads and area(node).layer in SERVED)
        models[id] = Model(node["name"], Area("serving", node["name"]) if is_last else area(node), reads)
    for model in list(models.values()):
        if model.area.layer == "staging":
            for id in model.reads:
                if id in sources:
                    models[id] = Model(sources[id]["name"], Area("raw", model.area.name), ())
    return {
        id: Model(one.name, one.area, tuple(read for read in one.reads if read in models)) for id, one in models.items()
    }


def folder(node: Mapping[str, Any]) -> str:
    """Where a model lies below models/, without its file."""
    return str(node["original_file_path"].partition("/")[2].rpartition("/")[0])


def area(node: Mapping[str, Any]) -> Area:
    """The folder of a model within its layer; the layer's own name where it lies in none."""
    layer, _, name = folder(node).partition("/")
    return Area(layer, name or layer)


def tables_of(nodes: Mapping[str, Any], models: Mapping[str, Model], tests: Iterable[Any]) -> dict[str, Table]:
    """The served tables; a model of their folders whose schema is intermediate is none."""
    of_model = defaultdict(list)
    for test in tests:
        of_model[test["attached_node"]].append(test)
    served = {
        id: node
        for id, node in sorted(nodes.items())
        if area(node).layer in SERVED and node["config"]["schema"] != "intermediate"
    }
    return {
        node["name"]: table_of(id, node, models[id].area.layer, of_model[id], served) for id, node in served.items()
    }


def table_of(id: str, node: Mapping[str, Any], layer: str, tests: Iterable[Any], served: Mapping[str, Any]) -> Table:
    """One table with what its tests say of keys and of other served tables."""
    kinds = defaultdict(list)
    for test in sorted(tests, key=lambda test: str(test["unique_id"])):
        kinds[test["test_metadata"]["name"]].append(test)
    keys = [tuple(test["test_metadata"]["kwargs"]["columns"]) for test in kinds["primary_key"]]
    key = min(keys, key=lambda columns: (len(columns), columns), default=())
    filled = {column for test in kinds["filled"] for column in test["test_metadata"]["kwargs"]["columns"]}
    references = []
    for test in kinds["relationships"]:
        others = [one for one in test["depends_on"]["nodes"] if one != id] or [id]
        if others[0] in served:
            column, field = test["test_metadata"]["kwargs"]["column_name"], test["test_metadata"]["kwargs"]["field"]
            may_be_empty = bool(test["config"]["where"]) or column not in filled | set(key)
            references.append(Reference(column, served[others[0]]["name"], field, may_be_empty))
    return Table(
        name=node["name"],
        layer=layer,
        folder=folder(node),
        grain=ASIDE.sub("", " ".join(node["description"].split())),
        columns=tuple(node["columns"]),
        key=key,
        filled=frozenset(filled | set(key)),
        references=tuple(references),
    )
