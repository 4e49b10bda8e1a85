"""The check of other clients (`make bi-clients`) sees what is wrong; run with the one client that is installed here."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
from customer360.publishing.versions import CURRENT, MANIFEST
from warehouse import ROOT


@pytest.fixture
def clients(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(ROOT / "bench")
    return importlib.import_module("clients")


def test_a_client_that_reads_other_rows_than_were_published_is_named(clients: ModuleType, tmp_path: Path) -> None:
    clients.publish_small(tmp_path, 3)
    served = tmp_path / "served"
    assert clients.reading(Path(sys.executable), "duckdb", served) == "all 3 tables, 9 rows"
    file = served / CURRENT / MANIFEST
    content = json.loads(file.read_text())
    content["tables"][1]["n_rows"] = 4
    file.write_text(json.dumps(content))
    assert clients.reading(Path(sys.executable), "duckdb", served) == "1 wrong, such as orders"
    (served / CURRENT / "orders.parquet").unlink()
    assert "No files found" in clients.reading(Path(sys.executable), "duckdb", served)


def test_a_reading_of_two_versions_is_counted(clients: ModuleType) -> None:
    probe = importlib.import_module("clients_probe")
    readings = iter([{"orders": 1, "sales_monthly": 1}, {"orders": 1, "sales_monthly": 2}])
    found = probe.followed(lambda file: next(readings), Path("any"), 2)
    assert found == {"readings": 2, "mixed": 1, "versions": 2, "last": 2}
