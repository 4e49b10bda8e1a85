"""What dbt makes for every node and nobody looks at: left out in tests, which build often. Outcomes are the same.

Of a build of few rows it was a fifth of all CPU time, as measured with dbt-core 1.11.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dbt.clients.jinja import MacroGenerator
from dbt.compilation import Compiler
from dbt.context.macros import GLOBAL_PROJECT_NAME, MacroNamespaceBuilder
from dbt.contracts.graph.manifest import Manifest
from dbt.exceptions import PackageNotFoundForMacroError
from dbt.graph import Graph
from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager

FIRE_EVENT, COMPILE, MAKE_EVENT = EventManager.fire_event, Compiler.compile, BaseEvent.__init__

#: Graphs of the manifests that are kept: by manifest, whether tests are in it, and its number of nodes.
GRAPHS: dict[tuple[int, bool, int], Graph] = {}
KEPT: list[Manifest] = []


def fire_what_is_heard(
    manager: EventManager, e: BaseEvent, level: EventLevel | None = None, *rest: Any, **more: Any
) -> None:
    """Leave out what is for debugging: dbt makes lines of text of it before it drops them."""
    if (level or e.level_tag()) != EventLevel.DEBUG:
        FIRE_EVENT(manager, e, level, *rest, **more)


def remember(event: BaseEvent, *arguments: Any, **parts: Any) -> None:
    """Keep what an event is made of; its message is made when somebody reads it."""
    object.__setattr__(event, "parts", (arguments, parts))


def read(event: BaseEvent, name: str) -> Any:
    if "pb_msg" not in vars(event):
        arguments, parts = vars(event)["parts"]
        MAKE_EVENT(event, *arguments, **parts)
    message = vars(event)["pb_msg"]
    return message if name == "pb_msg" else getattr(message, name)


def graph_of(compiler: Compiler, manifest: Manifest, write: bool = True, add_test_edges: bool = False) -> Graph:
    """Keep the graph of a manifest that is kept: dbt draws it anew in every command."""
    if not any(manifest is one for one in KEPT):
        return COMPILE(compiler, manifest, write, add_test_edges)
    key = id(manifest), add_test_edges, len(manifest.nodes)  # a query that is run inline is a node for as long
    if key not in GRAPHS:
        GRAPHS[key] = COMPILE(compiler, manifest, write, add_test_edges)
    return GRAPHS[key]


class Macro(MacroGenerator):
    """A macro as a template sees it, without the calls that pass its four parts on."""

    def __init__(self, macro: Any, context: dict[str, Any], node: Any, stack: Any) -> None:
        self.macro, self.context, self.node, self.stack = macro, context, node, stack


class Macros(dict[str, Any]):
    """All macros by the name that a template knows them by, and packages by theirs."""

    def __init__(self, dbts: dict[str, Macro], packages: Mapping[str, dict[str, Macro]]) -> None:
        super().__init__(dbts)
        self[GLOBAL_PROJECT_NAME] = self.dbts = dbts
        self.update(packages)
        self.packages = packages

    def get_from_package(self, package_name: str | None, name: str) -> Macro | None:
        if package_name is None:
            return self.get(name)
        if package_name == GLOBAL_PROJECT_NAME:
            return self.dbts.get(name)
        if package_name not in self.packages:
            raise PackageNotFoundForMacroError(package_name)
        return self.packages[package_name].get(name)


def macros_of(builder: MacroNamespaceBuilder, by_package: Mapping[str, Mapping[str, Any]], ctx: Any) -> Macros:
    """What a template sees: dbt fills five tables of 800 macros for it and looks each up in all five."""
    made = {
        package: {name: Macro(macro, ctx, builder.node, builder.thread_ctx) for name, macro in macros.items()}
        for package, macros in by_package.items()
    }
    dbts: dict[str, Macro] = {}
    for package in reversed(builder.internal_package_names_order):
        dbts.update(made.pop(package, {}))
    found = Macros(dbts, made)
    found.update(made.get(builder.root_package, {}))
    found.update(made.get(builder.search_package, {}))
    return found


#: What stands in for which method of dbt.
SPARED: list[tuple[type, str, Any]] = [
    (EventManager, "fire_event", fire_what_is_heard),
    (BaseEvent, "__init__", remember),
    (BaseEvent, "__getattr__", read),
    (Compiler, "compile", graph_of),
    (MacroNamespaceBuilder, "build_namespace", macros_of),
]
