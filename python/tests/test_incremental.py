"""The snapshot spine is incremental: whatever changed since the last build, the tables are those of a full one."""

from __future__ import annotations

import csv
import json
import random
import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import pytest
from dbt.contracts.graph.manifest import Manifest
from warehouse import ROOT, Build, order_lines, parsed, run_dbt

SPINE = "model.customer360.int_customer_snapshot_measures"
MEASURES = "intermediate.int_customer_snapshot_measures"
#: What is stored and its readers: all that has to be built where neither data nor settings changed.
STORED = "int_snapshot_fingerprints int_customer_snapshot_measures int_customer_snapshots"
COLUMNS = ["order_id", "customer_id", "ordered_at", "product_id", "quantity", "unit_price"]
Line = tuple[str, str, date, str, int, int]


def line(number: object, customer: str, day: date, quantity: int = 1, price: int = 10) -> Line:
    return (f"o{number}", customer, day, f"p{price % 5}", quantity, price)


def year_of_lines() -> list[Line]:
    """Orders and some refunds of forty customers in 2023; every fourth is silent from March to October."""
    dice = random.Random(360)
    lines = []
    for number in range(600):
        customer = number % 40
        day = date(2023, 1, 1) + timedelta(days=dice.randrange(334))
        if customer % 4 == 0 and 3 <= day.month <= 10:
            continue
        lines.append(line(number, f"c{customer}", day, dice.choice([1, 1, 2, 3, -1]), dice.randrange(1, 40)))
    return lines


class Spine:
    """Models up to the snapshots, built on the same lines into one file kept and into a fresh one each time."""

    #: What a build into a new file gave, by settings and lines, for all tests of this module.
    known: ClassVar[dict[str, dict[str, object]]] = {}

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder, self.manifest, self.lines = folder, manifest, year_of_lines()
        self.variables: dict[str, Any] = {}
        self.kept = Build(folder / "kept" / "c360.duckdb", True)

    def build(self, database: Path, select: str = "+int_customer_snapshots", seeds: bool = True) -> Build:
        database.parent.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lines.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([COLUMNS, *self.lines])
        variables = order_lines(self.folder / "lines.csv") | self.variables
        kinds = ["model", "seed"] if seeds else ["model"]
        arguments = ["build", "--select", *select.split(), "--vars", json.dumps(variables), "--resource-type", *kinds]
        arguments += ["--no-write-json"]
        outcome = run_dbt(arguments, database.parent, self.manifest, CUSTOMER360_DB=str(database))
        assert outcome.success, [result.message for result in outcome.result or []] or outcome.exception
        return Build(database, True)

    def keep(self, select: str = "+int_customer_snapshots", seeds: bool = False) -> Build:
        """Seeds were loaded by the first build."""
        return self.build(self.kept.database, select, seeds)

    def fresh(self) -> Build:
        return self.build(Path(tempfile.mkdtemp(prefix="fresh", dir=self.folder)) / "c360.duckdb")

    def expected(self) -> dict[str, object]:
        """What a build into a new file gives, made once for equal settings and lines, in whatever order."""
        if self.key not in self.known:
            self.known[self.key] = tables(self.fresh())
        return self.known[self.key]

    @property
    def key(self) -> str:
        return repr((sorted(self.lines), self.variables))

    def change(self, statement: str) -> None:
        with duckdb.connect(str(self.kept.database)) as connection:
            connection.execute(statement)

    def mark(self) -> None:
        """Make every stored row wrong where nobody looks: a rewritten date loses the mark, the others keep it."""
        self.change(f"update {MEASURES} set n_lines = -1")

    def rewritten(self) -> set[str]:
        query = f"select distinct snapshot_date from {MEASURES} where n_lines <> -1 and fingerprint is not null"
        return {str(day) for (day,) in self.kept.rows(query)}


def tables(build: Build) -> dict[str, object]:
    """Rows and hash of every table but the logs, which only grow; of the stored measures, those looked at."""
    found: dict[str, object] = dict(build.fingerprints())
    del found["intermediate.int_customer_id_log"]
    found.pop("intermediate.int_model_log", None)
    stored = f"from {MEASURES} as t where fingerprint is not null"
    found[MEASURES] = build.row(f"select count(*), sum(cast(hash(t) as hugeint)) {stored}")
    return found


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    """The project without its tests; each file is called c360, because its name is the database's."""
    found = parsed("c360")
    assert found
    return found


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, manifest: Manifest) -> Spine:
    """The lines of the year, built once; every test goes on from a copy."""
    built = Spine(tmp_path_factory.mktemp("first"), manifest)
    built.known[built.key] = tables(built.keep(seeds=True))
    return built


@pytest.fixture
def spine(tmp_path: Path, first: Spine) -> Spine:
    built = Spine(tmp_path, first.manifest)
    built.kept.database.parent.mkdir()
    shutil.copy(first.kept.database, built.kept.database)
    return built


