"""Intervals around forecasts from what earlier forecasts missed, at rolling origins.

Split conformal prediction (Vovk, Gammerman and Shafer 2005) on normalised errors (Papadopoulos, Gammerman and Vovk
2008), in the order of time: an error is divided by what was known by its own origin of the series' errors, so that it
is as far out of sample as the error to come. Errors count in units that follow the forecast, for a strong month is
missed by more than a weak one. In the mean error of a series older errors have less weight, for companies change
(Barber, Candes, Ramdas and Tibshirani 2023, Conformal prediction beyond exchangeability), and while there are few, it
leans on that of all series.
"""

from __future__ import annotations

import numpy as np

from customer360.tables import Floats

COVERAGE = 0.8

#: Origins whose errors an interval rests on: the latest ones, and so many at least.
CALIBRATION_ORIGINS = 12
MIN_CALIBRATION_ORIGINS = 4

#: The weight of an origin's errors in the mean error of a series, beside those of the origin after it.
DECAY = 0.8

#: A series with fewer periods that are not 0 has no interval.
MIN_SALES_PERIODS = 8

#: Errors of a series are taken to grow with this power of its size: between 1/2, that of counts that vary by chance
#: alone, and 1, that of what moves all customers at once (Taylor 1961, Aggregation, variance and the mean).
SIZE_POWER = 0.75

#: In the mean error of a series, that of all series counts like so many origins more.
BORROWED_ORIGINS = 0.5


def half_widths(values: Floats, origins: list[int], forecasts: Floats) -> Floats:
    """Half the width of the interval of each series and horizon at the last origin, (series, horizon); NaN: not known.

    Series are pooled: the quantile of the errors of all of them at a horizon, each in units of its series' mean error
    as known by its origin, times the mean error of the series as known by the last origin. The quantile of n errors is
    taken at 80 % x (n + 1) / n. Where no error was other than 0, the width is 0; where few were, it is not known.

    Args:
        values: (series, periods); origins: periods known at each, ascending; forecasts: (origins, series, horizon).
    """
    used = [*origins[:-1][-CALIBRATION_ORIGINS:], origins[-1]]
    enough = (values[:, : used[-1]] != 0).sum(axis=1) >= MIN_SALES_PERIODS
    widths = np.full(forecasts.shape[1:], np.nan)
    if enough.any():
        widths[enough] = pooled_widths(values[enough], used, forecasts[-len(used) :, enough])
    return widths


def pooled_widths(values: Floats, origins: list[int], forecasts: Floats) -> Floats:
    """As half_widths, of series that all have enough sales, from the origins given."""
    units = error_units(values[:, : origins[-1]], forecasts)
    errors = known_errors(values, origins, forecasts) / units
    sizes = shrunk(mean_errors(errors, origins))
    ratios = errors / np.where(sizes > 0, sizes, np.nan)[:, :, None]
    ratios[(sizes == 0)[:, :, None] & (errors == 0)] = 0
    widths = np.full(errors.shape[1:], np.nan)
    for step in range(errors.shape[2]):
        known = ratios[:, :, step][~np.isnan(ratios[:, :, step])]
        n_origins = int((~np.isnan(ratios[:, :, step])).any(axis=1).sum())
        n_missed = int((errors[:, :, step] > 0).any(axis=1).sum())
        # before the first one no error was known
        if n_origins < MIN_CALIBRATION_ORIGINS - 1 or 0 < n_missed < (n_origins + 1) / 2:
            continue
        quantile = np.quantile(known, min(1.0, COVERAGE * (1 + 1 / len(known))))
        if quantile > 0 or not n_missed:  # a width of 0 is for what was never missed
            widths[:, step] = quantile * sizes[-1] * units[-1, :, step]
    return widths


def error_units(known: Floats, forecasts: Floats) -> Floats:
    """The sizes that errors are expected to be in proportion to, (origins, series, horizon).

    Within a series half of the error goes with the forecast and half is the same at all times, which is close to a root
    of the forecast and is never 0. Between series it goes with a power of their mean.

    Args:
        known: values up to the last origin, (series, periods), none of them 0 throughout; forecasts: (origins, series,
            horizon).
    """
    means = np.abs(known).mean(axis=1)[:, None]
    return np.asarray((np.abs(forecasts) / means + 1) * means**SIZE_POWER)


def known_errors(values: Floats, origins: list[int], forecasts: Floats) -> Floats:
    """Absolute errors of the forecasts, as far as the last origin knows them, else NaN; (origins, series, horizon)."""
    errors = np.full(forecasts.shape, np.nan)
    for number, origin in enumerate(origins):
        seen = min(forecasts.shape[2], origins[-1] - origin)
        errors[number, :, :seen] = np.abs(values[:, origin : origin + seen] - forecasts[number, :, :seen])
    return errors


def mean_errors(errors: Floats, origins: list[int]) -> Floats:
    """The weighted mean over all horizons of the errors that each origin knows, (origins, series); NaN: none.

    Args:
        errors: (origins, series, horizon); origins: periods known at each, ascending.
    """
    means = np.full(errors.shape[:2], np.nan)
    ends = np.array(origins)[:, None] + np.arange(1, errors.shape[2] + 1)
    for number, origin in enumerate(origins):
        weights = (ends[:number] <= origin) * DECAY ** np.arange(number)[::-1, None]
        if weights.any():
            weighted = weights[:, None, :] * np.nan_to_num(errors[:number])
            means[number] = weighted.sum(axis=(0, 2)) / weights.sum()
    return means


def shrunk(means: Floats) -> Floats:
    """Mean errors drawn towards that of all series, the more the fewer their origins: few may be small by chance.

    Args:
        means: mean errors as of each origin, ascending, (origins, series); each rests on all origins before its own.
    """
    n_origins = (1 - DECAY ** np.arange(len(means))[:, None]) / (1 - DECAY)  # the sum of their weights
    of_all = means.mean(axis=1, keepdims=True)
    return np.asarray((n_origins * means + BORROWED_ORIGINS * of_all) / (n_origins + BORROWED_ORIGINS))
