"""Sentiment and topics of free text: hard sentences one by one, and what the simulated company's customers mean."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import yaml
from warehouse import ROOT, Build, failures, parsed, run_dbt

SENTENCES = ROOT / "python" / "tests" / "feedback_sentences.csv"
MODELS = "stg_service__tickets int_service_tickets_judged int_service_tickets int_feedback_texts"
MODELS += " int_feedback_words int_feedback_languages int_feedback_matches int_feedback_sentiments feedback_sentiment"
MODELS += " int_feedback_text_topics feedback_topics"

#: What the simulator means by the topic of a ticket, in words of the lexicon.
MEANT = {
    "late delivery": "delivery",
    "damaged item": "damage",
    "wrong invoice": "billing",
    "rude staff": "staff",
}


def test_hard_sentences_are_read_as_people_mean_them(demo_build: Build, tmp_path: Path) -> None:
    """Clauses, nearest negations, longest phrases, polite phrases, typographic apostrophes, foreign names."""
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        sentences = list(csv.DictReader(file))
    with (tmp_path / "tickets.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["ticket_id", "opened_at", "description"])
        writer.writerows([f"K{i:03}", "2023-01-01 10:00:00", row["sentence"]] for i, row in enumerate(sentences))
    inputs = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]["inputs"]
    variables = {"inputs": inputs | {"service_tickets": str(tmp_path / "tickets.csv")}}
    database = tmp_path / demo_build.database.name
    shutil.copy(demo_build.database, database)
    outcome = run_dbt(
        ["run", "--vars", json.dumps(variables), "-s", *MODELS.split()],
        tmp_path,
        parsed(database.stem),
        CUSTOMER360_DB=str(database),
    )
    assert outcome.success, failures(outcome)
    read = Build(database, True).rows(
        "select s.language, s.score, s.matched_words, string_agg(t.topic, '; ' order by t.topic) "
        "from feedback_sentiment s left join feedback_topics t using (source_name, feedback_id) "
        "where source_name = 'service_tickets' "
        "group by s.feedback_id, s.language, s.score, s.matched_words order by s.feedback_id"
    )
    expected = [
        (
            row["language"],
            int(row["score"]) if row["score"] else None,
            row["matched_words"] or None,
            row["topics"] or None,
        )
        for row in sentences
    ]
    assert {row["sentence"]: found for row, found in zip(sentences, read, strict=True)} == {
        row["sentence"]: value for row, value in zip(sentences, expected, strict=True)
    }


def test_complaints_and_praise_of_the_simulated_company_are_told_apart(demo_build: Build) -> None:
    """All in English and Chinese, which are read; nothing is claimed of German and French, but for one word alike."""
    found = {
        (category, is_read): (n, negative, positive)
        for category, is_read, n, negative, positive in demo_build.rows(
            "select t.category, f.language in ('en', 'zh') and t.raw_description not like 'Vendeur%', count(*), "
            "count(case when f.polarity < 0 then 1 end), count(case when f.polarity > 0 then 1 end) "
            "from feedback_sentiment f join intermediate.int_service_tickets_judged t "
            "on t.ticket_id = f.feedback_id and t.row_outcome = 'kept' and f.source_name = 'service_tickets' "
            "group by all"
        )
    }
    for category, negative_share, positive_share in (("complaint", 1, 0), ("feedback", 0, 1), ("inquiry", 0, 0)):
        n, negative, positive = found[category, True]
        assert n > 50 and (negative, positive) == (n * negative_share, n * positive_share), (category, found)
        assert found[category, False][1:] == (0, 0), (category, found)


def test_topics_of_complaints_are_those_meant(demo_build: Build) -> None:
    meant = demo_build.rows(
        "select t.topic, f.language, bool_or(c.topic = s.topic), bool_or(c.is_from_text and c.topic = s.topic) "
        "from intermediate.int_service_tickets_judged t "
        "join feedback_sentiment f on f.feedback_id = t.ticket_id and f.source_name = 'service_tickets' "
        "join intermediate.int_complaint_topics c on c.feedback_id = t.ticket_id and c.source_name = 'service_tickets' "
        f"join (values {', '.join(str(pair) for pair in MEANT.items())}) as s (meant, topic) on s.meant = t.topic "
        "where t.row_outcome = 'kept' and t.category = 'complaint' group by t.ticket_id, t.topic, f.language"
    )
    assert len(meant) > 400
    assert all(is_right for _, _, is_right, _ in meant)
    assert all(from_text for _, language, _, from_text in meant if language == "zh")