def test_every_change_of_the_data_ends_in_the_tables_of_a_full_build(spine: Spine) -> None:
    lines = spine.lines
    january = line("late", "c1", date(2023, 1, 9), price=33)
    steps = {
        "a new month": [*lines, *(line(f"n{i}", f"c{i}", date(2023, 12, 1 + i)) for i in range(12))],
        "late lines of an old month": [*lines, january, line("late2", "c99", date(2023, 2, 3))],
        "a late line is corrected": [*lines, (*january[:5], 34)],
        "late lines are taken back": lines,
        "a line changes its customer": [(*lines[0][:1], "c2", *lines[0][2:]), *lines[1:]],
        "a customer is deleted": [row for row in lines if row[1] != "c3"],
        "the first months are deleted": [row for row in lines if row[2] >= date(2023, 4, 15)],
        "the same lines in another order": lines[::-1],
        "no lines": [],
        "guests only": [line(i, "", date(2023, 1 + i, 15)) for i in range(3)],
        "all lines again": lines,
    }
    for step, changed in steps.items():
        spine.lines = changed
        assert tables(spine.keep()) == spine.expected(), step


def test_every_change_of_the_settings_ends_in_the_tables_of_a_full_build(spine: Spine) -> None:
    steps: list[dict[str, Any]] = [
        {"as_of": "2023-08-17"},
        {"as_of": "2024-02-10"},
        {"as_of": "2023-08-17"},
        {},
        {"churn_lookback_days": 60},
        {"churn_lookback_days": 60, "rfm_window_days": 100},
        {"churn_horizon_days": 45},
        {},
    ]
    for variables in steps:
        spine.variables = variables
        assert tables(spine.keep()) == spine.expected(), variables


def test_nothing_is_rewritten_where_nothing_changed(spine: Spine) -> None:
    spine.mark()
    spine.keep(seeds=True)
    assert spine.rewritten() == set()


def test_only_dates_from_a_late_line_on_are_rewritten(spine: Spine) -> None:
    spine.mark()
    spine.lines.append(line("late", "c1", date(2023, 9, 30)))
    spine.keep()
    days = {str(day) for (day,) in spine.kept.rows("select snapshot_date from intermediate.int_snapshot_dates")}
    assert spine.rewritten() == {day for day in days if day >= "2023-09-30"}
    assert len(spine.rewritten()) > 1


def test_a_date_given_up_keeps_one_row(spine: Spine) -> None:
    spine.variables = {"as_of": "2023-08-17"}
    spine.keep()
    given_up = spine.kept.rows(
        f"select snapshot_date, count(*), count(customer_id) from {MEASURES} where fingerprint is null group by all"
    )
    assert {row[1:] for row in given_up} == {(1, 0)}
    assert min(row[0] for row in given_up) == date(2023, 8, 31)
    shown = spine.kept.row("select max(snapshot_date) from intermediate.int_customer_snapshots")
    assert shown == (date(2023, 8, 17),)


def test_another_seed_recomputes_what_it_bears_on(spine: Spine) -> None:
    reactivated = "select count(*) from intermediate.int_customer_snapshots where is_last_order_reactivation"
    before = spine.kept.row(reactivated)
    spine.change("update config.lifecycle_stage_rules set default_days = 30, cap_days = 30 where stage = 'at_risk'")
    after_change = tables(spine.keep())
    assert spine.kept.row(reactivated) > before
    spine.change(f"drop table {MEASURES}")
    assert tables(spine.keep()) == after_change
    assert tables(spine.keep(seeds=True)) == tables(spine.fresh())


