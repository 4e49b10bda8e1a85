"""Where which dirt is planted, and the log of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from customer360.simulator import spellings
from customer360.simulator.columns import (
    Bools,
    Columns,
    Ints,
    Rng,
    Texts,
    filled,
    is_coded,
    replaced,
    taken,
    texts,
    times,
)
from customer360.simulator.contract import COLUMNS, KEYS, TRUTH
from customer360.simulator.dirt import KINDS, drawn
from customer360.simulator.settings import DAY, Dirt

_NAME = "fullwidth padded control upper_name lower_name typo"
_EMAIL = "padded upper_email domain_typo placeholder_email shared_email"
_PHONE = "phone_spaces phone_double_zero phone_bracket_zero phone_dashes phone_extension placeholder_phone fullwidth"
_DATE = "slash_date dotted_date chinese_date excel_serial"
_TIME = _DATE + " offset_time epoch_seconds epoch_milliseconds"
_BAD_DATE = " impossible_date future_date ancient_date"
_MONEY = "currency_symbol thousands comma_decimal fullwidth"

#: Kinds of dirt by table and column. Keys that other rows refer to are damaged only in rows that refer to them.
PLAN: dict[str, dict[str, str]] = {
    "crm_customers": {
        "full_name": f"{_NAME} nickname swapped",
        "first_name": _NAME,
        "last_name": _NAME,
        "email": _EMAIL,
        "phone": _PHONE,
        "birth_date": _DATE + _BAD_DATE,
        "gender": "gender_spelling null_text unknown_gender",
        "city": "padded control null_text",
        "country": "country_spelling",
        "company_name": "padded fullwidth",
        "is_email_verified": "boolean_spelling",
        "created_at": _TIME,
    },
    "orders": {
        "ordered_at": _TIME + _BAD_DATE,
        "status": "status_spelling",
        "channel": "channel_spelling",
        "country": "country_spelling",
        "currency": "lower_currency",
        "order_amount": f"{_MONEY} parentheses ten_thousands kilo untypable",
        "email": _EMAIL,
        "phone": _PHONE,
    },
    "order_items": {
        "order_id": "missing_key orphan_key padded",
        "product_id": "missing_key",
        "product_name": "fullwidth padded control",
        "unit_price": "comma_decimal thousands outlier untypable",
        "created_at": f"late_row {_TIME}",
    },
    "payments_refunds": {
        "order_id": "missing_key orphan_key",
        "amount": f"{_MONEY} untypable",
        "currency": "lower_currency",
        "paid_at": _TIME + _BAD_DATE,
    },
    "loyalty_members": {
        "full_name": f"{_NAME} nickname",
        "email": _EMAIL,
        "phone": _PHONE,
        "birth_date": _DATE + _BAD_DATE,
        "joined_at": _TIME,
    },
    "loyalty_transactions": {
        "loyalty_member_id": "missing_key",
        "points": "fullwidth",
        "occurred_at": _TIME + _BAD_DATE,
    },
    "service_tickets": {
        "email": _EMAIL,
        "channel": "channel_spelling",
        "opened_at": _TIME + _BAD_DATE,
        "description": "padded control",
    },
    "survey_responses": {"email": _EMAIL, "score": "fullwidth padded untypable", "responded_at": _TIME + _BAD_DATE},
    "web_events": {"anonymous_id": "missing_key", "login_id": "padded", "occurred_at": _TIME + _BAD_DATE},
    "campaign_touches": {"is_holdout": "boolean_spelling", "email": _EMAIL, "sent_at": _TIME},
    "consents": {"channel": "channel_spelling", "changed_at": _TIME},
    "privacy_requests": {"email": "upper_email", "requested_at": _DATE},
    "products": {"product_name": "padded fullwidth", "list_price": _MONEY, "launched_date": "slash_date chinese_date"},
    "campaigns": {"cost_amount": "kilo", "channel": "channel_spelling", "holdout_share": "percent_text"},
    "coupons": {"discount_value": "percent_text", "valid_from_date": "dotted_date"},
    "exchange_rates": {"currency": "lower_currency", "rate_date": "slash_date"},
    "sales_targets": {"target_amount": "mega thousands", "target_month": "slash_date"},
}
#: Tables with rows that an extract repeats, and the columns that a later version of a row changes.
REPEATED = (
    "crm_customers",
    "orders",
    "order_items",
    "payments_refunds",
    "loyalty_transactions",
    "web_events",
    "campaign_touches",
)
VERSIONED = {"crm_customers": "owner", "orders": "status"}


@dataclass
class Log:
    """What was planted; row numbers count from 1 within the chunk."""

    entries: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def add(self, table: str, columns: Columns, rows: Ints, kind: str, **values: object) -> None:
        """Note rows; `values` are column (a name), clean and dirty (text columns), number (rows in the file)."""
        key = KEYS[table]
        nothing = pa.nulls(len(rows), pa.string())
        name = values.get("column")
        entry = {
            "table_name": pa.repeat(pa.scalar(table), len(rows)),
            "record_key": nothing if key is None else taken(columns[key], rows).cast(pa.string()),
            "row_number": np.asarray(values.get("number", rows)) + 1,
            "column_name": nothing if name is None else pa.repeat(pa.scalar(str(name)), len(rows)),
            "dirt_kind": pa.repeat(pa.scalar(kind), len(rows)),
            "clean_value": nothing if values.get("clean") is None else values["clean"],
            "dirty_value": nothing if values.get("dirty") is None else values["dirty"],
        }
        self.entries.append((table, entry))

    def rows(self, offsets: Mapping[str, int]) -> pa.Table:
        """The rows of truth_dirt, given how many rows of each table were written before."""
        schema = TRUTH["truth_dirt"]
        tables = [schema.empty_table()]
        for table, entry in self.entries:
            tables.append(pa.table(entry | {"row_number": pa.array(entry["row_number"] + offsets[table])}, schema))
        return pa.concat_tables(tables)


@dataclass
class Planted:
    """A dirty table: its rows and then the repeated ones."""

    rows: Columns
    repeats: Columns


@dataclass
class Field:
    """One table on which dirt is planted."""

    rng: Rng
    table: str
    columns: Columns
    rates: Dirt
    log: Log

    def plant(self, special: Ints | None = None) -> Planted:
        """Plant all dirt of the table and note it.

        Args:
            special: rows that are noted already and not to be repeated.
        """
        table, columns, names = self.table, self.columns, COLUMNS[self.table]
        count = len(next(iter(columns.values())))
        for name in names:
            columns.setdefault(name, pa.nulls(count, pa.string()))
        touched = np.zeros(count, np.bool_)
        if special is not None:
            touched[special] = True
        for name, kinds in PLAN.get(table, {}).items():
            touched |= self.plant_column(name, kinds.split())
        repeats = [columns_of(columns, np.zeros(0, np.int64))]
        if table in VERSIONED:
            repeats.append(self.supersede(touched))
        if table in REPEATED:
            rows = some(self.rng, ~touched, self.rates.exact_duplicate)
            number = count + sum(len(part[names[0]]) for part in repeats) + np.arange(len(rows))
            self.log.add(table, columns, rows, "exact_duplicate", number=number)
            repeats.append(columns_of(columns, rows))
        joined = {name: pa.concat_arrays([part[name] for part in repeats]) for name in names}
        return Planted({name: columns[name] for name in names}, joined)

    def plant_column(self, name: str, kinds: list[str]) -> Bools:
        """Plant several kinds in one column, at most one in a cell; gives the rows that became dirty."""
        column = self.columns[name]
        free, used = filled(column), np.zeros(len(column), np.bool_)
        all_rows, all_dirty = [np.zeros(0, np.int64)], [np.zeros(0, "U1")]
        for kind in kinds:
            rate = getattr(self.rates, kind)
            if kind in spellings.NULLS:
                rows = some(self.rng, ~free & ~used, rate)
                clean, dirty = None, drawn(self.rng, spellings.NULLS[kind], len(rows))
            else:
                rows = suitable(self.rng, column, free & ~used, KINDS[kind].pattern, rate)
                if not len(rows):
                    continue
                before = texts(column, rows)
                dirty = KINDS[kind].make(self.rng, before, self.cells_of(rows))
                differs = dirty != before
                rows, clean, dirty = rows[differs], text_array(before[differs]), dirty[differs]
            used[rows] = True
            self.log.add(self.table, self.columns, rows, kind, column=name, clean=clean, dirty=text_array(dirty))
            all_rows.append(rows)
            all_dirty.append(dirty)
        self.columns[name] = replaced(column, np.concatenate(all_rows), np.concatenate(all_dirty))
        return used

    def cells_of(self, rows: Ints) -> Callable[[str], Texts]:
        """The text of any column in some rows."""
        return lambda name: texts(self.columns[name], rows)

    def supersede(self, touched: Bools) -> Columns:
        """Turn some rows into earlier versions of themselves; gives the later ones, with today's content.

        CRM records get an `updated_at` in the later version, orders a later status.
        """
        table, columns = self.table, self.columns
        name, is_crm = VERSIONED[table], table == "crm_customers"
        may = ~touched & (~filled(columns["updated_at"]) if is_crm else matching(columns[name], "^completed$"))
        rows = some(self.rng, may, self.rates.superseded_version)
        later = columns_of(columns, rows)
        clean = texts(columns[name], rows)
        dirty = np.where(clean == "Kim", "Lee", "Kim") if is_crm else np.full(len(rows), "shipped")
        if is_crm:
            created = texts(columns["created_at"], rows).astype("M8[s]").astype(np.int64)
            later["updated_at"] = times(created + self.rng.integers(60, DAY, len(rows)))
        self.log.add(
            table, columns, rows, "superseded_version", column=name, clean=text_array(clean), dirty=text_array(dirty)
        )
        columns[name] = replaced(columns[name], rows, dirty)
        touched[rows] = True
        return later


def suitable(rng: Rng, column: pa.Array, may: Bools, pattern: str, rate: float) -> Ints:
    """A share of the rows that may and match the pattern, at least one if there are any."""
    rows = some(rng, may, rate)
    if not pattern:
        return rows
    rows = rows[matching(taken(column, rows).cast(pa.string()), pattern)]
    if len(rows) or not rate:
        return rows
    return some(rng, may & matching(column, pattern), 1e-9)


def some(rng: Rng, may: Bools, rate: float) -> Ints:
    """A share of the rows that may, at least one if there are any and the share is not 0, in sequence."""
    rows = np.flatnonzero(may)
    return np.sort(rng.choice(rows, int(np.ceil(rate * len(rows))), replace=False, shuffle=False))


def matching(column: pa.Array, pattern: str) -> Bools:
    """Where the text of a column matches a regular expression; NULL does not."""
    if not pattern:
        return np.ones(len(column), np.bool_)
    if is_coded(column):
        words: Bools = np.append(matching(column.dictionary, pattern), False)
        found_in: Bools = words[pc.fill_null(column.indices, len(words) - 1).to_numpy()]
        return found_in
    found = pc.fill_null(pc.match_substring_regex(column, pattern), False)
    return np.asarray(found.to_numpy(zero_copy_only=False), np.bool_)


def text_array(values: Texts) -> pa.Array:
    """Text as an Arrow column."""
    return pa.array(values.tolist(), pa.string())


def columns_of(columns: Columns, rows: Ints) -> Columns:
    """Some rows of all columns."""
    return {name: taken(column, rows) for name, column in columns.items()}
