"""What a comparison of two builds found, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from customer360.compare import Cells, Comparison, RowPair
from customer360.summary import shown, text_table
from customer360.warehouses import Rows


def as_json(left: str, right: str, tolerance: float, found: Sequence[Comparison]) -> str:
    """Everything that was found, for programs."""
    return json.dumps(
        {
            "left": left,
            "right": right,
            "tolerance": tolerance,
            "is_equal": all(one.is_equal for one in found),
            "tables": [asdict(one) | asdict(one.table) | {"is_equal": one.is_equal} for one in found],
        },
        indent=2,
    )


def report(left: str, right: str, tolerance: float, found: Sequence[Comparison]) -> str:
    """Everything that was found, for people: one line per table, the details of those that differ, a verdict."""
    names = [
        "table",
        "key",
        "rows left",
        "rows right",
        "cells compared",
        "differing cells",
        "largest relative difference",
    ]
    rows: Rows = [
        (
            one.table.name,
            ", ".join(one.table.key),
            *one.rows,
            one.cells,
            sum(one.differing_cells.values()),
            one.largest_relative_difference,
            "" if one.is_equal else "different",
        )
        for one in found
    ]
    title = f"left: {left}, right: {right}"
    details = [detail(one) for one in found if not one.is_equal]
    return "\n\n".join([f"{title}\n{text_table([*names, ''], rows)}", *details, verdict(tolerance, found)])


def verdict(tolerance: float, found: Sequence[Comparison]) -> str:
    """The last line."""
    different = [one.table.name for one in found if not one.is_equal]
    if different:
        return f"DIFFERENT: {len(different)} of {len(found)} tables ({', '.join(different)})"
    n_rows, n_cells = sum(one.rows[0] or 0 for one in found), sum(one.cells for one in found)
    return f"EQUAL: {len(found)} tables, {shown(n_rows)} rows, {shown(n_cells)} cells; floats within {tolerance:g}"


def detail(one: Comparison) -> str:
    """What differs in one table, and its first differing rows."""
    lines = [f"{one.table.name}:"]
    for side, rows, columns, repeated, alone in zip(
        ("left", "right"), one.rows, one.missing_columns, one.repeated_keys, one.rows_without_partner, strict=True
    ):
        if rows is None:
            lines.append(f"  there is no such table on the {side}")
        if columns:
            lines.append(f"  columns missing on the {side}: {', '.join(columns)}")
        if repeated:
            lines.append(f"  keys in several rows on the {side}: {shown(repeated)}")
        if alone:
            lines.append(f"  rows only on the {side}: {shown(alone)}")
    lines += [
        f"  type of {column}: {left} on the left, {right} on the right" for column, (left, right) in one.types.items()
    ]
    lines += [f"  cells that differ in {column}: {shown(n)}" for column, n in one.differing_cells.items()]
    lines += [f"  a key in several rows: {written(key)}" for key in one.first_repeated_keys]
    return "\n\n".join(["\n".join(lines), *(pair_table(one.table.key, pair) for pair in one.first_rows)])


def pair_table(key: Sequence[str], pair: RowPair) -> str:
    """One differing row: a line per column, both sides, a star where they differ."""
    left, right = pair.left or {}, pair.right or {}
    columns = [*(pair.left or right), *(column for column in right if pair.left and column not in left)]
    rows: Rows = [
        ("*" if column in pair.differing else "", column, cell(pair.left, column), cell(pair.right, column))
        for column in columns
    ]
    present = pair.left if pair.left is not None else right
    where = "" if pair.left and pair.right else f", only on the {'left' if pair.left else 'right'}"
    title = f"  {written({column: present[column] for column in key})}{where}"
    return f"{title}\n{text_table(['', 'column', 'left', 'right'], rows)}"


def cell(row: Cells | None, column: str) -> str:
    """One cell as it is printed."""
    if row is None or column not in row:
        return "-"
    return row[column] or "NULL"


def written(cells: Cells) -> str:
    """Columns and values in one line."""
    return ", ".join(f"{column} = {value or 'NULL'}" for column, value in cells.items())
