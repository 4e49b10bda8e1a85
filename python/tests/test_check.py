"""customer360 check: what it says of good, dirty and broken inputs, and that nothing makes it fall over."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from customer360.cli import main
from customer360.contract import CONTRACT_FILE, OF_ORDERS, load_contract
from customer360.inputs import forms, reading
from customer360.inputs.check import Check, Engine, check
from customer360.inputs.declarations import Declaration, Declared
from customer360.inputs.finding import Finding
from customer360.inputs.findings import day_month, likely_offset
from customer360.inputs.settings import Settings
from hypothesis import given, settings
from hypothesis import strategies as st
from warehouse import ROOT

CONTRACT = load_contract(ROOT / CONTRACT_FILE)
TODAY = date(2026, 11, 25)
HEADER = "order_id,customer_id,ordered_at,quantity,unit_price\n"
LINE = "1,A,2023-07-01 10:00:00,2,3.50\n"


def checked(*declared: Declaration, engine: Engine | None = None, **settings: Any) -> Check:
    return check(Declared(list(declared), Settings(**settings)), CONTRACT, engine or Engine(), TODAY)


def of_file(tmp_path: Path, content: str | bytes, table: str = "order_lines", ending: str = "csv") -> Check:
    path = tmp_path / f"{table}.{ending}"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return checked(Declaration(table, str(path)))


def one(found: Check, kind: str, column: str | None = None) -> Finding:
    matching = [f for f in found.all_findings if f.kind == kind and (column is None or f.column == column)]
    assert len(matching) == 1, found.all_findings
    return matching[0]


def kinds(found: Check) -> list[str]:
    return [finding.kind for finding in found.all_findings if finding.level != "note"]


def values(tmp_path: Path, column: str, cells: list[str], table: str = "order_lines") -> Check:
    """A table that is clean but for one column."""
    clean = {name: CONTRACT[table].column(name).example for name in CONTRACT[table].names}
    key = next(iter(CONTRACT[table].key), "")
    names = [name for name in clean if name != column]
    lines = [",".join(f'"{name}"' for name in [*names, column])]
    for i, cell in enumerate(cells):
        row = [f"{clean[name]}{i}" if name == key and i else clean[name] for name in names]
        quoted = [value.replace('"', '""') for value in [*row, cell]]
        lines.append(",".join(f'"{value}"' for value in quoted))
    return of_file(tmp_path, "\n".join(lines) + "\n", table)


def test_a_clean_file_has_nothing_to_complain_of(tmp_path: Path) -> None:
    found = of_file(tmp_path, HEADER + LINE)
    assert kinds(found) == [] and not found.stops
    assert found.tables[0].profile is not None and found.tables[0].profile.rows == 1
    note = one(found, "missing_optional")
    assert note.level == "note" and "product_id (products and baskets)" in note.message


@pytest.mark.parametrize("table", [name for name in CONTRACT if name != "order_lines"])
def test_the_examples_of_the_contract_are_clean(tmp_path: Path, table: str) -> None:
    last = CONTRACT[table].columns[-1]
    found = set(kinds(values(tmp_path, last.name, [last.example], table)))
    allowed = {"loyalty_members": {"unmet_keys"}, **dict.fromkeys(OF_ORDERS, {"without_orders"})}  # a friend's card
    assert found <= {"no_orders"} | allowed.get(table, set())


@pytest.mark.parametrize(
    ("content", "ending", "kind", "words"),
    [
        (b"", "csv", "unreadable", "is empty: not even a header"),
        (HEADER.encode() + "1,Jürgen,2023-07-01,1,1\n".encode("latin-1"), "csv", "unreadable", "not UTF-8"),
        (bytes(range(256)) * 40, "csv", "unreadable", "no CSV can be recognised"),
        (b"PAR1 but no more of it PAR1", "parquet", "unreadable", "damaged or of another kind"),
        (b"PAR1", "parquet", "unreadable", "damaged or of another kind"),
        (gzip.compress((HEADER + LINE * 50_000).encode())[:400], "csv.gz", "unreadable", "damaged"),
        (b"no gzip at all", "csv.gz", "unreadable", "damaged"),
        ((HEADER + LINE + '2,"B,2023-').encode(), "csv", "one_column", "is a quote never closed"),
        (b"\x00" * 5_000, "csv", "missing_column", "is not there"),
        (b"order_id,customer_id\n1,2\n", "csv", "missing_column", "is not there"),
    ],
    ids=["empty", "latin-1", "binary", "parquet", "short parquet", "cut gzip", "no gzip", "cut", "zeros", "columns"],
)
def test_broken_files_are_told_in_words(tmp_path: Path, content: bytes, ending: str, kind: str, words: str) -> None:
    found = of_file(tmp_path, content, ending=ending)
    assert found.stops
    messages = [finding.message for finding in found.all_findings if finding.kind == kind]
    assert any(words in message for message in messages), found.all_findings


def test_a_truncated_parquet_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "order_lines.parquet"
    pq.write_table(pa.table({"order_id": [str(i) for i in range(10_000)]}), path)
    path.write_bytes(path.read_bytes()[:-200])
    assert one(checked(Declaration("order_lines", str(path))), "unreadable").level == "stops"


def test_missing_extra_and_mapped_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('Order_ID,"customer ""x""",ordered_on,Qty,unit_price,note\n1,A,2023-07-01,1,1,x\n')
    mapped = {"customer_id": 'customer "x"', "quantity": "qty", "country": "land", "price": "unit_price"}
    found = checked(Declaration("order_lines", str(path), mapped))
    missing = {f.column: f.message for f in found.all_findings if f.kind == "missing_column"}
    assert set(missing) == {"ordered_at", "country"}
    assert "close to it: ordered_on" in missing["ordered_at"] and "mapped to 'land'" in missing["country"]
    assert one(found, "unknown_mapping").column == "price"
    assert one(found, "extra_columns").message.endswith(": ordered_on, note")
    assert found.tables[0].names["quantity"] == "Qty" and found.tables[0].names["order_id"] == "Order_ID"


