"""The page docs/diagrams.md, which shows the pictures and says how to read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from customer360.contract import code
from customer360.diagrams.entities import PICTURES, tables_in
from customer360.diagrams.project import Project

#: Folder of the pictures, beside the page.
FOLDER = "diagrams"

INTRODUCTION = """\
# Diagrams

This page and its pictures are written by `customer360 diagrams` from dbt's manifest; after a change of models, keys or
references `make diagrams` writes them anew. Opened by itself, a picture can be enlarged and searched.
[tables.md](tables.md) says what each table holds.

## Lineage

A box is an area: the inputs of a system, or a folder of models. An arrow leads from what is read to what is made of it,
where it does not follow from other arrows. Areas may read each other (models never do): they stand by how many steps
their models lie from the inputs on average, and arrows that lead back are left out. So are seeds, the business rules.
"""

SERVING = """\

## What serving marts are made of

What each one reads, and what that reads in turn, by area.
"""

ENTITIES = """\

## Tables and keys

PK is the key that a test holds unique. FK is a column whose values a test finds in another table; where more columns
stand below, they are never empty. The ends of a line say how many rows: a bar one, a circle none, a crow's foot many.
A white table is explained in another picture. Lines to a table of some customers, such as `customer_orders`, lead on to
`customer_360` where that table is not in the picture: every customer is there.
"""

#: Heading of each picture of tables.
HEADINGS: Mapping[str, str] = {
    "marts": "Customers, orders and what follows from them",
    "identity": "Who is one person",
    "churn": "Churn",
    "scores": "Clusters, value, prospects and demand",
    "models": "Models and their monitoring",
}


def page(project: Project, pictures: Iterable[str]) -> str:
    """The page as Markdown.

    Args:
        project: whose tables without references are named.
        pictures: names of the pictures of the lineage.
    """
    serving = sorted(set(pictures) - {"lineage"})
    parts = [INTRODUCTION, image("lineage", "Lineage of all areas"), SERVING]
    for name in serving:
        parts += [
            f"\n### {name.removeprefix('lineage_')}\n",
            image(name, f"What {name.removeprefix('lineage_')} reads"),
        ]
    parts += [ENTITIES, *(section(project, name) for name in PICTURES)]
    return "\n".join(parts).replace("\n\n\n", "\n\n")


def section(project: Project, name: str) -> str:
    """The part of the page on one picture of tables, with those that are in none."""
    tables = tables_in(project, name)
    referred = {one.table for table in project.tables.values() for one in table.references if one.table != table.name}
    alone = sorted(one.name for one in tables if one.name not in referred and not one.references)
    parts = [f"\n### {HEADINGS[name]}\n", image(f"entities_{name}", f"Tables and keys: {HEADINGS[name].lower()}")]
    return "\n".join(parts + ([f"\nWithout a tested reference: {code(alone)}.\n"] if alone else []))


def image(name: str, says: str) -> str:
    """A picture on the page; a click opens it by itself."""
    return f"[![{says}]({FOLDER}/{name}.svg)]({FOLDER}/{name}.svg)\n"
