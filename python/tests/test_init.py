"""customer360 init: tables and columns recognised by their names, and vars that dbt and check take."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from customer360.cli import main
from customer360.contract import CONTRACT_FILE, load_contract
from customer360.inputs import recognise as recognise_module
from customer360.inputs.init import declared_in, files_of, inputs_of
from customer360.inputs.recognise import folded, foldings, map_columns, recognise, synonyms, table_by_name
from customer360.simulator.contract import COLUMNS
from hypothesis import given, settings
from hypothesis import strategies as st
from warehouse import ROOT

CONTRACT = load_contract(ROOT / CONTRACT_FILE)


def run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main(["init", *arguments])
    text = capsys.readouterr()
    return code, text.out, text.err


def loaded(text: str) -> dict[str, Any]:
    content = yaml.safe_load(text)
    inputs: dict[str, Any] = content["vars"]["inputs"]
    return inputs


def write(folder: Path, name: str, *columns: str) -> None:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        row = ["2023-07-01" if column.endswith("_at") else "1" for column in columns]
        csv.writer(file, lineterminator="\n").writerows([columns, row])


def test_online_retail_gets_the_mapping_of_the_project(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    code, text, _ = run(["--folder", "data"], capsys)
    declared = yaml.safe_load((ROOT / "data" / "online_retail_ii.yml").read_text())["inputs"]
    assert declared["order_lines"].pop("cancellation_prefix") == "C" and "# cancellation_prefix: C" in text
    assert code == 0 and loaded(text) == declared


def test_the_demo_needs_no_mapping(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    code, text, _ = run(["--folder", "seeds/demo"], capsys)
    expected = {name: {"location": f"seeds/demo/{name}.csv"} for name in COLUMNS}
    assert code == 0 and loaded(text) == expected
    assert "left out" not in text and "not found" not in text


def test_names_in_many_spellings_and_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        tmp_path, "Kunden_2023-01.csv", "Kundennummer", "姓名", "E-Mail", "手机", "Date of Birth", "Created At", "VIP"
    )
    write(tmp_path, "raw_订单.csv", "订单号", "Customer-ID", "ORDERED AT", "Grand Total", "tel")
    code, text, _ = run(["--folder", str(tmp_path)], capsys)
    inputs = loaded(text)
    assert code == 0 and list(inputs) == ["crm_customers", "orders"]
    assert inputs["crm_customers"]["columns"] == {
        "crm_customer_id": "Kundennummer",
        "full_name": "姓名",
        "email": "E-Mail",
        "phone": "手机",
        "birth_date": "Date of Birth",
        "created_at": "Created At",
    }
    assert inputs["orders"]["columns"] == {
        "order_id": "订单号",
        "customer_id": "Customer-ID",
        "ordered_at": "ORDERED AT",
        "order_amount": "Grand Total",
        "phone": "tel",
    }
    assert "# not mapped: VIP" in text


def test_umlauts_are_known_in_either_spelling() -> None:
    orders = ("Bestellnummer", "Kundennummer", "Bestelldatum", "Gesamtbetrag", "Versandkosten", "Zustand")
    expected = dict(zip(("order_id", "customer_id", "ordered_at", "order_amount"), orders, strict=False))
    expected |= {"shipping_amount": "Versandkosten", "status": "Zustand"}
    for currency in ("Währung", "WÄHRUNG", "Wa\u0308hrung", "Waehrung"):
        assert map_columns(CONTRACT["orders"], [*orders, currency]) == expected | {"currency": currency}
    assert folded("Währung") == "wahrung" and foldings("Größe") == ("grosse", "groesse")
    assert foldings("Ångström & Zoë") == ("angstromzoe", "angstroemzoe") and foldings("id") == ("id",)
    assert map_columns(CONTRACT["crm_customers"], ["angelegt am"]) == {"created_at": "angelegt am"}
    assert map_columns(CONTRACT["order_items"], ["Artikelbezeichnung"]) == {"product_name": "Artikelbezeichnung"}


def test_a_file_of_refunds_says_how_its_rows_become_refunds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def written(name: str, *columns: str) -> str:
        for path in tmp_path.iterdir():
            path.unlink()
        write(tmp_path, name, *columns)
        return run(["--folder", str(tmp_path)], capsys)[1]

    comment = "# if its rows are refunds, add 'refund' as payment_type"
    assert comment in written("refunds.csv", "refund_id", "order_id", "amount", "created_at")
    assert comment in written("payments.csv", "refund_id", "order_id", "amount", "created_at")
    assert comment not in written("payments.csv", "payment_id", "order_id", "amount", "created_at")
    assert comment not in written("refunds.csv", "refund_id", "order_id", "amount", "created_at", "payment_type")


def test_dates_as_crm_exports_name_them() -> None:
    assert map_columns(CONTRACT["crm_customers"], ["Record ID", "Create Date", "Last Modified Date"]) == {
        "created_at": "Create Date",
        "updated_at": "Last Modified Date",
    }
    assert map_columns(CONTRACT["orders"], ["CreatedDate"]) == {"ordered_at": "CreatedDate"}
    tickets = map_columns(CONTRACT["service_tickets"], ["Created Date", "Closed Date"])
    assert tickets == {"opened_at": "Created Date", "closed_at": "Closed Date"}


def test_what_is_not_recognised_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "tickets.csv", "id", "customer", "colour\n vars: 3", "\u2028x")
    write(tmp_path, "notes.csv", "id", "note")
    write(tmp_path, "products.csv", "sku", "name")
    write(tmp_path, "product.csv", "sku", "name", "brand")
    (tmp_path / "broken.parquet").write_bytes(b"nothing")
    (tmp_path / "empty.csv").write_bytes(b"")
    code, text, _ = run(["--folder", str(tmp_path)], capsys)
    inputs = loaded(text)
    assert code == 0 and set(inputs) == {"products", "service_tickets"}
    assert inputs["products"]["location"].endswith("/products.csv")
    for words in (
        "required, but not found: opened_at",
        r"not mapped: colour\n vars: 3, \u2028x",
        "notes.csv: no input is like it; it has: id, note",
        "product.csv: it looks like products",
        "broken.parquet: it is damaged",
        "empty.csv: ",
        "no orders: neither order_lines nor orders is recognised",
    ):
        assert words in text


def test_parts_of_one_table_are_told_with_the_glob_that_reads_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(*names: str, columns: tuple[str, ...] = ("Invoice", "Customer ID", "sold_at", "Quantity", "Price")) -> str:
        for name in names:
            write(tmp_path, name, *columns)
        return run(["--folder", str(tmp_path)], capsys)[1]

    months = [f"orders_2024-{month:02d}.csv" for month in (1, 2, 3)]
    text = told(*months)
    location = f"{tmp_path}/orders_2024-*.csv"
    assert text.count(f" already; if these are parts of one table, declare location: {location}\n") == 2
    assert main(["check", "--vars", text.replace(f"{tmp_path}/{months[0]}", location)]) == 0
    assert "3 rows" in capsys.readouterr().out
    # A file of other columns that the glob would read as well
    other = told("orders_2024-all.csv", columns=("Invoice", "Customer ID", "sold_at", "Quantity", "Price", "Note"))
    assert f"parts of one table, declare location: {tmp_path}/orders_2024-0*.csv\n" in other
    assert other.count("parts of one table") == 2
    write(tmp_path, "orders_2024-04.parquet.csv", "order_id")
    assert "parts of one table" not in told()


def test_no_column_serves_twice() -> None:
    table = CONTRACT["order_lines"]
    mapped = map_columns(table, ["Order ID", "order_id", "Date", "date"])
    assert mapped == {
        "order_id": "order_id",
        "ordered_at": "Date",
    }
    mapped = map_columns(CONTRACT["products"], ["name", "id"])
    assert mapped == {"product_id": "id", "product_name": "name"}
    assert map_columns(CONTRACT["loyalty_members"], ["member id"]) == {"loyalty_member_id": "member id"}
    assert map_columns(CONTRACT["payments_refunds"], ["id"]) == {"payment_id": "id"}


@settings(max_examples=100, deadline=None)
@given(
    table=st.sampled_from(list(CONTRACT.values())),
    names=st.lists(
        st.one_of(
            st.text(max_size=8),
            st.sampled_from([n for t in CONTRACT.values() for n in t.names]),
            st.sampled_from(["id", "ID", "name", "Name", "date", "e-mail", "tel", "mobile"]),
        ),
        unique=True,
        max_size=12,
    ),
)
def test_any_names_map_one_to_one(table: Any, names: list[str]) -> None:
    mapped = map_columns(table, names)
    assert len(set(mapped.values())) == len(mapped) and set(mapped.values()) <= set(names)
    assert set(mapped) <= set(table.names)
    assert all(mapped[name] == name for name in names if name in table.names)
    found = recognise("x.csv", "x", tuple(names), CONTRACT)
    assert found is None or not found.missing


@settings(max_examples=40, deadline=None)
@given(content=st.binary(max_size=300), ending=st.sampled_from(["csv", "parquet", "csv.gz", "tsv"]))
def test_no_garbage_makes_it_fall_over(tmp_path_factory: pytest.TempPathFactory, content: bytes, ending: str) -> None:
    folder = tmp_path_factory.mktemp("garbage")
    (folder / f"orders.{ending}").write_bytes(content)
    result = inputs_of(files_of(folder), CONTRACT)
    assert len(result.recognised) + len(result.left_out) == 1


def test_tables_are_known_by_name_or_by_columns() -> None:
    def of(name: str) -> str | None:
        found = table_by_name(name, CONTRACT)
        return found.name if found else None

    assert {
        name: of(name) for name in ("Orders", "stg_orders_2023", "raw-order-items", "FX rates", "lines of code")
    } == {
        "Orders": "orders",
        "stg_orders_2023": "orders",
        "raw-order-items": "order_items",
        "FX rates": "exchange_rates",
        "lines of code": None,
    }
    lines = ("Invoice", "Customer ID", "InvoiceDate", "Quantity", "Price")
    for name in ("orders", "x"):
        found = recognise("x.csv", name, lines, CONTRACT)
        assert found is not None and found.table.name == "order_lines"
    assert recognise("x.csv", "x", ("id", "name"), CONTRACT) is None
    assert recognise("x.csv", "orders", ("zz",), CONTRACT) is None


def test_a_name_holds_where_half_of_the_required_columns_are_there() -> None:
    shop = ("Email", "Paid at", "Total", "Created at", "Payment Method", "Receipt Number", "Id")
    for name, table in (("orders_export_1", "orders"), ("x", "payments_refunds")):
        found = recognise("x.csv", name, shop, CONTRACT)
        assert found is not None and found.table.name == table, name
    found = recognise("x.csv", "orders_export_1", shop, CONTRACT)
    assert found is not None and found.missing == ["customer_id"]


def test_what_is_nearly_an_input_or_misread_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "umsatz.csv", "Belegnummer", "Belegdatum", "Kundennummer", "Menge", "Einzelpreis")
    write(tmp_path, "rows.csv", "Rechnungsnummer", "Tag", "Kundennummer", "Artikelnummer", "Menge", "Einzelpreis")
    (tmp_path / "orders.csv").write_text('order_id,customer_id\n1,"TV 55" Samsung"\n' * 3)
    (tmp_path / "list.csv").write_text("Our list,,,\nid,a,b,c\n1,2,3,4\n")
    text = run(["--folder", str(tmp_path)], capsys)[1]
    assert set(loaded(text)) == {"order_lines"} and "ordered_at: Belegdatum" in text
    assert "rows.csv: no input is like it; nearest is order_lines, for which it lacks ordered_at; it has: Rech" in text
    assert "orders.csv: it has one column only, 'order_id,customer_id': is a quote never closed" in text
    assert "list.csv: its first line, 'Our list', is no header" in text
    found = declared_in(tmp_path, CONTRACT)
    assert {one.table for one in found.inputs} == {"order_lines", "orders"}


def test_synonyms_are_of_the_contract_and_unambiguous() -> None:
    path = Path(recognise_module.__file__).with_name("synonyms.csv")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    keys = [(row["table_name"], row["column_name"], folded(row["synonym"])) for row in rows]
    assert len(set(keys)) == len(keys) > 500
    every = {name for table in CONTRACT.values() for name in table.names}
    for table, column, synonym in keys:
        assert synonym and (not table or table in CONTRACT), (table, column, synonym)
        assert column in (CONTRACT[table].names if table and column else {*every, ""}), (table, column)
        assert table or column
    of_tables = [synonym for table, column, synonym in keys if not column]
    assert len(set(of_tables)) == len(of_tables)
    for scope in {table for table, _, _ in keys}:
        within = [synonym for table, column, synonym in keys if column and table == scope]
        assert len(set(within)) == len(within), scope
    assert synonyms()["", "phone"][0] == "tel"


def test_tables_of_a_duckdb_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema crm; create table crm.customers (id int, name text, created timestamp)")
        connection.execute('create table main."sales lines" (invoice int, customer int, date date, qty int, price int)')
        connection.execute('create table main."a.b" (invoice int)')
    code, text, _ = run(["--database", str(path)], capsys)
    inputs = loaded(text)
    assert code == 0 and inputs["order_lines"]["location"] == "main.sales lines"
    assert inputs["crm_customers"]["columns"] == {"crm_customer_id": "id", "full_name": "name", "created_at": "created"}
    assert "a.b: a name with a dot cannot be declared" in text and f"CUSTOMER360_DB={path}.\n" in text
    assert set(loaded(run(["--database", str(path), "--schema", "crm"], capsys)[1])) == {"crm_customers"}
    variables = tmp_path / "vars.yml"
    assert run(["--database", str(path), "--out", str(variables)], capsys)[0] == 0
    assert main(["--database", str(path), "check", "--vars", variables.read_text()]) == 0
    assert "order_lines: main.sales lines, 0 rows" in capsys.readouterr().out
    other = tmp_path / "other.duckdb"
    duckdb.connect(str(other)).close()
    assert main(["--database", str(other), "check", "--vars", variables.read_text()]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert f"there is no table main.sales lines in the DuckDB file {other} (CUSTOMER360_DB or" in told


def test_tables_that_the_project_builds_are_not_proposed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "built.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema staging; create schema intermediate; create schema config; create schema raw")
        for name in ("main.orders", "main.products", "staging.stg_sales__orders", "config.line_kinds"):
            connection.execute(
                f"create table {name} (order_id int, customer_id int, ordered_at date, order_amount int)"
            )
        connection.execute("create table intermediate.int_order_lines (order_id int)")
    code, text, message = run(["--database", str(path)], capsys)
    assert code == 1 and not text
    assert "left out: 5 tables such as config.line_kinds: a build of this project makes and overwrites them" in message
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table raw.orders as from main.orders; create table staging.products (sku int)")
    code, text, _ = run(["--database", str(path)], capsys)
    inputs = loaded(text)
    assert code == 0 and {name: one["location"] for name, one in inputs.items()} == {
        "orders": "raw.orders",
        "products": "staging.products",
    }
    assert "left out: 5 tables such as" in text


@pytest.mark.parametrize("names", [("orders.csv",), ("Bestellungen.csv",), ("export 2023.csv",), ("orders.tsv",)])
def test_check_takes_a_folder_as_init_does(
    tmp_path: Path, names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By names, synonyms or columns alone: what init writes is what check --folder checks."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DBT_PROJECT_DIR", raising=False)
    for name in names:
        write(tmp_path, name, "Invoice", "Customer ID", "sold_at", "Quantity", "Price")
    write(tmp_path, "Kunden.csv", "Kundennummer", "created_at")
    write(tmp_path, "unlike.csv", "a", "b")
    (tmp_path / "products.csv").write_bytes(b"sku\nJ\xfcrgen\n")
    (tmp_path / "coupons.xlsx").write_bytes(b"PK")
    code, text, _ = run(["--folder", "."], capsys)
    written = loaded(text)
    assert code == 0 and set(written) == {"order_lines", "crm_customers"}
    assert main(["check", "--folder", ".", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    checked = {one["table"]: one for one in found["tables"]}
    assert checked["products"]["findings"][0]["kind"] == "unreadable"
    assert set(checked) == {*written, "products"}
    for name, one in written.items():
        assert checked[name]["location"] == one["location"]
        renamed = {column: found_as for column, found_as in checked[name]["names"].items() if column != found_as}
        assert renamed == one["columns"]
    left_out = " ".join(one["message"] for one in found["findings"] if one["kind"] == "left_out")
    for words in ("unlike.csv: no input is like it", "coupons.xlsx: .xlsx files are not read: save the sheet as CSV"):
        assert words in left_out and words in text


def test_the_instruction_leads_to_a_good_project_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it says is done to the project's own file: `inputs:` and what is below it gives way to the lines."""
    text = run(["--folder", str(ROOT / "seeds" / "demo")], capsys)[1]
    assert "replace `inputs:` and all that is indented below it, under `vars:`, by the lines" in text
    lines = text.splitlines()
    mine = lines[lines.index("  inputs:") :]
    old = (ROOT / "dbt_project.yml").read_text().splitlines()
    start = old.index("  inputs:")
    end = next(i for i in range(start + 1, len(old)) if not old[i].startswith("   "))
    (tmp_path / "dbt_project.yml").write_text("\n".join([*old[:start], *mine, *old[end:]]) + "\n")
    before = yaml.safe_load((ROOT / "dbt_project.yml").read_text())
    after = yaml.safe_load((tmp_path / "dbt_project.yml").read_text())
    assert after["vars"].pop("inputs") == loaded(text) and before["vars"].pop("inputs") != loaded(text)
    assert after == before
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DBT_PROJECT_DIR", raising=False)
    assert main(["check", "--json"]) == 0
    assert {one["table"] for one in json.loads(capsys.readouterr().out)["tables"]} == set(loaded(text))


