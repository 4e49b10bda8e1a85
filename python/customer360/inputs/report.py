"""The findings of a check as people read them, and as JSON."""

from __future__ import annotations

import json
import textwrap
from dataclasses import asdict

from customer360.inputs.check import Check, TableCheck
from customer360.inputs.finding import STOPS, WARNING, Finding
from customer360.inputs.profiles import ColumnProfile
from customer360.summary import text_table

WIDTH = 120
MARKS = {STOPS: "STOPS", WARNING: "warning"}


def as_text(check: Check) -> str:
    """The whole report."""
    parts = [table_text(table) for table in check.tables]
    parts.append("\n".join(finding_text(one) for one in check.findings))
    return "\n\n".join(part for part in [*parts, verdict(check)] if part)


def table_text(table: TableCheck) -> str:
    """One input: rows, findings, columns."""
    rows = f", {table.profile.rows:,} rows" if table.profile else ""
    lines = [f"{table.table}: {table.location or 'nowhere'}{rows}"]
    lines += [finding_text(one) for one in table.findings]
    if table.profile and table.profile.rows:
        lines.append(columns_text(table.profile.columns, table.profile.rows))
    return "\n".join(lines)


def finding_text(one: Finding) -> str:
    """A finding, wrapped; paths stay whole."""
    column = f"{one.column}: " if one.column and one.column not in one.message.split()[:4] else ""
    mark = f"  {MARKS.get(one.level, one.level):<8} "
    return textwrap.fill(
        column + one.message,
        WIDTH,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )


def columns_text(columns: tuple[ColumnProfile, ...], rows: int) -> str:
    """The columns that are there: how many cells are empty or not plain, and the span."""
    return text_table(
        ["column", "your column", "type", "empty %", "not plain %", "from", "to"],
        [
            (
                one.name,
                one.found_as if one.found_as != one.name else None,
                one.type,
                percent(one.empty, rows),
                percent(one.unplain, rows - one.empty),
                one.first,
                one.last,
            )
            for one in columns
        ],
    )


def percent(n: int, rows: int) -> float:
    """A share in percent, to one decimal."""
    return round(100 * n / rows, 1) if rows else 0.0


def verdict(check: Check) -> str:
    """The last line."""
    found = check.all_findings
    stopping, warnings = (sum(one.level == level for one in found) for level in (STOPS, WARNING))
    if stopping:
        rest = f"; {warnings} more {'is a warning' if warnings == 1 else 'are warnings'}" if warnings else ""
        return f"A build would stop, or leave an input empty: {stopping} of the findings must be put right{rest}."
    if warnings:
        return f"A build would run; worth a look first: {warnings} {'warning' if warnings == 1 else 'warnings'}."
    return "A build would run; nothing to complain of."


def as_json(check: Check) -> str:
    """Everything, for pipelines."""
    content = asdict(check) | {"stops": check.stops}
    return json.dumps(content, ensure_ascii=False, indent=2)
