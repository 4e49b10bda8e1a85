"""What the simulated company is like, and how dirty its data is: every number that is not drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

#: Seconds of a day.
DAY = 86_400

#: Ids are drawn from blocks of a million per chunk; people have about eight rows in the largest table.
MOST_PEOPLE_PER_CHUNK = 50_000

#: Stands for "not in this history", in seconds since 1970.
NEVER = 1 << 60

SEGMENTS = ("budget", "regular", "premium", "business")


@dataclass(frozen=True)
class Dirt:
    """Share of the cells that could carry a kind of dirt and do, or of rows where the kind concerns a row.

    At least one cell is planted per kind, column and chunk, unless its share is 0, so that small companies have all.
    """

    fullwidth: float = 0.003
    padded: float = 0.005
    control: float = 0.002
    null_text: float = 0.004
    unknown_gender: float = 0.05
    upper_name: float = 0.02
    lower_name: float = 0.02
    nickname: float = 0.05
    typo: float = 0.02
    swapped: float = 0.01
    upper_email: float = 0.02
    domain_typo: float = 0.01
    placeholder_email: float = 0.01
    shared_email: float = 0.05
    phone_spaces: float = 0.04
    phone_double_zero: float = 0.02
    phone_bracket_zero: float = 0.02
    phone_dashes: float = 0.02
    phone_extension: float = 0.005
    placeholder_phone: float = 0.01
    slash_date: float = 0.003
    dotted_date: float = 0.003
    chinese_date: float = 0.002
    offset_time: float = 0.003
    excel_serial: float = 0.001
    epoch_seconds: float = 0.001
    epoch_milliseconds: float = 0.001
    impossible_date: float = 0.0001
    future_date: float = 0.0001
    ancient_date: float = 0.0001
    currency_symbol: float = 0.003
    thousands: float = 0.02
    comma_decimal: float = 0.003
    parentheses: float = 0.2
    ten_thousands: float = 0.01
    kilo: float = 0.005
    mega: float = 0.01
    untypable: float = 0.0001
    outlier: float = 0.0005
    lower_currency: float = 0.005
    boolean_spelling: float = 0.05
    gender_spelling: float = 0.2
    country_spelling: float = 0.05
    channel_spelling: float = 0.01
    status_spelling: float = 0.01
    percent_text: float = 0.05
    missing_key: float = 0.0003
    orphan_key: float = 0.0003
    late_row: float = 0.002
    out_of_order: float = 0.002
    refund_as_sale: float = 0.15
    exact_duplicate: float = 0.003
    superseded_version: float = 0.003


@dataclass(frozen=True)
class Settings:
    """The company. Days are UTC; its money is EUR."""

    first_day: date = date(2022, 5, 1)
    last_day: date = date(2024, 6, 30)
    chunk_people: int = 25_000
    threads: int = 2  # the output does not depend on it

    # People.
    country_shares: tuple[float, ...] = (0.34, 0.22, 0.14, 0.14, 0.16)
    business_share: float = 0.15
    new_company_share: float = 0.3  # of business contacts; so 1 / 0.3 contacts per company
    household_share: float = 0.2
    namesake_share: float = 0.01
    moved_share: float = 0.08
    prospect_share: float = 0.06
    crm_share: float = 0.94
    second_crm_share: float = 0.22
    third_crm_share: float = 0.04
    loyalty_share: float = 0.5
    founding_share: float = 0.35  # customers from the first two months on; others join evenly

    # Rhythm: orders per 30 days are gamma distributed.
    rate_shape: float = 1.2
    rate_mean: float = 0.33
    season: tuple[float, ...] = (0.85, 0.8, 0.9, 0.95, 1.0, 0.95, 0.85, 0.8, 1.0, 1.1, 1.5, 1.4)
    spend_sigma: float = 0.6
    satisfaction_sigma: float = 0.8
    companion_rate: float = 0.35  # how often the companion of a product is put into the same basket

    # Dropout: hazards per day. Trouble adds to the hazard for a while after it happened.
    base_hazard: float = 1 / 700
    satisfaction_effect: float = 0.4
    complaint_hazard: float = 0.015
    low_score_hazard: float = 0.006
    trouble_days: int = 60
    complaint_rate: float = 0.05
    unresolved_share: float = 0.35
    inquiry_rate: float = 0.05
    survey_rate: float = 0.13  # of orders, answered
    silent_rate: float = 0.1  # of the other orders, asked about in vain

    # Marketing.
    audience_share: float = 0.2
    holdout_share: float = 0.2
    response_days: int = 14
    uplift: tuple[float, ...] = (0.08, 0.05, 0.03, 0.02)  # by segment; campaigns vary around it
    guest_share: float = 0.1
    refund_share: float = 0.04
    cancelled_share: float = 0.03

    dirt: Dirt = field(default_factory=Dirt)

    def __post_init__(self) -> None:
        """Check what ids rely on.

        Raises:
            ValueError: a chunk may have more rows than ids.
        """
        if not 0 < self.chunk_people <= MOST_PEOPLE_PER_CHUNK:
            raise ValueError(f"chunk_people is {self.chunk_people}; it must be from 1 to {MOST_PEOPLE_PER_CHUNK}")

    @property
    def start(self) -> int:
        """First second of the history, since 1970."""
        return (self.first_day - date(1970, 1, 1)).days * DAY

    @property
    def end(self) -> int:
        """First second after the history, since 1970."""
        return ((self.last_day - date(1970, 1, 1)).days + 1) * DAY

    @property
    def n_days(self) -> int:
        """Days of history."""
        return (self.end - self.start) // DAY
