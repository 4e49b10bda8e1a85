"""Who knows the laws of simulated people is right about them: of those given a chance, about as many stay away."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from customer360.simulator.settings import Settings
from warehouse import ROOT

PEOPLE, HORIZON, LOOKBACK, GROUPS = 2500, 90, 180, 3
#: In standard deviations: chance alone passes it once in four hundred times.
BOUND = 3.0


@pytest.mark.parametrize(("knows_rates", "ends"), [(True, range(250, 700, HORIZON)), (False, [600])])
def test_chances_of_churn_come_true(knows_rates: bool, ends: Sequence[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "bench")
    oracle = importlib.import_module("oracle")
    lives = oracle.Lives.of(5, PEOPLE, replace(Settings(), cancelled_share=0.0))
    day, person = lives.day(lives.visits.at), lives.visits.person
    chances, outcomes = [], []
    for end in ends:
        moment = oracle.Moment(lives, end, HORIZON)
        chance = moment.churn_by_true_rates() if knows_rates else moment.churn_by_law()
        came_before = np.unique(person[(day < end) & (day >= end - LOOKBACK)])
        came_after = person[(day >= end) & (day < end + HORIZON) & (lives.visits.touch < 0)]
        chances.append(chance[came_before])
        outcomes.append(~np.isin(came_before, came_after))
    chance, stays_away = np.concatenate(chances), np.concatenate(outcomes)
    group = np.argsort(np.argsort(chance)) * GROUPS // len(chance)
    deviation = np.bincount(group, stays_away - chance) / np.sqrt(np.bincount(group, chance * (1 - chance)))
    assert (np.abs(deviation) < BOUND).all(), deviation
    assert abs((stays_away - chance).sum()) < BOUND * np.sqrt((chance * (1 - chance)).sum())
