"""Models, tests and macros use only what means the same on both engines; the rest is dispatched in macros/engines/."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from warehouse import ROOT

KNOWN = (ROOT / "python" / "tests" / "portable_functions.txt").read_text()
PORTABLE = set(re.findall(r"^([a-z_0-9]+)", KNOWN, flags=re.MULTILINE))
ENGINES = ROOT / "macros" / "engines"
MACROS = {
    name
    for folder in ("macros", "tests/generic")
    for path in (ROOT / folder).rglob("*.sql")
    for name in re.findall(r"\{%-? *(?:macro|test) (\w+)", path.read_text())
    if not name.startswith(("duckdb__", "spark__"))
}
SQL = [path for folder in ("models", "tests", "macros") for path in (ROOT / folder).rglob("*.sql")]
CHECKED = sorted(path for path in SQL if ENGINES not in path.parents)

#: What looks like a function call and is none, in SQL and in Jinja.
WORDS = {"all", "and", "as", "between", "by", "case", "cross", "distinct", "else", "except", "exists", "filter", "from"}
WORDS |= {"having", "in", "intersect", "is", "join", "like", "not", "on", "or", "over", "select", "then", "union"}
WORDS |= {"using", "values", "when", "where", "with", "decimal"}
JINJA = {
    "block",
    "call",
    "config",
    "elif",
    "for",
    "if",
    "is_incremental",
    "loop",
    "macro",
    "ref",
    "return",
    "run_query",
    "set",
    "source",
}
JINJA |= {"test", "var", "local_md5", "env_var", "range"}

#: Types by names that mean the same on both.
TYPES = {"bigint", "boolean", "date", "double", "int", "string", "timestamp"}

CAST = r"\bcast\s*\((?:[^()]|\([^()]*\))*?\bas\s+(\w+)\s*\)"

#: Operators that one engine alone reads so.
OPERATORS = {r"::": "a :: cast", r"->": "a lambda or JSON arrow"}

#: Syntax that one engine alone reads so.
SYNTAX = {
    **OPERATORS,
    r"(?<![:/])//(?!/)": "the operator //",
    r'"': 'a "quoted" name, which is text on Spark',
    r"\[": "a list or an index",
    r"\*\s+(exclude|replace)\b": "* exclude or * replace",
    r"\bignore nulls\b": "ignore nulls",
    r"\bfetch first\b": "fetch first",
    r"\busing sample\b": "using sample",
    r"\binterval\b": "an interval",
    r"\bat time zone\b": "at time zone",
    r"\bcurrent_(date|time|timestamp)\b": "the clock",
    r"\bcount\(distinct [^()]*,": "count(distinct …) of several columns",
    r"[~^]|\*\*": "an operator ~, ^ or **",
    r"\bsimilar to\b|\bglob\b": "similar to or glob",
    r"\bdistinct on\b": "distinct on",
    r"\bby name\b": "union by name",
    r"\b(asof|positional) join\b|\blateral view\b|\b(un)?pivot\b": "a join or pivot of one engine",
    r"[{}]": "a struct in braces",
    r"\be''": "a string with escapes",
}


def not_portable(name: str, text: str) -> list[str]:
    """What a file of SQL and Jinja uses that is not known on both engines, one sentence each."""
    text = re.sub(r"\{#.*?#\}|--[^\n]*", "", text, flags=re.DOTALL)
    jinja = " ".join(re.findall(r"\{\{.*?\}\}|\{%.*?%\}", text, flags=re.DOTALL))
    sql = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", text, flags=re.DOTALL)
    bare = re.sub(r"'[^']*'", "''", sql)
    bare = re.sub(r"\bas\s+\w+\s+\(", "", bare)  # the columns of a table's alias
    jinja = re.sub(r"(?<!\|)\|(?!\|)\s*\w+\(", "", jinja)  # filters
    passed = (
        " ".join(re.findall(r"'[^']*'|\"[^\"]*\"", jinja)).replace('"', " ").replace("'", " ")
    )  # SQL given to macros
    called = set(re.findall(r"([a-z_]\w*)\s*\(", bare, flags=re.IGNORECASE)) - WORDS
    called |= set(re.findall(r"(?<![.\w])([a-z_]\w*)\s*\(", jinja, flags=re.IGNORECASE)) - WORDS - JINJA - MACROS
    unknown = [f"{called_name}()" for called_name in sorted(called) if called_name.lower() not in PORTABLE]
    unknown += [what for pattern, what in SYNTAX.items() if re.search(pattern, bare, flags=re.IGNORECASE)]
    unknown += [what for pattern, what in OPERATORS.items() if re.search(pattern, passed)]
    unknown += [f"dbt.{macro}" for macro in re.findall(r"dbt\.(listagg|split_part|any_value|safe_cast)\b", jinja)]
    unknown += [f"the type {kind}" for kind in re.findall(CAST, bare) if kind.lower() not in TYPES]
    return [
        f"{name} uses {what}, which is not known to mean the same on DuckDB and Spark. Take a dbt cross-database macro "
        "or a dispatched macro in macros/engines/; if both engines agree on it, list it in "
        "python/tests/portable_functions.txt."
        for what in unknown
    ]


@pytest.mark.parametrize("path", CHECKED, ids=lambda path: path.stem)
def test_sql_is_portable(path: Path) -> None:
    found = not_portable(str(path.relative_to(ROOT)), path.read_text())
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("select list_aggregate(prices, 'sum') as total from x", "list_aggregate()"),
        ("select explode(items) from {{ ref('x') }}", "explode()"),
        ("select {{ days_between('strptime(a, 1)', 'b') }} from x", "strptime()"),
        ("select name.upper() from x where epoch_ms (y) > 0", "epoch_ms()"),
        ("select a::int from x", "a :: cast"),
        ('select "a" from x', 'a "quoted" name, which is text on Spark'),
        ("select * exclude (a) from x", "* exclude or * replace"),
        ("select {{ dbt.listagg('a') }} from x", "dbt.listagg"),
        ("""select {{ clean_text("a || strptime(b)") }} from x""", "strptime()"),
        ("select {{ days_between('a::date', 'b') }} from x", "a :: cast"),
        ("select count(distinct a, b) from x", "count(distinct …) of several columns"),
        ("select cast(a as text) from x", "the type text"),
        ("select cast(a as timestamptz) from x", "the type timestamptz"),
        ("select current_date from x", "the clock"),
        ("select a from x where a ~ 'b'", "an operator ~, ^ or **"),
        ("select {'a': 1} as b from x", "a struct in braces"),
    ],
)
def test_what_one_engine_alone_knows_is_named(sql: str, what: str) -> None:
    found = not_portable("models/marts/new_model.sql", sql)
    assert any(message.startswith(f"models/marts/new_model.sql uses {what}") for message in found), found


def test_what_both_engines_know_passes() -> None:
    sql = """
    {{ config(materialized='view') }}
    -- strptime(this is a comment)
    select coalesce(max(a), 0) as b, '(text)' as c, cast(d as decimal(18, 4)) as e, {{ dbt.dateadd('day', 1, 'f') }}
    from {{ ref('x') }} where g in (1, 2) group by all
    """
    assert not_portable("models/x.sql", sql) == []
