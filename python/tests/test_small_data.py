"""Small, odd and dirty inputs: the build is green and says what it could not do."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from customer360.report.figures import figures, queries
from report_support import SMALLEST, written_page
from warehouse import TESTS, Build, build, order_lines

if TYPE_CHECKING:
    from playwright.sync_api import Browser

COLUMNS = ["order_id", "customer_id", "ordered_at", "product_id", "product_name", "quantity", "unit_price", "country"]
#: Orders and what became of every row, without tests; and the snapshots.
MODELS = ["--resource-type", "model", "seed", "--select"]
ORDERS = [*MODELS, "+customer_orders", "+order_items", "+products", "+quarantined_rows", "+row_reconciliation"]
SNAPSHOTS = [*MODELS, "+int_customer_snapshots"]
#: What shows raw rows as they were spelled; what is made of the typed ones is the same in whatever order they come.
BY_RAW_ROW = ["+duplicate_rows", "+corrections"]
LINES = "row_reconciliation where source_name = 'order_lines'"


def write_csv(path: Path, rows: list[list[object]], columns: list[str] | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns or COLUMNS)
        writer.writerows(rows)
    return path


def line(number: int, customer: object, day: str, price: object = 10, quantity: object = 1) -> list[object]:
    return [f"o{number}", customer, f"{day} 10:00:00", "p1", "Thing", quantity, price, "United Kingdom"]


CASES: dict[str, list[list[object]]] = {
    "no customers": [],
    "one customer": [line(1, "a", "2024-01-31")],
    "only guests": [line(1, "", "2024-01-01"), line(2, "", "2024-02-03")],
    "only refunds": [line(1, "a", "2024-01-31", quantity=-1), line(2, "b", "2024-02-01", quantity=-2)],
    "thirty customers": [
        line(i * 10 + j, f"c{i}", f"2024-{1 + (i + j) % 12:02d}-{1 + i % 28:02d}", price=i + 1)
        for i in range(30)
        for j in range(1 + i % 4)
    ],
    "one single day": [line(i, f"c{i}", "2024-05-05", price=1 + i % 7) for i in range(300)],
    "all customers equal": [
        line(i * 100 + j, f"c{i}", f"2023-{1 + j % 12:02d}-15") for i in range(300) for j in range(12)
    ],
}


#: Companies whose tables every data test looks at, as it does at empty ones in test_input_subsets; of the others the
#: project's own ones do.
ASKED_EVERYTHING = ["thirty customers"]


@pytest.fixture(scope="module", params=CASES, ids=[name.replace(" ", "_") for name in CASES])
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Build]:
    folder = tmp_path_factory.mktemp("small")
    path = write_csv(folder / "lines.csv", CASES[request.param])
    tests = [] if request.param in ASKED_EVERYTHING else ["--exclude", "test_type:generic"]
    return request.param, build(folder / "c360.duckdb", order_lines(path), arguments=tests)


def test_build_is_green(small: tuple[str, Build]) -> None:
    assert small[1].success, small[1].messages


def test_models_say_why_they_were_not_fitted(small: tuple[str, Build]) -> None:
    name, done = small
    registry = dict(
        (row[0], row[1:]) for row in done.rows("select model_name, status, reason_code from model_registry")
    )
    assert set(registry) == {"churn", "clusters", "demand", "prospects", "purchases", "spend"}
    expected = {
        "no customers": ("no_labelled_cutoff", "no_customers"),
        "one customer": ("no_labelled_cutoff", "too_few_customers"),
        "only guests": ("no_labelled_cutoff", "no_customers"),
        "only refunds": ("no_labelled_cutoff", "no_customers"),
        "thirty customers": ("too_few_training_rows", "too_few_customers"),
        "one single day": ("no_labelled_cutoff", None),
        "all customers equal": ("too_few_rows_of_one_outcome", "too_few_different_customers"),
    }[name]
    assert registry["churn"] == ("not_enough_data", expected[0])
    assert registry["clusters"] == (("not_enough_data", expected[1]) if expected[1] else ("fitted", None))
    assert registry["prospects"] == ("not_enough_data", "no_prospect_known_long_enough")
    has_a_period = name in ("only guests", "thirty customers", "all customers equal")
    assert registry["demand"] == ("not_enough_data", "too_few_periods" if has_a_period else "no_complete_period")
    assert done.row("select count(*) > 0, count(forecast) from demand_forecasts") == (has_a_period, 0)
    assert (registry["purchases"], registry["spend"]) == {
        "thirty customers": (("not_enough_data", "too_few_customers"),) * 2,
        "one single day": (("not_enough_data", "no_repeat_purchases"), ("not_enough_data", "no_repeat_spend")),
        "all customers equal": (("fitted", None), ("not_enough_data", "no_variation")),
        "one customer": (("not_enough_data", "too_few_customers"), ("not_enough_data", "no_repeat_spend")),
    }.get(name, (("not_enough_data", "no_customers"), ("not_enough_data", "no_repeat_spend")))
    assert done.row("select count(*) from churn_predictions where churn_probability is not null") == (0,)
    recommended = "select is_recommended, reason_code from retrain_recommendations where model_name = 'churn'"
    assert done.row(recommended) == (False, "too_little_data")
    assert done.row(
        "select count(*) from churn_predictions where reason_code is distinct from ?".replace("?", f"'{expected[0]}'")
    ) == (0,)


def test_the_page_says_what_there_is(small: tuple[str, Build], tmp_path: Path) -> None:
    found = figures(small[1].database, SMALLEST)
    assert "<!-- insert" not in written_page(tmp_path / "index.html", found).read_text("utf-8")
    for name, one in found.items():
        rows = [dict(zip(one.columns, row, strict=True)) for row in one.rows]
        for people in next(query.people for query in queries() if query.name == name):
            assert all(row[people.column] not in range(1, SMALLEST) for row in rows), name


def test_the_page_opens_without_a_message(small: tuple[str, Build], chromium: Browser, tmp_path: Path) -> None:
    file = written_page(tmp_path / "index.html", figures(small[1].database, SMALLEST))
    page = chromium.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    for language in ("en", "zh"):
        page.goto(f"{file.as_uri()}?lang={language}")
        assert "NaN" not in page.inner_text("main")
    page.close()
    assert messages == []


def test_customers_are_all_there(small: tuple[str, Build]) -> None:
    name, done = small
    known = {str(row[1]) for row in CASES[name] if row[1]}
    assert done.row("select count(*) from customer_orders where not is_guest") == (len(known),)
    assert done.row("select count(*) from customer_360 where not is_guest") == (len(known),)


def test_equal_customers_get_equal_scores(small: tuple[str, Build]) -> None:
    _, done = small
    for measure, score in (("recency_days", "r_score"), ("n_orders", "f_score"), ("net_revenue_amount", "m_score")):
        assert done.rows(f"select {measure} from rfm_scores group by 1 having count(distinct {score}) > 1") == []
    if small[0] == "all customers equal":
        assert done.rows("select distinct r_score, f_score, m_score from rfm_scores") == [(1, 1, 1)]


def test_spelling_of_numbers_and_row_order_do_not_change_repeats(tmp_path: Path) -> None:
    spelled = [line(1, "a", "2024-01-01", price=price) for price in ("2.5", "2.50", "2.500")]
    first, last = (
        build(folder / "c360.duckdb", order_lines(write_csv(folder / "x.csv", rows)), arguments=[*ORDERS, *BY_RAW_ROW])
        for folder, rows in ((tmp_path / "1", spelled), (tmp_path / "2", spelled[::-1]))
    )
    assert first.success and last.success, first.messages + last.messages
    assert first.row(f"select n_kept_rows, n_duplicate_rows from {LINES}") == (1, 2)
    assert first.fingerprints() == last.fingerprints()


def test_every_dirty_row_is_quarantined_by_its_rule(tmp_path: Path) -> None:
    good = [line(i, f"c{i % 5}", f"2024-03-{1 + i % 28:02d}") for i in range(40)]
    dirty = {
        "missing_order_id": ["", "a", "2024-03-01", "p1", "Thing", 1, 10, ""],
        "untypable_date": ["d1", "a", "31.12.2024", "p1", "Thing", 1, 10, ""],
        "untypable_quantity": ["d2", "a", "2024-03-01", "p1", "Thing", "two", 10, ""],
        "untypable_price": ["d3", "a", "2024-03-01", "p1", "Thing", 1, "ten", ""],
        "amount_out_of_range": ["d4", "a", "2024-03-01", "p1", "Thing", "9" * 13, "9" * 13, ""],
        "future_date": ["d5", "a", "2099-03-01", "p1", "Thing", 1, 10, ""],
        "negative_price": ["d6", "a", "2024-03-01", "p1", "Thing", 1, -10, ""],
        "zero_quantity": ["d7", "a", "2024-03-01", "p1", "Thing", 0, 10, ""],
        "test_product": ["d8", "a", "2024-03-01", "TEST001", "A test product", 1, 10, ""],
        "positive_cancellation": ["Cd9", "a", "2024-03-01", "p1", "Thing", 1, 10, ""],
        "stock_movement": ["d10", "", "2024-03-01", "p1", "", -5, 0, ""],
    }
    conflicting = [line(99, "x", "2024-03-02"), line(99, "y", "2024-03-02")]
    path = write_csv(tmp_path / "lines.csv", good + list(dirty.values()) + conflicting + good[:3])
    done = build(tmp_path / "c360.duckdb", order_lines(path, cancellation_prefix="C"), arguments=ORDERS)
    assert done.success, done.messages
    found = sorted(done.rows("select quarantine_rule, raw_row from quarantined_rows"))
    assert [rule for rule, _ in found] == sorted([*dirty, "conflicting_customers", "conflicting_customers"])
    assert all(str(dirty[rule][2]) in raw for rule, raw in found if rule in dirty)
    assert done.row(f"select n_raw_rows, n_kept_rows, n_duplicate_rows, n_quarantined_rows from {LINES}") == (
        40 + 11 + 2 + 3,
        40,
        3,
        13,
    )
    assert str(done.row("select as_of_date from intermediate.as_of")[0]) == "2024-03-28"


def test_csv_quoting_is_read_wherever_it_begins(tmp_path: Path) -> None:
    plain = [line(i, f"c{i % 50}", f"2024-03-{1 + i % 28:02d}") for i in range(25_000)]
    path = write_csv(tmp_path / "lines.csv", plain)
    with path.open("a", encoding="utf-8") as file:
        file.write('"z1","zc",2024-03-01,p1,"Line one\nline two",1,10,FR\n')
        file.write('z2,"zc",2024-03-01,p1,"A, ""b""",1,10,FR\n')
        file.write("#1001,a,2024-01-01\n")
    done = build(tmp_path / "c360.duckdb", order_lines(path), arguments=ORDERS)
    assert done.success, done.messages
    assert done.row(f"select n_raw_rows, n_kept_rows, n_quarantined_rows from {LINES}") == (25_003, 25_002, 1)
    assert done.rows(
        "select distinct customer_id, product_name from order_items where order_id like 'Z%' order by 2"
    ) == [
        ("ZC", 'A, "b"'),
        ("ZC", "Line one line two"),
    ]


