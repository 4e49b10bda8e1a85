"""The simulated company: the same bytes for a seed, the truth it claims, and dirt only where the log says so."""

from __future__ import annotations

import hashlib
import math
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from customer360.cli import main
from customer360.simulator.contract import COLUMNS, KEYS, TRUTH
from customer360.simulator.dirt import KINDS
from customer360.simulator.people import make_people
from customer360.simulator.planting import PLAN
from customer360.simulator.settings import Dirt, Settings
from customer360.simulator.simulate import Builder, simulate
from customer360.simulator.vocabulary import FAMILY
from customer360.simulator.writing import ParquetFile
from warehouse import ROOT

DEMO = ROOT / "seeds" / "demo"
TIME = "%Y-%m-%d %H:%M:%S"
MONEY = r"^-?\d+\.\d\d$"
#: Kinds that concern whole rows; they stand in the log without a column.
ROWS = {"exact_duplicate", "out_of_order", "refund_as_sale"}


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def loaded(folder: Path, file_format: str) -> duckdb.DuckDBPyConnection:
    """Every table as text, raw ones with their row number; truth_dirt's row numbers as numbers."""
    connection = duckdb.connect(config={"threads": 1})
    for path in sorted(folder.rglob(f"*.{file_format}")):
        reader = f"read_csv('{path}', all_varchar = true, header = true, parallel = false, allow_quoted_nulls = false)"
        source = reader if file_format == "csv" else f"read_parquet('{path}')"
        numbers = "row_number() over () as row_number, " if path.stem in COLUMNS else ""
        connection.sql(f"create table {path.stem} as select {numbers}* from {source}")
    return connection


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    assert main(["simulate", "--out", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def demo(small: Path) -> duckdb.DuckDBPyConnection:
    return loaded(small, "csv")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("large")
    simulate(50_000, 3, folder, "parquet", Settings(threads=1))
    return loaded(folder, "parquet")


def column(connection: duckdb.DuckDBPyConnection, query: str) -> list[object]:
    return [row[0] for row in connection.sql(query).fetchall()]


def test_the_same_seed_gives_the_same_bytes(small: Path, tmp_path: Path) -> None:
    simulate(2_000, 1, tmp_path / "again", "csv", Settings(threads=1))
    assert hashes(small) == hashes(tmp_path / "again")
    simulate(2_000, 2, tmp_path / "other", "csv")
    other = hashes(tmp_path / "other")
    assert set(other) == set(hashes(small))
    assert not [name for name, found in hashes(small).items() if other[name] == found]


def test_threads_do_not_change_parquet(tmp_path: Path) -> None:
    for threads in (1, 3):
        simulate(700, 1, tmp_path / str(threads), "parquet", Settings(chunk_people=100, threads=threads))
    assert hashes(tmp_path / "1") == hashes(tmp_path / "3")


def test_parquet_and_csv_hold_the_same_rows(demo: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    simulate(2_000, 1, tmp_path, "parquet")
    parquet = loaded(tmp_path, "parquet")
    for table in [*COLUMNS, *TRUTH]:
        names = COLUMNS[table] if table in COLUMNS else TRUTH[table].names
        cells = [f"coalesce(cast({name} as varchar), '<null>')" for name in names]
        query = f"select {', '.join(cells)} from {table}"
        if table == "truth_people":
            query = "from truth_people select * exclude (rate, spend_level, satisfaction)"
        assert parquet.sql(query).fetchall() == demo.sql(query).fetchall(), table


def test_the_first_people_of_a_larger_company_are_those_of_a_smaller_one(tmp_path: Path) -> None:
    one, two = Settings(chunk_people=300), Settings(chunk_people=300)
    simulate(300, 1, tmp_path / "one", "csv", one)
    simulate(400, 1, tmp_path / "two", "csv", two)
    grows = {"campaigns", "sales_targets", "truth_dirt"}
    for name in [*COLUMNS, *(f"truth/{table}" for table in TRUTH)]:
        few, more = ((tmp_path / part / f"{name}.csv").read_bytes() for part in ("one", "two"))
        if name.removeprefix("truth/") not in grows:
            assert more.startswith(few), name


def test_columns_are_those_of_the_contract(small: Path) -> None:
    assert {path.stem for path in small.glob("*.csv")} == set(COLUMNS)
    for table, columns in COLUMNS.items():
        with (small / f"{table}.csv").open(encoding="utf-8") as file:
            assert file.readline().rstrip("\n") == ",".join(columns)
    for table, schema in TRUTH.items():
        with (small / "truth" / f"{table}.csv").open(encoding="utf-8") as file:
            assert file.readline().rstrip("\n") == ",".join(schema.names)


def test_the_committed_demo_is_the_simulators_output(small: Path) -> None:
    committed = {name: found for name, found in hashes(DEMO).items() if name.endswith(".csv")}
    assert committed == {name: found for name, found in hashes(small).items() if not name.startswith("truth")}
    assert sum(path.stat().st_size for path in DEMO.glob("*.csv")) <= 6_000_000


def test_every_record_belongs_to_one_person(demo: duckdb.DuckDBPyConnection) -> None:
    assert demo.sql("select table_name, record_id from truth_records group by all having count(*) > 1").fetchall() == []
    strangers = "select count(*) from truth_records anti join truth_people using (person_id)"
    assert demo.sql(strangers).fetchall() == [(0,)]
    for table in ("crm_customers", "loyalty_members", "orders", "service_tickets", "survey_responses", "web_events"):
        key = "anonymous_id" if table == "web_events" else KEYS[table]
        query = f"""
            select count(*) from {table} as raw
            left join truth_records as truth on truth.table_name = '{table}' and truth.record_id = raw.{key}
            where truth.record_id is null and not exists (
                from truth_dirt where table_name = '{table}' and column_name = '{key}'
                    and truth_dirt.row_number::bigint = raw.row_number
            )"""
        assert demo.sql(query).fetchall() == [(0,)], table
        ids = column(demo, f"select count(distinct {key}) from {table} where {key} <> ''")
        assert ids == column(demo, f"select count(*) from truth_records where table_name = '{table}'")


def test_people_have_contacts_of_their_own(large: duckdb.DuckDBPyConnection) -> None:
    for name in ("email", "phone", "person_id"):
        assert large.sql(f"select count(*) - count(distinct {name}) from truth_people").fetchall() == [(0,)], name


def test_colleagues_of_names_alike_in_latin_letters_have_addresses_of_their_own() -> None:
    people = make_people(np.random.default_rng(1), 0, 2, 0, Settings())
    people.company, people.country, people.given = np.zeros((3, 2), np.int64)
    people.family = np.array([FAMILY.index("徐"), FAMILY.index("许")])
    assert len(set(people.email.to_pylist())) == 2


def test_the_holdout_is_random_and_is_sent_nothing(large: duckdb.DuckDBPyConnection) -> None:
    held = "lower(is_holdout) in ('true', 'y', 'yes', '是', '1', 't')"
    sent = f"select count(sent_at), count(converted_at), count(order_id) from campaign_touches where {held}"
    assert large.sql(sent).fetchall() == [(0, 0, 0)]
    share, rows = large.sql(f"select avg(cast({held} as int)), count(*) from campaign_touches").fetchall()[0]
    assert abs(share - 0.2) < 4 * math.sqrt(0.16 / rows)


def test_nobody_orders_after_the_dropout(demo: duckdb.DuckDBPyConnection) -> None:
    query = """
        select count(*), count(*) filter (not exists (
            from truth_dirt where table_name = 'orders' and record_key = order_id
                and dirt_kind in ('refund_as_sale', 'future_date', 'late_row')
        ))
        from orders join truth_records on record_id = order_id and table_name = 'orders'
        join truth_dropout using (person_id)
        where try_cast(ordered_at as timestamp)::date > dropout_date::date"""
    after, unexplained = demo.sql(query).fetchall()[0]
    assert after > 0 and unexplained == 0


def test_trouble_comes_before_dropout_and_raises_it(large: duckdb.DuckDBPyConnection) -> None:
    query = """
        with complaints as (
            select person_id, min(try_cast(opened_at as timestamp)) as opened_at, closed_at is null as is_open
            from service_tickets join truth_records on record_id = ticket_id and table_name = 'service_tickets'
            where category = 'complaint' and opened_at < '2024-03-01' group by all
        )
        select is_open, count(*), avg(cast(coalesce(dropout_date::date <= opened_at::date + 60, false) as int)),
            count(*) filter (dropout_date::date < opened_at::date)
        from complaints left join truth_dropout using (person_id) group by is_open order by is_open"""
    (_, n_closed, closed, early), (_, n_open, unresolved, early_open) = large.sql(query).fetchall()
    assert early == early_open == 0
    error = math.sqrt(closed * (1 - closed) / n_closed + unresolved * (1 - unresolved) / n_open)
    assert unresolved - closed > max(0.3, 5 * error)
    causes = dict(large.sql("select cause, count(*) from truth_dropout group by all").fetchall())
    assert min(causes["unresolved complaint"], causes["low survey score"]) > 500


def test_the_uplift_is_in_the_data(large: duckdb.DuckDBPyConnection) -> None:
    """Orders per person within 14 days of the start, of those sent to minus of the holdout, against the truth."""
    query = """
        with bought as (
            select person_id, try_cast(ordered_at as timestamp) as ordered_at
            from (from orders select distinct order_id, ordered_at where try_cast(order_amount as double) > 0)
            join truth_records on record_id = order_id and table_name = 'orders'
        ), touches as (
            select distinct touch_id, campaign_id, started_at::timestamp as started_at, sent_at is not null as is_sent,
                coalesce(by_id.person_id, by_email.person_id) as person_id
            from campaign_touches join campaigns using (campaign_id)
            left join truth_records as by_id on by_id.record_id = customer_id and by_id.table_name = 'crm_customers'
            left join truth_people as by_email on by_email.email = campaign_touches.email
        ), counted as (
            select touch_id, any_value(touches.person_id) as person_id, any_value(campaign_id) as campaign_id,
                any_value(is_sent) as is_sent, count(bought.person_id) as orders
            from touches left join bought on bought.person_id = touches.person_id
                and bought.ordered_at > started_at and bought.ordered_at <= started_at + interval 14 day
            where touches.person_id is not null group by touch_id
        )
        select segment, avg(orders) filter (is_sent) - avg(orders) filter (not is_sent),
            sqrt(var_samp(orders) filter (is_sent) / count(*) filter (is_sent)
                + var_samp(orders) filter (not is_sent) / count(*) filter (not is_sent)),
            avg(uplift) filter (is_sent), count(*)
        from counted join truth_people using (person_id) join truth_uplift using (campaign_id, segment)
        group by segment order by segment"""
    found = large.sql(query).fetchall()
    assert len(found) == 4 and sum(row[-1] for row in found) > 80_000
    for segment, difference, error, truth, _ in found:
        assert error < 0.02
        assert abs(difference - truth) < 3.3 * error, (segment, difference, truth, error)
    assert found[0][3] > 0.06, "budget customers respond most"


def test_conversions_lead_to_the_orders_they_caused(large: duckdb.DuckDBPyConnection) -> None:
    query = """
        select count(*), count(*) filter (orders.campaign_id <> campaign_touches.campaign_id),
            count(*) filter (ordered_at <> converted_at and ordered_at like '202_-__-__ __:__:__' and order_id not in (
                select record_key from truth_dirt where table_name = 'orders' and column_name = 'ordered_at'
            ))
        from campaign_touches join orders using (order_id)"""
    conversions, other_campaign, other_time = large.sql(query).fetchall()[0]
    assert conversions > 3_000 and other_campaign == other_time == 0
    lost = "select count(*) from campaign_touches where (converted_at is null) <> (order_id is null)"
    assert large.sql(lost).fetchall() == [(0,)]


def test_every_part_of_every_chunk_has_random_numbers_of_its_own() -> None:
    parts = [(1, 0, "people"), (1, 0, "life"), (1, 1, "people"), (2, 0, "people")]
    drawn = {Builder(seed, number, Settings()).rng(part).random() for seed, number, part in parts}
    assert len(drawn) == len(parts)


def test_a_word_twice_in_a_dictionary_leaves_no_trace_in_parquet(tmp_path: Path) -> None:
    """Pyarrow would leave room for both and not fill it."""
    codes = {"twice": ([2, 1, None, 0, 1], ["a", "b" * 50, "a"]), "once": ([0, 1, None, 0, 1], ["a", "b" * 50])}
    for name, (numbers, words) in codes.items():
        column = pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int32()), pa.array(words))
        file = ParquetFile(tmp_path / name, pa.schema([("word", pa.string())]))
        file.write(pa.table({"word": column}))
        file.close()
    assert (tmp_path / "twice").read_bytes() == (tmp_path / "once").read_bytes()


def test_companions_are_bought_together(large: duckdb.DuckDBPyConnection) -> None:
    query = """
        with baskets as (select distinct order_id, product_id from order_items), total as (
            select count(distinct order_id) as n from baskets
        )
        select avg(cast(b.order_id is not null as double)),
            (select count(*) / any_value(n) from baskets, total where product_id = 'SKU0005')
        from baskets as a left join baskets as b on a.order_id = b.order_id and b.product_id = 'SKU0005'
        where a.product_id = 'SKU0001'"""
    together, alone = large.sql(query).fetchall()[0]
    assert together > 0.33 and together / alone > 5


def test_products_earn_different_margins(demo: duckdb.DuckDBPyConnection) -> None:
    margin = "1 - avg(cast(unit_cost as double) / cast(list_price as double))"
    clean = "from products where product_id not in (select record_key from truth_dirt where table_name = 'products')"
    by_category = column(demo, f"select {margin} {clean} group by category order by 1")
    by_product = column(demo, f"select {margin} {clean} group by product_id order by 1")
    assert by_category[-1] - by_category[0] > 0.15
    assert 0.15 < by_product[0] < 0.3 and 0.6 < by_product[-1] < 0.75


def test_satisfaction_is_asked_about_a_product_of_the_order(demo: duckdb.DuckDBPyConnection) -> None:
    query = """
        select survey_type = 'csat' as is_csat, count(*), count(product_id), count(*) filter (
            product_id is not null and not exists (
                from order_items where order_items.order_id = answers.order_id
                    and order_items.product_id = answers.product_id
            ) and order_id not in (
                select clean_value from truth_dirt where table_name = 'order_items' and clean_value is not null
            )
        ) from survey_responses as answers group by is_csat order by is_csat"""
    (_, _, other_products, _), (_, answers, products, foreign) = demo.sql(query).fetchall()
    assert answers == products > 100
    assert (other_products, foreign) == (0, 0)


def test_every_kind_of_dirt_is_planted_and_stands_where_the_log_says(demo: duckdb.DuckDBPyConnection) -> None:
    log = demo.sql("select table_name, column_name, dirt_kind, count(*) from truth_dirt group by all").fetchall()
    planted = {(table, name, kind) for table, name, kind, _ in log}
    plan = [(table, name, kinds) for table, columns in PLAN.items() for name, kinds in columns.items()]
    planned = {(table, name, kind) for table, name, kinds in plan for kind in kinds.split()}
    missing = planned - planted
    assert not {kind for _, _, kind in missing} - {kind for _, _, kind in planted}, "a kind occurs nowhere"
    assert len(missing) <= 6, missing
    for table, name in {(table, name) for table, name, _, _ in log}:
        key = KEYS[table]
        wrong = demo.sql(f"""
            select * from truth_dirt left join {table} as raw on raw.row_number = truth_dirt.row_number::bigint
            where table_name = '{table}' and column_name {"is null" if name is None else f"= '{name}'"} and (
                raw.row_number is null
                {f"or raw.{name} is distinct from dirty_value" if name and name != key else ""}
                {f"or raw.{key} is distinct from record_key" if key and name != key else ""}
            )""").fetchall()
        assert wrong == [], (table, name)
        assert name is not None or {kind for one, other, kind, _ in log if (one, other) == (table, None)} <= ROWS


def test_cells_that_are_not_logged_are_clean(demo: duckdb.DuckDBPyConnection) -> None:
    words = {
        "gender": "^(female|male)$",
        "country": "^(DE|GB|FR|US|CN)$",
        "currency": "^(EUR|GBP|USD|CNY)$",
        "status": "^(completed|shipped|cancelled|active|inactive|granted|withdrawn)$",
        "email": r"^[a-z._0-9]+@[a-z0-9-]+(\.[a-z]+)+$",
        "phone": r"^\+[1-9]\d{8,13}$",
        "channel": "^(web|app|store|phone|marketplace|email|sms|post|chat)$",
        "quantity": r"^-?\d+$",
        "points": r"^-?\d+$",
        "score": r"^\d+$",
        "full_name": r"^\S+( \S+)?$",
    }
    for table, columns in COLUMNS.items():
        for name in columns:
            pattern = words.get(name)
            if name.endswith("_at"):
                pattern = r"^202[234]-\d\d-\d\d \d\d:\d\d:\d\d$"
            elif name.endswith("_date") or name.endswith("_month"):
                pattern = r"^\d{4}-\d\d-\d\d$"
            elif name.endswith("_amount") or name.endswith("_price") or name in ("amount", "unit_cost"):
                pattern = MONEY
            elif name.startswith("is_"):
                pattern = "^(true|false)$"
            if pattern is None:
                continue
            bad = demo.sql(f"""
                select {name} from {table} as raw where {name} is not null and not exists (
                    from truth_dirt where table_name = '{table}' and column_name = '{name}'
                        and truth_dirt.row_number::bigint = raw.row_number
                ) and not regexp_matches({name}, '{pattern}')""").fetchall()
            assert bad == [], (table, name)
            if name.endswith("_at"):
                plain = f"try_cast({name} as timestamp) < '2025-01-01' and {name} like '202_-__-__ __:%'"
                (late,) = column(demo, f"select max({name}) from {table} where {plain}")
                assert late is None or str(late) < "2024-07-01", (table, name)


def test_keys_that_are_not_logged_lead_somewhere(demo: duckdb.DuckDBPyConnection) -> None:
    references = {
        "order_id": ("orders", "order_id"),
        "customer_id": ("crm_customers", "crm_customer_id"),
        "login_id": ("crm_customers", "crm_customer_id"),
        "product_id": ("products", "product_id"),
        "campaign_id": ("campaigns", "campaign_id"),
        "utm_campaign": ("campaigns", "campaign_id"),
        "loyalty_member_id": ("loyalty_members", "loyalty_member_id"),
        "coupon_code": ("coupons", "coupon_code"),
    }
    for table, columns in COLUMNS.items():
        for name in set(columns) & set(references):
            target, key = references[name]
            lost = demo.sql(f"""
                select count(*) from {table} as raw anti join {target} as target on target.{key} = raw.{name}
                where raw.{name} is not null and not exists (
                    from truth_dirt where table_name = '{table}' and column_name = '{name}'
                        and truth_dirt.row_number::bigint = raw.row_number
                )""").fetchall()
            assert lost == [(0,)], (table, name)


def test_rows_repeat_only_where_logged(demo: duckdb.DuckDBPyConnection) -> None:
    for table, key in KEYS.items():
        if key is None:
            continue
        repeats = demo.sql(f"select count(*) - count(distinct {key}) from {table}").fetchall()
        logged = demo.sql(f"""
            select count(*) from truth_dirt
            where table_name = '{table}' and dirt_kind in ('exact_duplicate', 'superseded_version')""").fetchall()
        assert repeats == logged, table
    names = ", ".join(COLUMNS["orders"])
    groups = f"from orders select {names} group by {names} having count(*) > 1"
    doubled = demo.sql(f"select count(*) from ({groups})").fetchall()
    logged = "select count(*) from truth_dirt where table_name = 'orders' and dirt_kind = 'exact_duplicate'"
    assert doubled == demo.sql(logged).fetchall()


def test_orders_add_up_where_nothing_is_logged(demo: duckdb.DuckDBPyConnection) -> None:
    query = """
        with dirty as (
            select table_name, record_key from truth_dirt
            where column_name in ('order_amount', 'unit_price', 'order_id') or dirt_kind = 'exact_duplicate'
        ), lines as (
            select order_id, sum(quantity::int * try_cast(unit_price as decimal(18, 2))
                - coalesce(discount_amount::decimal(18, 2), 0)) as amount,
                bool_or(order_item_id in (select record_key from dirty where table_name = 'order_items')) as is_dirty
            from order_items group by order_id
        )
        select count(*), count(*) filter (
            try_cast(order_amount as decimal(18, 2)) <> amount + coalesce(shipping_amount::decimal(18, 2), 0)
        )
        from orders join lines using (order_id)
        where not is_dirty and order_id not in (select record_key from dirty where table_name = 'orders')
            and order_id not in (
                select clean_value from truth_dirt where table_name = 'order_items' and column_name = 'order_id'
            )"""
    orders, wrong = demo.sql(query).fetchall()[0]
    assert orders > 8_000 and wrong == 0


def test_refunds_booked_as_sales_point_to_their_order(demo: duckdb.DuckDBPyConnection) -> None:
    query = """
        select count(*), count(*) filter (original.order_id is null or original.ordered_at >= wrong.ordered_at)
        from truth_dirt join orders as wrong on wrong.order_id = record_key
        left join orders as original on original.order_id = clean_value
        where table_name = 'orders' and dirt_kind = 'refund_as_sale'
            and wrong.ordered_at like '202_-__-__ %' and original.ordered_at like '202_-__-__ %'"""
    refunds, lost = demo.sql(query).fetchall()[0]
    assert refunds > 5 and lost == 0


@pytest.mark.parametrize(
    ("kind", "clean", "dirty"),
    [
        ("slash_date", "2023-07-01 14:05:33", "2023/7/1 14:05:33"),
        ("dotted_date", "2023-07-01", "01.07.2023"),
        ("chinese_date", "2023-07-01", "2023年7月1日"),
        ("excel_serial", "2023-07-01", "45108"),
        ("excel_serial", "2023-07-01 12:00:00", "45108.500000"),
        ("epoch_seconds", "2023-07-01 00:00:00", "1688169600"),
        ("epoch_milliseconds", "2023-07-01 00:00:00", "1688169600000"),
        ("thousands", "1234.50", "1,234.50"),
        ("thousands", "1000005.07", "1,000,005.07"),
        ("comma_decimal", "1234.50", "1.234,50"),
        ("comma_decimal", "0.05", "0,05"),
        ("parentheses", "-12.30", "(12.30)"),
        ("ten_thousands", "12000.00", "1.2万"),
        ("kilo", "1234.56", "1.23456k"),
        ("mega", "1700.00", "0.0017m"),
        ("outlier", "12.30", "1230.00"),
        ("percent_text", "0.2", "20%"),
        ("percent_text", "10", "10%"),
        ("fullwidth", "AB 1", "\uff21\uff22 \uff11"),
        ("swapped", "Anna Weber", "Weber Anna"),
        ("nickname", "William Cox", "Bill Cox"),
        ("shared_email", "a.b@nordfeld-bau.de", "info@nordfeld-bau.de"),
        ("phone_spaces", "+8613812345678", "+86 138 1234 5678"),
        ("phone_double_zero", "+8613812345678", "008613812345678"),
        ("phone_bracket_zero", "+442012345678", "+44 (0)201 2345 678"),
        ("orphan_key", "O1000001", "O01000001"),
        ("lower_currency", "EUR", "eur"),
    ],
)
def test_dirt_looks_as_described(kind: str, clean: str, dirty: str) -> None:
    found = KINDS[kind].make(np.random.default_rng(1), np.array([clean]), no_other_column)
    assert found.tolist() == [dirty]


@pytest.mark.parametrize(("currency", "dirty"), [("GBP", "£1,234.50"), ("eur", "€1,234.50"), ("XXX", "1234.50")])
def test_currency_symbols_are_those_of_the_row(currency: str, dirty: str) -> None:
    found = KINDS["currency_symbol"].make(
        np.random.default_rng(1), np.array(["1234.50"]), lambda _: np.array([currency])
    )
    assert found.tolist() == [dirty]


def test_typos_change_letters_but_keep_the_first() -> None:
    clean = np.array(["Katharina Zimmermann"] * 200)
    dirty = KINDS["typo"].make(np.random.default_rng(1), clean, no_other_column)
    changed = dirty[dirty != clean]
    assert len(changed) > 100
    assert all(text[0] == "K" and " " in text and len(text) in (19, 20) for text in changed.tolist())


def test_offsets_keep_the_moment() -> None:
    clean = np.array(["2023-07-01 23:05:33"] * 50)
    dirty = KINDS["offset_time"].make(np.random.default_rng(1), clean, no_other_column)
    assert {datetime.fromisoformat(text).timestamp() for text in dirty.tolist()} == {
        datetime.fromisoformat("2023-07-01T23:05:33+00:00").timestamp()
    }


def no_other_column(_: str) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    raise AssertionError("this kind reads no other column")


def test_folders_with_other_files_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["simulate", "--people", "5", "--out", str(tmp_path)]) == 1
    assert "mine.txt" in capsys.readouterr().err
    assert main(["simulate", "--people", "5", "--out", str(tmp_path / "mine.txt")]) == 1
    assert "give a folder" in capsys.readouterr().err
    real = tmp_path / "real"
    real.mkdir()
    (real / "orders.csv").write_text("order_id\n1\n")
    assert main(["simulate", "--people", "5", "--out", str(real)]) == 1
    assert (real / "orders.csv").read_text() == "order_id\n1\n"
    assert "without their truth" in capsys.readouterr().err


