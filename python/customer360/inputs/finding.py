"""What a check has to say: findings, each with a level, a kind and a sentence."""

from __future__ import annotations

from dataclasses import dataclass

LEVELS = STOPS, WARNING, NOTE = "stops", "warning", "note"


@dataclass(frozen=True)
class Finding:
    """One finding: `stops` means that a build would stop, or that no row of an input would come through."""

    level: str
    kind: str
    message: str
    column: str | None = None


#: Smaller shares are not told apart.
LEAST_PERCENT = 0.1


def counted(n: int, rows: int) -> str:
    """A count with its share: 12 (0.4 %)."""
    percent = 100 * n / rows if rows else 0
    return f"{n:,} ({percent:.1f} %)" if percent >= LEAST_PERCENT or not n else f"{n:,} (under {LEAST_PERCENT} %)"


#: Where the ways out of shapes that systems export are written down.
HELP = "see docs/exports.md"

#: How many values are named, and how much of one is shown.
NAMED, LONGEST = 8, 40


def shown(value: object) -> str:
    """A value as it stands in a sentence."""
    return str(value)[:LONGEST]
