"""Whatever subset of the inputs a company has: the whole build is green and every row is accounted for.

Order lines alone are built by test_small_data and test_online_retail, everything by test_demo_company.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from companies import TABLES, company, declared
from customer360.contract import load_contract
from warehouse import Build, build

PEOPLE = 120
COMPANY_SEED = 44_057
CHANCE = random.Random(COMPANY_SEED)
SUBSETS = {
    "orders": ("orders",),
    "a half without orders": tuple(CHANCE.sample(TABLES[2:], len(TABLES) // 2)),
}


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return company(PEOPLE, COMPANY_SEED, tmp_path_factory.mktemp("company"))


def green(folder: Path, variables: dict[str, Any]) -> Build:
    """A whole build, held to be green and complete."""
    done = build(folder / "c360.duckdb", variables)
    assert done.success, done.messages
    assert done.rows("select * from row_reconciliation where n_unexplained_rows <> 0") == []
    assert done.rows("select * from revenue_reconciliation where unexplained_amount <> 0") == []
    return done


@pytest.mark.parametrize("subset", SUBSETS)
def test_any_subset_of_the_inputs_builds(raw: Path, subset: str, tmp_path: Path) -> None:
    done = green(tmp_path, declared(raw, SUBSETS[subset]))
    counted = dict(done.rows("select source_name, n_raw_rows from row_reconciliation"))
    assert {table for table, n in counted.items() if n} == set(SUBSETS[subset])
    assert (done.row("select count(*) from orders")[0] > 0) == ("orders" in SUBSETS[subset])


def test_files_without_rows_build(tmp_path: Path) -> None:
    company(1, COMPANY_SEED, tmp_path / "raw", "csv")
    for table in TABLES:
        path = tmp_path / "raw" / f"{table}.csv"
        path.write_text(path.read_text().splitlines()[0] + "\n")
    done = green(tmp_path, declared(tmp_path / "raw", file_format="csv"))
    assert done.row("select count(*), sum(n_raw_rows) from row_reconciliation") == (len(load_contract()), 0)
    assert done.row("select count(*) from customer_360") == (0,)


def test_nothing_declared_builds(tmp_path: Path) -> None:
    done = green(tmp_path, {"inputs": {}})
    counted = done.row("select count(*), sum(n_raw_rows), sum(n_kept_rows) from row_reconciliation")
    assert counted == (len(load_contract()), 0, 0)
    assert done.row("select count(*) from customer_360") == (0,)