def test_declarations_that_a_build_refuses(tmp_path: Path) -> None:
    for declared, kind in (
        (Declaration("invoices", "x.csv"), "unknown_input"),
        (Declaration("orders", ""), "no_location"),
        (Declaration("orders", str(tmp_path / "x.csv")), "not_found"),
        (Declaration("orders", "shop.orders"), "not_found"),
        (Declaration("orders", "bad.'; drop table x; --"), "not_found"),
    ):
        assert one(checked(declared), kind).level == "stops"


DATES = {
    "01.07.2023": forms.DAY_MONTH,
    "7/1/23": forms.DAY_MONTH,
    "2023/7/1": "year first with / or .",
    "2023年7月1日": "年月日",
    "45108": "Excel serial",
    "45108.75": "Excel serial",
    "1688169600": "epoch in s",
    "1688169600000": "epoch in ms",
    "20230701": "eight digits",
    "2023-07": "year and month",
    "1 Jul 2023": "month by name",
    "2023-02-30": "ISO, but no such day or time",
    "2023-07-01 25:00": "ISO, but no such day or time",
    "soon": "other",
    "0": "other",
}
NUMBERS = {
    "1,234.50": "thousands separators",
    "1.234,50": "thousands separators",
    "12,50": "decimal comma",
    "(12.50)": "in parentheses",
    "12 %": "percent",
    "€12.50": "with a currency",
    "12.50 EUR": "with a currency",
    "3万": "with 万, 亿, k or m",
    "1.5k": "with 万, 亿, k or m",
    "１２": "full-width digits",  # noqa: RUF001
    "1e30": "too large or not whole",
    "nan": "other",
    "--1": "other",
}


