"""The summary and the sql command, as a person meets them."""

from __future__ import annotations

import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from customer360.cli import main
from customer360.summary import QUERIES_TO_TRY, shown, text_table
from warehouse import ROOT, Build


def test_summary_tells_everything(full: Build, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--database", str(full.database), "summary"]) == 0
    text = capsys.readouterr().out
    for words in (
        "customer360 as of 2011-12-09: 5,940 customers, 39,988 valid orders (3,094 of guests)",
        "every row and every cent is accounted for",
        "1,067,371",
        "19,287,250.568",
        "Champions",
        "reactivated",
        "logistic (published)",
        "inactivity_rule",
        "most worth saving",
        str(full.database),
        *QUERIES_TO_TRY,
    ):
        assert words in text
    assert max(len(line) for line in text.splitlines() if ".venv/bin/customer360" not in line) <= 130


@pytest.mark.parametrize("query", QUERIES_TO_TRY)
def test_queries_to_try_give_rows(full: Build, query: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--database", str(full.database), "sql", query]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 3


def test_the_numbers_of_the_readme_are_those_of_the_build(full: Build) -> None:
    readme = (ROOT / "README.md").read_text()
    rfm, feature, log_odds = [
        query
        for block in re.findall(r"```sql\n(.*?)```", readme, flags=re.DOTALL)
        for query in block.split(";")
        if query.strip()
    ]
    assert full.row(rfm) == (2477, 4264, 3)
    name, value, recomputed, contribution = full.rows(feature)[0]
    assert (name, value) == ("max_gap_days", 355)
    assert f"{recomputed:.6g}" == f"{contribution:.6g}" == "0.66664" and "= 0.66664" in readme
    assert f"{full.row(log_odds)[0]:.6f}" == "0.266192" and "0.266192" in readme
    weight, reference = full.row("select weight, reference_value from churn_model_terms where feature = 'max_gap_days'")
    assert f"{weight:.6g} * (ln(1 + 355) - {reference:.6g})" in readme
    probability = full.row("select churn_probability from churn_predictions where customer_id = '12357'")[0]
    assert f"The churn probability is {probability:.3f}." in readme


def test_mistakes_get_one_clear_line(tmp_path: Path, full: Build, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "notes.duckdb"
    text.write_text("not a database")
    empty = tmp_path / "empty.duckdb"
    duckdb.connect(str(empty)).close()
    for arguments, words in (
        (["--database", str(tmp_path / "none.duckdb"), "summary"], "run `dbt build` first"),
        (["--database", str(text), "summary"], "cannot be opened"),
        (["--database", str(empty), "summary"], "holds no finished build"),
        (["--database", str(full.database), "sql", "select nope from customer_360"], "The query failed"),
        (["--database", str(full.database), "sql", "delete from customer_360"], "The query failed"),
    ):
        assert main(arguments) == 1
        assert words in capsys.readouterr().err


def test_the_installed_command_helps() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "customer360.cli", "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and "summary" in done.stdout and "sql" in done.stdout


def test_numbers_are_shown_as_people_read_them() -> None:
    assert [shown(value) for value in (None, True, 1234567, Decimal("1234.5000"), 0.5, 1e6, "x")] == [
        "",
        "True",
        "1,234,567",
        "1,234.50",
        "0.5",
        "1,000,000",
        "x",
    ]
    assert text_table(["n", "t"], [(1, "a"), (None, "b")]).splitlines()[-1] == "     b"