def test_builds_that_broke_off_are_made_good(spine: Spine) -> None:
    as_it_was = tables(spine.kept)
    may = "snapshot_date = '2023-05-31'"
    breaks = {
        "rows of a date are missing": f"delete from {MEASURES} where {may} and customer_id > 'C2'",
        "a date is missing": f"delete from {MEASURES} where snapshot_date = '2023-06-30'",
        "a date is there twice": f"insert into {MEASURES} from {MEASURES} where snapshot_date = '2023-07-31'",
        "everything is missing": f"delete from {MEASURES}",
    }
    for what, statement in breaks.items():
        spine.change(statement)
        assert tables(spine.kept) != as_it_was, what
        assert tables(spine.keep(STORED)) == as_it_was, what

    spine.lines.append(line("late", "c1", date(2023, 3, 3)))
    spine.keep(select="+int_snapshot_fingerprints")  # and no further
    assert tables(spine.keep()) == tables(spine.fresh())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("'known.first_order_date'", "'known.last_order_date'"),
        ("rhythms.median_gap_days", "rhythms.median_gap_days, rhythms.median_gap_days as rhythm_days"),
        ("rhythms.median_gap_days", "cast(rhythms.median_gap_days as decimal(9, 1)) as median_gap_days"),
        ("        rhythms.median_gap_days,\n", ""),
    ],
    ids=["rule", "new_column", "type", "column_dropped"],
)
def test_other_code_recomputes_everything(spine: Spine, old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = spine.manifest.nodes[SPINE]
    assert old in model.raw_code
    monkeypatch.setattr(model, "raw_code", model.raw_code.replace(old, new))
    assert_kept_is_fresh(spine)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("count_within", "coalesce(earlier.{{ total }}_{{ days }}, 0)", "coalesce(earlier.{{ total }}_{{ days }}, 1)"),
        ("amount_within", "count_within(total, days)", "count_within(total, days) ~ ' + 1'"),
    ],
)
def test_another_macro_recomputes_everything(
    spine: Spine, name: str, old: str, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    macro = spine.manifest.macros[f"macro.customer360.{name}"]
    assert old in macro.macro_sql
    before = spine.kept.rows(f"from {MEASURES} order by all")
    monkeypatch.setattr(macro, "macro_sql", macro.macro_sql.replace(old, new))
    assert_kept_is_fresh(spine)
    assert spine.kept.rows(f"from {MEASURES} order by all") != before


def assert_kept_is_fresh(spine: Spine) -> None:
    """The stored measures are, column by column, those of a build where none were stored."""
    kept = stored_measures(spine.keep(STORED))
    spine.change(f"drop table {MEASURES}")
    assert stored_measures(spine.keep(STORED)) == kept


def stored_measures(build: Build) -> tuple[list[Any], list[Any]]:
    """Columns with their types, by name, and all rows."""
    columns = build.rows(f"select column_name, column_type from (describe {MEASURES}) order by all")
    return columns, build.rows(f"select {', '.join(name for name, _ in columns)} from {MEASURES} order by all")


def test_every_column_of_the_facts_is_in_the_fingerprint(spine: Spine) -> None:
    code = (ROOT / "models/intermediate/customers/int_snapshot_fingerprints.sql").read_text(encoding="utf-8")
    for table in ("int_customer_days", "int_reactivations"):
        for (column,) in spine.kept.rows(f"select column_name from (describe intermediate.{table})"):
            assert f"'{column}'" in code


#: The date of each table of history; what lies before it is closed.
HISTORY = {
    "rfm_scores_monthly": "snapshot_date",
    "rfm_segments_monthly": "snapshot_date",
    "rfm_migrations": "snapshot_date",
    "lifecycle_stages_monthly": "snapshot_date",
    "lifecycle_transitions": "snapshot_date",
    "lifecycle_stocks": "snapshot_date",
    "sales_daily": "sales_date",
    "sales_monthly": "month_date",
    "sales_cube": "month_date",
    "revenue_bridge": "period_end_date",
    "sales_drivers": "period_end_date",
    "cohort_retention": "activity_month",
}


def closed(build: Build) -> dict[str, list[Any]]:
    """The rows of all history up to the end of October."""
    history = {}
    for table, day in HISTORY.items():
        history[table] = build.rows(f"from {table} where {day} <= date '2023-10-31' order by all")
        assert history[table], table
    return history


def every_table(build: Build) -> dict[str, object]:
    """Rows and hash of every table of the project but those that remember earlier builds."""
    memories = {"main.customer_id_history", "main.model_versions", "main.model_parts_history"}
    return {name: found for name, found in tables(build).items() if name not in memories}


def test_batches_in_any_order_end_in_every_table_of_a_full_build(spine: Spine) -> None:
    """The last batch builds everything; those before it what remembers (the other tables are made anew) and history."""
    sold = spine.lines
    december = [line(f"n{i}", f"c{i}", date(2023, 12, 1 + i), price=20 + i) for i in range(20)]
    refunds = [(f"r{i}", *row[1:2], date(2023, 12, 22), row[3], -row[4], row[5]) for i, row in enumerate(sold[:90:9])]
    late = [*refunds, line("late1", "c1", date(2023, 2, 9), price=33), line("late2", "new", date(2023, 5, 3))]
    spine.lines = everything = [*sold, *december, *late]
    fresh = every_table(spine.build(spine.folder / "all" / "c360.duckdb", select="fqn:*"))
    assert {"main.customer_360", "main.revenue_bridge", "main.customer_tags"} <= fresh.keys()
    on_the_way = " ".join(f"+{name}" for name in ("config.materialized:incremental", *HISTORY))
    for order in ([sold, december, late], [late, december, sold]):
        database = Path(tempfile.mkdtemp(prefix="batches", dir=spine.folder)) / "c360.duckdb"
        spine.lines, kept = [], spine.kept
        for batch in order:
            before = closed(kept) if spine.lines == sold else None
            spine.lines = [*spine.lines, *batch]
            kept = spine.build(database, select="fqn:*" if batch is order[-1] else on_the_way)
            assert before is None or closed(kept) == before
        assert sorted(spine.lines) == sorted(everything)
        found = every_table(kept)
        assert {name for name in fresh if found.get(name) != fresh[name]} == set()
        assert found.keys() == fresh.keys()
