"""What Splink has estimated, as rows that can be trusted where it has seen little."""

from __future__ import annotations

from typing import Any

import numpy as np

from customer360.matching.comparisons import RAREST, Comparison
from customer360.matching.splink_model import odds_weight
from customer360.tables import Floats

#: However rare a disagreement is among matches, alone it speaks against one by no more than this factor.
STRONGEST_DISAGREEMENT = 100
#: Parameters are rounded, so that they do not hang on the sequence in which an engine adds up.
DIGITS = 10
START = 1e-4


def parameter_rows(models: list[dict[str, Any]], comparisons: list[Comparison]) -> list[dict[str, Any]]:
    """The levels of each comparison that tells matches from chance; what has not been seen says nothing, weight 0.

    Args:
        models: what was learned from the pairs of one rule each; a share that several have is their mean.
    """
    rows = []
    for comparison in comparisons:
        learned = [levels_of(model, comparison) for model in models]
        u = np.fmax(probabilities(learned[0], "u_probability"), RAREST)
        seen = np.array([probabilities(levels, "m_probability") for levels in learned])
        counts = (~np.isnan(seen)).sum(axis=0)
        m = np.where(counts > 0, np.nansum(seen, axis=0) / np.maximum(counts, 1), u)
        m = np.fmax(m, u / STRONGEST_DISAGREEMENT)
        if m[0] > u[0] and m[-1] < u[-1]:
            rows += level_rows(comparison, rounded(m), rounded(u))
    return rows


def levels_of(model: dict[str, Any], comparison: Comparison) -> list[dict[str, Any]]:
    """A comparison's levels of a saved model, best first."""
    (found,) = [one for one in model["comparisons"] if one["output_column_name"] == comparison.name]
    return [level for level in found["comparison_levels"] if not level.get("is_null_level")]


def with_every_chance(model: dict[str, Any]) -> dict[str, Any]:
    """The settings, with the least chance for agreement that no pair has shown by chance."""
    for comparison in model["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                level.setdefault("u_probability", RAREST)
    return model


def rounded(values: Any) -> Floats:
    """To DIGITS decimals."""
    return np.array([round(float(value), DIGITS) for value in values])


def probabilities(levels: list[dict[str, Any]], name: str) -> Floats:
    """One parameter of each level; NaN where it was not estimated."""
    return np.array([float(level[name]) if isinstance(level.get(name), float) else np.nan for level in levels])


def level_rows(comparison: Comparison, m: Floats, u: Floats) -> list[dict[str, Any]]:
    """A comparison's levels, the best with the highest number; `different` is 0."""
    labels = [(level.label, level.frequency) for level in comparison.levels] + [("different", None)]
    return [
        {
            "comparison": comparison.name,
            "level": len(labels) - 1 - place,
            "label": label,
            "m_probability": float(m[place]),
            "u_probability": float(u[place]),
            "match_weight": float(np.log2(m[place] / u[place])),
            "frequency_column": frequency,
            "frequency_u_probability": float(u[place]) if frequency else None,
        }
        for place, (label, frequency) in enumerate(labels)
    ]


def prior_of(weights: Floats, n_pairs: float) -> tuple[float, float]:
    """The share of all pairs that match, and its match weight, from the weights that the pairs have without it.

    The fixed point of: the sum of the match probabilities is this share of the pairs. Pairs that no rule proposed
    count as no matches.
    """
    odds, prior = np.exp2(np.clip(weights, -500, 500)), START
    for _ in range(1000):
        found = float((1 / (1 + (1 - prior) / prior / odds)).sum()) / n_pairs
        if abs(found - prior) <= 1e-9 * prior or not found:
            break
        prior = min(found, 0.5)
    prior = float(np.float64(f"{max(prior, 1e-12):.9g}"))
    return prior, odds_weight(prior)