def test_a_file_is_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "products.csv", "sku")
    out = tmp_path / "vars.yml"
    arguments = ["--folder", str(tmp_path), "--out", str(out)]
    assert run(arguments, capsys) == (0, "", "")
    before = out.read_text()
    code, text, message = run(arguments, capsys)
    assert (code, text, out.read_text()) == (1, "", before) and "is there already" in message
    code, _, message = run([*arguments[:-1], str(tmp_path / "no" / "vars.yml")], capsys)
    assert code == 1 and "cannot be written: No such file or directory." in message


@pytest.mark.parametrize(
    "case",
    [
        (["--folder", "nowhere"], 2, "There is no folder nowhere."),
        (["--database", "nowhere.duckdb"], 2, "There is no DuckDB file nowhere.duckdb."),
        (["--database", "no.duckdb"], 2, "The DuckDB file no.duckdb cannot be opened"),
        (["--database", "yes.duckdb", "--schema", "x"], 2, "There is no table in a schema 'x' of yes.duckdb."),
        (["--folder", ".", "--schema", "x"], 2, "--schema goes with --database."),
        ([], 2, "init takes either --folder DIR or --database FILE."),
        (["--folder", ".", "--database", "yes.duckdb"], 2, "init takes either --folder DIR or --database FILE."),
        (["--folder", ".", "--target", "spark"], 2, "init looks at a folder or a DuckDB file, not at a --target."),
        (["--folder", "yes.duckdb"], 2, "yes.duckdb is no folder."),
        (["--folder", "."], 1, "No input is recognised in ."),
    ],
)
def test_what_is_wrong_is_told(
    case: tuple[list[str], int, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments, code, words = case
    monkeypatch.chdir(tmp_path)
    (tmp_path / "no.duckdb").write_bytes(b"not at all" * 2000)
    duckdb.connect("yes.duckdb").close()
    found, text, message = run(arguments, capsys)
    assert found == code and not text and words in message


def test_odd_file_names_are_found_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "it's [2023] *: #1"
    folder.mkdir()
    write(folder, "products.csv", "product_id")
    write(folder, "orders.csv", "order_id", "customer_id", "ordered_at", "order_amount")
    text = run(["--folder", str(folder)], capsys)[1]
    location = loaded(text)["products"]["location"]
    assert len(duckdb.execute("select * from glob($path)", {"path": location}).fetchall()) == 1
    assert main(["check", "--vars", text]) == 0
    assert "products.csv, 1 rows" in capsys.readouterr().out
    assert main(["check", "--folder", str(folder)]) == 0


def test_dbt_takes_what_it_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    variables = yaml.safe_dump(yaml.safe_load(run(["--folder", "seeds/demo"], capsys)[1])["vars"])
    monkeypatch.setenv("CUSTOMER360_DB", str(tmp_path / "parse.duckdb"))
    command = [str(Path(sys.executable).with_name("dbt")), "parse", "--vars", variables, "--target-path", str(tmp_path)]
    result = subprocess.run([*command, "--log-path", str(tmp_path)], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
