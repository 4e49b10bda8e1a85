"""`customer360 diagrams`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from customer360.compare import MANIFEST
from customer360.diagrams.dot import digest, svg
from customer360.diagrams.entities import entity_pictures
from customer360.diagrams.lineage import lineage_pictures
from customer360.diagrams.page import FOLDER, page
from customer360.diagrams.project import DiagramError, project_of


def add_diagrams(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "diagrams",
        help="draw the tables with their keys, and the lineage, from dbt's manifest",
        description="Write the page diagrams.md and its pictures, SVG, from dbt's manifest; no warehouse is needed. "
        "Only pictures that changed are drawn anew, by Graphviz. Exit code: 0 written, 1 not, with the reason.",
    )
    parser.add_argument("--manifest", type=Path, default=MANIFEST, help="dbt's manifest (default: %(default)s)")
    parser.add_argument(
        "--folder", type=Path, default=Path("docs"), help="where the page and the pictures go (default: %(default)s)"
    )


def run_diagrams(chosen: argparse.Namespace) -> int:
    """Run diagrams."""
    try:
        text, pictures = documents(json.loads(chosen.manifest.read_text(encoding="utf-8")))
        write(text, pictures, chosen.folder)
    except FileNotFoundError as error:
        print(f"There is no {error.filename}. Is there a manifest? `dbt parse` writes it.", file=sys.stderr)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}.", file=sys.stderr)
    except (ValueError, DiagramError) as error:
        print(error, file=sys.stderr)
    else:
        return 0
    return 1


def documents(manifest: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """The page, and the DOT of every picture by its name.

    Raises:
        DiagramError: it is no manifest of this project.
    """
    project = project_of(manifest)
    lineages = lineage_pictures(project)
    return page(project, lineages), lineages | entity_pictures(project)


def write(text: str, pictures: Mapping[str, str], folder: Path) -> None:
    """Write the page and what is new of the pictures, and remove pictures that there are no more.

    Raises:
        DiagramError: a picture must be drawn and there is no Graphviz.
    """
    place = folder / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    for name, dot in pictures.items():
        file = place / f"{name}.svg"
        if not is_of(file, dot):
            file.write_text(svg(dot), encoding="utf-8")
    for file in place.glob("*.svg"):
        if file.stem not in pictures:
            file.unlink()
    (folder / "diagrams.md").write_text(text, encoding="utf-8")


def is_of(file: Path, dot: str) -> bool:
    """Whether a picture was drawn from this text."""
    return file.exists() and digest(dot) in file.read_text(encoding="utf-8").partition("\n")[0]