def test_a_csv_line_that_begins_with_a_hash_is_a_row(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "lines.csv", [line(i, f"c{i % 5}", f"2024-03-{1 + i % 28:02d}") for i in range(40)])
    with path.open("a", encoding="utf-8") as file:
        file.write("#1001,a,2024-01-01\n")
    done = build(tmp_path / "c360.duckdb", order_lines(path), arguments=ORDERS)
    assert done.success, done.messages
    assert done.row(f"select n_raw_rows, n_quarantined_rows from {LINES}") == (41, 1)


def test_lines_that_join_an_order_later_do_not_change_its_past(tmp_path: Path) -> None:
    rows = [
        line(1, "a", "2024-01-05", quantity=2),
        line(1, "a", "2024-03-10", quantity=-2),
        line(2, "a", "2024-01-06", price=1),
        line(2, "a", "2024-03-11", price=30),
        line(3, "b", "2024-03-31"),
    ]
    path = write_csv(tmp_path / "lines.csv", rows)
    whole = build(tmp_path / "whole" / "c360.duckdb", order_lines(path), arguments=SNAPSHOTS)
    early = build(tmp_path / "early" / "c360.duckdb", {**order_lines(path), "as_of": "2024-01-31"}, arguments=SNAPSHOTS)
    assert whole.success and early.success, whole.messages + early.messages
    query = (
        "select * exclude (is_as_of) from intermediate.int_customer_snapshots "
        "where snapshot_date = date '2024-01-31' order by customer_id"
    )
    assert whole.rows(query) == early.rows(query) != []


