"""Builds that several tests look at are made once per session."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from warehouse import ONLINE_RETAIL, Build, build, online_retail

CUTOFF = "2011-06-30"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Workers take whole modules, and one worker all that looks at the same build: none is made twice.

    First of all hooks, because the workers read the groups in the same one.
    """
    shared = {"full": "online_retail", "shuffled": "online_retail", "as_of": "online_retail", "cut": "online_retail"}
    shared["demo_build"] = "demo"
    groups = {item.path: shared[name] for item in items for name in getattr(item, "fixturenames", ()) if name in shared}
    for item in items:
        item.add_marker(pytest.mark.xdist_group(groups.get(item.path, item.path.stem)))


@pytest.fixture(scope="session")
def demo_build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The project as it is, on the simulated company of seeds/demo."""
    return build(tmp_path_factory.mktemp("demo") / "c360.duckdb")


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The project on Online Retail II, unit tests included."""
    return build(tmp_path_factory.mktemp("full") / "c360.duckdb", online_retail(), unit_tests=True)


@pytest.fixture(scope="session")
def shuffled(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The same rows in another order, built into another file."""
    folder = tmp_path_factory.mktemp("shuffled")
    copy(folder / "lines.parquet", "order by hash(Invoice, StockCode, Quantity, InvoiceDate, 7)")
    return build(folder / "c360.duckdb", online_retail(folder / "lines.parquet"))


@pytest.fixture(scope="session")
def as_of(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """All rows, seen as of an earlier day."""
    return build(tmp_path_factory.mktemp("as_of") / "c360.duckdb", online_retail() | {"as_of": CUTOFF})


@pytest.fixture(scope="session")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Only the rows up to that day, and no as-of."""
    folder = tmp_path_factory.mktemp("cut")
    copy(folder / "lines.parquet", f"where cast(InvoiceDate as date) <= '{CUTOFF}'")
    return build(folder / "c360.duckdb", online_retail(folder / "lines.parquet"))


def copy(target: Path, clause: str) -> None:
    """Online Retail II, filtered or reordered, as a Parquet file."""
    with duckdb.connect() as connection:
        connection.execute(f"copy (from read_parquet('{ONLINE_RETAIL}') {clause}) to '{target}' (format parquet)")
