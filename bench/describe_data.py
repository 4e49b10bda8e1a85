"""Order lines of a made-up company of any size, as Parquet: `describe_data.py CUSTOMERS FILE`.

Ten orders and twenty-five lines per customer, in the year up to a last day; of 100 lines one is a repeat and three are
returns; of 25 orders one is a guest's. Only hashes of numbers are drawn, so the same size gives the same rows. Prints the number
of rows.
"""

from __future__ import annotations

import sys

import duckdb

LAST_DAY, DAYS = "2025-12-31", 365
COLUMNS = "order_id, customer_id, ordered_at, product_id, product_name, quantity, unit_price, country"
#: The orders of a customer crowd behind its first one, and most customers order rarely: squares of even draws.
QUERY = f"""
    with orders as (
        select
            number,
            hash(number) % 1000003 / 1000003.0 as luck,
            floor(pow(hash(number, 2) % 1000003 / 1000003.0, 1.5) * $customers) as buyer
        from range($customers * 10) as t (number)
    ),
    dated as (
        select
            number,
            case when hash(number, 3) % 25 > 0 then 'C' || lpad(cast(cast(buyer as bigint) as varchar), 8, '0') end as customer_id,
            timestamp '{LAST_DAY} 23:00:00' - to_minutes(cast(floor(luck * {DAYS} * 1440) as bigint)) as ordered_at,
            cast(1 + hash(number, 4) % 4 as bigint) as n_lines,
            hash(number, 5) % 100 as country
        from orders
    ),
    lines as (
        select dated.*, line, hash(number, line, 6) % 4000 as product, hash(number, line, 7) % 100 as kind
        from dated, lateral (select unnest(range(n_lines)) as line)
    ),
    spelled as (
        select
            case when kind < 3 then 'C' else 'O' end || lpad(cast(number as varchar), 9, '0') as order_id,
            customer_id,
            ordered_at + to_days(cast(case when kind < 3 then hash(number, 8) % 20 else 0 end as integer)) as ordered_at,
            'P' || lpad(cast(product as varchar), 5, '0') as product_id,
            'PRODUCT NUMBER ' || product as product_name,
            cast(case when kind < 3 then -1 else 1 end * (1 + hash(number, line, 9) % 6) as integer) as quantity,
            cast((50 + hash(product) % 5000) / 100.0 as double) as unit_price,
            case when country < 80 then 'United Kingdom' when country < 90 then 'Germany' else 'France' end as country,
            kind
        from lines
    )
    select {COLUMNS} from spelled where ordered_at <= timestamp '{LAST_DAY} 23:59:59'
    union all
    select {COLUMNS} from spelled where kind = 99 and ordered_at <= timestamp '{LAST_DAY} 23:59:59'
    order by ordered_at, order_id, product_id
"""

if __name__ == "__main__":
    customers, file = int(sys.argv[1]), sys.argv[2]
    with duckdb.connect() as connection:
        connection.sql(QUERY, params={"customers": customers}).write_parquet(file)
        print(*connection.execute("select count(*) from read_parquet($file)", {"file": file}).fetchall()[0])