def test_items_without_a_time_are_known_with_their_orders(tmp_path: Path) -> None:
    orders = write_csv(
        tmp_path / "orders.csv",
        [[f" o{n}", "a", f"2024-0{1 + n}-05 10:00:00", 10] for n in range(4)],
        ["order_id", "customer_id", "ordered_at", "order_amount"],
    )
    items = write_csv(
        tmp_path / "items.csv",
        [*([f"O{n}", f"i{n}", "p", 1, 10] for n in range(4)), ["o9", "i9", "p", 1, 10]],
        ["order_id", "order_item_id", "product_id", "quantity", "unit_price"],
    )
    variables = {"inputs": {"orders": str(orders), "order_items": str(items)}, "as_of": "2024-02-28"}
    selected = [*MODELS, "+row_reconciliation"]
    done = build(tmp_path / "db" / "c360.duckdb", variables, left_out=TESTS, arguments=selected)
    assert done.success, done.messages
    counts = "source_name, n_raw_rows, n_kept_rows, n_quarantined_rows"
    assert done.rows(f"select {counts} from row_reconciliation where n_raw_rows > 0 order by 1") == [
        ("order_items", 3, 2, 1),
        ("orders", 2, 2, 0),
    ]


def test_touches_without_a_time_are_known_with_their_campaigns(tmp_path: Path) -> None:
    inputs = {"order_lines": str(write_csv(tmp_path / "lines.csv", [line(0, "a", "2024-02-28")]))}
    campaigns: list[list[object]] = [[f" k{n}", f"2024-0{1 + n}-05 10:00:00"] for n in range(4)]
    inputs["campaigns"] = str(write_csv(tmp_path / "campaigns.csv", campaigns, ["campaign_id", "started_at"]))
    touches: list[list[object]] = [[f"t{n}", f"K{n}", f"c{n}", "true", ""] for n in range(4)]
    touches.append(["t9", "k3", "c9", "false", "2024-02-01 10:00:00"])
    inputs["campaign_touches"] = str(
        write_csv(
            tmp_path / "touches.csv", touches, ["touch_id", "campaign_id", "customer_id", "is_holdout", "sent_at"]
        )
    )
    selected = [*MODELS, "+row_reconciliation"]
    for name, as_of, n_touches, n_later in (("then", "2024-02-28", 3, 0), ("whole", None, 5, 2)):
        variables = {"inputs": inputs, "as_of": as_of}
        done = build(tmp_path / name / "c360.duckdb", variables, left_out=TESTS, arguments=selected)
        assert done.success, done.messages
        counts = "n_raw_rows, n_quarantined_rows"
        found = done.row(f"select {counts} from row_reconciliation where source_name = 'campaign_touches'")
        assert found == (n_touches, n_later)


