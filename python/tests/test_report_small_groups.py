"""Small groups on the page: hidden, and told by nothing that is shown."""

from __future__ import annotations

from itertools import product

import pytest
from customer360.report.figures import Cell, People, Query, hide_small, queries, query
from hypothesis import given, settings
from hypothesis import strategies as st


def counted(*lines: str) -> Query:
    return query("one", "\n".join([*lines, "select 1"]))


def hidden_of(sizes: list[Cell], smallest: int, within: str | None = "") -> list[int]:
    lines = ["-- people: n"] + ([] if within is None else [f"-- within: {within}"])
    return hide_small(counted(*lines), ["n"], [[size] for size in sizes], smallest).hidden


def test_first_lines_say_what_is_hidden() -> None:
    one = counted("-- people: n_customers", "-- hides: amount, rate", "-- within: stage")
    assert one.people == (People("n_customers", ("amount", "rate"), (("stage",),)),)
    assert one.sql.startswith("-- people: n_customers\n")
    assert counted().people == ()
    assert counted("-- people: n", "-- within:").people == (People("n", (), ((),)),)
    lines = (
        "-- people: n_base",
        "-- hides: n, rate",
        "-- people: n",
        "-- hides: rate",
        "-- within: day",
        "-- within: a, b",
    )
    assert counted(*lines).people == (
        People("n_base", ("n", "rate")),
        People("n", ("rate",), (("day",), ("a", "b"))),
    )
    for line in ("-- person: n_customers", "-- hides: amount"):
        with pytest.raises(ValueError, match=f"unknown line: {line}"):
            counted(line)


def test_a_rate_is_hidden_where_few_are_its_base_or_its_outcome() -> None:
    one = counted("-- people: n_base", "-- hides: n, rate", "-- people: n", "-- hides: rate")
    rows: list[list[Cell]] = [[50, 25, 0.5], [50, 4, 0.08], [50, 0, 0], [4, 4, 1], [4, 0, 0], [50, None, None]]
    found = hide_small(one, ["n_base", "n", "rate"], rows, 5)
    assert found.rows == [[50, 25, 0.5], [50, None, None], [50, 0, 0], [None] * 3, [None] * 3, [50, None, None]]
    assert found.hidden == [1, 3, 4]


def test_small_groups_lose_their_numbers_alone() -> None:
    one = counted("-- people: n", "-- hides: amount")
    rows: list[list[Cell]] = [["a", 4, 9.5, 1], ["b", 5, 8.5, 2], ["c", 0, 0, 3], ["d", None, 7.5, 4]]
    found = hide_small(one, ["name", "n", "amount", "place"], rows, 5)
    assert found.rows == [["a", None, None, 1], ["b", 5, 8.5, 2], ["c", 0, 0, 3], ["d", None, 7.5, 4]]
    assert found.hidden == [0]
    assert rows[0] == ["a", 4, 9.5, 1]


def test_a_figure_about_no_people_hides_nothing() -> None:
    assert hide_small(counted(), ["n"], [[1], [2]], 5).hidden == []


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ([1, 9, 7, 8], [0, 2]),  # one alone would be the sum less the others
        ([1, 2, 7, 8], [0, 1]),
        ([1, 1, 7, 8], [0, 1, 2]),  # their sum is 2: each is 1
        ([4, 4, 4, 7], [0, 1, 2, 3]),  # their sum is 12: each is 4, the most that is hidden
        ([1], [0]),
        ([0, 1, 0, 6], [1, 3]),
        ([5, 6, None, 0], []),
        ([None, 3, 9], [1, 2]),
        ([3, 5, 5, 6], [0, 1, 2]),  # one 5 hidden and one shown would tell that the other hidden one is 3
    ],
)
def test_a_hidden_group_is_not_told_by_the_others(sizes: list[Cell], hidden: list[int]) -> None:
    assert hidden_of(sizes, 5) == hidden


def test_sums_are_known_within_what_the_query_says() -> None:
    one = counted("-- people: n", "-- within: month, kind")
    rows: list[list[Cell]] = [["m1", "x", 1], ["m2", "x", 9], ["m1", "x", 8], ["m1", "y", 7], [None, "x", 2]]
    assert hide_small(one, ["month", "kind", "n"], rows, 5).hidden == [0, 2, 4]
    assert hidden_of([1, 9, 8], 5, within=None) == [0]


def test_a_row_of_several_sums_is_told_by_none() -> None:
    one = counted("-- people: n", "-- within: left", "-- within: right")
    rows: list[list[Cell]] = [[1, None, 20], [1, None, 3], [1, 2, 4], [1, 2, 60], [None, 2, 50]]
    assert hide_small(one, ["left", "right", "n"], rows, 5).hidden == [1, 2, 4]
    assert hide_small(counted("-- people: n", "-- within: left"), ["left", "right", "n"], rows, 5).hidden == [1, 2]
    # the 10 that hides the 3 would be told by the sum on the left, and tell the 3
    rows = [[None, 2, 3], [1, 2, 10], [1, None, 20], [1, None, 30]]
    assert hide_small(one, ["left", "right", "n"], rows, 5).hidden == [0, 1, 2]


@settings(max_examples=150, deadline=None)
@given(sizes=st.lists(st.integers(0, 7), min_size=1, max_size=4), smallest=st.integers(1, 5))
def test_no_hidden_number_follows_from_the_sum_and_the_rule(sizes: list[int], smallest: int) -> None:
    """A reader tries all numbers, and leaves out those with which the rule would have hidden other rows."""
    hidden = hidden_of(list(sizes), smallest)
    rest = [size for number, size in enumerate(sizes) if number not in hidden]
    assert all(size >= smallest or size == 0 for size in rest)
    if not any(rest):
        return
    total = sum(sizes[number] for number in hidden)
    readings = []
    for tried in product(range(1, total + 1), repeat=len(hidden)):
        if sum(tried) == total:
            numbers = dict(zip(hidden, tried, strict=True))
            table: list[Cell] = [numbers.get(number, size) for number, size in enumerate(sizes)]
            readings += [tried] if hidden_of(table, smallest) == hidden else []
    assert tuple(sizes[number] for number in hidden) in readings
    assert all(len(set(values)) > 1 for values in zip(*readings, strict=True))


def test_steps_of_the_bridge_are_not_told_by_the_customers_of_either_month() -> None:
    """Opening and closing are sums of different steps: each by itself may tell a hidden one."""
    steps = {"new": 20, "returned": 3, "retained_up": 4, "retained_down": 60, "not_again": 50, "guests": None}
    columns = ["comparison", "step", "is_step", "is_of_opening", "is_of_closing", "amount", "n_customers"]
    opening, closing = (
        {"retained_up", "retained_down", "not_again"},
        {"new", "returned", "retained_up", "retained_down"},
    )
    rows: list[list[Cell]] = [
        ["month_before", step, True, step in opening or None, step in closing or None, 9.5, size]
        for step, size in steps.items()
    ]
    rows += [
        ["month_before", step, False, None, None, 99.5, size] for step, size in (("opening", 114), ("closing", 87))
    ]
    [one] = [one for one in queries() if one.name == "revenue_bridge"]
    assert [rows[number][1] for number in hide_small(one, columns, rows, 5).hidden] == [
        "returned",
        "retained_up",
        "not_again",
    ]
