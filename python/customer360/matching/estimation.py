"""The parameters of a Fellegi-Sunter model, estimated by Splink from a sample of records."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pyarrow as pa
from splink import DuckDBAPI, Linker

from customer360.matching.comparisons import Comparison
from customer360.matching.parameters import parameter_rows, with_every_chance
from customer360.matching.splink_model import blocked, described, quiet_duckdb, settings

#: Chance agreement is counted on all pairs of so many records.
CHANCE_RECORDS = 3_000
#: Of pairs that agree in these columns many match; the columns themselves are learned from the other rules.
TRAINING_RULES = (("birth_date",), ("given_name", "family_name"), ("postal_code",), ("email",), ("phone",))
FEWEST_PAIRS = 30
MOST_PAIRS = 2_000_000
MOST_ITERATIONS = 200


def estimated(sample: pa.Table, comparisons: list[Comparison]) -> list[dict[str, Any]]:
    """Rows of the model: chance agreement from all pairs of some records, then that of matches by EM.

    Empty where no pairs show what matches look like.
    """
    model = settings(map(described, comparisons), [], em_convergence=1e-5, max_iterations=MOST_ITERATIONS)
    with quiet_duckdb(threads=1) as connection:
        chance = Linker(DuckDBAPI(connection).register(strangers(sample)), model, log_level=None)
        chance.training.estimate_u_using_random_sampling(max_pairs=CHANCE_RECORDS**2, min_count_per_level=None)
        chances = with_every_chance(chance.misc.save_model_to_json())
    learned = [learned_from(sample, chances, rule) for rule in TRAINING_RULES if pairs_of(sample, rule) >= FEWEST_PAIRS]
    models = [model for model in learned if model]
    return parameter_rows(models, comparisons) if models else []


def learned_from(sample: pa.Table, chances: dict[str, Any], rule: tuple[str, ...]) -> dict[str, Any] | None:
    """The model after learning from the pairs of one rule; None where these hold no matches to learn from."""
    with quiet_duckdb(threads=1) as connection:
        linker = Linker(DuckDBAPI(connection).register(sample), deepcopy(chances), log_level=None)
        try:
            session = linker.training.estimate_parameters_using_expectation_maximisation(
                blocked(rule), estimate_without_term_frequencies=True, max_pairs=MOST_PAIRS
            )
        except Exception:
            return None
        ended = len(session._core_model_settings_history) <= MOST_ITERATIONS
        return linker.misc.save_model_to_json() if ended else None


def strangers(sample: pa.Table) -> pa.Table:
    """The first CHANCE_RECORDS records of which the rules of identity have joined no two."""
    numbered = sample.append_column("place", pa.array(range(sample.num_rows)))
    first = numbered.group_by("cluster_id").aggregate([("place", "min")]).column("place_min")
    return sample.take(pa.array(sorted(first.to_pylist())[:CHANCE_RECORDS]))


def pairs_of(sample: pa.Table, rule: tuple[str, ...]) -> int:
    """Pairs of records that agree in the columns of a rule, of two clusters."""
    filled = sample.select([*rule, "cluster_id"]).drop_null()

    def pairs(columns: list[str]) -> int:
        sizes = filled.group_by(columns).aggregate([([], "count_all")]).column("count_all").to_numpy()
        return int((sizes * (sizes - 1) // 2).sum())

    return pairs(list(rule)) - pairs([*rule, "cluster_id"])
