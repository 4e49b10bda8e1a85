"""Personal data lies in one place: marts show none of it, by content, and the columns that hold it say so."""

from __future__ import annotations

import re
from hashlib import md5
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from customer360.contract import load_contract
from personal import columns_that_show, personal_keys, personal_values, shown
from warehouse import ROOT, Build, parsed, run_dbt

#: The marts' own schema, which predictions share, and the schemas that may hold personal data.
MARTS, PRIVATE = "main", ("intermediate", "pii")
CONTRACT = {column.name for table in load_contract().values() for column in table.columns if column.is_pii}


def models(*folders: str) -> dict[str, dict[str, Any]]:
    """The described columns of the models in these folders, by model and name."""
    return {
        model["name"]: {column["name"]: column for column in model.get("columns", [])}
        for folder in folders
        for path in sorted((ROOT / "models" / folder).rglob("*__models.yml"))
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
    }


def is_pii(column: dict[str, Any]) -> bool:
    return bool(column.get("config", {}).get("meta", {}).get("pii", False))


@pytest.fixture(scope="module")
def personal(demo_build: Build) -> dict[str, str]:
    with duckdb.connect(str(demo_build.database), read_only=True) as connection:
        return personal_values(connection)


def shows(build: Build, schemas: tuple[str, ...], personal: dict[str, str]) -> dict[str, dict[str, int]]:
    with duckdb.connect(str(build.database), read_only=True) as connection:
        return columns_that_show(connection, schemas, personal)


def test_no_mart_shows_a_person(demo_build: Build, personal: dict[str, str]) -> None:
    counts = {column: list(personal.values()).count(column) for column in ("full_name", "email", "phone", "birth_date")}
    assert all(count > 1000 for count in counts.values()), counts
    assert shows(demo_build, (MARTS,), personal) == {}


def test_the_columns_that_show_a_person_say_so(demo_build: Build, personal: dict[str, str]) -> None:
    described = models("intermediate", "pii")
    found = shows(demo_build, PRIVATE, personal)
    assert {"pii.customers.email", "pii.customers.full_name", "pii.customers.birth_date"} < found.keys()
    unmarked = [
        place
        for place in found
        for _, model, column in [place.split(".")]
        if not is_pii(described[model].get(column, {}))
    ]
    assert unmarked == []


def test_columns_named_as_in_the_contract_say_so(demo_build: Build) -> None:
    """Staging and what is judged hold all columns of the contract, raw and read; raw texts of a person count too."""
    described = models("staging", "intermediate", "pii")
    columns = demo_build.rows(
        "select table_name, column_name from information_schema.columns "
        "where table_schema in ('staging', 'intermediate', 'pii') order by all"
    )
    personal = CONTRACT - {"description"}
    unmarked = [
        (model, column)
        for model, column in columns
        if re.sub("^(raw_|stated_)|_text$", "", column) in personal
        and not is_pii(described.get(model, {}).get(column, {}))
    ]
    assert unmarked == []
    assert len(columns) > 500


def test_no_column_of_a_mart_says_that_it_is_personal() -> None:
    columns = [
        (model, column) for model, listed in models("marts", "predictions").items() for column in listed.values()
    ]
    names = CONTRACT - {"description"}
    assert [(model, column["name"]) for model, column in columns if is_pii(column) or column["name"] in names] == []
    assert len(columns) > 200


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("email", "Jane.Doe@shop.com", "Asked by jane.doe@shop.com; again"),
        ("email", "jane.doe@shop.com", "hashed:" + md5(b"jane.doe@shop.com").hexdigest()),
        ("full_name", "Jane O'Neil", "customer=jane o'neil; x=1"),
        ("full_name", "王伟", "王伟"),
        ("phone", "+44 7700 900123", "+44-7700-900123"),
        ("phone", "+44 7700 900123", "447700900123"),
        ("birth_date", "1990-02-01", "1990-02-01 00:00:00"),
    ],
)
def test_a_personal_value_is_found_within_text(column: str, value: str, text: str) -> None:
    personal = dict.fromkeys(personal_keys(column, value), column)
    assert set(shown(["nothing", text], personal).values()) == {column}
    assert shown(["j***@shop.com, +44***23, 1990, Jane, O and Neil, Doe, shop", "1990-02-11", "王"], personal) == {}


def test_what_many_say_is_of_no_one() -> None:
    for column, value in (("full_name", "Rose"), ("phone", "12345"), ("birth_date", "32874"), ("email", "none")):
        assert list(personal_keys(column, value)) == []


def test_columns_that_leak_are_named() -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "create table leak as select 1 as n, date '1990-02-01' as day, 'by a.b@c.de' as note, 1.5 as x"
        )
        found = columns_that_show(connection, [MARTS], {"a b c de": "email", "1990 02 01": "birth_date"})
    assert found == {"main.leak.day": {"birth_date": 1}, "main.leak.note": {"email": 1}}


def test_a_salt_goes_into_the_names_of_contacts(tmp_path: Path) -> None:
    query = "select {{ contact_record_id(\"'orders'\", email=\"'a@b.c'\") }} as record_id"
    compiled = {}
    for salt in ("", "one", "two"):
        command = ["compile", "--inline", query]
        environment = {"CUSTOMER360_SALT": salt, "CUSTOMER360_DB": str(tmp_path / "c360.duckdb")}
        outcome = run_dbt(command, tmp_path, parsed("c360"), **environment)
        compiled[salt] = outcome.result.results[0].node.compiled_code
    with duckdb.connect() as connection:
        ids = [connection.execute(code).fetchall() for code in compiled.values()]
    assert len({str(one) for one in ids}) == 3
    assert "one" not in compiled["one"].replace("none", "")
