"""The summary a person reads after a build: what came in, who the customers are, whom to save."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from customer360.warehouses import MissingTableError, Rows, Warehouse, WarehouseError

QUERIES_TO_TRY = (
    "select period_start_date as month, step, amount, n_customers from revenue_bridge where comparison = 'year_before' "
    "and slice_kind = 'all' and is_complete order by month desc, step_number limit 9",
    "select rfm_segment, count(*) as customers, sum(net_revenue_amount) as net_revenue "
    "from customer_360 where not is_guest group by all order by net_revenue desc",
    "select feature, feature_value, contribution from churn_contributions "
    "where customer_id = (select max_by(customer_id, amount_at_risk) from customer_360) order by contribution desc",
    "select record_id, depth, evidence from customer_merges where customer_id = "
    "(select min(item) from identity_quality where measure = 'largest_customers') order by depth, record_id",
    "select source_name, quarantine_rule, currency, count(*) as n_rows, sum(amount) as amount "
    "from quarantined_rows group by all order by n_rows desc, source_name, quarantine_rule, currency",
)

#: The best of the scores of RFM.
TOP_SCORE = 5


def run(warehouse: Warehouse, query: str) -> str:
    """Run one query and give its result as an aligned text table.

    Raises:
        WarehouseError: the query fails.
    """
    result = warehouse.query(query)
    return text_table(result.names, result.rows)


def summary(warehouse: Warehouse) -> str:
    """The whole summary of a finished build; both engines give the same text.

    Raises:
        WarehouseError: a table of the build is missing.
    """
    try:
        parts = [
            header(warehouse),
            reconciliation(warehouse),
            people(warehouse),
            segments(warehouse),
            stages(warehouse),
            churn_quality(warehouse),
            worth_saving(warehouse),
        ]
    except MissingTableError as error:
        raise WarehouseError(
            f"{warehouse.place} holds no finished build: run `dbt build` and see that it ends green."
        ) from error
    return "\n\n".join([*parts, where_to_look(warehouse)])


def header(warehouse: Warehouse) -> str:
    """As-of day and numbers of customers with a valid order and of orders."""
    as_of, n_customers, n_orders, n_guest_orders, net_revenue, currency = fetch(
        warehouse,
        f"""
        select
            (select as_of_date from {warehouse.table("intermediate", "as_of")}),
            (select count(*) from customer_orders where n_orders > 0 and not is_guest),
            (select count(*) from orders where is_valid_order),
            (select count(*) from orders where is_valid_order and is_guest),
            (select cast(sum(net_revenue_amount) as decimal(38, 2)) from customer_orders),
            (select reporting_currency from {warehouse.table("intermediate", "int_reporting_currency")})
        """,  # noqa: S608  schemas of the target
    )[0]
    if as_of is None:
        return "customer360: no order can be used, so every mart of orders and customers is empty."
    return (
        f"customer360 as of {as_of}: {shown(n_customers)} customers who ordered, {shown(n_orders)} valid orders "
        f"({shown(n_guest_orders)} of guests), net revenue {shown(net_revenue)}{f' {currency}' if currency else ''}"
    )


def reconciliation(warehouse: Warehouse) -> str:
    """Rows by input and amounts of the orders by currency: raw = kept + duplicate + quarantined."""
    rows = fetch(
        warehouse,
        """
        select source_name, n_raw_rows, n_kept_rows, n_duplicate_rows, n_quarantined_rows, n_unexplained_rows
        from row_reconciliation where n_raw_rows > 0 or n_unexplained_rows <> 0 order by n_raw_rows desc, source_name
        """,
    ) + fetch(
        warehouse,
        """
        select
            case when currency = 'REPORTING' then 'amount of orders' else 'amount of orders, ' || currency end as label,
            sum(raw_amount), sum(kept_amount), sum(duplicate_amount), sum(quarantined_amount), sum(unexplained_amount)
        from revenue_reconciliation where source_name in ('order_lines', 'orders') group by currency order by label
        """,
    )
    unexplained = fetch(
        warehouse,
        """
        select
            (select count(*) from row_reconciliation where n_unexplained_rows <> 0),
            (select count(*) from revenue_reconciliation where unexplained_amount <> 0)
        """,
    )[0]
    verdict = "NOT RECONCILED: see row_reconciliation and revenue_reconciliation"
    if unexplained == (0, 0):
        verdict = "every row and every cent is accounted for"
    names = ["", "raw", "kept", "duplicate", "quarantined", "unexplained"]
    return f"What came in: {verdict}\n" + text_table(names, rows)


def people(warehouse: Warehouse) -> str:
    """How records were joined to customers."""
    n_records, n_customers, n_of_nobody = fetch(
        warehouse,
        """
        select count(*), count(distinct customer_id), (
            select coalesce(sum(n_items), 0) from identity_quality where measure = 'records' and item = 'of_nobody'
        )
        from customer_merges
        """,
    )[0]
    rows = fetch(
        warehouse,
        f"""
        select
            coalesce(rules.description, 'is the first record of its customer'),
            counted.n_items,
            100 * counted.item_rate
        from identity_quality as counted
        left join {warehouse.table("config", "identity_rules")} as rules on counted.item = rules.rule
        where counted.measure = 'records_by_rule' order by rules.priority nulls first
        """,  # noqa: S608  schemas of the target
    )
    first_line = f"Who is one person: {shown(n_records)} records are {shown(n_customers)} customers"
    first_line += f", {shown(n_of_nobody)} are of nobody" if n_of_nobody else ""
    names = ["a record", "records", "%"]
    return first_line + "\n" + text_table(names, [(what, n, rounded(share, 1)) for what, n, share in rows])


def segments(warehouse: Warehouse) -> str:
    """RFM segments of buyers in the window."""
    rows = fetch(
        warehouse,
        """
        select
            segment,
            count(*),
            100 * cast(count(*) as double) / sum(count(*)) over (),
            cast(sum(recency_days) as double) / count(*),
            cast(sum(n_orders) as double) / count(*),
            cast(sum(net_revenue_amount) as decimal(18, 2)) as net_revenue
        from rfm_scores group by segment order by net_revenue desc, segment
        """,
    )
    rows = [
        (segment, n_customers, rounded(share, 1), rounded(days, 0), rounded(n_orders, 1), amount)
        for segment, n_customers, share, days, n_orders, amount in rows
    ]
    names = ["segment", "customers", "%", "mean days since order", "mean orders", "net revenue"]
    text = "RFM segments of the customers with an order in the window\n" + text_table(names, rows)
    [(most_recent,)] = fetch(warehouse, "select max(r_score) from rfm_scores")
    if most_recent is None or most_recent == TOP_SCORE:
        return text
    return (
        f"{text}\nWARNING: the most recent customers have recency score {most_recent}, as too many ordered last on one "
        "day;\nfixed_segment of rfm_scores does not compare them with each other"
    )


def stages(warehouse: Warehouse) -> str:
    """Customers per lifecycle stage."""
    rows = fetch(
        warehouse,
        f"""
        select rules.stage, count(customers.customer_id), rules.description
        from {warehouse.table("config", "lifecycle_stage_rules")} as rules
        left join customer_360 as customers on rules.stage = customers.lifecycle_stage
        group by rules.stage, rules.description order by min(rules.stage_order)
        """,  # noqa: S608  schemas of the target
    )
    return "Lifecycle\n" + text_table(["stage", "customers", "meaning"], rows)


def churn_quality(warehouse: Warehouse) -> str:
    """The published churn model beside the plain rule, or why there is none."""
    status, reason, version = fetch(
        warehouse, "select status, reason_code, model_version from model_registry where model_name = 'churn'"
    )[0]
    if status != "fitted":
        return f"Churn model: not enough data ({reason}); churn_predictions holds no probabilities."
    rows = fetch(
        warehouse,
        """
        select
            candidate || case when is_published then ' (published)' else '' end,
            test_auc, test_log_loss, test_brier_score, mean_auc
        from churn_model_leaderboard order by is_published desc, test_log_loss nulls last, candidate
        """,
    )
    test_date, origins = fetch(warehouse, "select max(test_date), max(n_origins) from churn_model_leaderboard")[0]
    rows = [(name, *(rounded(metric, 4) for metric in metrics)) for name, *metrics in rows]
    names = ["candidate", "AUC", "log-loss", "Brier", f"mean AUC of {origins} origins"]
    worse = fetch(
        warehouse,
        "select is_triggered from retrain_signals where model_name = 'churn' and reason_code = 'worse_than_rule'",
    )
    warning = (
        "\nWARNING: on these customers the plain rule was better than the published model, by more than chance."
        "\nDo not rest decisions on its probabilities before you know why."
    )
    return (
        f"Churn candidates on the customers of {test_date}, each fitted on outcomes known by then;\n"
        f"the published one was then fitted on all known outcomes: {version}\n"
        + text_table(names, rows)
        + (warning if worse == [(True,)] else "")
    )


def worth_saving(warehouse: Warehouse) -> str:
    """The ten customers with the most net revenue at risk."""
    rows = fetch(
        warehouse,
        """
        select customer_id, amount_at_risk, churn_probability, rfm_segment, lifecycle_stage, churn_reason_1
        from customer_360 where amount_at_risk > 0 order by amount_at_risk desc, customer_id limit 10
        """,
    )
    if not rows:
        [(n_scored,)] = fetch(warehouse, "select count(*) from customer_360 where churn_probability is not null")
        lacking = "net revenue at risk" if n_scored else "a churn probability"
        return f"The customers most worth saving: none has {lacking}."
    names = ["customer", "amount at risk", "churn probability", "segment", "stage", "strongest reason"]
    rows = [
        (customer, rounded(amount, 2), rounded(risk, 3), segment, stage, str(reason or "").partition(" (")[0])
        for customer, amount, risk, segment, stage, reason in rows
    ]
    title = "The ten customers most worth saving: churn probability x net revenue of the last 365 days"
    return f"{title}\n{text_table(names, rows)}"


def where_to_look(warehouse: Warehouse) -> str:
    """The place of the tables and the queries to try."""
    queries = "\n".join(f'  .venv/bin/customer360{warehouse.option} sql "{query}"' for query in QUERIES_TO_TRY)
    return f"The tables are in {warehouse.place}. Queries to try:\n{queries}"


def fetch(warehouse: Warehouse, query: str) -> Rows:
    """All rows of a query."""
    return warehouse.query(query).rows


def rounded(value: object, digits: int) -> object:
    """A number rounded half up, here and not in SQL, where engines differ on doubles; NULL stays NULL."""
    if value is None:
        return None
    number = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return number if isinstance(value, Decimal) else float(number)


def shown(value: object) -> str:
    """A value as people read it: thousands separated, all decimals but trailing zeros, empty for NULL."""
    if value is None:
        return ""
    if isinstance(value, bool | date | str):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Decimal):
        whole, _, digits = f"{value:,f}".partition(".")
        return f"{whole}.{digits.rstrip('0'):0<2}"
    if isinstance(value, float):
        return f"{int(value):,}" if value.is_integer() else f"{value:,.6g}"
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
