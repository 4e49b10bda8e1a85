"""Kinds of dirt: each makes dirty text of clean text, so that a rule can know it again.

A kind is CORRECTED (the clean value can be had from the row and lookup lists), QUARANTINED (it cannot), MATCHED (only
knowing the person tells: typos, nicknames, shared and placeholder addresses), or concerns a whole ROW (repeats, late
rows, refunds booked as sales); rows have no column in the log.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from customer360.simulator import spellings
from customer360.simulator.columns import Ints, Rng, Texts
from customer360.simulator.settings import DAY

#: Makes dirty text of clean text: rng, clean, and the text of another column in the same rows, by its name.
Maker = Callable[[Rng, Texts, Callable[[str], Texts]], Texts]

CORRECTED, QUARANTINED, MATCHED, ROW = "corrected", "quarantined", "matched", "row"
UNIX_EPOCH_IN_EXCEL = 25_569


@dataclass(frozen=True)
class Kind:
    """A kind of dirt; `pattern` is the regular expression of clean text that can carry it, empty for any."""

    make: Maker
    fate: str = CORRECTED
    pattern: str = ""


def drawn(rng: Rng, alternatives: tuple[str, ...], rows: int) -> Texts:
    """One of the alternatives in each row."""
    return np.array(alternatives)[rng.integers(0, len(alternatives), rows)]


def one_of(*alternatives: str) -> Maker:
    """Replaces the text by one of the alternatives."""
    return lambda rng, clean, _: drawn(rng, alternatives, len(clean))


def spelled(words: spellings.Spellings, pick: Callable[[Texts], tuple[Texts, Texts, Texts]] | None = None) -> Maker:
    """Replaces a word by another spelling of it; `pick` gives what stands before it, the word, and what follows."""

    longest = max(len(wrong) for alternatives in words.values() for wrong in alternatives)

    def make(rng: Rng, clean: Texts, _: Callable[[str], Texts]) -> Texts:
        nothing = np.full(len(clean), "")
        before, word, rest = (nothing, clean, nothing) if pick is None else pick(clean)
        dirty = word.astype(f"U{max(word.dtype.itemsize // 4, longest)}")
        for right, wrong in words.items():
            rows = np.flatnonzero(word == right)
            dirty[rows] = drawn(rng, wrong, len(rows))
        return plus(before, dirty, rest)

    return make


def plus(*parts: Texts | str) -> Texts:
    """Texts put together, row by row."""
    total: Texts = np.asarray(parts[0])
    for part in parts[1:]:
        total = np.strings.add(total, np.asarray(part))
    return total


def letters(clean: Texts) -> Ints:
    """Code points, shape (rows, longest text), 0 after the end."""
    width = max(clean.dtype.itemsize // 4, 1)
    return clean.astype(f"U{width}").view(np.uint32).reshape(len(clean), width).astype(np.int64)


def text_of(codes: Ints) -> Texts:
    """The reverse of `letters`."""
    return np.ascontiguousarray(codes.astype(np.uint32)).view(f"U{codes.shape[1]}").reshape(-1)


def fullwidth(_: Rng, clean: Texts, __: Callable[[str], Texts]) -> Texts:
    """The wide letters of East Asian keyboards."""
    codes = letters(clean)
    return text_of(np.where((codes > ord(" ")) & (codes < 127), codes + 0xFEE0, codes))


def padded(rng: Rng, clean: Texts, _: Callable[[str], Texts]) -> Texts:
    """White space around, and doubled within."""
    wide = np.strings.replace(clean, " ", "  ")
    return plus(drawn(rng, ("", " ", "  ", "\u00a0"), len(clean)), wide, drawn(rng, (" ", "  ", "\u3000"), len(clean)))


def control(rng: Rng, clean: Texts, _: Callable[[str], Texts]) -> Texts:
    """A character that nobody sees, after the first letter or at the end."""
    sign = drawn(rng, spellings.CONTROLS, len(clean))
    at_end = rng.random(len(clean)) < 0.5
    inside = plus(np.strings.slice(clean, 0, 1), sign, np.strings.slice(clean, 1, None))
    return np.where(at_end, plus(clean, sign), inside)


def typo(rng: Rng, clean: Texts, _: Callable[[str], Texts]) -> Texts:
    """Two neighbouring letters swapped, or one left out; not the first of a word."""
    length = np.strings.str_len(clean)
    at = 1 + np.floor(rng.random(len(clean)) * np.maximum(length - 2, 1)).astype(np.int64)
    codes, rows = letters(clean), np.arange(len(clean))
    codes = np.pad(codes, ((0, 0), (0, 2)))
    swapped = codes.copy()
    swapped[rows, at], swapped[rows, at + 1] = codes[rows, at + 1], codes[rows, at]
    places = np.arange(codes.shape[1] - 1)
    shorter = np.pad(codes[rows[:, None], places + (places >= at[:, None])], ((0, 0), (0, 1)))
    dirty = text_of(np.where((rng.random(len(clean)) < 0.5)[:, None], swapped, shorter))
    blank = codes[rows, at] * codes[rows, at + 1] == 0
    touches_space = (
        (codes[rows, at] == ord(" ")) | (codes[rows, at + 1] == ord(" ")) | (codes[rows, at - 1] == ord(" "))
    )
    return np.where(blank | touches_space, clean, dirty)


def swapped_names(_: Rng, clean: Texts, __: Callable[[str], Texts]) -> Texts:
    """Family name before given name."""
    given, space, family = np.strings.partition(clean, " ")
    return plus(family, space, given)


def split_at(sign: str, part: int) -> Callable[[Texts], tuple[Texts, Texts, Texts]]:
    """Picks the word before (part 0) or after (part 1) a sign."""

    def pick(clean: Texts) -> tuple[Texts, Texts, Texts]:
        first, middle, last = np.strings.partition(clean, sign)
        return (
            (np.full(len(clean), ""), first, plus(middle, last))
            if part == 0
            else (plus(first, middle), last, np.full(len(clean), ""))
        )

    return pick


def shared_email(_: Rng, clean: Texts, __: Callable[[str], Texts]) -> Texts:
    """The address of the whole office."""
    return plus("info@", np.strings.partition(clean, "@")[2])


def phone_parts(clean: Texts) -> tuple[Texts, Texts]:
    """Country code with plus, and the rest."""
    width = np.where(np.strings.startswith(clean, "+1"), 2, 3)
    return np.strings.slice(clean, 0, width), np.strings.slice(clean, width, None)


def phone(template: str, separator: str) -> Maker:
    """Another format: {code} is the country code without plus; the rest is cut into three by the separator."""

    def make(_: Rng, clean: Texts, __: Callable[[str], Texts]) -> Texts:
        code, rest = phone_parts(clean)
        before, after = template.split("{code}")
        cut = (
            np.strings.slice(rest, 0, 3),
            separator,
            np.strings.slice(rest, 3, 7),
            separator,
            np.strings.slice(rest, 7, None),
        )
        return plus(before, np.strings.slice(code, 1, None), after, *cut)

    return make


def phone_extension(rng: Rng, clean: Texts, _: Callable[[str], Texts]) -> Texts:
    """An extension behind the number."""
    return plus(clean, " x", rng.integers(100, 999, len(clean)).astype(np.str_))


def date_parts(clean: Texts) -> tuple[Texts, Texts, Texts, Texts]:
    """Year, month, day and what follows the day."""
    cut = np.strings.slice
    return cut(clean, 0, 4), cut(clean, 5, 7), cut(clean, 8, 10), cut(clean, 10, None)


def slash_date(_: Rng, clean: Texts, __: Callable[[str], Texts]) -> Texts:
    """2023/7/1."""
    year, month, day, rest = date_parts(clean)
    return plus(year, "/", np.strings.lstrip(month, "0"), "/", np.strings.lstrip(day, "0"), rest)


def dotted_date(_: Rng, clean: Texts, __: Callable[[str], Texts]) -> Texts:
    """01.07.2023."""
    year, month, day, rest = date_parts(clean)
    return plus(day, ".", month, ".", year, rest)


def chinese_date(_: Rng, clean: Texts, __: Callable[[str], Texts]) -> Texts:
    """2023年7月1日."""
    year, month, day, rest = date_parts(clean)
    return plus(year, "年", np.strings.lstrip(month, "0"), "月", np.strings.lstrip(day, "0"), "日", rest)


def seconds_of(clean: Texts) -> Ints:
    """Seconds since 1970 of ISO text."""
    return clean.astype("M8[s]").astype(np.int64)


def offset_time(rng: Rng, clean: Texts, _: Callable[[str], Texts]) -> Texts:
    """2023-07-01T16:05:33+02:00: the same moment in another zone."""
    hours = np.array([2, 8, -5])[rng.integers(0, 3, len(clean))]
    local = (seconds_of(clean) + hours * 3600).astype("M8[s]").astype(np.str_)
    return plus(local, np.where(hours == 2, "+02:00", np.where(hours == 8, "+08:00", "-05:00")))


def excel_serial(_: Rng, clean: Texts, __: Callable[[str], Texts]) -> Texts:
    """45108 for a date, 45108.587188 for a time; to be rounded to the second."""
    seconds = seconds_of(clean)
    day = plus((seconds // DAY + UNIX_EPOCH_IN_EXCEL).astype(np.str_))
    millionths = ((seconds % DAY) * 10**6 + DAY // 2) // DAY
    is_time = np.strings.str_len(clean) > len("2023-07-01")
    return np.where(is_time, plus(day, ".", np.strings.zfill(millionths.astype(np.str_), 6)), day)


def epoch(factor: int) -> Maker:
    """Seconds or milliseconds since 1970."""
    return lambda _, clean, __: (seconds_of(clean) * factor).astype(np.str_)


def impossible_date(rng: Rng, clean: Texts, _: Callable[[str], Texts]) -> Texts:
    """2023-02-30."""
    year, _month, _day, rest = date_parts(clean)
    return plus(year, drawn(rng, spellings.IMPOSSIBLE_DAYS, len(clean)), rest)


def future_date(rng: Rng, clean: Texts, _: Callable[[str], Texts]) -> Texts:
    """Years after the company's last day."""
    return plus(drawn(rng, spellings.FUTURE_YEARS, len(clean)), "-07-01", date_parts(clean)[3])