def test_a_row_that_breaks_a_rule_does_not_condemn_its_order(tmp_path: Path) -> None:
    good = [line(i, "a", f"2024-03-{1 + i:02d}") for i in range(20)]
    bad = [line(3, "b", "2099-01-01"), line(4, "b", "2024-03-05", quantity="x")]
    done = build(tmp_path / "c360.duckdb", order_lines(write_csv(tmp_path / "lines.csv", good + bad)), arguments=ORDERS)
    assert done.success, done.messages
    assert done.rows("select quarantine_rule from quarantined_rows order by 1") == [
        ("future_date",),
        ("untypable_quantity",),
    ]


def test_spelling_of_ids_and_countries_is_standardised(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["o1", " 17850.0 ", "2024-01-01", "abc ", "  White   lamp ", 1, "2.50", "eire"],
        ["o2", "17850", "2024-01-02T10:00:00+02:00", "ABC", "White lamp", 2, "2.50", "Ireland"],
        ["o3", "17851", "2024-01-03", "ABC", "White lamp", "1.5", "2.505", "Atlantis"],
    ]
    done = build(tmp_path / "c360.duckdb", order_lines(write_csv(tmp_path / "lines.csv", rows)), arguments=ORDERS)
    assert done.success, done.messages
    assert done.rows(
        "select customer_id, country_code, country_name, net_revenue_amount from customer_orders order by 1"
    ) == [
        ("17850", "IE", "Ireland", Decimal("7.5")),
        ("17851", None, "ATLANTIS", Decimal("3.7575")),
    ]
    assert done.rows("select product_id, product_name from products") == [("ABC", "White lamp")]
    assert str(done.row("select ordered_at from orders where order_id = 'O2'")[0]) == "2024-01-02 08:00:00"


def test_business_dates_follow_the_business_timezone(tmp_path: Path) -> None:
    rows = [line(1, "a", "2024-01-31"), ["o2", "a", "2024-01-31 23:30:00", "p1", "Thing", 1, 10, ""]]
    variables = {**order_lines(write_csv(tmp_path / "lines.csv", rows)), "business_timezone": "Europe/Berlin"}
    done = build(tmp_path / "c360.duckdb", variables, arguments=ORDERS)
    assert done.success, done.messages
    assert [str(row[0]) for row in done.rows("select ordered_date from orders order by order_id")] == [
        "2024-01-31",
        "2024-02-01",
    ]


