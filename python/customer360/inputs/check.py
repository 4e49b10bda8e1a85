"""Declared inputs against the contract, before anything is built."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from customer360.contract import WAYS_IN, Contract, Table
from customer360.inputs.declarations import Declaration, Declared, is_file
from customer360.inputs.findings import LEVELS, STOPS, WARNING, Finding, column_findings, profile_findings
from customer360.inputs.keys import unmet_keys
from customer360.inputs.profiles import Profile, profile
from customer360.inputs.reading import NotFoundError, ReadError, connected, source


@dataclass
class TableCheck:
    """What was found in one input; `profile` is None where its rows were not read. `names` are the user's columns."""

    table: str
    location: str
    findings: list[Finding]
    profile: Profile | None = None
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """All inputs, and the findings that concern no single one."""

    tables: list[TableCheck]
    findings: list[Finding]

    @property
    def all_findings(self) -> list[Finding]:
        """The findings of every table and the rest."""
        return [one for table in self.tables for one in table.findings] + self.findings

    @property
    def stops(self) -> bool:
        """Whether a build would stop."""
        return any(one.level == STOPS for one in self.all_findings)


def check(declared: Declared, contract: Contract, database: Path | None, today: date) -> Check:
    """Compare every declared input with the contract; what cannot be read is a finding.

    Args:
        declared: the inputs.
        contract: tables by name.
        database: the DuckDB file that tables are in.
        today: later days are in the future.
    """
    tables = [checked(one, contract, database, today, declared.timezone) for one in declared.inputs]
    places = {one.table: (one.location, one.names) for one in tables}
    for one in tables:
        one.findings += unmet_keys(one.table, places, database)
        one.findings.sort(key=lambda finding: LEVELS.index(finding.level))
    findings = []
    if not {one.table for one in declared.inputs} & set(WAYS_IN):
        message = f"no orders: neither {' nor '.join(WAYS_IN)} is declared, so every result would be empty"
        findings.append(Finding(WARNING, "no_orders", message))
    return Check(tables, findings)


def checked(one: Declaration, contract: Contract, database: Path | None, today: date, timezone: str) -> TableCheck:
    """One input against its table."""
    table = contract.get(one.table)
    if table is None:
        message = f"the contract knows no '{one.table}', only: {', '.join(sorted(contract))}"
        return TableCheck(one.table, one.location, [Finding(STOPS, "unknown_input", message)])
    if not one.location:
        message = "it is declared without a location: give it a .parquet or .csv path, or schema.table"
        return TableCheck(one.table, one.location, [Finding(STOPS, "no_location", message)])
    result = TableCheck(one.table, one.location, [])
    try:
        with connected(None if is_file(one.location) else database) as connection:
            found = source(connection, one.location)
            result.names = present(table, one.columns, found.types)
            result.findings += column_findings(table, found.types, result.names, one.columns)
            if result.names:
                result.profile = profile(connection, found, table, result.names, (today, timezone))
                result.findings += profile_findings(table, result.profile)
    except NotFoundError as error:
        result.findings.append(Finding(STOPS, "not_found", f"nothing is found: {error}"))
    except ReadError as error:
        result.findings.append(Finding(STOPS, "unreadable", f"it cannot be read: {error}"))
        result.names = {}
    return result


def present(table: Table, mapped: dict[str, str], found: dict[str, str]) -> dict[str, str]:
    """The user's column by contract column, as macro input_column_name finds it: exactly, else by case."""
    folded = {name.lower(): name for name in reversed(found)}
    names = {}
    for column in table.names:
        wanted = mapped.get(column, column)
        actual = wanted if wanted in found else folded.get(wanted.lower())
        if actual is not None:
            names[column] = actual
    return names
