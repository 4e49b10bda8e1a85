"""What the tables say of simulated companies agrees with the laws by which their people live, as far as chance allows.

In these companies people leave at a rate of their own that nothing raises, buy as a Poisson process in season until
they do, and answer by their satisfaction; so for every person the chance of what the tables count follows from
truth_people. Sums of such chances have known means and variances. Each bound leaves 0.1 % for chance, over all that one
look takes in. Whom the records belong to is tested elsewhere: here everybody has one customer number, and no pairs of
records are compared. The raw files have their usual dirt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from companies import declared
from customer360.simulator.settings import Settings
from customer360.simulator.simulate import simulate
from scipy.stats import chi2, norm
from warehouse import TESTS, Build, build

SEEDS = range(10)
PEOPLE = 700
SETTINGS = replace(
    Settings(),
    complaint_rate=0.0,
    low_score_hazard=1e-12,
    audience_share=0.0,
    cancelled_share=0.0,
    guest_share=0.0,
    crm_share=1.0,
    second_crm_share=0.0,
    third_crm_share=0.0,
)
TABLES = ("orders", "order_items", "payments_refunds", "exchange_rates", "survey_responses")
VARIABLES: dict[str, Any] = {"identity_max_candidate_pairs": 1}
SELECTED = ["+lifecycle_stages", "+cohort_retention", "+satisfaction_scores"]

LONGEST_INDEX = 24
STAGES = ("new", "active", "reactivated", "at_risk", "lapsed")
MISTAKE = 0.001


def bound(n_looks: int = 1) -> float:
    """Standard deviations that none of so many figures passes by chance, but once in a thousand times."""
    return float(norm.ppf(1 - MISTAKE / 2 / n_looks))


def season_days() -> np.ndarray[Any, np.dtype[np.float64]]:
    """Expected business up to the beginning of each day of the history, in days of average business."""
    days = np.arange(SETTINGS.first_day, SETTINGS.last_day + pd.Timedelta(days=1), dtype="M8[D]")
    months = days.astype("M8[M]").astype(np.int64) % 12
    return np.concatenate([[0.0], np.cumsum(np.array(SETTINGS.season)[months] / np.mean(SETTINGS.season))])


SEASON = season_days()


def day_number(days: Any) -> Any:
    """Days since the first day of the history."""
    return (pd.to_datetime(days) - pd.Timestamp(SETTINGS.first_day)).dt.days


def business(day: Any) -> Any:
    """Expected business up to a time, given in days."""
    return np.interp(day, np.arange(len(SEASON)), SEASON)


@dataclass
class Company:
    """A simulated company and what was built of it."""

    folder: Path
    built: Build

    def truth(self, query: str) -> pd.DataFrame:
        with duckdb.connect(str(self.built.database), read_only=True) as connection:
            return connection.execute(query.replace("TRUTH", f"{self.folder}/truth/truth")).df()

    @cached_property
    def people(self) -> pd.DataFrame:
        """Customers, whose person is known by their orders, with the rates by which the person lives."""
        people = self.truth(
            """
            select customer_id, any_value(rate) as rate, any_value(satisfaction) as satisfaction,
                any_value(dropout_date) as dropout_date, count(distinct person_id) as n_people
            from orders
            inner join 'TRUTH_records.parquet' as records
                on records.table_name = 'orders' and records.record_id = orders.order_id
            inner join 'TRUTH_people.parquet' using (person_id)
            where not orders.is_guest
            group by customer_id
            """
        ).set_index("customer_id")
        assert (people.pop("n_people") == 1).all()
        people["rate"] /= 30
        people["hazard"] = SETTINGS.base_hazard * np.exp(-SETTINGS.satisfaction_effect * people["satisfaction"])
        people["has_left"] = people["dropout_date"].notna()
        # Who leaves does so at any time of the day
        people["until"] = day_number(people["dropout_date"]).add(0.5).fillna(float(SETTINGS.n_days))
        return people


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> list[Company]:
    """Ten companies, each of its own seed."""
    made = []
    for seed in SEEDS:
        folder = tmp_path_factory.mktemp(f"seed_{seed}")
        simulate(PEOPLE, seed, folder, "parquet", SETTINGS)
        variables = declared(folder, TABLES) | VARIABLES
        built = build(folder / "c360.duckdb", variables, TESTS, ["--select", *SELECTED])
        assert built.success, built.messages
        assert built.row("select as_of_date from intermediate.as_of") == (SETTINGS.last_day,)
        made.append(Company(folder, built))
    return made


def retention_by_law(company: Company) -> pd.DataFrame:
    """By month index: customers expected to order in that month of theirs, and the variance of their number."""
    first = company.truth(
        "select customer_id, first_order_date from customer_orders where not is_guest and n_orders > 0"
    ).set_index("customer_id")
    people = company.people.loc[first.index]
    cohort = pd.to_datetime(first["first_order_date"]).dt.to_period("M")
    expected = []
    for index in range(1, LONGEST_INDEX + 1):
        month = cohort + index
        is_over = month <= pd.Period(SETTINGS.last_day, "M")
        begin, end = day_number(month.dt.start_time), day_number((month + 1).dt.start_time)
        orders = people["rate"] * (business(np.minimum(end, people["until"])) - business(begin)).clip(0)
        chance = (1 - np.exp(-orders))[is_over]
        expected.append((index, chance.sum(), (chance * (1 - chance)).sum()))
    return pd.DataFrame(expected, columns=["month_index", "mean", "variance"]).set_index("month_index")


def retention_found(company: Company) -> pd.Series[Any]:
    """By month index: customers who ordered, over all cohorts."""
    return company.truth(
        "select month_index, cast(sum(n_active) as double) as n_active from cohort_retention "
        f"where slice_kind = 'all' and month_index between 1 and {LONGEST_INDEX} group by month_index"
    ).set_index("month_index")["n_active"]


def test_retention_is_that_of_the_law(companies: list[Company]) -> None:
    law = sum(retention_by_law(company) for company in companies)
    found = sum(retention_found(company) for company in companies)
    z = (found - law["mean"]) / np.sqrt(law["variance"])
    assert len(z) == LONGEST_INDEX and z.notna().all()
    total = (found.sum() - law["mean"].sum()) / np.sqrt(law["variance"].sum())
    assert abs(total) < bound()
    assert (z**2).sum() < chi2.ppf(1 - MISTAKE, LONGEST_INDEX)
    # Had the index slipped by a month, it would show
    slipped = (found.shift(-1) - law["mean"]) / np.sqrt(law["variance"])
    assert (slipped**2).sum() > chi2.ppf(1 - MISTAKE, LONGEST_INDEX - 1)


def stages(company: Company) -> pd.DataFrame:
    """Customers with stage and recency, the chance that they are still there by the law, and whether they are."""
    found = company.truth("select customer_id, stage, recency_days from lifecycle_stages where n_orders > 0")
    return with_law(found.set_index("customer_id"), company.people)


def with_law(found: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Of all who were silent for so long, by their rates: still there and silent, or gone before the next order."""
    found = found.join(people)
    silence = np.arange(SETTINGS.n_days + 1)[None, :]
    last = (SETTINGS.n_days - found["recency_days"].to_numpy() - 0.5)[:, None]
    rate, hazard = (found[name].to_numpy()[:, None] for name in ("rate", "hazard"))
    is_past = last + silence < SETTINGS.n_days
    orders = rate * (business(last + silence + 0.5) - business(last))
    gone = (np.exp(-hazard * silence) * -np.expm1(-hazard) * np.exp(-orders) * is_past).sum(axis=1)
    days = SETTINGS.n_days - last[:, 0]
    there = np.exp(-found["hazard"] * days - found["rate"] * (SEASON[-1] - business(last[:, 0])))
    found["chance"] = there / (there + gone)
    found["is_there"] = ~found["has_left"]
    return found


