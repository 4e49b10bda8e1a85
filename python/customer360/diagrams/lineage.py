"""The lineage pictures: which areas are made of which, and what each serving mart is made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from statistics import mean

from customer360.diagrams.dot import COLOURS, LEGEND, graph, text
from customer360.diagrams.project import Area, Model, Project

#: Layers whose areas name their tables; of the others their number says enough.
NAMING = ("raw", "marts", "pii")

Arrow = tuple[Area, Area]


def lineage_pictures(project: Project) -> dict[str, str]:
    """DOT by name of the picture."""
    serving = [one.area.name for one in project.models.values() if one.area.layer == "serving"]
    return {"lineage": lineage(project)} | {f"lineage_{name}": origins(project, name) for name in sorted(serving)}


def lineage(project: Project) -> str:
    """All areas from the inputs to the serving marts."""
    names = defaultdict(list)
    for model in project.models.values():
        names[model.area].append(model.name)
    boxes = [box(area, sorted(names[area]), area.layer in NAMING) for area in sorted(names)]
    lines = [f'"{node(a)}" -> "{node(b)}"' for a, b in without_shortcuts(arrows(project.models))]
    first = " ".join(f'"{node(area)}"' for area in sorted(names) if area.layer == "raw")
    return graph([*boxes, f"{{ rank=same {first} }}", *lines], LEGEND, 'nodesep="0.12" ranksep="0.45"')


def arrows(models: Mapping[str, Model]) -> list[Arrow]:
    """Which area reads which, the read one first; of areas that read each other only the way from the inputs on."""
    places = mean_depths(models)
    found = {(models[read].area, model.area) for model in models.values() for read in model.reads}
    return sorted((a, b) for a, b in found if places[a] < places[b])


def mean_depths(models: Mapping[str, Model]) -> dict[Area, float]:
    """How many steps the models of each area lie from the inputs on the longest way, on average."""

    @cache
    def depth(id: str) -> int:
        return max((depth(read) + 1 for read in models[id].reads), default=0)

    depths = defaultdict(list)
    for id, model in models.items():
        depths[model.area].append(depth(id))
    return {area: mean(steps) for area, steps in depths.items()}


def without_shortcuts(found: Iterable[Arrow]) -> list[Arrow]:
    """The arrows of a graph without circles that do not follow from others."""
    nexts = defaultdict(set)
    for a, b in found:
        nexts[a].add(b)

    @cache
    def reached(area: Area) -> frozenset[Area]:
        return frozenset(nexts[area]).union(*(reached(one) for one in nexts[area]))

    return [(a, b) for a, b in sorted(found) if not any(b in reached(one) for one in nexts[a])]


def origins(project: Project, name: str) -> str:
    """One serving mart, what it reads, and what that reads in turn, by area."""
    by_name = {model.name: model for model in project.models.values()}
    direct = [project.models[read] for read in by_name[name].reads]
    names, lines = defaultdict(set), set()
    for model in direct:
        for read in model.reads:
            origin = project.models[read]
            names[origin.area].add(origin.name)
            lines.add(f'"{node(origin.area)}" -> "{model.name}"')
    boxes = [box(area, sorted(names[area]), True) for area in sorted(names)]
    boxes += [
        named(one.name, one.name, [one.area.name] if one.area.name != one.name else [], one.area.layer)
        for one in direct
    ]
    boxes += [named(name, name, [], "serving")]
    ends = [f'"{one.name}" -> "{name}"' for one in direct]
    return graph([*boxes, *sorted(lines), *ends], LEGEND, 'nodesep="0.12" ranksep="0.8"')


def node(area: Area) -> str:
    """The id of an area in a picture, which no table has."""
    return f"{area.layer}/{area.name}"


def box(area: Area, names: list[str], is_naming: bool) -> str:
    """An area with the tables in it, or how many they are."""
    count = "1 model" if len(names) == 1 else f"{len(names)} models"
    below = [] if area.layer == "serving" else names if is_naming else [count]
    return named(node(area), area.name, below, area.layer)


def named(id: str, title: str, below: list[str], layer: str) -> str:
    """A box of the layer's colour: a title and small lines below it."""
    fill, border = COLOURS[layer]
    small = "<br/>".join(text(line) for line in below)
    says = f'<br/><font point-size="9" color="#4b5563">{small}</font>' if small else ""
    frame = f'border="1" cellborder="0" cellspacing="0" cellpadding="4" style="rounded" color="{border}"'
    return f'"{id}" [label=<<table {frame} bgcolor="{fill}"><tr><td><b>{text(title)}</b>{says}</td></tr></table>>]'
