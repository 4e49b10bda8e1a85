"""The entity-relationship pictures: tables with their keys, and which key refers to which table."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from customer360.diagrams.dot import COLOURS, graph, text
from customer360.diagrams.project import Project, Reference, Table

#: Folders of each picture, in the page's order; what lies in several is of the innermost one's.
PICTURES: Mapping[str, tuple[str, ...]] = {
    "marts": ("marts",),
    "identity": ("marts/identity", "pii"),
    "churn": ("predictions/churn",),
    "scores": ("predictions/clusters", "predictions/demand", "predictions/prospects", "predictions/value"),
    "models": ("predictions",),
}

#: From so many tables on that only refer to one, half of them stand behind it.
MANY = 4

#: Further columns that a table shows, of those that are never empty.
FURTHER = 3
GRAIN_WIDTH = 34
GRAIN_LINES = 3
PALE = ("#ffffff", "#9ca3af")


def entity_pictures(project: Project) -> dict[str, str]:
    """DOT by name of the picture."""
    return {f"entities_{name}": entities(project, tables_in(project, name)) for name in PICTURES}


def tables_in(project: Project, picture: str) -> list[Table]:
    """The tables of a picture."""
    return [one for one in project.tables.values() if picture_of(one.folder) == picture]


def picture_of(folder: str) -> str:
    """The picture of a folder, or else of the one that it lies in."""
    found = next((name for name, folders in PICTURES.items() if folder in folders), "")
    return found or picture_of(folder.rpartition("/")[0])


def entities(project: Project, tables: Collection[Table]) -> str:
    """One picture: tables that refer to others or are referred to, and the tables beyond it that they need."""
    inside = {table.name for table in tables}
    lines = {
        table.name: [drawn(project, one, inside) for one in table.references if one.table != table.name]
        for table in tables
    }
    targets = {one.table for references in lines.values() for one in references}
    shown = [table for table in tables if lines[table.name] or table.name in targets]
    beyond = sorted(targets - inside)
    right = on_the_right(shown, targets)
    boxes = [box(table) for table in shown]
    boxes += [pale_box(project.tables[name]) for name in beyond]
    edges = [edge(table, one, table.name in right) for table in shown for one in lines[table.name]]
    return graph([*boxes, *edges], 'nodesep="0.18" ranksep="1.1"')


def drawn(project: Project, reference: Reference, inside: Collection[str]) -> Reference:
    """Where a line leads: past a table beyond the picture all of whose values are those of another one in turn."""
    passed = {reference.table}
    while reference.table not in inside:
        onward = next((one for one in project.tables[reference.table].references if leads_on(reference, one)), None)
        if onward is None or onward.table in passed:
            break
        reference = replace(reference, table=onward.table, field=onward.field)
        passed.add(reference.table)
    return reference


def leads_on(reference: Reference, onward: Reference) -> bool:
    """Whether every value that a reference can have is also found where a reference of its table leads."""
    return onward.column == reference.field and not onward.may_be_empty


def on_the_right(tables: Iterable[Table], targets: Collection[str]) -> set[str]:
    """Half of the tables that refer to one table alone and to which none refers, where it has many of them."""
    ends = defaultdict(list)
    for table in tables:
        referred = {one.table for one in table.references}
        if table.name not in targets and len(referred) == 1:
            ends[referred.pop()].append(table.name)
    return {name for names in ends.values() if len(names) >= MANY for name in names[1::2]}


def box(table: Table) -> str:
    """A table: name, grain, key, references and some columns more."""
    referring = {one.column: one.field if one.table == table.name else "" for one in table.references}
    keys = [*table.key, *sorted(set(referring) - set(table.key), key=table.columns.index)]
    further = [one for one in table.columns if one in table.filled and one not in keys][:FURTHER]
    rows = [row(one, one in table.key, referring.get(one)) for one in [*keys, *further]]
    left = len(table.columns) - len(rows)
    rows += [f'<tr><td align="left"><font color="#6b7280">and {left} more</font></td></tr>'] if left else []
    return label(table.name, table.grain, rows, COLOURS[table.layer])


def pale_box(table: Table) -> str:
    """A table of another picture: its key alone."""
    return label(table.name, "", [row(one, True) for one in table.key], PALE)


def label(name: str, grain: str, rows: Iterable[str], colours: tuple[str, str]) -> str:
    """A box with a coloured head."""
    fill, border = colours
    lines = "<br/>".join(
        text(line) for line in textwrap.wrap(grain, GRAIN_WIDTH, max_lines=GRAIN_LINES, placeholder=" ...")
    )
    says = f'<br/><font point-size="9" color="#4b5563">{lines}</font>' if lines else ""
    head = f'<tr><td bgcolor="{fill}"><b>{text(name)}</b>{says}</td></tr>'
    frame = f'border="1" cellborder="0" cellspacing="0" cellpadding="3" color="{border}" bgcolor="white"'
    return f'"{name}" [label=<<table {frame}>{head}{"".join(rows)}</table>>]'


def row(column: str, is_key: bool, refers_to: str | None = None) -> str:
    """A column, marked as key or reference; a reference within a table names its column, for want of a line."""
    marks = (["PK"] if is_key else []) + ([] if refers_to is None else [f"FK to {refers_to}" if refers_to else "FK"])
    name = f"<b>{text(column)}</b>" if is_key else text(column)
    small = f' <font point-size="8" color="#6b7280">{" ".join(marks)}</font>' if marks else ""
    return f'<tr><td align="left" port="{column}">{name}{small}</td></tr>'


def edge(table: Table, reference: Reference, is_on_the_right: bool) -> str:
    """A line with crow's feet: how many rows refer to one, and whether a row must refer to any."""
    many = "teeodot" if table.key == (reference.column,) else "crowodot"
    one = "teeodot" if reference.may_be_empty else "teetee"
    here, there = f'"{table.name}":"{reference.column}"', f'"{reference.table}":"{reference.field}"'
    if is_on_the_right:
        return f'{there}:e -> {here}:w [dir="both" arrowtail="{one}" arrowhead="{many}"]'
    return f'{here}:e -> {there}:w [dir="both" arrowtail="{many}" arrowhead="{one}"]'
