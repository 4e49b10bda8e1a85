"""The page itself: template, styles, scripts, charting bundles and figures in one HTML file that asks for no other."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from customer360.report.figures import Figure

HERE = files("customer360.report")
BUNDLES = HERE / "bundles"

#: The scripts of sections, in the order of the page.
SECTIONS = (
    *("headline", "bridge", "demand", "rfm", "lifecycle", "cohorts", "churn", "segments", "satisfaction"),
    *("quality", "models", "definitions"),
)


@dataclass(frozen=True)
class About:
    """What the page is of. as_of_date: YYYY-MM-DD; currency: ISO code; smallest: people of a shown group."""

    version: str
    as_of_date: str | None
    currency: str | None
    smallest: int


def page(about: About, labels: dict[str, dict[str, str]], shown: dict[str, Figure]) -> str:
    """The whole page.

    Args:
        about: what it is of; labels: language to key to text; shown: the figures by name.
    """
    data = {
        "about": vars(about) | {"bundles": bundles()},
        "labels": labels,
        "figures": {name: vars(figure) for name, figure in shown.items()},
    }
    charting = [text(bundle) for bundle in scripts()]
    own = [
        text(HERE / "page" / name) for name in ("core.js", "charts.js", *(f"sections/{name}.js" for name in SECTIONS))
    ]
    script = "\n".join(['"use strict";', *own, "start();"])
    parts = {
        "policy": " ".join(source(one) for one in (*charting, script)),
        "style": text(HERE / "page" / "page.css"),
        "bundles": "\n".join(f"<script>{one}</script>" for one in charting),
        "data": inert(data),
        "script": script,
    }
    html = text(HERE / "page" / "page.html")
    before, *marked = html.split("<!-- insert ")
    return before + "".join(parts[name] + rest for name, _, rest in (one.partition(" -->") for one in marked))


def inert(data: dict[str, Any]) -> str:
    """JSON that cannot end the script element it stands in, whatever texts it holds."""
    plain = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return plain.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def source(script: str) -> str:
    """A script as the page's security policy allows it: by its digest, so that no other runs."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def scripts() -> list[Traversable]:
    """The charting bundles, in the order in which they need each other."""
    return sorted((file for file in BUNDLES.iterdir() if file.name.endswith(".js")), key=lambda file: file.name)


def bundles() -> list[dict[str, str]]:
    """Name, sha256 and licence of every bundle, as the page states them."""
    return [
        {
            "name": file.name,
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
            "licence": text(BUNDLES / file.name.replace(".umd", "").replace(".min.js", ".LICENSE")),
        }
        for file in scripts()
    ]


def text(file: Traversable) -> str:
    """What a file of the package holds."""
    return file.read_text("utf-8")
