"""Training is a step of its own: builds that leave it out score with the published model."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from customer360.tables import code_fingerprint, library_versions
from warehouse import ROOT, failures, parsed, run_dbt

WITHOUT_TRAINING = ["--exclude", "tag:train"]

TRAIN = """
from customer360 import churn
from test_churn import FITS, SETTINGS, board, training
parts = churn.fit(training(), churn.BACKTEST.empty_table(), board("additive_boosted"), SETTINGS, FITS)
print(parts.to_pylist())
"""


def test_training_again_in_another_process_gives_the_same_model_to_the_bit() -> None:
    """Sets and dictionaries of texts have another order in each of the two; the registry entries name the version."""
    outputs = set()
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": f"{ROOT}/python:{ROOT}/python/tests"}
        done = subprocess.run(
            [sys.executable, "-c", TRAIN], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        outputs.add(done.stdout)
    assert len(outputs) == 1 and "'churn-" in outputs.pop()


def test_what_scores_loads_no_library_that_only_fits_use() -> None:
    code = "import sys; from customer360 import churn, cluster_versions, clusters, forecast, prospects, value; "
    code += "print([name for name in ('sklearn', 'scipy.stats', 'statsmodels') if name in sys.modules])"
    environment = os.environ | {"PYTHONPATH": f"{ROOT}/python"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_registry_names_the_code_that_trained(tmp_path: Path) -> None:
    (tmp_path / "b.py").write_text("b")
    (tmp_path / "a.py").write_text("a")
    before = code_fingerprint(tmp_path)
    (tmp_path / "notes.txt").write_text("no code")
    assert code_fingerprint(tmp_path) == before
    (tmp_path / "a.py").write_text("A")
    assert code_fingerprint(tmp_path) != before
    assert library_versions(()) == f"customer360 {code_fingerprint()}"


def test_a_build_that_needs_a_model_never_trained_stops_at_its_start_and_says_so(tmp_path: Path) -> None:
    arguments = ["build", "--select", "model_registry", *WITHOUT_TRAINING]
    outcome = run_dbt(arguments, tmp_path, parsed("c360"), CUSTOMER360_DB=str(tmp_path / "c360.duckdb"))
    assert not outcome.success
    (message, *_) = failures(outcome)
    assert "was never trained here, and this build leaves it out but needs it for 'model_registry'" in message
    assert "build once without --exclude tag:train" in message


@pytest.mark.parametrize(
    ("variables", "model"),
    [
        ("{churn_lookback_days: 365}", "churn_model_fit"),
        ("{prospect_horizon_days: 30}", "prospect_model_fit"),
    ],
)
def test_a_build_does_not_score_with_a_model_of_other_days(tmp_path: Path, variables: str, model: str) -> None:
    """A probability of 90 days would be named one of 30."""
    database = tmp_path / "c360.duckdb"
    settings = {
        "churn_model_fit": "'horizon 90 days, lookback 180 days, at most 8 backtest origins'",
        "prospect_model_fit": "'horizon 90 days, at most 8 backtest origins'",
        "cluster_model_fit": "null",
        "purchase_model_fit": "null",
        "spend_model_fit": "null",
    }
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema intermediate")
        for name, text in settings.items():
            row = f"select 'registry' as part, 'settings' as item, {text} as kind"
            connection.execute(f"create table intermediate.{name} as {row}")
    arguments = ["build", "--select", "model_registry", *WITHOUT_TRAINING, "--vars", variables]
    outcome = run_dbt(arguments, tmp_path, parsed("c360"), CUSTOMER360_DB=str(database))
    (message, *_) = failures(outcome)
    stopped = [name for name in settings if f"Model '{name}' was trained with horizon 90 days" in message]
    assert stopped == [model]
