"""The search for the highest likelihood, on surfaces whose top is known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from customer360.likelihood import maximise

Floats = npt.NDArray[np.float64]

WIDE = np.full(2, 20.0)
CURVATURE = np.array([[2.0, 1.9], [1.9, 2.0]])
TOP = np.array([1.0, -2.0])


def bowl(logs: Floats) -> tuple[float, Floats, Floats]:
    away = logs - TOP
    return float(-away @ CURVATURE @ away / 2), -CURVATURE @ away, -CURVATURE


def test_a_bowl_needs_its_steps_only() -> None:
    found = maximise(bowl, np.array([3.0, -1.5]), -WIDE, WIDE)
    assert found.converged
    assert found.logs == pytest.approx(TOP, abs=1e-12)
    assert found.evaluations <= 6
    assert not found.at_bound.any()


def test_a_start_where_the_surface_curves_upwards_still_leads_to_the_top() -> None:
    def bell(logs: Floats) -> tuple[float, Floats, Floats]:
        away = logs - TOP
        height = 1e3 * np.exp(-away @ away / 2)
        return float(height), -away * height, (np.outer(away, away) - np.eye(2)) * height

    found = maximise(bell, TOP + np.array([2.0, 2.5]), -WIDE, WIDE)
    assert found.converged
    assert found.logs == pytest.approx(TOP, abs=1e-6)


def test_noise_in_the_value_does_not_stop_the_last_steps() -> None:
    """Rounding of a sum over many rows hides what a short step gains; the gradient still shows the way."""

    def noisy(logs: Floats) -> tuple[float, Floats, Floats]:
        value, gradient, hessian = bowl(logs)
        return value - 2e-7 * abs(float(np.sin(1e9 * logs[0]))) * (np.abs(logs - TOP).max() < 1e-4), gradient, hessian

    found = maximise(noisy, TOP + np.array([8e-5, -8e-5]), -WIDE, WIDE)
    assert found.converged
    assert found.logs == pytest.approx(TOP, abs=1e-9)


def test_the_top_on_a_bound_is_that_of_the_others_given_the_bound() -> None:
    found = maximise(bowl, np.array([0.0, 0.0]), np.array([-20.0, -1.0]), WIDE)
    assert found.converged
    assert found.at_bound.tolist() == [False, True]
    assert found.logs == pytest.approx([1.0 - 0.95, -1.0], abs=1e-9)
