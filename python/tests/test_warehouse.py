"""What the tests rely on where they share builds."""

from __future__ import annotations

from pathlib import Path

import duckdb
from warehouse import Build, shared


def test_a_shared_build_is_made_once_and_told_whole(tmp_path: Path) -> None:
    made = []

    def make(database: Path) -> Build:
        with duckdb.connect(str(database)) as connection:
            connection.execute("create table numbers as select 1 as n")
        made.append(Build(database, False, ["a test: fail: 1"], frozenset({"model.a", "test.b"})))
        return made[-1]

    first, second = (shared(tmp_path / "demo", make) for _ in range(2))
    assert [first, second] == made * 2
    assert second.row("select n from numbers") == (1,)