def test_a_table_of_the_warehouse_is_an_input(tmp_path: Path) -> None:
    database = tmp_path / "c360.duckdb"
    with duckdb.connect(str(database), config={"storage_compatibility_version": "v1.0.0"}) as connection:
        connection.execute("create schema shop")
        connection.execute(
            "create table shop.sales as select 1 as receipt, 'a' as buyer, date '2024-01-01' as day, 2 as pieces, "
            "cast(1.25 as float) as price union all select 2, null, date '2024-01-02', 1, 3"
        )
    columns = {
        "order_id": "receipt",
        "customer_id": "buyer",
        "ordered_at": "day",
        "quantity": "pieces",
        "unit_price": "price",
    }
    done = build(database, order_lines("shop.sales", columns=columns), arguments=ORDERS)
    assert done.success, done.messages
    assert done.rows("select customer_id, net_revenue_amount from customer_orders order by 1") == [
        ("A", Decimal("2.5")),
        ("GUEST", Decimal("3")),
    ]


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        (order_lines("no_folder/nowhere.csv"), ["order_lines", "no_folder/nowhere.csv", "nothing is found"]),
        (order_lines("no_folder/sheet.xlsx"), ["order_lines", "no_folder/sheet.xlsx", "no .parquet or .csv file"]),
        (order_lines("shop.nothing"), ["order_lines", "shop.nothing", "nothing is found"]),
        (
            order_lines("{csv}"),
            ["order_lines", "lacks unit_price", "Found: order_id, customer_id, ordered_at, quantity"],
        ),
        (order_lines("{csv}", columns={"unit_price": "Preis"}), ["lacks unit_price (mapped to 'Preis')"]),
        (order_lines("{csv}", columns={"price": "Preis"}), ["maps 'price'", "no column of the contract"]),
        (order_lines("{empty}"), ["order_lines", "cannot be read", "is empty: not even a header"]),
        ({"inputs": {"invoices": "x.csv"}}, ["'invoices'", "the contract knows only: campaign_touches", "order_lines"]),
        ({"inputs": {"order_lines": {}}}, ["without a location"]),
        ({"inputs": {"order_lines": 5}}, ["'order_lines' takes a location, or a mapping"]),
        (
            {"inputs": {"order_lines": {"location": ["a", "b"]}}},
            ["'order_lines' takes a location", "one text, such as orders_*.csv"],
        ),
        (order_lines("{csv}", cancelation_prefix="C"), ["'cancelation_prefix'", "cancellation_prefix"]),
        (order_lines("main.orders"), ["'main.orders'", "would overwrite"]),
        (order_lines("Orders"), ["'Orders'", "would overwrite"]),
        ({"inputs": ["order_lines"]}, ["Var 'inputs' takes a mapping"]),
        ({"as_of": "30/06/2011"}, ["Var 'as_of' is '30/06/2011'", "YYYY-MM-DD"]),
        ({"as_of": "2011-02-30"}, ["Var 'as_of' is '2011-02-30'"]),
        ({"churn_horizon_days": 0}, ["Var 'churn_horizon_days' is '0'"]),
        ({"cluster_k_min": 9}, ["cluster_k_min"]),
        ({"forecast_months": 10}, ["'forecast_months' are 13 and 10", "at most 26 and 9"]),
        ({"business_timezone": "Mars/Olympus"}, ["Var 'business_timezone' is 'Mars/Olympus'"]),
    ],
)
def test_bad_input_stops_at_once_with_one_clear_message(
    tmp_path: Path, variables: dict[str, object], expected: list[str]
) -> None:
    given = write_csv(tmp_path / "no_price.csv", [["o1", "a", "2024-01-01", 1]], [*COLUMNS[:3], "quantity"])
    (tmp_path / "empty.csv").touch()
    text = json.dumps(variables).replace("{csv}", str(given)).replace("{empty}", str(tmp_path / "empty.csv"))
    done = build(tmp_path / "c360.duckdb", json.loads(text), left_out=TESTS)
    assert not done.success
    assert len(done.messages) == 1, done.messages
    for words in expected:
        assert words in done.messages[0]
    with duckdb.connect(str(done.database)) as connection:
        assert connection.execute("select count(*) from information_schema.tables").fetchall() == [(0,)]