@pytest.mark.parametrize(
    ("column", "cell", "form"),
    [("ordered_at", cell, form) for cell, form in DATES.items()]
    + [("quantity", cell, form) for cell, form in NUMBERS.items()],
)
def test_the_form_of_a_value_is_named(tmp_path: Path, column: str, cell: str, form: str) -> None:
    finding = one(values(tmp_path, column, [cell, CONTRACT["order_lines"].column(column).example]), "untypable", column)
    assert finding.level == "warning" and f"1 {form}; such as '{cell}'" in finding.message


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        *(("ordered_at", cell) for cell in ("2023-7-1", "2023-07-01T10:00Z", " 2023-07-01 10:00:00.5+02 ")),
        *(("quantity", cell) for cell in ("-1", "+.5", "1e2", "12.", "\u00a03 ")),
    ],
)
def test_plain_values_are_not_complained_of(tmp_path: Path, column: str, cell: str) -> None:
    assert kinds(values(tmp_path, column, [cell])) == []


def test_the_forms_are_those_of_the_macros() -> None:
    typing = (ROOT / "macros" / "cleaning" / "typing.sql").read_text()
    for pattern in (forms.DAY, forms.TIME, forms.OFFSET, forms.NUMBER):
        assert f"'{pattern}'" in typing
    reader = (ROOT / "macros" / "engines" / "input_relation.sql").read_text()
    for option in re.findall(r"\w+ = (?:true|false)", reading.CSV_OPTIONS):
        assert option in reader


def test_the_examples_are_the_first_three(tmp_path: Path) -> None:
    found = values(tmp_path, "ordered_at", ["d", "c", "a", "a", "b", "2023-07-01"])
    assert "5 other; such as 'a', 'b', 'c'; " in one(found, "untypable").message


def test_booleans_and_whole_numbers(tmp_path: Path) -> None:
    cells = ["true", "FALSE", "1", "否", "yes", "maybe"]
    message = one(values(tmp_path, "is_holdout", cells, "campaign_touches"), "untypable").message
    assert "4 (66.7 %) values" in message and "2 yes or no in words, 1 0 or 1, 1 other" in message
    assert message.endswith("; 1 of them are not read; what is not read counts as empty")
    message = one(values(tmp_path, "reopened_count", ["1", "2.5"], "service_tickets"), "untypable").message
    assert message.startswith("1 (50.0 %) values are no plain bigint: 1 too large or not whole; such as '2.5'; what")


def test_shares_spans_and_far_days(tmp_path: Path) -> None:
    cells = ["1899-12-30", "2023-07-01", "2030-01-01", "2026-11-25 23:59", "x", "", ""]
    found = values(tmp_path, "ordered_at", cells)
    assert one(found, "untypable").message.startswith("1 (20.0 %) values are no plain timestamp: 1 other; such as 'x'")
    assert one(found, "untypable").message.endswith("; rows with what is not read are quarantined")
    assert (
        one(found, "empty_values").message == "2 (28.6 %) values are empty though required: these rows are quarantined"
    )
    assert one(found, "future_dates").message == "1 (14.3 %) values lie in the future, up to 2030-01-01 00:00:00"
    early = one(found, "early_dates").message
    assert (
        "1 (14.3 %) values lie before var company_start (1990-01-01), from 1899-12-30 00:00:00 on: these rows" in early
    )
    profile = found.tables[0].profile
    assert profile is not None
    assert next(c for c in profile.columns if c.name == "ordered_at").empty == 2


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["13/07/2023", "01/07/2023"], "the day stands first, the month second (first part above 12: 1"),
        (["07/13/2023", "01/07/2023"], "the month stands first, the day second"),
        (["07/13/2023", "13/07/2023"], "days and months are mixed up"),
        (["01/07/2023", "1.2.23"], "it cannot be told which part is the day (first part above 12: 0, second"),
    ],
)
def test_day_and_month(tmp_path: Path, cells: list[str], words: str) -> None:
    assert words in one(values(tmp_path, "ordered_at", cells), "day_month").message


def test_day_and_month_counts_say_what_they_saw() -> None:
    assert day_month((3, 0, 4)).endswith("(first part above 12: 3, second part above 12: 0, either way: 4)")


def hours(busy: range, n: int = 100) -> dict[int, int]:
    return {hour % 24: n for hour in busy}


