"""What Spark does in processes of its own: builds that are killed are made good, and executors need little."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from customer360 import additive, churn, clusters, prospects, value
from customer360.compare import keyed_tables
from spark_support import COMPILED, INTERPRETED, NO_TESTS, needs_spark, sample
from warehouse import ROOT, TESTS, build, online_retail

pytestmark = [pytest.mark.spark, needs_spark]


EXECUTOR_LACKS = ["sklearn", "statsmodels", "customer360", "dbt", "duckdb", "threadpoolctl"]


@pytest.mark.parametrize("models", ["churn_and_clusters", "value"])
def test_scoring_needs_nothing_but_what_the_docs_say_on_the_executors(tmp_path: Path, models: str) -> None:
    """The function that travels is loaded by a Python in which everything else is missing; value alone needs scipy."""
    cloudpickle: Any = import_module("pyspark.cloudpickle")
    cloudpickle.register_pickle_by_value(sys.modules["customer360"])
    model = additive.AdditiveModel(["x"], 0.5, [])
    travels = {
        "churn_and_clusters": [
            partial(churn.scored, model=model, steps=[], model_version="v"),
            partial(churn.unscored, reason_code="r"),
            partial(prospects.scored, score=partial(churn.unscored, reason_code="r"), label_of={}),
            partial(clusters.assigned, model=None, model_version="v"),
            partial(clusters.unassigned, reason_code="r"),
        ],
        "value": [partial(value.scored, purchases=None, spend=None, plan=None, horizon=365.0)],
    }[models]
    lacking = EXECUTOR_LACKS if models == "value" else ["scipy", *EXECUTOR_LACKS]
    (tmp_path / "functions").write_bytes(cloudpickle.dumps(travels))
    code = f"""
import sys
for name in {lacking!r}:
    sys.modules[name] = None
from pyspark import cloudpickle
assert len(cloudpickle.loads(open({str(tmp_path / "functions")!r}, "rb").read())) == {len(travels)}
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def killed_build(folder: Path, variables: Mapping[str, Any], pattern: str | None, *chosen: str) -> int:
    """Build in a process group, Java included; kill -9 it once a table's folder is there. Gives the exit code.

    Queries of a build that ends are compiled, as everywhere but in the other tests.
    """
    dbt = Path(sys.executable).with_name("dbt")
    command = [dbt, "build", "--quiet", "--target", "spark", "--target-path", folder / "target", *NO_TESTS, *chosen]
    options = f"{COMPILED} {INTERPRETED}" if pattern else COMPILED
    environment = os.environ | {"CUSTOMER360_SPARK": str(folder / "killed"), "SPARK_SUBMIT_OPTS": options}
    with (folder / "killed.log").open("w") as log:
        child = subprocess.Popen(
            [*command, "--log-path", folder / "logs", "--vars", json.dumps(variables)],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        while child.poll() is None:
            time.sleep(0.02)
            if pattern and any((folder / "killed" / "warehouse").glob(pattern)):
                os.killpg(child.pid, signal.SIGKILL)
    return child.wait()


def test_killed_builds_are_made_good_by_a_plain_rerun(tmp_path: Path) -> None:
    """On customers of Online Retail II; all that is built is compared, what was cut off by ids and monthly RFM.

    The second build is killed at a table that it only comes to once the one where the first was killed is made good.
    """
    variables = online_retail(sample(tmp_path / "lines.parquet"))
    chosen = ["--select", "+rfm_scores_monthly"]
    undisturbed = build(tmp_path / "undisturbed" / "c360.duckdb", variables, left_out=TESTS, arguments=chosen)
    assert undisturbed.success, undisturbed.messages
    warehouse, log = tmp_path / "killed" / "warehouse", tmp_path / "killed.log"
    intermediate = "customer360_intermediate.db"
    by_python, by_sql = f"{intermediate}/int_identity_components", f"{intermediate}/int_customer_snapshot_measures/*"
    for moment in (by_python, by_sql):
        assert killed_build(tmp_path, variables, moment, *chosen) == -signal.SIGKILL, log.read_text()[-3000:]
        assert any(warehouse.glob(moment))
    assert killed_build(tmp_path, variables, None, *chosen) == 0, log.read_text()[-3000:]
    built = {node.rsplit(".", maxsplit=1)[-1] for node in undisturbed.nodes}
    tables = [table.name for table in keyed_tables(tmp_path / "target" / "manifest.json") if table.name in built]
    assert {"rfm_scores_monthly", "orders"} <= set(tables)
    # In a process of its own, because this one's Spark session holds another metastore.
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "customer360.cli",
            "compare",
            "--left",
            f"duckdb:{undisturbed.database}",
            "--right",
            "spark",
            "--manifest",
            str(tmp_path / "target" / "manifest.json"),
            "--tables",
            ",".join(tables),
        ],
        cwd=ROOT,
        env=os.environ | {"CUSTOMER360_SPARK": str(tmp_path / "killed")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
