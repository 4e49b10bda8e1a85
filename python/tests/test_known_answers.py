"""Figures of Online Retail II, computed from the raw file by pandas alone and stated here, and what the tables say.

Definitions: exact repeats of a row count once; test entries, rows of negative price or of no quantity, and
cancellations of positive quantity are no business. Revenue is quantity times price, without the company's own
bookkeeping (samples, bad debts, adjustments, charges, fees, commission). An order is an invoice of a known customer,
not cancelled, that came to more than nothing on its first day. Money is in thousandths of a pound: sums are exact.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from warehouse import ONLINE_RETAIL, Build

NO_REVENUE = ["S", "B", "ADJUST", "ADJUST2", "BANK CHARGES", "AMAZONFEE", "CRUK"]

#: Net revenue of each month, December 2009 to December 2011, thousandths of a pound: sales of known customers and of
#: nobody, refunds deducted in the month they are booked.
MONTHLY_REVENUE = [
    797_383_430, 615_591_202, 531_344_336, 765_490_451, 643_372_822, 614_830_490, 678_465_480, 618_102_860,
    674_360_710, 851_467_771, 1_082_083_720, 1_416_682_202, 787_078_940, 592_825_440, 509_629_270, 693_432_510,
    492_798_531, 735_991_800, 701_475_570, 691_059_981, 716_510_410, 1_032_020_491, 1_086_432_150, 1_474_273_680,
    463_227_460,
]  # fmt: skip

#: Customers whose first order is of December 2010, and how many of them ordered in each of the next three months.
DECEMBER_2010 = [76, 7, 4, 7]

#: By days after the first order day: customers whose days were over on 9 December 2011, and those of them who ordered
#: on another day by then.
REPEAT = {30: (5_717, 1_109), 60: (5_515, 1_931), 90: (5_272, 2_344), 180: (4_967, 3_003), 365: (4_302, 3_180)}

#: Customers with an order; a fifth of them, rounded up; net revenue of the best fifth and of all, thousandths of a
#: pound: 76.88 %.
PARETO = (5_869, 1_174, 12_573_807_551, 16_355_566_377)


@pytest.fixture(scope="module")
def lines() -> pd.DataFrame:
    """Lines that are business: invoice, customer, day, month, revenue."""
    raw = pd.read_parquet(ONLINE_RETAIL).drop_duplicates()
    code = raw["StockCode"].str.strip().str.upper()
    is_cancelled = raw["Invoice"].str.upper().str.startswith("C")
    thousandths = np.rint(raw["Price"] * 1000).astype("int64") * raw["Quantity"]
    is_business = (
        (raw["Price"] >= 0)
        & (raw["Quantity"] != 0)
        & ~code.str.startswith("TEST")
        & ~(is_cancelled & (raw["Quantity"] > 0))
    )
    day = raw["InvoiceDate"].dt.normalize()
    return pd.DataFrame(
        {
            "invoice": raw["Invoice"],
            "is_cancelled": is_cancelled,
            "customer": raw["Customer ID"],
            "day": day,
            "month": day.dt.to_period("M"),
            "revenue": thousandths.where(~code.isin(NO_REVENUE), 0),
        }
    )[is_business]


@pytest.fixture(scope="module")
def orders(lines: pd.DataFrame) -> pd.DataFrame:
    """Orders of known customers: customer, day, month."""
    first_day = lines[lines["day"] == lines.groupby("invoice")["day"].transform("min")]
    documents = first_day.groupby("invoice").agg(
        customer=("customer", "max"),
        day=("day", "min"),
        month=("month", "min"),
        revenue=("revenue", "sum"),
        is_cancelled=("is_cancelled", "max"),
    )
    return documents[(documents["revenue"] > 0) & ~documents["is_cancelled"] & documents["customer"].notna()]


def test_monthly_net_revenue(full: Build, lines: pd.DataFrame) -> None:
    monthly = lines.groupby("month")["revenue"].sum()
    assert list(monthly) == MONTHLY_REVENUE
    found = full.rows("select month_date, net_revenue_amount from sales_monthly order by month_date")
    expected = [(month.to_timestamp().date(), Decimal(int(amount)) / 1000) for month, amount in monthly.items()]
    assert found == expected


def test_cohort_of_december_2010(full: Build, orders: pd.DataFrame) -> None:
    month = pd.Period("2010-12", "M")
    cohort = orders.groupby("customer")["month"].min().loc[lambda first: first == month].index
    theirs = orders[orders["customer"].isin(cohort)]
    active = [theirs.loc[theirs["month"] == month + index, "customer"].nunique() for index in range(4)]
    assert active == DECEMBER_2010
    assert full.rows(
        "select n_customers, n_active, retention_rate from cohort_retention "
        "where slice_kind = 'all' and cohort_month = date '2010-12-01' and month_index <= 3 order by month_index"
    ) == [(active[0], n_active, n_active / active[0]) for n_active in active]


def test_every_cohort(full: Build, orders: pd.DataFrame) -> None:
    """All cohorts and months; December 2011 has not ended."""
    cohort = orders.groupby("customer")["month"].transform("min")
    active = orders.groupby([cohort.rename("cohort"), "month"])["customer"].nunique()
    found = full.rows(
        "select cohort_month, activity_month, n_active from cohort_retention where slice_kind = 'all' "
        "and n_active is distinct from 0"
    )
    published = {(pd.Period(first, "M"), pd.Period(month, "M")): n_active for first, month, n_active in found}
    last = pd.Period("2011-12", "M")
    assert {key: n_active for key, n_active in published.items() if key[1] < last} == {
        key: n_active for key, n_active in active.items() if key[1] < last
    }
    assert [n_active for key, n_active in published.items() if key[1] == last] == [None] * 25


def test_repeat_rates(full: Build, lines: pd.DataFrame, orders: pd.DataFrame) -> None:
    days = orders[["customer", "day"]].drop_duplicates().sort_values(["customer", "day"])
    number = days.groupby("customer").cumcount()
    first = days[number == 0].set_index("customer")["day"]
    second = days[number == 1].set_index("customer")["day"]
    known = (lines["day"].max() - first).dt.days
    wait = (second.reindex(first.index) - first).dt.days
    counted = {n: (int((known >= n).sum()), int(((known >= n) & (wait <= n)).sum())) for n in REPEAT}
    assert counted == REPEAT
    found = full.rows(
        "select window_days, n_customers, n_repeat, repeat_rate from repeat_rates where slice_kind = 'all'"
    )
    assert sorted(found) == [(n, members, repeat, repeat / members) for n, (members, repeat) in REPEAT.items()]


def test_share_of_the_first_fifth(full: Build, lines: pd.DataFrame, orders: pd.DataFrame) -> None:
    revenue = lines[lines["customer"].isin(orders["customer"])].groupby("customer")["revenue"].sum()
    top = int(np.ceil(len(revenue) / 5))
    best = revenue.sort_values(ascending=False).iloc[:top]
    assert (len(revenue), top, best.sum(), revenue.sum()) == PARETO
    n_customers, n_top, amount, rate = full.row(
        "select n_customers, n_top_customers, cumulative_amount, cumulative_rate from revenue_pareto "
        "where period = 'all' and customer_percent = 20"
    )
    assert (n_customers, n_top, amount) == (len(revenue), top, Decimal(int(best.sum())) / 1000)
    assert rate == pytest.approx(best.sum() / revenue.sum(), rel=1e-12)
    assert round(rate, 4) == 0.7688
