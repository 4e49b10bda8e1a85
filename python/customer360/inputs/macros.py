"""The project's own SQL of reading a cell, so that what is said of a value is what a build makes of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from customer360.contract import of_project

#: Where the macros lie that read numbers, currencies and contacts, and what these call.
FILES = (
    "cleaning/contacts.sql",
    "cleaning/values.sql",
    "cleaning/typing.sql",
    "cleaning/plain_text.sql",
    "cleaning/clean_text.sql",
    "engines/fold_width.sql",
    "engines/lower_text.sql",
    "engines/regexp.sql",
    "engines/upper_text.sql",
)


def rendered(macro: str, *arguments: Any, **named: Any) -> str:
    """SQL of a macro as dbt renders it for DuckDB."""
    return str(loaded()[macro](*arguments, **named)).strip()


@cache
def loaded() -> dict[str, Callable[..., str]]:
    """The macros by name."""
    texts = [(of_project(Path("macros")) / file).read_text(encoding="utf-8") for file in FILES]
    found: dict[str, Callable[..., str]] = {}
    template = Environment(extensions=["jinja2.ext.do"], autoescape=False).from_string("\n".join(texts))
    module = template.make_module({"adapter": Engines(found), "sql_text": sql_text})
    found |= {name: value for name, value in vars(module).items() if callable(value)}
    return found


def sql_text(text: str) -> str:
    """A text as it stands between single quotes, as the macro of that name, which only dbt can render, has it."""
    return text.replace("'", "''")


class Engines:
    """What dbt calls adapter: it picks an engine's own of a macro."""

    def __init__(self, macros: dict[str, Callable[..., str]]) -> None:
        """Keep the macros, which are filled in later."""
        self.macros = macros

    def dispatch(self, name: str, project: str) -> Callable[..., str]:
        """DuckDB's macro, else the one of all engines."""
        del project
        own = self.macros.get(f"duckdb__{name}")
        return own or self.macros[f"default__{name}"]
