"""Pieces of Graphviz's language DOT, and the pictures that Graphviz draws of it."""

from __future__ import annotations

import hashlib
import html
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping

from customer360.diagrams.project import DiagramError

#: Fill and border of each layer: pale enough for black text, apart in grey print by the border.
COLOURS: Mapping[str, tuple[str, str]] = {
    "raw": ("#f3f4f6", "#6b7280"),
    "staging": ("#e5e7eb", "#6b7280"),
    "intermediate": ("#e0f2fe", "#0369a1"),
    "pii": ("#fce7f3", "#be185d"),
    "marts": ("#dcfce7", "#15803d"),
    "predictions": ("#ffedd5", "#c2410c"),
    "serving": ("#fde68a", "#92400e"),
}

#: White paper of its own, so that a picture reads the same on a dark page.
SETTINGS = (
    'bgcolor="white" pad="0.3" fontname="Helvetica,Arial,sans-serif" fontsize="11"',
    'node [shape="plain" fontname="Helvetica,Arial,sans-serif" fontsize="11"]',
    'edge [color="#475569" arrowsize="0.7"]',
)

#: Which colour is which layer, at the foot of a picture.
LEGEND = (
    'labelloc="b" label=<<table border="0" cellborder="1" cellspacing="6" cellpadding="4"><tr>'
    + "".join(f'<td bgcolor="{fill}" color="{border}">{layer}</td>' for layer, (fill, border) in COLOURS.items())
    + "</tr></table>>"
)


def graph(lines: Iterable[str], *settings: str) -> str:
    """A directed graph of these lines, drawn from left to right."""
    inner = [*SETTINGS, 'rankdir="LR"', *settings, *lines]
    return "\n".join(["digraph customer360 {", *(f"  {line}" for line in inner), "}"]) + "\n"


def text(words: str) -> str:
    """Words as HTML-like labels take them."""
    return html.escape(words, quote=False)


def digest(dot: str) -> str:
    """What a picture bears of the text that it was drawn from."""
    return hashlib.sha256(dot.encode()).hexdigest()


def svg(dot: str) -> str:
    """The picture as Graphviz draws it, with the digest of its text in front.

    Raises:
        DiagramError: there is no Graphviz here.
    """
    program = shutil.which("dot")
    if program is None:
        raise DiagramError("Graphviz draws the pictures, and it is not here: sudo apt-get install graphviz")
    drawn = subprocess.run([program, "-Tsvg"], input=dot, capture_output=True, text=True, check=True).stdout
    plain = re.sub(r"<!--.*?-->\n?", "", drawn[drawn.index("<svg") :], flags=re.DOTALL)
    return f"<!-- drawn by customer360 diagrams from {digest(dot)} -->\n{plain}"
