"""Quotes in CSV files that are never closed.

DuckDB's reader of one thread, which null_padding needs where a text holds a line end, takes what follows such a quote
for one value: up to the end of the file, of which it keeps nothing, or to the end of a buffer of 32 MB. Spark makes one
text of it. No row tells, so the bytes are looked through.
"""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

#: Bytes looked through at a time.
CHUNK = 1 << 24

#: A value of more bytes is taken as never closed; DuckDB's own limit, of a line, is 2 MB.
LONGEST = 1 << 24

#: A quote opens a text where it stands first in a value, up to so many spaces before it.
SPACES = 2


class Unclosed(NamedTuple):
    """The line in which a quote is opened and never closed, and how many lines follow it."""

    line: int
    lost: int


@cache
def closed_texts(separator: bytes) -> re.Pattern[bytes]:
    """What ends before the first text whose quote is not closed; other quotes are signs like any other."""
    first = b"|".join(b"(?<=[%b\\r\\n]%b)" % (re.escape(separator), b" " * n) for n in range(SPACES + 1))
    text = rb'"[^"]*+(?:""[^"]*+)*+"'
    return re.compile(rb'[^"]*+(?:(?:%b)%b[^"]*+|(?!%b)"[^"]*+)*+' % (first, text, first))


def unclosed_quote(path: Path, separator: str) -> Unclosed | None:
    """The first quote of a CSV file that is never closed, where lines follow it; None where there is none.

    Chunks end with a line, so that no two quotes that stand for one are parted. Lines end alike in a file, with \\r
    alone where there is no \\n.

    Args:
        path: the file, which may be compressed by gzip.
        separator: what stands between its values.
    """
    pattern, before = closed_texts(separator.encode()), SPACES + 1
    rest, sign, line, lost = b"\n" * before, b"", 1, 0
    with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if len(rest) > LONGEST:
                lost += chunk.count(sign)
                continue
            data = rest + chunk + file.readline()
            found = pattern.match(data, before)
            end = found.end() if found else before
            sign = sign or (b"\n" if b"\n" in data[before:] else b"\r")
            line += data.count(sign, before, end)
            rest, lost = data[end - before :], data[end:].rstrip(b"\r\n").count(sign)
    return Unclosed(line, lost) if lost else None
