"""The real data N times over, as Parquet: `enlarge.py N FILE`; a size below 1 is a sample of the customers.

Each copy has customers and order numbers of its own, so that customers and orders multiply while the history of every
customer stays a real one; products, countries and days stay as they are. Prints the number of rows.
"""

from __future__ import annotations

import sys

import duckdb

# Copy 0 is the data as it is. A customer number has five digits; the number of the copy goes before them. Of a last
# copy that is not whole, a share of the customers is taken, and the same share of the orders without one. Rows come in
# the order of time, as a larger company's would.
QUERY = """
    select
        * exclude (copy) replace (
            case when copy = 0 then Invoice else Invoice || '-' || copy end as Invoice,
            cast("Customer ID" + 100000 * copy as integer) as "Customer ID"
        )
    from read_parquet('data/online_retail_ii.parquet')
    cross join (select unnest(range(cast(ceil($size) as bigint))) as copy)
    where hash(coalesce(cast("Customer ID" as varchar), Invoice)) / 18446744073709551616.0 < $size - copy
    order by InvoiceDate, Invoice
"""

if __name__ == "__main__":
    size, file = float(sys.argv[1]), sys.argv[2]
    with duckdb.connect() as connection:
        connection.sql(QUERY, params={"size": size}).write_parquet(file)
        print(*connection.execute("select count(*) from read_parquet($file)", {"file": file}).fetchall()[0])