def late(rng: Rng, clean: Texts, _: Callable[[str], Texts]) -> Texts:
    """Ten to sixty days later."""
    later = (seconds_of(clean) + rng.integers(10 * DAY, 60 * DAY, len(clean))).astype("M8[s]").astype(np.str_)
    return np.strings.replace(later, "T", " ")


def cents_of(clean: Texts) -> Ints:
    """Cents of text with two decimals."""
    return np.strings.replace(clean, ".", "").astype(np.int64)


def grouped(cents: Ints, comma: str, point: str) -> Texts:
    """1,234.50 with the signs given."""
    size = np.abs(cents)
    thousands, units = np.divmod(size // 100, 1_000)
    millions, thousands = np.divmod(thousands, 1_000)
    unit = np.where(size >= 10**5, np.strings.zfill(units.astype(np.str_), 3), units.astype(np.str_))
    middle = np.where(size >= 10**8, np.strings.zfill(thousands.astype(np.str_), 3), thousands.astype(np.str_))
    text = np.where(size >= 10**5, plus(middle, comma, unit), unit)
    text = np.where(size >= 10**8, plus(millions.astype(np.str_), comma, text), text)
    return plus(np.where(cents < 0, "-", ""), text, point, np.strings.zfill((size % 100).astype(np.str_), 2))


def currency_symbol(_: Rng, clean: Texts, other: Callable[[str], Texts]) -> Texts:
    """£1,234.50, with the sign of the row's currency."""
    currency = np.strings.upper(np.strings.strip(other("currency")))
    sign = np.full(len(clean), "", "U1")
    for code, symbol in spellings.SYMBOLS.items():
        sign[currency == code] = symbol
    return np.where(sign == "", clean, plus(sign, grouped(cents_of(clean), ",", ".")))


def scaled(power: int, unit: str) -> Maker:
    """1.2345k for 1234.50: amounts in units of 10^power, exactly."""

    def make(_: Rng, clean: Texts, __: Callable[[str], Texts]) -> Texts:
        units, rest = np.divmod(cents_of(clean), 10 ** (power + 2))
        decimals = np.strings.zfill(rest.astype(np.str_), power + 2)
        return plus(np.strings.rstrip(np.strings.rstrip(plus(units.astype(np.str_), ".", decimals), "0"), "."), unit)

    return make


def outlier(_: Rng, clean: Texts, __: Callable[[str], Texts]) -> Texts:
    """A hundred times the price."""
    return grouped(cents_of(clean) * 100, "", ".")


def percent(_: Rng, clean: Texts, __: Callable[[str], Texts]) -> Texts:
    """20% for 0.2, and 10% for 10 where the unit is percent."""
    number = clean.astype(np.float64)
    return plus(np.where(number < 1, number * 100, number).round().astype(np.int64).astype(np.str_), "%")


def orphan_key(_: Rng, clean: Texts, __: Callable[[str], Texts]) -> Texts:
    """The number of an order that never was: real ones do not begin with O0."""
    return plus("O0", np.strings.slice(clean, 1, None))


def changed(change: Callable[[Texts], Texts]) -> Maker:
    """Another way to write the whole text."""
    return lambda _, clean, __: change(clean)


THOUSANDS = r"^\d{4,}\."

KINDS: dict[str, Kind] = {
    "fullwidth": Kind(fullwidth, pattern="[0-9A-Za-z]"),
    "padded": Kind(padded),
    "control": Kind(control),
    "upper_name": Kind(changed(np.strings.upper), pattern="[a-z]"),
    "lower_name": Kind(changed(np.strings.lower), pattern="[A-Z]"),
    "nickname": Kind(spelled(spellings.NICKNAME, split_at(" ", 0)), MATCHED, f"^({'|'.join(spellings.NICKNAME)}) "),
    "typo": Kind(typo, MATCHED, "^[^ ]{4}"),
    "swapped": Kind(swapped_names, MATCHED, "^[^ ]+ [^ ]+$"),
    "upper_email": Kind(changed(np.strings.upper)),
    "domain_typo": Kind(
        spelled(spellings.DOMAIN_TYPOS, split_at("@", 1)), CORRECTED, f"@({'|'.join(spellings.DOMAIN_TYPOS)})$"
    ),
    "placeholder_email": Kind(one_of(*spellings.PLACEHOLDER_EMAILS), MATCHED),
    "shared_email": Kind(shared_email, MATCHED, "@[a-z]+-"),
    "phone_spaces": Kind(phone("+{code} ", " ")),
    "phone_double_zero": Kind(phone("00{code}", "")),
    "phone_bracket_zero": Kind(phone("+{code} (0)", " "), pattern=r"^\+(49|44|33)"),
    "phone_dashes": Kind(phone("+{code}-", "-")),
    "phone_extension": Kind(phone_extension),
    "placeholder_phone": Kind(one_of(*spellings.PLACEHOLDER_PHONES), MATCHED),
    "slash_date": Kind(slash_date),
    "dotted_date": Kind(dotted_date),
    "chinese_date": Kind(chinese_date),
    "offset_time": Kind(offset_time),
    "excel_serial": Kind(excel_serial),
    "epoch_seconds": Kind(epoch(1)),
    "epoch_milliseconds": Kind(epoch(1_000)),
    "impossible_date": Kind(impossible_date, QUARANTINED),
    "future_date": Kind(future_date, QUARANTINED),
    "ancient_date": Kind(one_of("1900-01-01"), QUARANTINED),
    "currency_symbol": Kind(currency_symbol),
    "thousands": Kind(lambda _, clean, __: grouped(cents_of(clean), ",", "."), pattern=THOUSANDS),
    "comma_decimal": Kind(lambda _, clean, __: grouped(cents_of(clean), ".", ",")),
    "parentheses": Kind(lambda _, clean, __: plus("(", np.strings.lstrip(clean, "-"), ")"), pattern="^-"),
    "ten_thousands": Kind(scaled(4, "万"), pattern=THOUSANDS),
    "kilo": Kind(scaled(3, "k"), pattern=THOUSANDS),
    "mega": Kind(scaled(6, "m"), pattern=THOUSANDS),
    "untypable": Kind(one_of(*spellings.UNTYPABLE), QUARANTINED),
    "outlier": Kind(outlier),
    "lower_currency": Kind(changed(np.strings.lower)),
    "boolean_spelling": Kind(spelled(spellings.BOOLEAN)),
    "gender_spelling": Kind(spelled(spellings.GENDER)),
    "country_spelling": Kind(spelled(spellings.COUNTRY)),
    "channel_spelling": Kind(spelled(spellings.CHANNEL)),
    "status_spelling": Kind(spelled(spellings.STATUS)),
    "percent_text": Kind(percent),
    "missing_key": Kind(one_of(""), QUARANTINED),
    "orphan_key": Kind(orphan_key, QUARANTINED),
    "late_row": Kind(late, ROW, "^202[23]"),  # early enough to be known within the history
}
