"""Builds that several tests look at are made once per session."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import hypothesis
import pytest
from customer360.cli import main
from spark_support import Spark, end_spark
from warehouse import ONLINE_RETAIL, PARSES, ROOT, TESTS, Build, build, online_retail, shared
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CUTOFF = "2011-06-30"
#: What is looked at as of that day.
SEEN = ["--select", "+rfm_scores", "+lifecycle_stages_monthly", "+customer_orders", "+quarantined_rows"]

# What is proven must not depend on how busy the machine is.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")


#: Modules that look at the same builds, and single ones: those that take longest first, as CI measured them.
GROUPS = {
    "spark": ("test_spark",),
    "online_retail": ("test_online_retail", "test_command_line", "test_compare", "test_known_answers"),
    "incremental": ("test_incremental",),
    "demo": (
        *("test_demo_company", "test_merges", "test_pii", "test_semantic_layer", "test_feedback"),
        *("test_report_figures", "test_report_browser", "test_diagrams"),
    ),
    "spark_kills": ("test_spark_kills",),
    "spark_inputs": ("test_spark_inputs",),
    "customer_ids": ("test_customer_ids",),
    "truth": ("test_truth",),
    "small_data": ("test_small_data",),
    "input_subsets": ("test_input_subsets",),
}


class ByBuild(LoadScopeScheduling):
    """Workers take whole modules, and one worker all that look at the same builds: none is made twice."""

    def _split_scope(self, nodeid: str) -> str:
        module = Path(nodeid.split("::", maxsplit=1)[0]).stem
        return next((group for group, modules in GROUPS.items() if module in modules), module)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long modules first, so that no worker is left alone with one at the end (with --no-loadscope-reorder)."""
    first = [module for modules in GROUPS.values() for module in modules]
    items.sort(key=lambda item: first.index(item.path.stem) if item.path.stem in first else len(first))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByBuild:
    """How tests are given to workers, where there are several."""
    return ByBuild(config, log)


@pytest.fixture(scope="session")
def of_all_workers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run find."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session", autouse=True)
def parses(of_all_workers: Path) -> None:
    """What one worker lets dbt parse, the others only read."""
    PARSES.folder = of_all_workers / "parses"


@pytest.fixture(scope="session")
def demo_build(of_all_workers: Path) -> Build:
    """The project as it is, on the simulated company of seeds/demo, unit tests included."""
    return shared(of_all_workers / "demo", lambda database: build(database, left_out=(), artifacts=True))


@pytest.fixture(scope="session")
def published_demo(demo_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of versions with the simulated company in it."""
    folder = tmp_path_factory.mktemp("published")
    for name in ("manifest", "run_results"):
        # The build was handed a manifest that another command had parsed; a user's build writes both itself.
        content = json.loads((demo_build.database.parent / "target" / f"{name}.json").read_text())
        content["metadata"]["invocation_id"] = "one"
        (folder / f"{name}.json").write_text(json.dumps(content))
    places = ["--database", str(demo_build.database), "--target-path", str(folder)]
    assert main(["publish", *places, "--folder", str(folder / "served")]) == 0
    return folder / "served"


@pytest.fixture(scope="session")
def demo_page(published_demo: Path) -> Path:
    """The page of the simulated company."""
    page = published_demo.parent / "report" / "index.html"
    assert main(["report", "--folder", str(published_demo), "--output", str(page)]) == 0
    return page


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser that asks nobody for anything; without one its tests are skipped."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="no playwright here: it is of the extra dev")
    program = shutil.which("chromium")
    if not program:
        pytest.skip("no Chromium here: sudo apt-get install chromium fonts-noto-cjk")
    quiet = ["disable-background-networking", "disable-component-update", "disable-sync"]
    arguments = [f"--{name}" for name in ("no-sandbox", "disable-gpu", *quiet)]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The project on Online Retail II."""
    return build(tmp_path_factory.mktemp("full") / "c360.duckdb", online_retail(), artifacts=True)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All lines of one customer in five of Online Retail II, and of one guest in five."""
    path = tmp_path_factory.mktemp("sample") / "lines.parquet"
    copy(ONLINE_RETAIL, path, 'where hash(coalesce(cast("Customer ID" as varchar), Invoice)) % 5 = 0')
    return path


@pytest.fixture(scope="session")
def sampled(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The project on the sample."""
    return build(tmp_path_factory.mktemp("sampled") / "c360.duckdb", online_retail(sample), left_out=TESTS)


@pytest.fixture(scope="session")
def shuffled(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The same rows in another order, built into another file."""
    folder = tmp_path_factory.mktemp("shuffled")
    copy(sample, folder / "lines.parquet", "order by hash(Invoice, StockCode, Quantity, InvoiceDate, 7)")
    return build(folder / "c360.duckdb", online_retail(folder / "lines.parquet"), left_out=TESTS)


@pytest.fixture(scope="session")
def as_of(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """All rows of the sample, seen as of an earlier day."""
    variables = online_retail(sample) | {"as_of": CUTOFF}
    return build(tmp_path_factory.mktemp("as_of") / "c360.duckdb", variables, left_out=TESTS, arguments=SEEN)


@pytest.fixture(scope="session")
def cut(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Only the sample's rows up to that day, and no as-of."""
    folder = tmp_path_factory.mktemp("cut")
    copy(sample, folder / "lines.parquet", f"where cast(InvoiceDate as date) <= '{CUTOFF}'")
    chosen = [*SEEN, "+churn_features"]
    return build(folder / "c360.duckdb", online_retail(folder / "lines.parquet"), left_out=TESTS, arguments=chosen)


def copy(source: Path, target: Path, clause: str) -> None:
    """Lines of Online Retail II, filtered or reordered, as a Parquet file."""
    with duckdb.connect() as connection:
        connection.execute(f"copy (from read_parquet('{source}') {clause}) to '{target}' (format parquet)")


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    """An empty place; the session that the first build starts ends with these tests."""
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTOMER360_SPARK", str(folder / "customer360_spark"))
        patch.chdir(ROOT)
        yield Spark(folder)
    end_spark()
