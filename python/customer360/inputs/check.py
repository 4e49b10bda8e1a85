"""Declared inputs against the contract, before anything is built."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from customer360.contract import OF_ORDERS, WAYS_IN, Contract, Table
from customer360.inputs.cents import cents_beside_orders, whole_amounts
from customer360.inputs.codes import code_findings
from customer360.inputs.contacts import contact_findings
from customer360.inputs.currencies import currencies_within, currency_findings
from customer360.inputs.days import as_of_day, calendar_findings, order_days
from customer360.inputs.declarations import KEYS, Declaration, Declared, is_file
from customer360.inputs.finding import LEVELS, NOTE, STOPS, WARNING, Finding
from customer360.inputs.findings import column_findings, profile_findings
from customer360.inputs.ignored import ignored_findings
from customer360.inputs.itemised import itemised_findings
from customer360.inputs.keys import unmet_keys
from customer360.inputs.kinds import kind_findings
from customer360.inputs.openings import opening_findings
from customer360.inputs.orders import order_findings
from customer360.inputs.own import MARTS, is_own_table
from customer360.inputs.parts import part_findings
from customer360.inputs.persons import person_findings
from customer360.inputs.profiles import Clock, Profile, profile
from customer360.inputs.reading import (
    NotFoundError,
    ReadError,
    connected,
    header,
    require_closed_quotes,
    separator,
    source,
)
from customer360.inputs.readings import reading_findings
from customer360.inputs.refunds import refund_findings
from customer360.inputs.scales import scale_findings
from customer360.inputs.settings import closest
from customer360.inputs.shapes import shape_findings
from customer360.inputs.signs import sign_findings
from customer360.inputs.taxes import tax_findings

SIGNS = {"\t": "tabs", ";": "semicolons", "|": "bars", ",": "commas"}


@dataclass(frozen=True)
class Engine:
    """Where a build would run: the DuckDB file that tables are in and the schema of its marts, or Spark."""

    database: Path | None = None
    schema: str = MARTS
    is_spark: bool = False


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
        """Whether a build would stop, or no row of an input would come through."""
        return any(one.level == STOPS for one in self.all_findings)


def check(declared: Declared, contract: Contract, engine: Engine, today: date) -> Check:
    """Compare every declared input with the contract; what cannot be read is a finding.

    Args:
        declared: the inputs.
        contract: tables by name.
        engine: where tables are looked for.
        today: later days are in the future.
    """
    days = days_of_orders(declared, contract, engine)
    clock = Clock(today, as_of_day(days, declared.settings), declared.settings)
    tables = [checked(one, contract, engine, clock) for one in declared.inputs]
    places = {one.table: (one.location, one.names) for one in tables}
    for one in tables:
        one.findings += unmet_keys(one.table, places, engine.database)
        one.findings += cents_beside_orders(one.table, places, engine.database)
        one.findings += itemised_findings(one.table, places, engine.database)
        one.findings += refund_findings(one.table, places, engine.database)
        one.findings.sort(key=lambda finding: LEVELS.index(finding.level))
    findings = [*declared.findings, *ways_in({one.table for one in declared.inputs})]
    findings += currency_findings(places, declared.settings, engine.database)
    findings += calendar_findings(days, declared.settings)
    return Check(tables, sorted(findings, key=lambda finding: LEVELS.index(finding.level)))


def ways_in(declared: set[str]) -> Iterator[Finding]:
    """Whether orders come in by one way, and all that is declared goes with it."""
    found = [name for name in WAYS_IN if name in declared]
    both = " and ".join(WAYS_IN)
    if len(found) > 1:
        message = f"{both} are both declared, which would count orders twice: declare one of them"
        yield Finding(STOPS, "two_ways_in", message)
    if not found:
        message = f"no orders: neither {' nor '.join(WAYS_IN)} is declared, so no mart of orders will be filled"
        yield Finding(WARNING, "no_orders", message)
    for name in OF_ORDERS:
        if name in declared and "orders" not in declared:
            yield Finding(WARNING, "without_orders", f"{name} is declared without orders, which its rows belong to")


def days_of_orders(declared: Declared, contract: Contract, engine: Engine) -> dict[date, int]:
    """Rows by day of the first way in that can be read; whatever is wrong with it is told where it is checked."""
    for one in sorted(declared.inputs, key=lambda one: one.table):
        if one.table not in WAYS_IN or not one.location:
            continue
        try:
            with connected(None if is_file(one.location) else engine.database) as connection:
                found = source(connection, one.location)
                table = contract[one.table]
                names = present(table, one.columns, found.types)
                return order_days(connection, found, table, names, declared.settings)
        except ReadError:
            continue
    return {}


def checked(one: Declaration, contract: Contract, engine: Engine, clock: Clock) -> TableCheck:
    """One input against its table."""
    table = contract.get(one.table)
    result = TableCheck(one.table, one.location, list(declared_wrongly(one, contract, engine)))
    if table is None or any(finding.level == STOPS for finding in result.findings):
        return result
    is_table_of_spark = engine.is_spark and not is_file(one.location)
    if is_table_of_spark or "://" in one.location:
        where = "a table of Spark" if is_table_of_spark else "not on this machine"
        message = f"it is {where}, which only the build reads: only files of this machine are checked"
        result.findings.append(Finding(WARNING, "not_checked", message))
        return result
    try:
        with connected(None if is_file(one.location) else engine.database) as connection:
            found = source(connection, one.location)
            require_closed_quotes(connection, one.location)
            result.names = present(table, one.columns, found.types)
            if len(found.types) > 1:
                result.findings += separated(separator(connection, one.location), one.location, engine)
            result.findings += repeated(header(connection, one.location), result.names)
            result.findings += part_findings(connection, one.location, result.names)
            result.findings += column_findings(table, found.types, result.names, one.columns)
            if result.names:
                result.profile = profile(connection, found, table, result.names, clock_of(table, clock))
                result.findings += profile_findings(table, result.profile, clock)
                result.findings += code_findings(connection, found, table, result.names, result.profile.rows)
                result.findings += kind_findings(connection, found, table, result.names, result.profile.rows)
                result.findings += sign_findings(connection, found, table, result.names)
                result.findings += shape_findings(connection, found, table, result.names)
                result.findings += currencies_within(connection, found, table, result.names, result.profile)
                result.findings += contact_findings(connection, found, table, result.names)
                result.findings += person_findings(connection, found, table, result.names)
                result.findings += ignored_findings(connection, found, table, result.names)
                result.findings += tax_findings(connection, found, table, result.names)
                result.findings += order_findings(connection, found, table, result.names, clock.settings)
                result.findings += reading_findings(connection, found, table, result.names, clock.settings)
                result.findings += whole_amounts(connection, found, table, result.names)
                result.findings += opening_findings(connection, found, table, result.names, clock)
                result.findings += scale_findings(connection, found, table, result.names)
    except NotFoundError as error:
        where = "" if is_file(one.location) else f" {engine.database} (CUSTOMER360_DB or --database names another)"
        result.findings.append(Finding(STOPS, "not_found", f"nothing is found: {error}{where}"))
    except ReadError as error:
        result.findings.append(Finding(STOPS, "unreadable", f"it cannot be read: {error}"))
        result.names = {}
    return result


def declared_wrongly(one: Declaration, contract: Contract, engine: Engine) -> Iterator[Finding]:
    """What a build refuses of a declaration before it looks at the rows."""
    if one.table not in contract:
        hint = closest(one.table, contract)
        message = f"the contract knows no '{one.table}', only: {', '.join(sorted(contract))}{hint}"
        yield Finding(STOPS, "unknown_input", message)
    elif not one.location:
        message = "it is declared without a location: give it a .parquet or .csv path, or schema.table"
        yield Finding(STOPS, "no_location", message)
    elif not is_file(one.location) and is_own_table(one.location, engine.schema):
        message = "a build of this project would overwrite that table: move it to another schema"
        yield Finding(STOPS, "own_table", message)
    for key in one.unknown:
        message = f"it is declared with '{key}', but takes {', '.join(KEYS)} only{closest(key, KEYS)}"
        yield Finding(STOPS, "unknown_key", message)


def separated(sign: str | None, location: str, engine: Engine) -> Iterator[Finding]:
    """What separates the values, where Spark does not expect it: it takes commas, and tabs in .tsv files."""
    expected = "\t" if location.lower().endswith(".tsv") else ","
    if sign is not None and sign != expected:
        signs, wanted = SIGNS.get(sign, f"'{sign}'"), SIGNS[expected]
        if engine.is_spark:
            yield Finding(STOPS, "separator", f"{signs} separate its values, but Spark reads {wanted} in such a file")
        else:
            yield Finding(NOTE, "separator", f"{signs} separate its values: DuckDB sees that, Spark would not")


def repeated(header: list[str], names: dict[str, str]) -> Iterator[Finding]:
    """Columns that are read, and of whose name the header has another."""
    known = [name.strip().lower() for name in header]
    for column, name in names.items():
        n = known.count(name.strip().lower())
        if n > 1:
            message = (
                f"the header names {n} columns '{name}', of which the first is read: rename the others in the file"
            )
            yield Finding(WARNING, "repeated_name", message, column)


def clock_of(table: Table, clock: Clock) -> Clock:
    """Without the as-of day for the orders themselves: what lies after it is told of them as a whole."""
    return Clock(clock.today, None, clock.settings) if table.name in WAYS_IN else clock


def present(table: Table, mapped: dict[str, str], found: dict[str, str]) -> dict[str, str]:
    """The user's column by contract column, as macro input_column_name finds it: exactly, else but for
    case and outer spaces."""
    folded = {name.strip().lower(): name for name in reversed(found)}
    names = {}
    for column in table.names:
        wanted = mapped.get(column, column)
        actual = wanted if wanted in found else folded.get(wanted.strip().lower())
        if actual is not None:
            names[column] = actual
    return names
