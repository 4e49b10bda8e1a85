"""The summary a person reads after a build: what came in, who the customers are, whom to save."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

Rows = list[tuple[object, ...]]

#: Where dbt build writes unless $CUSTOMER360_DB says otherwise.
DEFAULT_DATABASE = Path("customer360.duckdb")

QUERIES_TO_TRY = (
    "select rfm_segment, count(*) as customers, sum(net_revenue_amount) as net_revenue "
    "from customer_360 where not is_guest group by all order by net_revenue desc",
    "select feature, feature_value, contribution from churn_contributions "
    "where customer_id = (select max_by(customer_id, amount_at_risk) from customer_360) order by contribution desc",
    "select quarantine_rule, line_kind, count(*) as n_rows, sum(line_amount) as amount "
    "from quarantined_rows group by all order by n_rows desc",
)


class WarehouseError(Exception):
    """The warehouse file cannot be read; the message says why and what to do."""


def connect(database: Path) -> duckdb.DuckDBPyConnection:
    """Open the warehouse file read-only.

    Raises:
        WarehouseError: the file is not there, not a DuckDB file, or held by a running build.
    """
    if not database.exists():
        raise WarehouseError(f"There is no warehouse file at {database}: run `dbt build` first.")
    try:
        return duckdb.connect(str(database), read_only=True)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise WarehouseError(f"The warehouse file {database} cannot be opened ({reason}).") from error


def run(database: Path, query: str) -> str:
    """Run one query on the warehouse file and give its result as an aligned text table.

    Raises:
        WarehouseError: the file cannot be opened, or the query fails.
    """
    with connect(database) as connection:
        try:
            result = connection.execute(query)
            names = [column[0] for column in result.description or []]
            return text_table(names, result.fetchall())
        except duckdb.Error as error:
            raise WarehouseError(f"The query failed: {error}") from error


def summary(database: Path) -> str:
    """The whole summary of a finished build.

    Raises:
        WarehouseError: the file cannot be opened, or a table of the build is missing.
    """
    with connect(database) as connection:
        try:
            parts = [
                header(connection),
                reconciliation(connection),
                segments(connection),
                stages(connection),
                churn_quality(connection),
                worth_saving(connection),
            ]
        except duckdb.CatalogException as error:
            raise WarehouseError(
                f"{database} holds no finished build: run `dbt build` and see that it ends green."
            ) from error
    return "\n\n".join([*parts, where_to_look(database)])


def header(connection: duckdb.DuckDBPyConnection) -> str:
    """As-of day and numbers of customers and orders."""
    as_of, n_customers, n_orders, n_guest_orders, net_revenue = fetch(
        connection,
        """
        select
            (select as_of_date from intermediate.as_of),
            (select count(*) from customers where not is_guest),
            (select count(*) from orders where is_valid_order),
            (select count(*) from orders where is_valid_order and is_guest),
            (select sum(net_revenue_amount) from customers)
        """,
    )[0]
    if as_of is None:
        return "customer360: the input holds no usable row, so every table is empty."
    return (
        f"customer360 as of {as_of}: {shown(n_customers)} customers, {shown(n_orders)} valid orders "
        f"({shown(n_guest_orders)} of guests), net revenue {shown(net_revenue)}"
    )


def reconciliation(connection: duckdb.DuckDBPyConnection) -> str:
    """Rows and amounts: raw = kept + duplicate + quarantined."""
    rows = fetch(
        connection,
        """
        select 'rows', n_raw_rows, n_kept_rows, n_duplicate_rows, n_quarantined_rows, n_unexplained_rows
        from row_reconciliation
        """,
    ) + fetch(
        connection,
        """
        select
            'amount', coalesce(sum(raw_amount), 0), coalesce(sum(kept_amount), 0), coalesce(sum(duplicate_amount), 0),
            coalesce(sum(quarantined_amount), 0), coalesce(sum(unexplained_amount), 0)
        from revenue_reconciliation
        """,
    )
    reconciled = all(row[-1] == 0 for row in rows)
    verdict = "every row and every cent is accounted for" if reconciled else "NOT RECONCILED: see the last column"
    names = ["", "raw", "kept", "duplicate", "quarantined", "unexplained"]
    return f"What came in: {verdict}\n" + text_table(names, rows)


def segments(connection: duckdb.DuckDBPyConnection) -> str:
    """RFM segments of buyers in the window."""
    rows = fetch(
        connection,
        """
        select
            segment,
            count(*),
            round(100.0 * count(*) / sum(count(*)) over (), 1),
            round(cast(sum(recency_days) as double) / count(*)),
            round(cast(sum(n_orders) as double) / count(*), 1),
            cast(sum(net_revenue_amount) as decimal(18, 2))
        from rfm_scores group by segment order by sum(net_revenue_amount) desc
        """,
    )
    names = ["segment", "customers", "%", "mean days since order", "mean orders", "net revenue"]
    return "RFM segments of the customers with an order in the window\n" + text_table(names, rows)


def stages(connection: duckdb.DuckDBPyConnection) -> str:
    """Customers per lifecycle stage."""
    rows = fetch(
        connection,
        """
        select rules.stage, count(stages.customer_id), rules.description
        from config.lifecycle_stage_rules as rules
        left join lifecycle_stages as stages using (stage)
        group by all order by min(rules.stage_order)
        """,
    )
    return "Lifecycle\n" + text_table(["stage", "customers", "meaning"], rows)


def churn_quality(connection: duckdb.DuckDBPyConnection) -> str:
    """The published churn model beside the plain rule, or why there is none."""
    status, reason, version = fetch(
        connection, "select status, reason_code, model_version from model_registry where model_name = 'churn'"
    )[0]
    if status != "fitted":
        return f"Churn model: not enough data ({reason}); churn_predictions holds no probabilities."
    rows = fetch(
        connection,
        """
        select
            candidate || case when is_published then ' (published)' else '' end,
            round(test_auc, 4), round(test_log_loss, 4), round(test_brier_score, 4), round(mean_auc, 4)
        from churn_model_leaderboard order by is_published desc, test_log_loss
        """,
    )
    test_date, origins = fetch(connection, "select max(test_date), max(n_origins) from churn_model_leaderboard")[0]
    names = ["candidate", "AUC", "log-loss", "Brier", f"mean AUC of {origins} origins"]
    return (
        f"Churn candidates on the customers of {test_date}, each fitted on outcomes known by then;\n"
        f"the published one was then fitted on all known outcomes: {version}\n" + text_table(names, rows)
    )


def worth_saving(connection: duckdb.DuckDBPyConnection) -> str:
    """The ten customers with the most net revenue at risk."""
    rows = fetch(
        connection,
        """
        select customer_id, amount_at_risk, churn_probability, rfm_segment, lifecycle_stage, churn_reason_1
        from customer_360 where amount_at_risk > 0 order by amount_at_risk desc, customer_id limit 10
        """,
    )
    if not rows:
        return "The customers most worth saving: none has a churn probability."
    names = ["customer", "amount at risk", "churn probability", "segment", "stage", "strongest reason"]
    rounded: Rows = [(row[0], round(Decimal(str(row[1])), 2), round(float(str(row[2])), 3), *row[3:]) for row in rows]
    return "The ten customers most worth saving: churn probability x net revenue of the last 365 days\n" + text_table(
        names, rounded
    )


def where_to_look(database: Path) -> str:
    """The file and three queries to try."""
    option = "" if database == DEFAULT_DATABASE else f" --database {database}"
    queries = "\n".join(f'  .venv/bin/customer360{option} sql "{query}"' for query in QUERIES_TO_TRY)
    return f"The tables are in {database.resolve()} (DuckDB). Three queries to try:\n{queries}"


def fetch(connection: duckdb.DuckDBPyConnection, query: str) -> Rows:
    """All rows of a query."""
    return connection.execute(query).fetchall()


def shown(value: object) -> str:
    """A value as people read it: thousands separated, no trailing zeros of decimals, empty for NULL."""
    if value is None:
        return ""
    if isinstance(value, bool | date | str):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Decimal):
        text = f"{value:,.4f}".rstrip("0")
        whole, _, digits = text.partition(".")
        return f"{whole}.{digits:0<2}"
    if isinstance(value, float):
        return f"{value:,.6g}" if value != int(value) else f"{int(value):,}"
    return str(value)


def text_table(names: list[str], rows: Rows) -> str:
    """Aligned columns, numbers to the right."""
    cells = [[shown(value) for value in row] for row in rows]
    numeric = [
        all(isinstance(row[i], int | float | Decimal) or row[i] is None for row in rows) and bool(rows)
        for i in range(len(names))
    ]
    widths = [max([len(names[i]), *(len(row[i]) for row in cells)]) for i in range(len(names))]
    lines = [names, ["-" * width for width in widths], *cells]
    return "\n".join(
        "  "
        + "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in lines
    )
