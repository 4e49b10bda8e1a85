"""Answers of surveys that lie off their scale, or on one that cannot be compared: told, as no figure counts them."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from customer360.contract import Table
from customer360.inputs.codes import seed_rows
from customer360.inputs.finding import HELP, WARNING, Finding, counted
from customer360.inputs.itemised import number
from customer360.inputs.macros import rendered
from customer360.inputs.reading import Source, known_text, rows_of

ANSWERS, SCALES = "survey_responses", "survey_scales"


def scale_findings(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str]
) -> Iterator[Finding]:
    """What is to say of the scores of surveys.

    Args:
        connection: open for reading; source: where the rows are; table: the contract.
        names: the user's column by contract column, of those that are there.

    Raises:
        ReadError: the rows or a seed cannot be read.
    """
    if table.name != ANSWERS or not {"survey_type", "score"} <= set(names):
        return
    found = measured(connection, source, names)
    off = [line for line in found if line[2]]
    if off:
        told = "; ".join(
            f"{kind} {counted(n, rows)}, {span(lowest, highest)} where the best is {best:g}"
            for kind, rows, n, lowest, highest, best, *_ in off
        )
        message = (
            f"{counted(sum(line[2] for line in off), sum(line[1] for line in found))} scores lie off their scale, so "
            f"that no mean or share counts them: {told}. Give the best score of the scale that was asked on as "
            f"scale_max, and leave out what is no answer; {HELP}"
        )
        yield Finding(WARNING, "off_scale", message, "score")
    for kind, rows, *_, n, other, usual in found:
        if n:
            message = (
                f"{counted(n, rows)} {kind} answers are on a scale up to {other:g}: no mean or share counts them, "
                f"as only those on the scale up to {usual:g} can be compared"
            )
            yield Finding(WARNING, "other_scale", message, "scale_max")


def span(lowest: float, highest: float) -> str:
    """Scores from the lowest to the highest."""
    return f"{highest:g}" if lowest == highest else f"from {lowest:g} to {highest:g}"


def measured(
    connection: duckdb.DuckDBPyConnection, source: Source, names: dict[str, str]
) -> list[tuple[str, int, int, float, float, float, int, float, float]]:
    """By kind of survey that the seed lists, as model int_survey_answers judges them: scores; of these off their scale,
    the lowest and highest, and the best of the latter's scale; on a scale that cannot be compared, its best, the usual.

    Raises:
        ReadError: the rows or a seed cannot be read.
    """
    query = f"""
        with scales as (
            select
                unnest($kinds) as kind, unnest($lowest) as lowest, unnest($highest) as highest,
                unnest($convertible) as is_convertible
        ),
        answers as (
            select
                {rendered("lower_text", known_text(names["survey_type"]))} as kind, {number(names, "score")} as score,
                {number(names, "scale_max")} as scale_max
            from {{rows}}
        ),
        scaled as (
            select answers.*, scales.* exclude (kind), coalesce(scale_max, highest) as best
            from answers inner join scales on answers.kind = scales.kind
            where score is not null
        ),
        bounded as (
            select
                *,
                case
                    when best = highest then lowest
                    when best <= lowest then 0
                    when min(score) filter (score >= 0) over (partition by kind, best) < lowest then 0
                    else lowest
                end as least
            from scaled
        ),
        judged as (
            select
                *, best <> highest and not is_convertible as is_other,
                not (score between least and best and best > least) and (best = highest or is_convertible) as is_off
            from bounded
        )
        select
            kind, count(*), count(*) filter (is_off), min(score) filter (is_off), max(score) filter (is_off),
            max_by(best, (score, best)) filter (is_off),
            count(*) filter (is_other), max(best) filter (is_other), max(highest)
        from judged group by kind order by count(*) filter (is_off) desc, kind
    """  # noqa: S608  names are quoted, values are parameters
    scales = seed_rows(SCALES)
    parameters: dict[str, object] = {
        "kinds": [row["survey_type"] for row in scales],
        "lowest": [float(row["lowest"]) for row in scales],
        "highest": [float(row["highest"]) for row in scales],
        "convertible": [row["is_convertible"] == "true" for row in scales],
    }
    return rows_of(connection, source, query, parameters)
