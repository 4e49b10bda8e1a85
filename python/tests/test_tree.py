"""Rules of the tree that no linter knows."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from warehouse import ROOT

MODELS = sorted((ROOT / "models").rglob("*.sql"))
SQL = MODELS + sorted((ROOT / "macros").rglob("*.sql")) + sorted((ROOT / "tests").rglob("*.sql"))
LONGEST_LINE = 130
YAML = sorted((ROOT / "models").rglob("*__models.yml")) + sorted((ROOT / "seeds").rglob("*.yml"))


def without_comments(text: str) -> str:
    return re.sub(r"\{#.*?#\}|--[^\n]*", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("path", SQL, ids=lambda path: path.stem)
def test_sql_files_stay_short(path: Path) -> None:
    lines = path.read_text().splitlines()
    assert len(lines) <= 150
    assert not [line for line in lines if len(line) > LONGEST_LINE]


def unit_tests() -> list[dict[str, Any]]:
    """All unit tests of the models."""
    return [
        test
        for path in sorted((ROOT / "models").rglob("*__unit_tests.yml"))
        for test in yaml.safe_load(path.read_text(encoding="utf-8"))["unit_tests"]
    ]


def test_unit_tests_name_no_file_that_is_not_there() -> None:
    """DuckDB passes over it, Spark stops."""
    declared = [re.findall(r"[\w./]+[.](?:csv|parquet)", str(test.get("overrides"))) for test in unit_tests()]
    files = {file for found in declared for file in found}
    assert "seeds/demo/orders.csv" in files
    assert [file for file in sorted(files) if not (ROOT / file).is_file()] == []


def test_unit_tests_that_name_contacts_by_their_md5_set_the_salt() -> None:
    """Else they fail for whoever builds with CUSTOMER360_SALT, and all models after them are skipped."""
    tests = [test for test in unit_tests() if re.search(":[0-9a-f]{32}", str(test))]
    assert len(tests) >= 4
    assert [test["name"] for test in tests if "CUSTOMER360_SALT" not in str(test.get("overrides"))] == []


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_models_know_neither_today_nor_the_engine(path: Path) -> None:
    text = without_comments(path.read_text())
    for word in ("current_date", "current_timestamp", "now()", "run_started_at", "target.type", "random("):
        assert word not in text
    assert text.rstrip().endswith("select * from final")


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_row_numbers_have_an_order(path: Path) -> None:
    for window in re.findall(r"row_number\(\) over \((.*?)\)\s+as", path.read_text(), flags=re.DOTALL):
        partition, _, order = window.partition("order by")
        assert order.strip(), window
        assert order.strip() not in partition, "ordered by what it is partitioned by"


def test_money_is_widened_before_it_is_exchanged() -> None:
    """DuckDB multiplies two decimals of up to 18 digits into 18: a million units at any rate would not fit."""
    product = re.compile(r"(\S+(?: \d+\))?\)?) \* (?:\w+\.)?exchange_rate\b")
    found = [(path.stem, factor) for path in SQL for factor in product.findall(without_comments(path.read_text()))]
    assert len(found) >= 6
    assert [one for one in found if one[1] != "decimal(19, 4))"] == []


def test_every_model_and_seed_is_described() -> None:
    described = {
        entry["name"]: entry
        for path in YAML
        for kind in ("models", "seeds")
        for entry in yaml.safe_load(path.read_text()).get(kind) or []
    }
    built = {path.stem for path in MODELS} | {path.stem for path in (ROOT / "models").rglob("*.py")}
    built |= {path.stem for path in (ROOT / "seeds" / "config").rglob("*.csv")}
    assert built == set(described)
    for name, entry in described.items():
        assert len(entry["description"]) > 20, name
        for column in entry.get("columns", []):
            assert column.get("description"), (name, column["name"])


def test_the_list_of_tables_names_every_mart_and_nothing_else() -> None:
    lines = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8").splitlines()
    firsts = [re.sub(r"\(schema `pii`\)", "", line.split("|")[1]) for line in lines if line.startswith("| `")]
    listed = [name for first in firsts for name in re.findall("`(.*?)`", first)]
    models = {path.stem: path.relative_to(ROOT / "models").parts[0] for path in (ROOT / "models").rglob("*.*")}
    assert len(listed) == len(set(listed))
    assert [name for name in listed if models.get(name) not in ("marts", "pii", "predictions")] == []
    files = [*MODELS, *(ROOT / "models").rglob("*.py")]
    inner = {path.stem for path in files if re.search("schema=['\"]intermediate", path.read_text(encoding="utf-8"))}
    published = {path.stem for path in files if models[path.stem] in ("marts", "pii", "predictions")}
    assert published - inner <= set(listed)


def test_the_overview_of_the_docs_leads_to_models_that_there_are() -> None:
    links = re.findall(
        r"\[(\w+)\]\(#!/model/model\.customer360\.(\w+)\)", (ROOT / "models" / "_overview__docs.md").read_text()
    )
    assert len(links) > 10
    assert [name for shown, name in links if shown != name or name not in {path.stem for path in MODELS}] == []


def test_links_of_pages_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "data").glob("*.md")]
    broken, n_links = [], 0
    for page in pages:
        text = page.read_text(encoding="utf-8")
        heads = [re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in re.findall("(?m)^#+ (.*)$", text)]
        for link in re.findall(r"\]\(([^):\s]+)\)", text):
            n_links += 1
            is_there = link[1:] in heads if link.startswith("#") else (page.parent / link.partition("#")[0]).exists()
            broken += [] if is_there else [(page.name, link)]
    assert n_links > 60 and broken == []


def test_the_decisions_list_every_section_once() -> None:
    text = (ROOT / "DECISIONS.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"\[([^\]]+)\]\(#", text)) == sorted(re.findall("(?m)^## (.*)$", text))


def test_no_address_of_a_registry_or_a_machine_is_committed() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    words = ["py" + "pi.org", "python" + "hosted", "registry." + "npmjs", "/" + "work/", "/" + "root/"]
    for name in tracked:
        if not name.endswith((".parquet", ".png")):
            text = (ROOT / name).read_text(encoding="utf-8")
            assert not [word for word in words if word in text], name


def test_logs_are_kept_by_a_full_refresh() -> None:
    """What is only ever added to cannot be made again from the inputs."""
    logs = {path.stem: path.read_text() for path in MODELS if "incremental_strategy='append'" in path.read_text()}
    assert logs.keys() == {"int_customer_id_log", "int_model_log", "int_cluster_model_log"}
    assert [name for name, text in logs.items() if "full_refresh=false" not in text] == []