def deviations(rows: pd.DataFrame, by: str) -> pd.Series[Any]:
    """Of each group: how many standard deviations more are there than by the law."""
    groups = rows.assign(variance=rows["chance"] * (1 - rows["chance"])).groupby(by)
    return (groups["is_there"].sum() - groups["chance"].sum()) / np.sqrt(groups["variance"].sum())


def test_stages_hold_those_who_are_still_there_by_the_law(companies: list[Company]) -> None:
    """Silence means what it says: in each stage, as many are still there as their own rates give for it."""
    rows = pd.concat(stages(company) for company in companies)
    z = deviations(rows, "stage")
    assert set(z.index) == set(STAGES)
    assert (z.abs() < bound(len(STAGES))).all(), z
    there = rows.groupby("stage")["is_there"].mean()
    assert there["active"] > there["at_risk"] > there["lapsed"]
    # Had recency been counted a month short, it would show
    people = pd.concat(company.people for company in companies)
    short = rows[["stage", "recency_days"]].assign(recency_days=(rows["recency_days"] - 30).clip(lower=0))
    assert deviations(with_law(short, people), "stage").abs().max() > bound(len(STAGES))


def stages_by_rule(company: Company) -> dict[str, str]:
    """Stage by the rules of the seed lifecycle_stage_rules, one customer after the other."""
    orders = company.truth("select customer_id, ordered_date from orders where is_valid_order and not is_guest")
    found = {}
    for customer, days in orders.groupby("customer_id")["ordered_date"]:
        found[str(customer)] = stage_of(day_number(days).drop_duplicates().sort_values().to_numpy(), len(days))
    return found


