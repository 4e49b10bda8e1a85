"""Ids of customers over builds into one file: what joins, what comes back, and what nobody may change."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt.contracts.graph.manifest import Manifest
from warehouse import Build, failures, parsed, run_dbt

LOG = "intermediate.int_customer_id_log"
CRM = ("crm_customer_id", "full_name", "email", "phone", "created_at")
DECISIONS = ("decision_id", "decision", "left_source", "left_id", "right_source", "right_id", "decided_at")
#: What a build that finds other rows in these inputs has to build again.
FROM_INPUTS = ["stg_crm__customers+,", "stg_stewardship__identity_decisions+,"]
Rows = list[tuple[str, ...]]

#: Anna of January and Anna of February share nothing; the bridge of June has the email of one, the phone of the other.
ANNA = ("A1", "Anna Berg", "anna@a.example.com", "", "2024-01-01")
ANNA_TOO = ("A2", "Anna Berg", "", "+4915100000001", "2024-02-01")
BRIDGE = ("A3", "Anna Berg", "anna@a.example.com", "+4915100000001", "2024-06-01")
OTTO = ("B1", "Otto Lang", "otto@b.example.com", "", "2024-03-01")


@dataclass
class Company:
    """A CRM, and decisions on it, built again and again into one file."""

    folder: Path
    manifest: Manifest
    crm: Rows = field(default_factory=lambda: [ANNA, ANNA_TOO, OTTO])
    decisions: Rows = field(default_factory=list)
    known_ids: Path | None = None
    flags: tuple[str, ...] = ()
    variables: dict[str, Any] = field(default_factory=dict)

    @property
    def built(self) -> Build:
        return Build(self.folder / "c360.duckdb", True)

    def build(self, *crm: tuple[str, ...], **variables: Any) -> dict[str, str]:
        """Build, with these CRM rows if any are given; gives the customer of each CRM record."""
        self.crm = list(crm) or self.crm
        inputs = {"crm_customers": self.write("crm_customers", CRM, self.crm)}
        inputs["identity_decisions"] = self.write("identity_decisions", DECISIONS, self.decisions)
        inputs |= {"known_customer_ids": str(self.known_ids)} if self.known_ids else {}
        changed = FROM_INPUTS if self.built.database.exists() and variables == self.variables else [""]
        self.variables = variables
        select = [f"{start}+{end}" for start in changed for end in ("int_customer_ids", "customer_id_history")]
        kinds = ["model"] if self.built.database.exists() else ["model", "seed"]
        arguments = ["build", "--select", *select, "--resource-type", *kinds, *self.flags]
        arguments += ["--no-write-json", "--vars", json.dumps({"inputs": inputs, **variables})]
        outcome = run_dbt(arguments, self.folder, self.manifest, CUSTOMER360_DB=str(self.built.database))
        assert outcome.success, [result.message for result in outcome.result or []] or outcome.exception
        return dict(
            self.built.rows("select substr(record_id, 15), customer_id from intermediate.int_customer_ids order by 1")
        )

    def write(self, name: str, columns: tuple[str, ...], rows: Rows) -> str:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([columns, *rows])
        return str(self.folder / f"{name}.csv")

    def history(self) -> Rows:
        return self.built.rows(
            "select build_number, customer_id, event, current_customer_id from customer_id_history order by all"
        )

    def aliases(self) -> dict[str, str]:
        return dict(
            self.built.rows(
                "select customer_id, current_customer_id from customer_id_history "
                "where is_current and customer_id <> current_customer_id"
            )
        )


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    """The project without its tests; each file is called c360, because its name is the database's."""
    found = parsed("c360")
    assert found
    return found


@pytest.fixture
def company(tmp_path: Path, manifest: Manifest) -> Company:
    return Company(tmp_path, manifest)


APART = {"A1": "A1", "A2": "A2", "B1": "B1"}
JOINED = {"A1": "A1", "A2": "A1", "A3": "A1", "B1": "B1"}
ISSUED = [(1, "A1", "issued", "A1"), (1, "A2", "issued", "A2"), (1, "B1", "issued", "B1")]