@pytest.mark.parametrize(
    ("counts", "offset"),
    [
        (hours(range(6, 24)), None),  # quiet at night already
        (hours(range(14, 32)), -8),  # 18 busy hours that end at 8: quiet from 8 to 14
        (hours(range(22, 40)), 8),  # quiet from 16 to 22
        (hours(range(8, 20)), None),  # a shop: quiet from 20 to 8, the night is in it
        (hours(range(20, 32)), -11),  # a shop told 12 hours off: quiet from 8 to 20
        (hours(range(0, 24)), None),  # never quiet
        (hours(range(14, 32), 20), None),  # too few
        ({3: 1000, 15: 1000}, None),  # two quiet stretches
        ({}, None),
    ],
)
def test_the_offset_that_puts_the_quiet_hours_at_night(counts: dict[int, int], offset: int | None) -> None:
    assert likely_offset(counts) == offset


def test_a_wrong_zone_is_hinted_at(tmp_path: Path) -> None:
    cells = [f"2023-07-{1 + i % 28:02d} {(22 + i % 18) % 24:02d}:30:00" for i in range(900)]
    path = tmp_path / "order_lines.csv"
    path.write_text(HEADER + "".join(f"{i},A,{cell},1,1\n" for i, cell in enumerate(cells)))
    declared = Declaration("order_lines", str(path))
    assert "a hint: the quiet hours are 16-22, which is night +8 h" in one(checked(declared), "time_zone").message
    assert kinds(checked(declared, timezone="Asia/Shanghai")) == []
    path.write_text(HEADER + "".join(f"{i},A,{cell}+00,1,1\n" for i, cell in enumerate(cells)))
    assert kinds(checked(declared)) == []


def test_keys_that_repeat_are_empty_or_do_not_meet(tmp_path: Path) -> None:
    orders, items = tmp_path / "orders.csv", tmp_path / "order_items.csv"
    orders.write_text(
        "order_id,customer_id,ordered_at,order_amount\no1,a,2023-07-01,1\nO1 ,a,2023-07-01,1\n,a,2023-07-01,1\n"
    )
    items.write_text(
        "order_item_id,order_id,product_id,quantity,unit_price\n1,O1,p,1,1\n2,o1.0,p,1,1\n3,o9,p,1,1\n4,,p,1,1\n"
    )
    found = checked(Declaration("orders", str(orders)), Declaration("order_items", str(items)))
    repeated = one(found, "repeated_keys").message
    assert repeated.startswith(
        "1 (33.3 %) rows repeat the key (order_id) of another row; of several versions the latest"
    )
    assert one(found, "empty_keys").message == "1 (33.3 %) rows have no key (order_id) and are quarantined"
    unmet = one(found, "unmet_keys")
    assert (unmet.column, unmet.message) == ("order_id", "2 (66.7 %) values are not in orders.order_id, such as 'O1.0'")
    assert "unmet_keys" not in kinds(checked(Declaration("order_items", str(items))))


def test_tables_of_a_duckdb_file(tmp_path: Path) -> None:
    database = tmp_path / "shop.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            'create schema "My Shop"; create table "My Shop".lines as select 1 as order_id, 2 as customer_id, '
            "timestamp '2023-07-01 10:00' as ordered_at, 1.5 as quantity, 2::double as unit_price"
        )
    found = checked(Declaration("order_lines", "My Shop.lines"), engine=Engine(database))
    assert kinds(found) == []
    database.write_bytes(b"no database at all" * 1000)
    assert one(checked(Declaration("order_lines", "lines"), engine=Engine(database)), "unreadable").level == "stops"


def run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main(arguments)
    text = capsys.readouterr()
    return code, text.out, text.err


