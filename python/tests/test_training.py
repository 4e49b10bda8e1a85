"""Training is a step of its own: builds that leave it out score with the published model."""

from __future__ import annotations

from pathlib import Path

from warehouse import failures, run_dbt

WITHOUT_TRAINING = ["--exclude", "tag:train"]


def test_a_build_that_needs_a_model_never_trained_stops_at_its_start_and_says_so(tmp_path: Path) -> None:
    arguments = ["build", "--select", "model_registry", *WITHOUT_TRAINING]
    outcome = run_dbt(arguments, tmp_path, CUSTOMER360_DB=str(tmp_path / "c360.duckdb"))
    assert not outcome.success
    (message, *_) = failures(outcome)
    assert "was never trained here, and this build leaves it out but needs it for 'model_registry'" in message
    assert "build once without --exclude tag:train" in message