def test_a_late_bridge_merges_two_customers_and_its_end_brings_both_back(company: Company) -> None:
    assert company.build() == APART
    assert company.build() == APART
    assert company.history() == ISSUED
    company.flags = ("--full-refresh",)
    assert company.build(ANNA, ANNA_TOO, OTTO, BRIDGE) == JOINED
    written = f"select subject, subject_id, customer_id from {LOG} where build_number = 2 order by all"
    assert company.built.rows(written) == [
        ("customer", "A2", "A1"),
        ("record", "crm_customers:A2", "A1"),
        ("record", "crm_customers:A3", "A1"),
    ]
    assert company.aliases() == {"A2": "A1"}
    company.flags = ()
    assert company.build(ANNA, ANNA_TOO, OTTO) == APART
    assert company.aliases() == {}
    assert company.history() == [*ISSUED, (2, "A2", "merged", "A1"), (3, "A2", "restored", "A2")]
    assert company.build(as_of="2024-02-15") == {"A1": "A1", "A2": "A2"}
    assert company.build(BRIDGE, OTTO, ANNA_TOO, ANNA) == JOINED


def test_an_older_record_that_comes_late_takes_no_id_over(company: Company) -> None:
    company.build(BRIDGE, OTTO)
    assert company.build(ANNA, ANNA_TOO, BRIDGE, OTTO) == {"A1": "A3", "A2": "A3", "A3": "A3", "B1": "B1"}
    assert company.build(ANNA, ANNA_TOO, OTTO) == {"A1": "A3", "A2": "A2", "B1": "B1"}
    assert company.history()[-1] == (3, "A2", "split", "A2")
    assert company.build(ANNA, ANNA_TOO, BRIDGE, OTTO) == {"A1": "A3", "A2": "A3", "A3": "A3", "B1": "B1"}


def test_ids_stay_when_the_record_they_are_called_after_is_gone(company: Company) -> None:
    company.build(ANNA, ANNA_TOO, BRIDGE, OTTO)
    assert company.build(ANNA_TOO, BRIDGE, OTTO) == {"A2": "A1", "A3": "A1", "B1": "B1"}
    assert company.build(BRIDGE, OTTO) == {"A3": "A1", "B1": "B1"}
    assert company.build(OTTO) == {"B1": "B1"}
    assert company.build(ANNA_TOO, ANNA, OTTO) == APART


def test_a_customer_of_whom_nothing_is_left_fails_no_test(company: Company) -> None:
    company.build()
    company.build(ANNA, ANNA_TOO)
    assert company.history() == ISSUED
    command = ["test", "--select", "customer_id_history", "--exclude-resource-type", "unit_test", "--no-write-json"]
    with_tests = parsed("c360", left_out=("unit_test",))
    outcome = run_dbt(command, company.folder, with_tests, CUSTOMER360_DB=str(company.built.database))
    assert outcome.success, failures(outcome)


def test_an_id_of_nobody_follows_the_one_it_was_merged_into(company: Company) -> None:
    newer = ("A0", "Anna Berg", "berg@a.example.com", "", "2023-01-01")
    link = ("A9", "Anna Berg", "berg@a.example.com", "+4915100000001", "2024-07-01")
    company.build(newer, OTTO)
    company.build(newer, ANNA, OTTO)
    company.build(newer, ANNA, ANNA_TOO, OTTO)
    company.build(newer, ANNA, ANNA_TOO, BRIDGE, OTTO)
    assert company.aliases() == {"A2": "A1"}
    company.build(newer, ANNA, BRIDGE, OTTO)
    assert company.aliases() == {"A2": "A1"}
    assert set(company.build(newer, ANNA, BRIDGE, link, OTTO).values()) == {"A0", "B1"}
    assert company.aliases() == {"A1": "A0", "A2": "A0"}


