"""Demand: forecasts of net revenue and orders by week and month, backtested at rolling origins, with 80 % intervals.

An origin is the number of periods known; whatever is computed for it reads the periods before it and no others, so the
forecasts at an origin are those of a build as of its last day. The future is the last origin.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from threadpoolctl import threadpool_limits

from customer360.additive import DECIMALS
from customer360.intervals import CALIBRATION_ORIGINS, MIN_CALIBRATION_ORIGINS, half_widths
from customer360.tables import Floats, library_versions, model_parts, registry_rows, setting

RULE = "seasonal_naive"
REGRESSION = "harmonic_regression"
WITH_INDICATORS = "indicator_regression"
MEAN = "mean_of_rule_and_regression"

#: Measures and the columns of demand_history that hold them.
MEASURES = {"net_revenue": "net_revenue_amount", "orders": "n_orders"}

#: Models are fitted on so many seasons at most: what is older tells of another company.
FIT_SEASONS = 5

#: Pairs of sines and cosines of the season: the second one lets a year have two peaks.
HARMONICS = 2

PREDICTIONS = pa.schema(
    [
        ("period_kind", pa.string()),
        ("measure", pa.string()),
        ("candidate", pa.string()),
        ("origin_date", pa.date32()),
        ("horizon", pa.int32()),
        ("level", pa.string()),
        ("level_value", pa.string()),
        ("period_start_date", pa.date32()),
        ("is_future", pa.bool_()),
        ("status", pa.string()),
        ("reason_code", pa.string()),
        ("forecast", pa.decimal128(18, 4)),
        ("lower_bound", pa.decimal128(18, 4)),
        ("upper_bound", pa.decimal128(18, 4)),
    ]
)

TERMS = pa.schema(
    [
        ("period_kind", pa.string()),
        ("measure", pa.string()),
        ("candidate", pa.string()),
        ("level", pa.string()),
        ("level_value", pa.string()),
        ("term", pa.string()),
        ("weight", pa.float64()),
    ]
)


@dataclass(frozen=True)
class Kind:
    """A kind of period. season: periods of a year; step: periods between origins; minimum: periods of the first fit."""

    name: str
    season: int
    step: int
    minimum: int

    def start(self, first: dt.date, number: int) -> dt.date:
        """The first day of the period so many after the one that begins on `first`."""
        if self.name == "week":
            return first + dt.timedelta(weeks=number)
        return months_after(first, number)

    def lag(self, horizon: int) -> int:
        """Months by which indicators are lagged, so that at every origin the values of all its horizons are known.

        The month that runs on the origin's last day is over one month later at most; weeks of a horizon touch one
        month more than they fill. One month is left for publication.
        """
        return horizon + 1 if self.name == "month" else -(-horizon * 7 // 28) + 1


#: A first fit needs one season for the rule, and some periods more to see how one follows another.
KINDS = (Kind("week", season=52, step=4, minimum=60), Kind("month", season=12, step=1, minimum=14))


@dataclass(frozen=True)
class Panel:
    """The series of one kind of period and one measure.

    keys: level and value of each series, sorted; first: first day of the first period; values: (series, periods), all
    complete; indicators: (periods + horizon, indicators), lagged; indicator_names: as many.
    """

    kind: Kind
    measure: str
    keys: list[tuple[str, str]]
    first: dt.date
    values: Floats
    indicators: Floats
    indicator_names: list[str]
    horizon: int

    @property
    def n_periods(self) -> int:
        """Complete periods."""
        return len(self.values[0])

    def candidates(self) -> list[str]:
        """Candidates that the data allow."""
        return [RULE, REGRESSION, MEAN] + ([WITH_INDICATORS] if self.indicators.shape[1] else [])

    def origins(self, number: int) -> list[int]:
        """The latest origins, ascending, the future last: `number` to publish, those before them to calibrate by."""
        back = range((number + CALIBRATION_ORIGINS) * self.kind.step, -1, -self.kind.step)
        return [self.n_periods - periods for periods in back if self.n_periods - periods >= self.kind.minimum]

    def is_enough(self) -> bool:
        """Whether enough earlier origins have seen the end of their longest horizon."""
        seen = [origin for origin in self.origins(0) if origin + self.horizon <= self.n_periods]
        return len(seen) >= MIN_CALIBRATION_ORIGINS

    def fittable(self, max_origins: int) -> Panel:
        """The panel, without its indicators where the first fit has no period more than weights.

        Args:
            max_origins: origins to publish.
        """
        n_fitted = min([FIT_SEASONS * self.kind.season, *self.origins(max_origins)]) - 1  # each follows another
        if n_fitted > 2 + 2 * HARMONICS + len(self.indicator_names):
            return self
        return replace(self, indicators=self.indicators[:, :0], indicator_names=[])


def predict(history: pa.Table, indicators: pa.Table, settings: pa.Table) -> pa.Table:
    """Forecasts of all candidates at all origins, the future included.

    Args:
        history: demand_history; indicators: int_external_indicators, one row per month and indicator; settings:
            model_settings.

    Returns:
        Table of schema PREDICTIONS. Regions, categories and segments add up to the total of the same candidate, origin
        and period, to the cent. Where there are too few periods, the future's rows say so and hold no numbers.
    """
    rows: list[pa.Table] = []
    with threadpool_limits(1):
        for panel in panels(history, indicators, settings):
            rows += panel_rows(panel, setting(settings, "forecast_max_origins"))
    return pa.concat_tables([PREDICTIONS.empty_table(), *rows])


def panels(history: pa.Table, indicators: pa.Table, settings: pa.Table) -> Iterator[Panel]:
    """The panels of demand_history; of a kind of period without a complete one there is none."""
    rows = [row for row in history.to_pylist() if row["is_complete"]]
    for kind in KINDS:
        horizon = setting(settings, f"forecast_{kind.name}s")
        of_kind = [row for row in rows if row["period_kind"] == kind.name]
        if not of_kind:
            continue
        keys = sorted({(row["level"], row["level_value"]) for row in of_kind})
        starts = sorted({row["period_start_date"] for row in of_kind})
        place = {key: number for number, key in enumerate(keys)}, {day: number for number, day in enumerate(starts)}
        future = [kind.start(starts[0], number) for number in range(len(starts) + horizon)]
        names, lagged = lagged_indicators(indicators, kind, future, horizon)
        for measure, column in MEASURES.items():
            values = np.zeros((len(keys), len(starts)))
            for row in of_kind:
                values[place[0][row["level"], row["level_value"]], place[1][row["period_start_date"]]] = row[column]
            panel = Panel(kind, measure, keys, starts[0], values, lagged, names, horizon)
            yield panel.fittable(setting(settings, "forecast_max_origins"))


def lagged_indicators(
    indicators: pa.Table, kind: Kind, starts: list[dt.date], horizon: int
) -> tuple[list[str], Floats]:
    """The indicators that are known long enough before each period: their names, and values (periods, indicators).

    Before its first month an indicator has the value of that month. One that misses a later month, or begins after the
    first fit, is left out.
    """
    known: dict[str, dict[dt.date, float]] = {}
    for row in indicators.to_pylist():
        known.setdefault(row["indicator_name"], {})[row["month_date"]] = float(row["indicator_value"])
    months = [months_after(start.replace(day=1), -kind.lag(horizon)) for start in starts]
    columns = {}
    for name in sorted(known):
        first = min(known[name])
        values = [known[name].get(max(month, first)) for month in months]
        if None not in values and first <= months[min(kind.minimum, len(months)) - 1]:
            columns[name] = values
    return list(columns), np.array(list(columns.values()), dtype=np.float64).reshape(-1, len(starts)).T


def panel_rows(panel: Panel, max_origins: int) -> list[pa.Table]:
    """The rows of one panel, one table per origin and candidate."""
    if not panel.is_enough():
        nothing = np.full((len(panel.keys), panel.horizon), np.nan)
        return [rows_at(panel, panel.n_periods, None, nothing, nothing)]
    origins = panel.origins(max_origins)
    tables = []
    fits = [origin_forecasts(panel, origin) for origin in origins]
    for candidate in panel.candidates():
        forecasts = np.stack([fit[candidate] for fit in fits])
        for number, origin in list(enumerate(origins))[-max_origins - 1 :]:
            widths = half_widths(panel.values, origins[: number + 1], forecasts[: number + 1])
            tables.append(rows_at(panel, origin, candidate, forecasts[number], widths))
    return tables


def origin_forecasts(panel: Panel, origin: int) -> dict[str, Floats]:
    """The additive forecasts of every candidate at an origin, each (series, horizon), in whole cents.

    A series that was never below 0 is not forecast below 0.
    """
    known = panel.values[:, first_fitted(panel, origin) : origin]
    season = panel.kind.season
    forecasts = {RULE: known[:, -season:][:, np.arange(panel.horizon) % season]}
    for candidate, regressors in regressors_at(panel, origin).items():
        forecasts[candidate] = np.stack([regression(series, regressors) for series in known])
    forecasts[MEAN] = (forecasts[RULE] + forecasts[REGRESSION]) / 2
    floor = floors(panel, origin)
    return {name: reconciled(np.maximum(values, floor), panel.keys, floor) for name, values in forecasts.items()}


def first_fitted(panel: Panel, origin: int) -> int:
    """The first period that is fitted at an origin."""
    return max(0, origin - FIT_SEASONS * panel.kind.season)


def regressors_at(panel: Panel, origin: int) -> dict[str, Floats]:
    """The regressors of each regression at an origin, of the fitted periods and the future, (periods, terms)."""
    first, end = first_fitted(panel, origin), origin + panel.horizon
    waves = harmonics(first, end, panel.kind.season)
    if not panel.indicator_names:
        return {REGRESSION: waves}
    return {REGRESSION: waves, WITH_INDICATORS: np.column_stack([waves, panel.indicators[first:end]])}


def floors(panel: Panel, origin: int) -> Floats:
    """The lowest value that each series may have, shape (series, 1): 0 where it never was below, else none."""
    lowest = panel.values[:, :origin].min(axis=1, keepdims=True)
    return np.where(lowest < 0, -np.inf, 0.0)


def harmonics(first: int, end: int, season: int) -> Floats:
    """A constant and the pairs of sines and cosines of the season at periods first to end, (end - first, terms)."""
    terms = import_module("statsmodels.tsa.deterministic").Fourier(season, HARMONICS).in_sample(np.arange(end))
    return np.column_stack([np.ones(end), terms.to_numpy()])[first:]


def regression(series: Floats, regressors: Floats) -> Floats:
    """Forecast by least squares on regressors and the period before.

    Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 10.5 (dynamic harmonic regression), with
    the lag among the regressors.

    Args:
        series: (periods,); regressors: (periods + horizon, terms), of the future too.

    Returns:
        (horizon,). What lies outside the range of the series by more than that range is cut: a lag that is estimated
        above 1 would grow without end.
    """
    low, high = float(series.min()), float(series.max())
    weights = fitted_weights(series, regressors[: len(series)])
    future, before = [], float(series[-1])
    for known in regressors[len(series) :]:
        before = weights[0] * before + float((weights[1:] * known).sum())
        future.append(before)
    return np.array(np.clip(future, 2 * low - high, 2 * high - low), dtype=np.float64)


def fitted_weights(series: Floats, regressors: Floats) -> Floats:
    """Weights of the period before and of each regressor, (1 + terms,), by least squares.

    Args:
        series: (periods,); regressors: (periods, terms), the first of them 1.
    """
    if series.min() == series.max():
        return np.array([0.0, series[0], *np.zeros(regressors.shape[1] - 1)])
    scale = np.where(np.ptp(regressors, axis=0) > 0, np.ptp(regressors, axis=0), 1.0)
    shift = np.where(np.arange(regressors.shape[1]) > 0, regressors[0], 0.0)
    # loaded here and not above: it takes a second, and a young company has nothing to fit yet
    models: Any = import_module("statsmodels.tsa.ar_model")
    singular: type[Warning] = import_module("statsmodels.tools.sm_exceptions").SingularMatrixWarning
    with warnings.catch_warnings():
        # a series that was 0 for long leaves its lag without a weight: least squares takes the smallest weights
        warnings.simplefilter("ignore", singular)
        fitted = models.AutoReg(series, lags=1, trend="n", exog=(regressors - shift) / scale).fit().params
    weights = np.concatenate([fitted[:1], fitted[1:] / scale])
    weights[1] -= (weights[1:] * shift).sum()
    return np.asarray(weights, dtype=np.float64)


def reconciled(forecasts: Floats, keys: list[tuple[str, str]], floor: Floats) -> Floats:
    """Forecasts whose regions, categories and segments add up to the total, in whole cents.

    The total stays, as it is the least noisy; each level takes the difference in proportion to the size of its
    forecasts, which for forecasts of at least 0 is top-down by forecast proportions (Athanasopoulos, Ahmed and Hyndman
    2009, Hierarchical forecasts for Australian domestic tourism), and leaves none below 0. Where the total is below 0,
    series that cannot be stay at 0, and what they do not take the others do. Cents that are left over go to the largest
    remainders.

    Args:
        forecasts: (series, periods); keys: level and value of each series, one of them the total; floor: of `floors`.
    """
    cents = np.rint(forecasts * 100)
    levels = np.array([level for level, _ in keys])
    total = cents[levels == "total"][0]
    for level in sorted(set(levels) - {"total"}):
        members = np.flatnonzero(levels == level)
        parts = forecasts[members] * 100
        sizes = np.abs(parts)
        sizes[:, sizes.sum(axis=0) == 0] = 1
        parts = parts + (total - parts.sum(axis=0)) * sizes / sizes.sum(axis=0)
        parts = kept_above(parts, sizes, np.isfinite(floor[members]))
        whole = np.floor(parts)
        left = np.rint(total - whole.sum(axis=0))
        place = np.argsort(np.argsort(-(parts - whole), axis=0, kind="stable"), axis=0, kind="stable")
        cents[members] = whole + (place < left)
    return cents / 100


def kept_above(parts: Floats, sizes: Floats, is_floored: npt.NDArray[np.bool_]) -> Floats:
    """Parts of a total, (series, periods), with those below 0 of floored series at 0, the others taking the difference
    in proportion to their sizes; without others they stay. is_floored: (series, 1)."""
    missing = np.where(is_floored, np.minimum(parts, 0), 0).sum(axis=0)
    if is_floored.all() or not missing.any():
        return parts
    free = np.where(is_floored, 0.0, sizes)
    free[:, free.sum(axis=0) == 0] = np.where(is_floored, 0.0, 1.0)
    return np.asarray(np.where(is_floored, np.maximum(parts, 0), parts) + missing * free / free.sum(axis=0))


def rows_at(panel: Panel, origin: int, candidate: str | None, forecasts: Floats, widths: Floats) -> pa.Table:
    """Rows of one candidate at one origin from arrays of shape (series, horizon); no candidate: not enough data."""
    kind, n_series = panel.kind, len(panel.keys)
    floor = floors(panel, origin)
    steps = [step for step in range(panel.horizon) if origin + step < panel.n_periods or origin == panel.n_periods]
    lower = np.maximum(np.rint((forecasts - widths) * 100) / 100, floor)
    upper = np.rint((forecasts + widths) * 100) / 100
    starts = [kind.start(panel.first, origin + step) for step in steps]
    n_rows = n_series * len(steps)
    status = "forecast" if candidate else "not_enough_data"
    codes = reason_codes(widths)
    columns: dict[str, Any] = {
        "period_kind": [kind.name] * n_rows,
        "measure": [panel.measure] * n_rows,
        "candidate": [candidate] * n_rows,
        "origin_date": [kind.start(panel.first, origin) - dt.timedelta(days=1)] * n_rows,
        "horizon": [step + 1 for step in steps] * n_series,
        "level": [level for level, _ in panel.keys for _ in steps],
        "level_value": [value for _, value in panel.keys for _ in steps],
        "period_start_date": starts * n_series,
        "is_future": [origin == panel.n_periods] * n_rows,
        "status": [status] * n_rows,
        "reason_code": [code for series in codes for code in (series[step] for step in steps)]
        if candidate
        else ["too_few_periods"] * n_rows,
        "forecast": decimals(forecasts[:, steps]),
        "lower_bound": decimals(lower[:, steps]),
        "upper_bound": decimals(upper[:, steps]),
    }
    return pa.table(columns, schema=PREDICTIONS)


def reason_codes(widths: Floats) -> list[list[str | None]]:
    """Why there is no interval, by series and horizon; None where there is one."""
    missing = np.isnan(widths)
    return [
        [("too_few_origins" if missing[:, step].all() else "too_few_sales") if lacks else None for step, lacks in row]
        for row in (enumerate(series) for series in missing.tolist())
    ]


def decimals(values: Floats) -> list[Decimal | None]:
    """Numbers of two places as decimals, row by row; NaN becomes None."""
    return [Decimal(round(value * 100)).scaleb(-2) if np.isfinite(value) else None for value in values.ravel().tolist()]


def months_after(day: dt.date, number: int) -> dt.date:
    """The first of a month so many months after another first of a month."""
    months = day.year * 12 + day.month - 1 + number
    return dt.date(months // 12, months % 12 + 1, 1)


def terms(history: pa.Table, indicators: pa.Table, settings: pa.Table) -> pa.Table:
    """The weights of the regressions that forecast the future, as a table of schema TERMS.

    A forecast is the weight of `previous` x the period before (a forecast itself beyond the first) + `constant` + the
    weights of `sin_j` and `cos_j` x the sine and cosine of 2 pi j t / season, t being 0 for the first complete period,
    + weights x lagged indicators; then cut to its range, floored and reconciled.

    Args:
        history: demand_history; indicators: int_external_indicators; settings: model_settings.
    """
    rows = []
    with threadpool_limits(1):
        for panel in panels(history, indicators, settings):
            if not panel.is_enough():
                continue
            origin = panel.n_periods
            known = panel.values[:, first_fitted(panel, origin) :]
            waves = [f"{wave}_{number}" for number in range(1, HARMONICS + 1) for wave in ("sin", "cos")]
            names = ["previous", "constant", *waves, *panel.indicator_names]
            for candidate, regressors in regressors_at(panel, origin).items():
                for (level, value), series in zip(panel.keys, known, strict=True):
                    weights = np.round(fitted_weights(series, regressors[: len(series)]), DECIMALS).tolist()
                    head = (panel.kind.name, panel.measure, candidate, level, value)
                    rows += [
                        dict(zip(TERMS.names, (*head, *pair), strict=True))
                        for pair in zip(names, weights, strict=False)
                    ]
    return pa.Table.from_pylist(rows, schema=TERMS)


def describe(history: pa.Table, leaderboard: pa.Table, settings: pa.Table) -> pa.Table:
    """The registry entries of the demand model, as a table of schema MODEL_PARTS.

    Args:
        history: demand_history; leaderboard: demand_model_leaderboard; settings: model_settings.
    """
    order = [(name, "ascending") for name in ("period_kind", "period_start_date", "level", "level_value")]
    rows = [row for row in history.sort_by(order).to_pylist() if row["is_complete"]]
    published = sorted(
        (row["period_kind"], row["measure"], row["candidate"]) for row in leaderboard.to_pylist() if row["is_published"]
    )
    if not published:
        code = "too_few_periods" if rows else "no_complete_period"
        return model_parts(registry_rows({"status": "not_enough_data", "reason_code": code}))
    fingerprint = hashlib.sha256(repr([list(row.values()) for row in rows]).encode()).hexdigest()
    chosen = ", ".join(f"{measure} by {kind}: {candidate}" for kind, measure, candidate in published)
    horizons = ", ".join(f"{setting(settings, f'forecast_{kind.name}s')} {kind.name}s ahead" for kind in KINDS)
    entries = {
        "status": "fitted",
        "reason_code": None,
        "model_version": "demand-" + hashlib.sha256((fingerprint + chosen + horizons).encode()).hexdigest()[:12],
        "algorithm": chosen,
        "trained_from": min(row["period_start_date"] for row in rows),
        "trained_to": max(row["period_end_date"] for row in rows),
        "n_training_rows": len(rows),
        "data_fingerprint": fingerprint,
        "features": "the same period a year before, the period before, yearly waves, lagged external indicators",
        "settings": f"{horizons}, {setting(settings, 'forecast_max_origins')} origins at most, intervals of 80 %",
        "library_versions": library_versions(("numpy", "scipy", "statsmodels")),
    }
    return model_parts(registry_rows(entries))
