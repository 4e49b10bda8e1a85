"""The input contract: its page is up to date, the simulator writes its tables, and it can be read by dbt's macros."""

from __future__ import annotations

from pathlib import Path

import pytest
from customer360.cli import main
from customer360.contract import CHECKOUT, CONTRACT_FILE, ContractError, Table, load_contract, page
from customer360.simulator.contract import COLUMNS
from warehouse import ROOT

CONTRACT = load_contract(ROOT / CONTRACT_FILE)
TYPES = {"string", "bigint", "decimal(18, 4)", "decimal(18, 12)", "date", "timestamp", "boolean"}
WITHOUT_KNOWN_AT = {"products", "coupons", "exchange_rates", "sales_targets", "external_indicators"}
WITHOUT_KNOWN_AT |= {"known_customer_ids"}
#: What a person or another build decides, and no system of a company writes.
NOT_SIMULATED = {"order_lines", "identity_decisions", "known_customer_ids"}


def test_the_page_is_that_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract"]) == 0
    assert (ROOT / "docs" / "inputs.md").read_text() == capsys.readouterr().out == page(CONTRACT)


def test_the_page_names_everything() -> None:
    lines = page(CONTRACT).splitlines()
    for table in CONTRACT.values():
        assert f"## {table.name}" in lines
    rows = [line for line in lines if line.startswith("| `")]
    assert len(rows) == sum(len(table.columns) for table in CONTRACT.values())
    assert {line.replace("\\|", "").count("|") for line in rows} == {7}


def test_the_page_tells_which_required_values_may_be_empty() -> None:
    cells = [[cell.strip() for cell in line.split("|")] for line in page(CONTRACT).splitlines()]
    need = {(row[1], row[2]) for row in cells if len(row) == 8}
    assert (
        ("`customer_id`", "yes, may be empty") in need and ("`order_id`", "yes") in need and ("`country`", "") in need
    )
    assert {word for _, word in need} == {"required", "---", "yes", "yes, may be empty", ""}
    guests = CONTRACT["orders"].column("customer_id")
    assert guests.is_required and guests.may_be_empty
    assert not CONTRACT["orders"].column("ordered_at").may_be_empty and CONTRACT["orders"].column("store").may_be_empty


#: Columns that simulated companies do not have: what matches similar records, and what tells the later of two versions.
COLUMNS_NOT_SIMULATED = {
    "crm_customers": {"job_title", "street_address", "postal_code"},
    "products": {"updated_at"},
    "loyalty_members": {"updated_at"},
    "campaigns": {"updated_at"},
}


def test_the_simulator_writes_the_tables_of_the_contract() -> None:
    tables = [table for table in CONTRACT.values() if table.name not in NOT_SIMULATED]
    simulated = {
        table.name: tuple(name for name in table.names if name not in COLUMNS_NOT_SIMULATED.get(table.name, ()))
        for table in tables
    }
    assert simulated == COLUMNS


@pytest.mark.parametrize("table", CONTRACT.values(), ids=lambda table: table.name)
def test_every_table_says_all_there_is_to_say(table: Table) -> None:
    assert len(set(table.names)) == len(table.names)
    assert set(table.key) <= set(table.names)
    assert table.description.startswith("One row per ") and table.lost_without
    assert sum(column.is_known_at for column in table.columns) == (table.name not in WITHOUT_KNOWN_AT)
    for column in table.columns:
        assert column.type in TYPES, column.name
        assert column.description.endswith(".") and column.example, column.name
        assert column.unit or not column.type.startswith(("decimal", "bigint")), column.name
        assert not (column.is_required and column.lost_without), column.name
        assert not column.is_known_at or column.type == "timestamp", column.name


@pytest.mark.parametrize(
    "content",
    ["", "[1, 2]", "sources: []", "sources: [{name: raw, tables: [{name: a}]}]", "a: [", "sources: 3", "\t"],
)
def test_what_is_no_contract_is_refused_in_words(tmp_path: Path, content: str) -> None:
    path = tmp_path / "contract.yml"
    path.write_text(content)
    with pytest.raises(ContractError, match=r"contract\.yml cannot be read"):
        load_contract(path)
    with pytest.raises(ContractError, match="cannot be read"):
        load_contract(tmp_path / "none.yml")


def test_it_is_found_in_the_project_and_outside_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DBT_PROJECT_DIR", raising=False)
    assert load_contract() == load_contract(CHECKOUT / CONTRACT_FILE)
    own = tmp_path / CONTRACT_FILE
    own.parent.mkdir(parents=True)
    own.write_text("sources: []")
    with pytest.raises(ContractError):
        load_contract()


def test_staging_keeps_the_decimals_of_the_contract() -> None:
    """Where they are more than four; a unit test would cast what it expects to whatever type the model has."""
    longer = {
        (name, column.name): column.type
        for name, table in CONTRACT.items()
        for column in table.columns
        if column.type.startswith("decimal") and column.type != "decimal(18, 4)"
    }
    assert longer == {("exchange_rates", "rate"): "decimal(18, 12)"}
    staged = (ROOT / "models" / "staging" / "finance" / "stg_finance__exchange_rates.sql").read_text()
    assert "to_amount('rate', 18, 12)" in staged