def test_exported_ids_live_on_in_a_new_file(company: Company) -> None:
    company.build(BRIDGE, OTTO)
    company.build(ANNA, ANNA_TOO, BRIDGE, OTTO)
    company.build(ANNA, ANNA_TOO, OTTO)
    there = replace(company, folder=company.folder / "there", known_ids=company.folder / "ids.csv")
    columns = ["build_number", "as_of_date", "subject", "subject_id", "customer_id", "previous_customer_id", "known_at"]
    rows = company.built.rows(f"select {', '.join(columns)} from {LOG}")
    with (company.folder / "ids.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([columns, *rows])
    assert there.build() == {"A1": "A3", "A2": "A2", "B1": "B1"}
    assert there.history() == company.history()
    assert there.build(ANNA, ANNA_TOO, BRIDGE, OTTO)["A2"] == "A3"
    assert there.history()[-1] == (4, "A2", "merged", "A3")


def test_tables_of_the_users_are_restated(company: Company) -> None:
    company.build()
    company.build(ANNA, ANNA_TOO, BRIDGE, OTTO)
    with duckdb.connect(str(company.built.database)) as connection:
        connection.execute(
            "create table main.costs as select * from (values ('A1', 1), ('A2', 2), ('Z9', 4)) as t (Who, cost)"
        )
    table = "api.Relation.create(database='c360', schema='main', identifier='costs')"
    restated = f"select who, cost from {{{{ restate_customer_ids({table}, 'who') }}}} as costs"
    command = ["show", "--inline", restated, "--output", "json"]
    shown = run_dbt(command, company.folder, company.manifest, CUSTOMER360_DB=str(company.built.database))
    assert shown.success, shown.exception
    rows = [tuple(row.values()) for row in shown.result.results[0].agate_table.rows]
    assert sorted(rows) == [("A1", 1), ("A1", 2), ("Z9", 4)]


def test_a_build_that_broke_off_is_made_good(company: Company) -> None:
    company.build(ANNA, ANNA_TOO, OTTO)
    company.build(ANNA, ANNA_TOO, BRIDGE, OTTO)
    before = company.history()
    company.flags = ("--exclude", "int_customer_ids", "customer_id_history")
    company.build(ANNA, ANNA_TOO, OTTO)
    company.flags = ()
    assert company.build() == APART
    assert company.history() == [*before, (3, "A2", "restored", "A2")]


def test_what_may_be_an_email_is_no_id(company: Company) -> None:
    customers = company.build(("anna@a.example.com", "Anna Berg", "anna@a.example.com", "", "2024-01-01"), OTTO)
    assert customers.pop("B1") == "B1"
    (customer,) = customers.values()
    assert customer.startswith("hashed:") and "@" not in customer


def decided(number: int, decision: str, left: str, right: str, day: str = "2024-05-01") -> tuple[str, ...]:
    return (f"D{number}", decision, "crm_customers", left, "crm_customers" if right else "", right, day)


def test_decisions_of_a_steward_hold_until_later_ones(company: Company) -> None:
    assert company.build() == APART
    company.decisions = [decided(1, "always", "a1", "B1")]
    assert company.build() == {"A1": "A1", "A2": "A2", "B1": "A1"}
    assert company.build() == {"A1": "A1", "A2": "A2", "B1": "A1"}
    assert company.build(as_of="2024-04-30") == APART
    company.decisions.append(decided(2, "never", "B1", "A1", "2024-05-02"))
    assert company.build() == APART
    assert company.aliases() == {}


def test_a_split_takes_a_record_out_of_its_customer(company: Company) -> None:
    assert company.build(ANNA, ANNA_TOO, BRIDGE, OTTO) == JOINED
    company.decisions = [decided(1, "split", "A2", "")]
    assert company.build() == JOINED | {"A2": "A2"}
    assert company.history()[-1] == (2, "A2", "split", "A2")
    company.decisions.append(decided(2, "always", "A2", "A3", "2024-06-02"))
    assert company.build() == JOINED
    company.decisions = [decided(1, "never", "A2", "A1")]
    assert len(set(company.build().values())) == 3


def test_decisions_that_name_nothing_known_are_quarantined(company: Company) -> None:
    company.decisions = [
        decided(1, "perhaps", "A1", "B1"),
        decided(2, "always", "A1", "Z9"),
        decided(3, "always", "A1", ""),
        decided(4, "never", "A1", "A1"),
        decided(5, "split", "Z9", ""),
        decided(6, "never", "A1", "A2"),
    ]
    assert company.build() == APART
    judged = "select decision_id, quarantine_rule from intermediate.int_identity_decisions_judged order by 1"
    assert company.built.rows(judged) == [
        ("D1", "unknown_decision"),
        ("D2", "unknown_record"),
        ("D3", "missing_key"),
        ("D4", "same_record"),
        ("D5", "unknown_record"),
        ("D6", None),
    ]
