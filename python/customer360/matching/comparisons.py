"""What of two records is compared, and which degrees of agreement there are.

Conditions are written once for both engines, over columns of int_identity_comparables. The engines count the letters
of levenshtein differently beyond ASCII, so it is asked of columns named *_letters only, NULL where a text has others.
"""

from __future__ import annotations

from dataclasses import dataclass

#: A value is never counted as rarer than this, so that no single rare value decides.
RAREST = 1e-5


@dataclass(frozen=True)
class Level:
    """One degree of agreement; `frequency` names the column, equal in both, whose common values weigh less."""

    label: str
    condition: str
    frequency: str | None = None


@dataclass(frozen=True)
class Comparison:
    """A comparison by levels, best first; it says nothing where `missing` holds, or `column` has no values."""

    name: str
    column: str
    missing: str
    levels: tuple[Level, ...]


def equal(column: str, label: str = "equal") -> Level:
    """Both have the same value, which weighs less the more frequent it is."""
    return Level(label, f"{column}_l = {column}_r", column)


def typo(letters: str, shortest: int = 4) -> Level:
    """One letter differs, or two change places."""
    left, right = f"{letters}_l", f"{letters}_r"
    distance = f"levenshtein({left}, {right})"
    same_letters = f"translate({left}, {right}, '') = '' and translate({right}, {left}, '') = ''"
    swapped = f"length({left}) = length({right}) and {distance} = 2 and {same_letters}"
    return Level(
        "one typo", f"least(length({left}), length({right})) >= {shortest} and ({distance} <= 1 or ({swapped}))"
    )


def alike(letters: str, share: tuple[int, int], shortest: int = 4) -> Level:
    """At most a share of the letters differ."""
    left, right = f"{letters}_l", f"{letters}_r"
    return Level(
        "alike",
        f"least(length({left}), length({right})) >= {shortest} and "
        f"levenshtein({left}, {right}) * {share[1]} <= {share[0]} * greatest(length({left}), length({right}))",
    )


def either_missing(column: str) -> str:
    """One of the two has no value."""
    return f"{column}_l is null or {column}_r is null"


CROSSED = "given_name_l = family_name_r or family_name_l = given_name_r"
NOT_CROSSED = "coalesce(given_name_l <> family_name_r, true) and coalesce(family_name_l <> given_name_r, true)"
PART_OF_DATE = (
    "birth_month_day_l = birth_month_day_r or substr(birth_date_l, 1, 7) = substr(birth_date_r, 1, 7) "
    "or (birth_year_l = birth_year_r and substr(birth_date_l, 9, 2) = substr(birth_date_r, 9, 2))"
)

#: Names in the wrong column are judged once, by the given name; the family name says nothing then.
COMPARISONS = (
    Comparison(
        "given_name",
        "given_name",
        f"({either_missing('given_name')}) and {NOT_CROSSED}",
        (
            equal("given_name"),
            typo("given_letters"),
            Level("in the other's column", CROSSED),
            alike("given_letters", (2, 5)),
            Level("nickname", "given_root_l = given_root_r"),
            Level("same first letter", "given_initial_l = given_initial_r"),
        ),
    ),
    Comparison(
        "family_name",
        "family_name",
        f"{either_missing('family_name')} or (given_name_l <> given_name_r and ({CROSSED}))",
        (equal("family_name"), typo("family_letters"), alike("family_letters", (2, 5))),
    ),
    Comparison(
        "birth_date",
        "birth_date",
        either_missing("birth_date"),
        (
            equal("birth_date"),
            Level("one digit differs", "levenshtein(birth_date_l, birth_date_r) <= 1"),
            Level("two of day, month and year equal", PART_OF_DATE),
            Level("two digits differ", "levenshtein(birth_date_l, birth_date_r) <= 2"),
            Level("three digits differ", "levenshtein(birth_date_l, birth_date_r) <= 3"),
        ),
    ),
    Comparison(
        "email",
        "email",
        either_missing("email"),
        (
            equal("email"),
            equal("mailbox", "equal before the @"),
            Level("two letters differ", "levenshtein(email_l, email_r) <= 2"),
            alike("email", (1, 3)),
        ),
    ),
    Comparison("phone", "phone", either_missing("phone"), (equal("phone"), typo("phone"))),
    Comparison(
        "postal_code",
        "postal_code",
        either_missing("postal_code"),
        (
            equal("postal_code"),
            typo("postal_code"),
            Level("same area", "postal_area_l = postal_area_r"),
        ),
    ),
    Comparison("city", "city", either_missing("city"), (equal("city"), alike("city_letters", (1, 3)))),
    Comparison("street", "street", either_missing("street"), (equal("street"), alike("street_letters", (1, 4), 6))),
    Comparison("job_title", "job_title", either_missing("job_title"), (equal("job_title"),)),
    Comparison("gender", "gender", either_missing("gender"), (Level("equal", "gender_l = gender_r"),)),
)

NAMES = tuple(comparison.name for comparison in COMPARISONS)
