"""Whatever is done to the raw files: every row and every cent is accounted for, or one sentence says what is wrong.

Cells, rows, columns and files of a small company are spoilt at random, many at once, as each build takes a while.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from companies import TABLES, company, declared
from customer360.contract import load_contract
from warehouse import ROOT, Build, build, failures, parsed, run_dbt

PEOPLE = 150
COMPANY_SEED = 33_041
SPOILING_SEEDS = (1, 2)
CELL_SHARE, ROW_SHARE, COLUMN_SHARE = 0.04, 0.05, 0.25
MARTS = (
    "row_reconciliation",
    "revenue_reconciliation",
    "quarantined_rows",
    "duplicate_rows",
    "corrections",
    "orders",
    "order_items",
    "products",
)
ONLY = ("--resource-type", "model", "--resource-type", "seed", "-s", *(f"+{mart}" for mart in MARTS))

NASTY = (
    *("", " ", "\t", "\n", "\r\n", "\u00a0", "\u200b", "\x00", "\x07", "\ufeff", "\U0001f600", "e\u0301"),
    *("NULL", "None", "nan", "NaN", "inf", "-inf", "Infinity", "#REF!", "n/a", "-", "--", "?"),
    *("0", "-0", "+1", "1e3", "1e308", "1e-400", "0x1F", "9" * 13, "9" * 40, "-" + "9" * 18, "1.2.3", "1,2,3", "1'000"),
    *("12.345,67", "(5)", "5-", "\uff11\uff12", "\u0661\u0662", "1 000", "100%", "\u221e", "$", "\u20ac", "3\u4e07"),
    *("2024-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "2024-06-30T25:00:00", "2024-06-30T12:00:00+99:00"),
    *("1719705600", "99999999999999999999", "45000.99999999999", "31/12/2024", "\u4eca\u5929", "June 30", "-1"),
    *("'", '"', '""', "';--", "\\", "%", "_", "{{ x }}", "{% raw %}", "$1", "a|b", "a,b", "a\x1fb", "x" * 5_000),
    *("@", "a@", "@b.com", "a@b", "A@B.COM ", "+", "+49", "00", "0" * 30, "true", "Y", "\u00df", "\u0130", "\u01c5"),
)


class Spoilt(NamedTuple):
    """A spoilt company: its folder and the number of rows of each table."""

    folder: Path
    n_rows: dict[str, int]


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return company(PEOPLE, COMPANY_SEED, tmp_path_factory.mktemp("company"))


@pytest.fixture(scope="module")
def as_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return company(PEOPLE, COMPANY_SEED, tmp_path_factory.mktemp("company_csv"), "csv")


def spoilt(raw: Path, seed: int, folder: Path) -> Spoilt:
    """A company with cells and rows spoilt at random and optional columns dropped."""
    folder.mkdir(parents=True)
    chance, counts = random.Random(seed), {}
    for table in TABLES:
        content = spoilt_table(pq.read_table(raw / f"{table}.parquet"), table, chance)
        pq.write_table(content, folder / f"{table}.parquet")
        counts[table] = content.num_rows
    return Spoilt(folder, counts)


def spoilt_table(content: pa.Table, table: str, chance: random.Random) -> pa.Table:
    """A table with nasty cells, repeated and empty rows, without some of its optional columns."""
    required = load_contract()[table].required
    kept = [name for name in content.column_names if name in required or chance.random() >= COLUMN_SHARE]
    rows = [{name: spoilt_cell(row[name], chance) for name in kept} for row in content.to_pylist()]
    repeated = [row for row in rows if chance.random() < ROW_SHARE]
    empty = [dict.fromkeys(kept) for _ in range(chance.randrange(1, 4))]
    return pa.Table.from_pylist([*rows, *repeated, *empty], pa.schema([(name, pa.string()) for name in kept]))


def spoilt_cell(value: str | None, chance: random.Random) -> str | None:
    """A cell, seldom another text or a cut or lengthened one."""
    if chance.random() >= CELL_SHARE:
        return value
    nasty = chance.choice(NASTY)
    return chance.choice(
        (None, nasty, (value or "") + nasty, nasty + (value or ""), (value or "")[: chance.randrange(5)])
    )


def shuffled(folder: Path, seed: int, into: Path) -> Path:
    """The same rows and columns of all tables, each in another order."""
    into.mkdir(parents=True)
    chance = random.Random(seed)
    for path in sorted(folder.glob("*.parquet")):
        content = pq.read_table(path)
        names = chance.sample(content.column_names, content.num_columns)
        rows = chance.sample(range(content.num_rows), content.num_rows)
        pq.write_table(content.select(names).take(pa.array(rows, pa.int64())), into / path.name)
    return into


def assert_accounted_for(done: Build, n_rows: dict[str, int]) -> None:
    """Every row that went in is kept, a duplicate or quarantined, and so is every cent."""
    assert done.success, "\n".join(done.messages)
    counted = dict(done.rows("select source_name, n_raw_rows from row_reconciliation"))
    assert {table: counted[table] for table in n_rows} == n_rows
    rows = "n_kept_rows + n_duplicate_rows + n_quarantined_rows"
    assert done.rows(f"select * from row_reconciliation where n_raw_rows <> {rows} or n_unexplained_rows <> 0") == []
    amounts = "kept_amount + duplicate_amount + quarantined_amount"
    assert (
        done.rows(f"select * from revenue_reconciliation where raw_amount <> {amounts} or unexplained_amount <> 0")
        == []
    )


@pytest.mark.parametrize("seed", SPOILING_SEEDS)
def test_spoilt_cells_rows_and_columns_are_accounted_for_in_any_order(
    raw: Path, seed: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    bad = spoilt(raw, seed, tmp_path / "bad")
    done = build(tmp_path / "1" / "c360.duckdb", declared(bad.folder), arguments=ONLY)
    assert_accounted_for(done, bad.n_rows)
    quarantined, duplicate = done.row("select sum(n_quarantined_rows), sum(n_duplicate_rows) from row_reconciliation")
    assert min(quarantined, duplicate) > 0

    other = shuffled(bad.folder, seed, tmp_path / "shuffled")
    again = build(tmp_path / "2" / "c360.duckdb", declared(other), arguments=ONLY)
    assert again.success, again.messages
    before, after = done.fingerprints(), again.fingerprints()
    assert [name for name in before if before[name] != after[name]] == []
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_csv_that_ends_within_a_line_is_accounted_for(as_csv: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut"
    cut.mkdir()
    counts = {}
    for table in TABLES:
        header, _, rows = (as_csv / f"{table}.csv").read_bytes().partition(b"\n")
        kept = rows[: len(rows) * 2 // 3].rstrip(b'"\n')
        (cut / f"{table}.csv").write_bytes(header + b"\n" + kept)
        counts[table] = len(kept.splitlines())
    done = build(tmp_path / "c360.duckdb", declared(cut, file_format="csv"), arguments=ONLY)
    assert_accounted_for(done, counts)


def without(column: str) -> Callable[[Path, Path], None]:
    """Makes a file of orders without a column."""

    def write(raw: Path, spot: Path) -> None:
        pq.write_table(pq.read_table(raw / "orders.parquet").drop_columns([column]), spot)

    return write


def cut_in_half(raw: Path, spot: Path) -> None:
    text = (raw / "orders.parquet").read_bytes()
    spot.write_bytes(text[: len(text) // 2])


def of_bytes(text: bytes) -> Callable[[Path, Path], None]:
    """Makes a file of these bytes."""
    return lambda _, spot: spot.write_bytes(text) and None


UNUSABLE: dict[str, tuple[str, Callable[[Path, Path], Any], list[str]]] = {
    "no required column": ("orders.parquet", without("order_amount"), ["lacks order_amount", "Found: order_id"]),
    "Parquet cut in half": ("orders.parquet", cut_in_half, ["cannot be read"]),
    "Parquet of nothing": ("orders.parquet", of_bytes(b""), ["cannot be read"]),
    "noise named Parquet": ("orders.parquet", of_bytes(random.Random(1).randbytes(5_000)), ["cannot be read"]),
    "CSV of nothing": ("orders.csv", of_bytes(b""), ["cannot be read", "is empty: not even a header"]),
    "CSV of another code page": (
        "orders.csv",
        of_bytes(
            "order_id,customer_id,ordered_at,order_amount,store\nO1,C1,2024-01-01,5,K\u00f6ln\n".encode("latin-1")
        ),
        ["cannot be read"],
    ),
    "CSV of broken quotes": (
        "orders.csv",
        of_bytes(b'order_id,customer_id,ordered_at,order_amount\n"O1,"C1",2024-01-01,"5\nO2,C2,2024-01-02,6\n'),
        ["cannot be read"],
    ),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_an_unusable_file_stops_the_build_with_one_sentence(
    case: str, raw: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    name, write, expected = UNUSABLE[case]
    write(raw, tmp_path / name)
    done = build(tmp_path / "built" / "c360.duckdb", {"inputs": {"orders": {"location": str(tmp_path / name)}}})
    assert not done.success
    assert len(done.messages) == 1, done.messages
    for words in ("Input 'orders'", str(tmp_path / name), *expected):
        assert words in done.messages[0]
    printed = "".join(capfd.readouterr())
    assert "Traceback" not in printed and str(ROOT / "python") not in printed
    with duckdb.connect(str(done.database)) as connection:
        assert connection.execute("select count(*) from information_schema.tables").fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("path", "memory", "words"),
    [
        ("notes.duckdb", "1GB", "it is not a valid DuckDB database file"),
        ("no_folder/c360.duckdb", "1GB", "No such file or directory"),
        ("c360.duckdb", "lots", "Memory must have a number"),
    ],
)
def test_a_warehouse_that_cannot_be_opened_is_one_sentence(
    path: str, memory: str, words: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.duckdb").write_text("buy milk")
    environment = {"CUSTOMER360_DB": str(tmp_path / path), "CUSTOMER360_DUCKDB_MEMORY": memory}
    found = run_dbt(["build", "-s", "line_kinds"], tmp_path, parsed("c360"), **environment)
    (message, *_) = failures(found)
    assert not found.success and f"The DuckDB file {tmp_path / path} cannot be opened: " in message and words in message
    assert "Traceback" not in "".join(capfd.readouterr())
