r"""The forms in which dates, numbers and booleans are written, told apart in SQL.

The plain forms are those of macros/cleaning/typing.sql. Patterns are RE2's; a form is a short English name.
"""

from __future__ import annotations

import re

from customer360.inputs.macros import rendered

PLAIN = "plain"
DAY_MONTH = "day and month first"
TWELVE_HOURS = "on a 12-hour clock"
PERCENT = "percent"

DAY = "[1-9][0-9]{3}-[0-9]{1,2}-[0-9]{1,2}"
TIME = "([01]?[0-9]|2[0-3]):[0-9]{2}(:[0-9]{2}([.][0-9]*)?)?"
OFFSET = " UTC| GMT|Z| ?[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?"
ISO = f"^{DAY}([ T]{TIME}({OFFSET})?)?$"
ISO_WITHOUT_OFFSET = f"^{DAY}[ T]{TIME}$"
NUMBER = "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,2})?$"
DAY_MONTH_YEAR = "^([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4}|[0-9]{2})([ T,].*)?$"

#: Form by pattern; the first that fits counts.
DATE_FORMS = {
    TWELVE_HOURS: "(?i:[0-9] ?[ap][.]?m[.]?)$",
    "ISO, but no such day or time": f"^{DAY}([ T].*)?$",
    DAY_MONTH: DAY_MONTH_YEAR,
    "year first with / or .": "^[0-9]{4}[/.][0-9]{1,2}[/.][0-9]{1,2}([ T].*)?$",
    "年月日": "^[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日.*$",
    "eight digits": "^(19|20)[0-9]{2}(0[1-9]|1[0-2])[0-3][0-9]$",
    "year and month": "^[0-9]{4}[-/][0-9]{1,2}$",
    "Excel serial": "^[2-6][0-9]{4}([.][0-9]+)?$",
    "epoch in s": "^[0-9]{9,10}([.][0-9]+)?$",
    "epoch in ms": "^[0-9]{12,13}$",
    "epoch in µs": "^[0-9]{15,16}$",
    "month by name": "^([0-9]{1,2}[ -][[:alpha:]]{3,9}[.]?[ ,-]+[0-9]{2,4}|[[:alpha:]]{3,9}[.]? [0-9]{1,2},? [0-9]{4})",
}

NUMBER_FORMS = {
    "too large or not whole": NUMBER,
    "thousands separators": "^[+-]?[0-9]{1,3}((,[0-9]{3})+([.][0-9]+)?|([.][0-9]{3})+,[0-9]+|([.][0-9]{3}){2,}"
    "|([ '][0-9]{3})+([.,][0-9]+)?)$",
    "decimal comma": "^[+-]?[0-9]+,[0-9]+$",
    "in parentheses": "^[(].*[0-9].*[)]$",
    "with the minus at the end": "^[0-9][0-9.,]* ?-$",
    PERCENT: "^[+-]?[0-9.,]+ ?%$",
    "with a currency": r"^[+-]?([A-Z]{3}|[A-Z]{0,2}\p{Sc}) ?[+-]?[0-9][0-9.,' ]*$"
    r"|^[+-]?[0-9][0-9.,' ]* ?([A-Z]{3}|\p{Sc}|元)$",
    "full-width digits": r"^[+\x{ff0b}\x{ff0d}-]?[\x{ff10}-\x{ff19}\x{ff0e}\x{ff0c}.,]+$",
    "with 万, 亿, k or m": "^[+-]?[0-9.,]+ ?(万|亿|[kKmM])$",
}

BOOLEAN_FORMS = {
    "0 or 1": "^[01]$",
    "yes or no in words": "^(?i:y|n|t|f|yes|no|oui|non|ja|nein|si|sí|是|否|x)$",
}

#: Percents are read in columns whose unit has one of these words, and are no numbers elsewhere.
UNITS_OF_SHARES = ("share", "percent", "indicator")
YES = ("y", "yes", "true", "t", "1", "1.0", "是", "ja", "oui")
NO = ("n", "no", "false", "f", "0", "0.0", "否", "nein", "non")

#: What var date_order is about.
SLASHED = "^([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})([ T,].*)?$"
DATE_ORDERS = {"DMY": "\\3-\\2-\\1", "MDY": "\\3-\\1-\\2"}
FIRST_SERIAL, LAST_SERIAL = 20000, 60000
#: A birth date may be older.
FIRST_BIRTH_SERIAL = 10000

#: Without a form of their own.
NUMBERS = ("decimal", "bigint")
DATES = ("date", "timestamp")