def test_an_earlier_output_is_replaced(tmp_path: Path) -> None:
    assert main(["simulate", "--people", "30", "--out", str(tmp_path), "--format", "parquet"]) == 0
    assert main(["simulate", "--people", "1", "--out", str(tmp_path)]) == 0
    assert not list(tmp_path.rglob("*.parquet"))


@pytest.mark.parametrize(
    "wrong", [["--people", "0"], ["--people", "x"], ["--people", "10000000"], ["--seed", "-1"], ["--format", "xml"]]
)
def test_wrong_options_are_named(wrong: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["simulate", "--out", str(tmp_path), *wrong])
    assert wrong[0] in capsys.readouterr().err


@pytest.mark.parametrize("people", [1, 2, 3, 17])
def test_tiny_companies_work(people: int, tmp_path: Path) -> None:
    for seed in range(4):
        simulate(people, seed, tmp_path, "csv")
        assert len((tmp_path / "truth" / "truth_people.csv").read_text().splitlines()) == people + 1


def test_a_company_without_dirt_is_clean(tmp_path: Path) -> None:
    clean = Dirt(**dict.fromkeys(Dirt.__dataclass_fields__, 0.0))
    simulate(300, 1, tmp_path, "csv", Settings(dirt=clean))
    assert len((tmp_path / "truth" / "truth_dirt.csv").read_text().splitlines()) == 1


def test_chunks_with_more_rows_than_ids_are_refused() -> None:
    with pytest.raises(ValueError, match="chunk_people"):
        Settings(chunk_people=60_000)
