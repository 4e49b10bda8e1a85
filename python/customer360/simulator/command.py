"""The command `customer360 simulate`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from customer360.simulator.simulate import DEFAULT_PEOPLE, DEFAULT_SEED, simulate
from customer360.simulator.writing import FORMATS, OutputError

#: Addresses and phones are told apart by seven digits.
MOST_PEOPLE = 9_999_999
MOST_SEED = 2**32 - 1


def add_simulate(parser: argparse.ArgumentParser) -> None:
    """The options of simulate."""
    parser.description = (
        "Write the raw tables of a company whose truth is known: dirty in known places, with people who leave for "
        "known reasons. The truth lies in DIR/truth. The same seed gives the same bytes."
    )
    parser.add_argument(
        "--people",
        type=between(1, MOST_PEOPLE),
        default=DEFAULT_PEOPLE,
        metavar="N",
        help="how many people (default: %(default)s)",
    )
    parser.add_argument(
        "--seed", type=between(0, MOST_SEED), default=DEFAULT_SEED, metavar="S", help="default: %(default)s"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="an empty, new or earlier output folder")
    parser.add_argument("--format", choices=FORMATS, default="csv", help="one file per table (default: %(default)s)")


def run(chosen: argparse.Namespace) -> int:
    """Run simulate; 0 when it worked, 1 when the folder cannot be used."""
    try:
        simulate(chosen.people, chosen.seed, chosen.out, chosen.format)
    except OutputError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def between(least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers from `least` to `most`."""

    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text} is not a whole number from {least} to {most}")
        return int(text)

    return read
