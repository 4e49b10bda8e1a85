r"""The forms in which dates, numbers and booleans are written, told apart in SQL.

The plain forms are those of macros/cleaning/typing.sql. Patterns are RE2's; a form is a short English name.
"""

from __future__ import annotations

PLAIN = "plain"
DAY_MONTH = "day and month first"

DAY = "[1-9][0-9]{3}-[0-9]{1,2}-[0-9]{1,2}"
TIME = "([01]?[0-9]|2[0-3]):[0-9]{2}(:[0-9]{2}([.][0-9]*)?)?"
OFFSET = " UTC| GMT|Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?"
ISO = f"^{DAY}([ T]{TIME}({OFFSET})?)?$"
ISO_WITHOUT_OFFSET = f"^{DAY}[ T]{TIME}$"
NUMBER = "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,2})?$"
DAY_MONTH_YEAR = "^([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4}|[0-9]{2})([ T,].*)?$"

#: Form by pattern; the first that fits counts.
DATE_FORMS = {
    "ISO, but no such day or time": f"^{DAY}([ T].*)?$",
    DAY_MONTH: DAY_MONTH_YEAR,
    "year first with / or .": "^[0-9]{4}[/.][0-9]{1,2}[/.][0-9]{1,2}([ T].*)?$",
    "年月日": "^[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日.*$",
    "eight digits": "^(19|20)[0-9]{2}(0[1-9]|1[0-2])[0-3][0-9]$",
    "year and month": "^[0-9]{4}[-/][0-9]{1,2}$",
    "Excel serial": "^[2-6][0-9]{4}([.][0-9]+)?$",
    "epoch in s": "^[0-9]{9,10}([.][0-9]+)?$",
    "epoch in ms": "^[0-9]{12,13}$",
    "month by name": "^([0-9]{1,2}[ -][[:alpha:]]{3,9}[.]?[ ,-]+[0-9]{2,4}|[[:alpha:]]{3,9}[.]? [0-9]{1,2},? [0-9]{4})",
}

NUMBER_FORMS = {
    "too large or not whole": NUMBER,
    "thousands separators": "^[+-]?[0-9]{1,3}((,[0-9]{3})+([.][0-9]+)?|([.][0-9]{3})+,[0-9]+|([.][0-9]{3}){2,}"
    "|([ '][0-9]{3})+([.,][0-9]+)?)$",
    "decimal comma": "^[+-]?[0-9]+,[0-9]+$",
    "in parentheses": "^[(].*[0-9].*[)]$",
    "percent": "^[+-]?[0-9.,]+ ?%$",
    "with a currency": r"^[+-]?([A-Z]{3}|[A-Z]{0,2}\p{Sc}) ?[+-]?[0-9][0-9.,' ]*$"
    r"|^[+-]?[0-9][0-9.,' ]* ?([A-Z]{3}|\p{Sc}|元)$",
    "full-width digits": r"^[+-]?[\x{ff10}-\x{ff19}\x{ff0e}\x{ff0c}.,]+$",
    "with 万, 亿, k or m": "^[+-]?[0-9.,]+ ?(万|亿|[kKmM])$",
}

BOOLEAN_FORMS = {
    "0 or 1": "^[01]$",
    "yes or no in words": "^(?i:y|n|t|f|yes|no|oui|non|ja|nein|si|sí|是|否|x)$",
}

#: Without a form of their own.
NUMBERS = ("decimal", "bigint")
DATES = ("date", "timestamp")


def is_typed(kind: str) -> bool:
    """Whether values of this contract type can fail to be read."""
    return kind != "string"


def typed(text: str, kind: str) -> str:
    """SQL of the typed value, NULL where it cannot be typed; dates and times as UTC timestamps."""
    if kind in DATES:
        return f"case when regexp_matches({text}, '{ISO}') then timezone('UTC', try_cast({text} as timestamptz)) end"
    if kind == "bigint":
        is_whole = f"regexp_matches({text}, '{NUMBER}') and try_cast({text} as decimal(38, 10)) % 1 = 0"
        return f"case when {is_whole} then try_cast({text} as bigint) end"
    if kind.startswith(NUMBERS):
        return f"case when regexp_matches({text}, '{NUMBER}') then try_cast({text} as {kind}) end"
    return f"case when lower({text}) in ('true', 'false') then lower({text}) = 'true' end"


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
