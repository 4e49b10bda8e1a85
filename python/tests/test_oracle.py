"""Who knows the laws of simulated people is right about them: of those given a chance, about as many stay away."""

from __future__ import annotations

import importlib
from dataclasses import replace

import numpy as np
import pytest
from customer360.simulator.settings import Settings
from warehouse import ROOT

PEOPLE, END, HORIZON = 2500, 600, 90
#: In standard deviations: chance alone passes it once in ten thousand times.
BOUND = 4.0


@pytest.mark.parametrize("knows_rates", [True, False])
def test_chances_of_churn_come_true(knows_rates: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "bench")
    oracle = importlib.import_module("oracle")
    lives = oracle.Lives.of(5, PEOPLE, replace(Settings(), cancelled_share=0.0))
    moment = oracle.Moment(lives, END, HORIZON)
    chance = moment.churn_by_true_rates() if knows_rates else moment.churn_by_law()
    day = lives.day(lives.visits.at)
    came_before, came_after = np.zeros(PEOPLE, np.bool_), np.zeros(PEOPLE, np.bool_)
    came_before[lives.visits.person[(day < END) & (day >= END - 180)]] = True
    came_after[lives.visits.person[(day >= END) & (day < END + HORIZON) & (lives.visits.touch < 0)]] = True
    chance, stays_away = chance[came_before], ~came_after[came_before]
    assert len(chance) > 800
    group = np.argsort(np.argsort(chance)) * 5 // len(chance)
    excess = np.bincount(group, stays_away - chance)
    deviation = excess / np.sqrt(np.bincount(group, chance * (1 - chance)))
    assert (np.abs(deviation) < BOUND).all(), deviation
