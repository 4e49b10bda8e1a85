"""The tables that this project itself builds, which can be no input: a build would overwrite them."""

from __future__ import annotations

from pathlib import Path

from customer360.contract import of_project

#: The schema of marts and predictions in DuckDB's default target.
MARTS = "main"

#: Folder of the project by the schema that its tables go to, as in macro generate_schema_name.
LAYERS = (
    (Path("models") / "staging", "staging"),
    (Path("models") / "intermediate", "intermediate"),
    (Path("models") / "marts", MARTS),
    (Path("models") / "predictions", MARTS),
    (Path("models") / "predictions", "intermediate"),
    (Path("models") / "pii", "pii"),
    (Path("seeds") / "config", "config"),
)

#: What models of a layer are called, those of an older state of the project too.
PREFIXES = {"staging": "stg_", "intermediate": "int_"}


def is_own_table(location: str, marts: str = MARTS) -> bool:
    """Whether schema.table, or a table of the marts' schema, is one that this project builds.

    Args:
        location: as in var inputs.
        marts: the schema of the marts.
    """
    parts = location.lower().split(".")
    schema, name = (parts[-2] if len(parts) > 1 else marts.lower()), parts[-1]
    if name.startswith(PREFIXES.get(schema, "\0")):
        return True
    return any(
        schema == (marts.lower() if layer == MARTS else layer) and name in names_below(folder)
        for folder, layer in LAYERS
    )


def names_below(folder: Path) -> frozenset[str]:
    """The models and seeds in a folder of the project; none where it is not at hand."""
    paths = of_project(folder).rglob("*")
    return frozenset(path.stem.lower() for path in paths if path.suffix in (".sql", ".py", ".csv"))