def is_typed(kind: str) -> bool:
    """Whether values of this contract type can fail to be read."""
    return kind != "string"


def typed(text: str, kind: str) -> str:
    """SQL of the typed value of plain text, NULL for other text; dates and times as UTC timestamps."""
    if kind in DATES:
        return iso(text)
    if kind == "bigint":
        is_whole = f"regexp_matches({text}, '{NUMBER}') and try_cast({text} as decimal(38, 10)) % 1 = 0"
        return f"case when {is_whole} then try_cast({text} as bigint) end"
    if kind.startswith(NUMBERS):
        return f"case when regexp_matches({text}, '{NUMBER}') then try_cast({text} as {kind}) end"
    return f"case when lower({text}) in ('true', 'false') then lower({text}) = 'true' end"


def iso(text: str) -> str:
    """SQL of the UTC timestamp of an ISO text, as macro to_timestamp reads it."""
    joined = f"regexp_replace({text}, ' ([+-])', '\\1')"
    return f"case when regexp_matches({text}, '{ISO}') then timezone('UTC', try_cast({joined} as timestamptz)) end"


def any_date(text: str, date_order: str | None, first_serial: int = FIRST_SERIAL) -> str:
    """SQL of the UTC timestamp of a text, as macro any_to_timestamp reads it."""
    day = text
    rewritten = [
        ("^([0-9]{4}) ?年 ?([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?日 ?", "\\1-\\2-\\3 "),
        ("^([0-9]{4})([/.])([0-9]{1,2})[/.]([0-9]{1,2})", "\\1-\\3-\\4"),
        ("^([0-9]{1,2})[.]([0-9]{1,2})[.]([0-9]{4})", "\\3-\\2-\\1"),
    ]
    if date_order in DATE_ORDERS:
        rewritten.append(("^([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", DATE_ORDERS[date_order]))
    for pattern, replacement in rewritten:
        day = f"regexp_replace({day}, '{pattern}', '{replacement}')"
    serial = f"try_cast({text} as decimal(18, 10))"
    seconds = f"to_timestamp(floor(try_cast({text} as decimal(18, 4)))"
    return f"""case
        when regexp_matches({text}, '^[1-6][0-9]{{4}}([.][0-9]{{1,10}})?$') then case
            when {serial} between {first_serial} and {LAST_SERIAL}
                then timezone('UTC', to_timestamp(floor(({serial} - 25569) * 86400 + 0.5)))
        end
        when regexp_matches({text}, '^[0-9]{{9,10}}([.]0+)?$') then timezone('UTC', {seconds}))
        when regexp_matches({text}, '^[0-9]{{12,13}}([.]0+)?$') then timezone('UTC', {seconds} / 1000))
        else {iso(f"trim({day})")}
    end"""


def is_unread(text: str, value: str, kind: str, unit: str) -> str:
    """SQL of whether a build does not read a text of an input beside order_lines, given the value of what is plain."""
    if kind in DATES:
        return f"{text} is not null and {value} is null"
    if kind.startswith(NUMBERS):
        plain = rendered("plain_text", text)
        sizes = [int(size) for size in re.findall("[0-9]+", kind)]
        is_whole = kind == "bigint"
        read = rendered("to_integer", plain) if is_whole else to_amount(plain, sizes, takes_percents(unit))
        return f"case when {text} is not null and {value} is null then ({read}) is null else false end"
    return f"lower({text}) not in ({', '.join(map(literal, (*YES, *NO)))})"


def to_amount(plain: str, sizes: list[int], is_share: bool) -> str:
    """SQL of the number of plain text; sizes are the digits and decimals of its type."""
    return rendered("to_amount", plain, *sizes, is_share=is_share)


def takes_percents(unit: str) -> bool:
    """Whether 20% is read in a column of this unit."""
    return any(word in unit for word in UNITS_OF_SHARES)


def form(text: str, value: str, kind: str) -> str:
    """SQL of the name of the form that a text has, given its typed value; NULL for NULL."""
    forms = DATE_FORMS if kind in DATES else NUMBER_FORMS if kind.startswith(NUMBERS) else BOOLEAN_FORMS
    branches = " ".join(
        f"when regexp_matches({text}, {literal(pattern)}) then {literal(name)}" for name, pattern in forms.items()
    )
    return f"case when {text} is null then null when {value} is not null then '{PLAIN}' {branches} else 'other' end"


def literal(text: str) -> str:
    """A text of this module between single quotes."""
    return "'" + text.replace("'", "''") + "'"