def test_exit_codes_report_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "order_lines.csv"
    path.write_text(HEADER + LINE + LINE.replace("3.50", "3,50").replace("1,A", "2,B"))
    variables = json.dumps({"inputs": {"order_lines": {"location": str(path)}}})
    code, text, _ = run(["check", "--vars", variables], capsys)
    assert code == 0 and "order_lines.csv, 2 rows" in text and "A build would run" in text
    path.write_text(HEADER.replace("quantity", "gizmos") + LINE)
    code, text, _ = run(["check", "--vars", variables], capsys)
    assert code == 1 and "STOPS" in text and "leave an input empty: 1 of the findings must" in text
    code, text, _ = run(["check", "--folder", str(tmp_path), "--json"], capsys)
    content: dict[str, Any] = json.loads(text)
    assert code == 1 and content["stops"] is True and content["tables"][0]["profile"]["rows"] == 1
    assert max(len(line) for line in run(["check", "--vars", variables], capsys)[1].splitlines()) <= 120


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--vars", "a: ["], "--vars is no YAML"),
        (["--vars", "3"], "--vars takes a mapping"),
        (["--vars", "{inputs: [orders]}"], "Var 'inputs' takes a mapping"),
        (["--vars", "{inputs: {orders: 3}}"], "Input 'orders' takes a location"),
        (["--vars", "{inputs: {orders: {location: a, columns: [x]}}}"], "Input 'orders' takes a location"),
        (["--vars", "{as_of: null}"], "There is no dbt_project.yml here"),
        ([], "There is no dbt_project.yml here"),
        (["--folder", "nowhere"], "There is no folder nowhere."),
        (["--folder", "."], "is recognised as an input, such as orders.csv; there is: notes.csv: no input is like it"),
        (["--folder", "notes.csv"], "notes.csv is no folder."),
    ],
)
def test_usage_errors(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DBT_PROJECT_DIR", raising=False)
    (tmp_path / "notes.csv").write_text("a\n")
    code, text, message = run(["check", *arguments], capsys)
    assert code == 2 and not text and words in message


def test_the_project_and_its_demo_pass(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("DBT_PROJECT_DIR", raising=False)
    code, text, _ = run(["check"], capsys)
    assert code == 0 and "1,067,371 rows" in text and "Customer ID" in text and "nothing to complain of" in text
    code, text, _ = run(["check", "--folder", "seeds/demo", "--json"], capsys)
    content = json.loads(text)
    assert code == 0 and len(content["tables"]) == 18
    found = {(t["table"], f["column"]) for t in content["tables"] for f in t["findings"] if f["kind"] == "untypable"}
    assert {("privacy_requests", "requested_at"), ("orders", "order_amount"), ("exchange_rates", "rate_date")} <= found


GARBAGE = st.one_of(
    st.binary(max_size=400),
    st.binary(max_size=200).map(lambda tail: (HEADER + LINE).encode() + tail),
    st.binary(max_size=200).map(lambda body: b"PAR1" + body + b"PAR1"),
    st.text(max_size=200).map(lambda text: (HEADER + text).encode("utf-8", "surrogatepass")),
)


@settings(max_examples=60, deadline=None)
@given(content=GARBAGE, ending=st.sampled_from(["csv", "parquet", "tsv", "csv.gz"]))
def test_no_garbage_makes_it_fall_over(tmp_path_factory: pytest.TempPathFactory, content: bytes, ending: str) -> None:
    found = of_file(tmp_path_factory.mktemp("garbage"), content, ending=ending)
    assert found.tables[0].profile is not None or found.stops


@settings(max_examples=40, deadline=None)
@given(cells=st.lists(st.text(max_size=30), min_size=1, max_size=5), column=st.sampled_from(["ordered_at", "quantity"]))
def test_no_cell_makes_it_fall_over(tmp_path_factory: pytest.TempPathFactory, cells: list[str], column: str) -> None:
    path = tmp_path_factory.mktemp("cells") / "order_lines.parquet"
    clean = [cell.encode("utf-8", "ignore").decode() for cell in cells]
    names = HEADER.strip().split(",")
    pq.write_table(pa.table({name: clean if name == column else ["1"] * len(clean) for name in names}), path)
    profile = checked(Declaration("order_lines", str(path))).tables[0].profile
    assert profile is not None and profile.rows == len(clean)
