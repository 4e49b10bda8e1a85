"""Raw order lines of a made-up company of any size, as its export has them: `describe_data.py CUSTOMERS FILE`.

FILE ends in .csv or .parquet; both hold the same rows, all of text. Ten orders and twenty-five lines per customer, in
the year up to a last day; of 100 lines one is a repeat and three are returns; of 25 orders one is a guest's. About one
line in fifteen is dirty, one kind of dirt at a time and each kind 0.2 to 0.5 % of the lines: ids and names that are
spelled otherwise but mean the same, and values that make a line or its whole order unusable. Only hashes of numbers are
drawn, so the same size gives the same rows. Prints the number of rows.
"""

from __future__ import annotations

import sys

import duckdb

LAST_DAY, DAYS = "2025-12-31", 365
COLUMNS = "order_id, customer_id, ordered_at, product_id, product_name, quantity, unit_price, country"
#: Hundreds of the number of an order or a line leave room for its draws: hash() of two values would make them depend on
#: each other. Most customers order rarely, some very often: a power of even draws says who buys. Half of them have
#: numbers without letters. `mess` is an order's dirt, `slip` a line's; each value is drawn by a third of a percent.
QUERY = f"""
    with orders as (
        select
            number,
            hash(number * 100) % 1000003 / 1000003.0 as luck,
            cast(floor(pow(hash(number * 100 + 1) % 1000003 / 1000003.0, 1.5) * $customers) as bigint) as buyer,
            hash(number * 100 + 2) % 25 = 0 as is_guest,
            cast(1 + hash(number * 100 + 3) % 4 as bigint) as n_lines,
            hash(number * 100 + 4) % 100 as country,
            hash(number * 100 + 5) % 20 as days_until_return,
            hash(number * 100 + 6) % 300 as mess
        from range($customers * 10) as t (number)
    ),
    numbered as (
        select *, number * 4 + line as line_number
        from orders, lateral (select unnest(range(n_lines)) as line)
    ),
    lines as (
        select
            *,
            buyer + case when mess = 0 and line = 0 then 1 else 0 end as customer,
            hash(line_number * 100 + 10) % 4000 as product,
            hash(line_number * 100 + 11) % 100 as kind,
            hash(line_number * 100 + 12) % 300 as slip,
            kind < 3 and hash(line_number * 100 + 13) % 10 > 0 as is_returned,
            cast(1 + hash(line_number * 100 + 14) % 6 as integer) as units,
            timestamp '{LAST_DAY} 23:00:00' - to_minutes(cast(floor(luck * {DAYS} * 1440) as bigint))
                + to_days(cast(case when kind < 3 then days_until_return else 0 end as integer)) as ordered_at
        from numbered
    ),
    clean as (
        select
            *,
            case when kind < 3 then 'C' else 'O' end || lpad(cast(number as varchar), 9, '0') as order_id,
            case
                when is_guest or mess = 1 then null
                when customer % 2 = 0 then cast(10000000 + customer as varchar)
                else 'C' || lpad(cast(customer as varchar), 8, '0')
            end as customer_id,
            'P' || lpad(cast(product as varchar), 5, '0') as product_id,
            case when is_returned then -units else units end as quantity,
            cast(case when mess = 1 then 0 else (50 + hash(product) % 5000) / 100.0 end as decimal(18, 2)) as unit_price
        from lines
        where ordered_at <= timestamp '{LAST_DAY} 23:59:59'
    ),
    spelled as (
        select
            case slip
                when 0 then ' ' || order_id || '  ' when 1 then lower(order_id) when 2 then '' else order_id
            end as order_id,
            case
                when slip = 3 then customer_id || ' '
                when slip in (4, 5) then lower(customer_id)
                when slip in (6, 7) and customer % 2 = 0 then customer_id || '.0'
                else customer_id
            end as customer_id,
            case slip
                when 8 then '2025-13-45' when 9 then '' when 10 then '1900-01-01 00:00:00'
                else strftime(ordered_at, '%Y-%m-%d %H:%M:%S')
            end as ordered_at,
            case slip
                when 11 then ' ' || product_id when 12 then lower(product_id) when 13 then 'TEST001' else product_id
            end as product_id,
            case slip when 14 then 'PRODUCT  NUMBER ' else 'PRODUCT NUMBER ' end || product as product_name,
            case slip when 15 then '0' when 16 then 'n/a' else cast(quantity as varchar) end as quantity,
            case slip when 17 then '-' when 18 then 'GBP ' else '' end || unit_price as unit_price,
            case when country < 80 then 'United Kingdom' when country < 90 then 'Germany' else 'France' end as country,
            clean.ordered_at as sorted_at, line_number, kind
        from clean
    ),
    repeated as (
        select *, unnest(case when kind = 99 then [1, 2] else [1] end) as copy from spelled
    )
    select {COLUMNS} from repeated order by sorted_at, line_number, copy
"""

if __name__ == "__main__":
    customers, file = int(sys.argv[1]), sys.argv[2]
    with duckdb.connect() as connection:
        connection.execute(f"create table lines as {QUERY}", {"customers": customers})
        lines = connection.table("lines")
        if file.endswith(".csv"):
            lines.write_csv(file, header=True)
        else:
            lines.write_parquet(file)
        print(*lines.count("*").fetchall()[0])