def stage_of(days: Any, n_orders: int) -> str:
    """Lifecycle stage on the last day of the history."""
    recency = SETTINGS.n_days - 1 - days[-1]
    active, lapse = limits(days)
    if n_orders == 1 and recency <= 30:
        return "new"
    if recency <= active:
        is_back = len(days) > 1 and days[-1] - days[-2] - 1 > limits(days[:-1])[1]
        return "reactivated" if is_back else "active"
    return "at_risk" if recency <= lapse else "lapsed"


def limits(days: Any) -> tuple[float, float]:
    """Days without an order that end the active stage and the stage at risk."""
    if len(days) < 3:
        return 90, 180
    gap = float(np.median(np.diff(days)))
    return min(max(2 * gap, 30), 180), min(max(4 * gap, 60), 365)


def test_every_stage_is_that_of_the_orders(companies: list[Company]) -> None:
    for company in companies:
        found = company.truth("select customer_id, stage from lifecycle_stages where n_orders > 0")
        assert found.set_index("customer_id")["stage"].to_dict() == stages_by_rule(company)


def answers_by_law(company: Company) -> pd.DataFrame:
    """Every answer to the recommend question: chances of promoter and detractor, by the person's satisfaction."""
    answers = company.truth(
        f"""
        select satisfaction from read_parquet('{company.folder}/survey_responses.parquet') as responses
        inner join 'TRUTH_records.parquet' as records
            on records.table_name = 'survey_responses' and records.record_id = responses.response_id
        inner join 'TRUTH_people.parquet' using (person_id)
        where lower(trim(survey_type)) = 'nps'
        """
    )
    centre = 8 + 1.6 * answers["satisfaction"]
    return pd.DataFrame({"promoter": norm.sf((8.5 - centre) / 1.3), "detractor": norm.cdf((6.5 - centre) / 1.3)})


def test_net_promoter_score_is_that_of_the_law(companies: list[Company]) -> None:
    """Monthly scores, weighed by their answers, of each company and of all."""
    sums = []
    for company in companies:
        law = answers_by_law(company)
        net = law["promoter"] - law["detractor"]
        (found,) = company.truth(
            "select sum(n_answers) as n, sum(n_favourable - n_unfavourable) as net, sum(n_favourable) as promoters, "
            "sum(score * n_answers) / 100 as scored from satisfaction_scores "
            "where survey_type = 'nps' and slice_kind = 'all' and period_kind = 'month'"
        ).itertuples(index=False)
        assert found.scored == pytest.approx(found.net, abs=1e-6)
        variance = (law["promoter"] + law["detractor"] - net**2).mean()
        sums.append((found.net - found.n * net.mean(), found.n * variance, found.n, found.promoters, len(law)))
    table = pd.DataFrame(sums, columns=["surplus", "variance", "n", "promoters", "n_given"])
    assert (table["n"] <= table["n_given"] * 1.01).all() and (table["n"] > 100).all()
    z = table["surplus"] / np.sqrt(table["variance"])
    assert (z.abs() < bound(len(z))).all(), z
    assert abs(table["surplus"].sum() / np.sqrt(table["variance"].sum())) < bound()
    # Had every promoter counted twice, it would show
    assert (table["surplus"] + table["promoters"]).sum() / np.sqrt(table["variance"].sum()) > bound()
