"""The page in a browser without a network: it draws, asks for nothing, reads in both languages, themes and widths."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from customer360.publishing.versions import CURRENT, VIEWS
from customer360.report.figures import figures
from report_support import SMALLEST, figures_of_many, seed_labels, written_page
from warehouse import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: For people to look at.
PICTURES = ROOT / "target" / "report"
LANGUAGES, THEMES, WIDTHS = ("en", "zh"), ("light", "dark"), (1200, 390)
HOSTILE = "</script><img src=x onerror=alert(1)>"
#: Columns whose texts a company chooses.
FREE_TEXT = (
    "source_name",
    "cluster_name",
    "region",
    "product",
    "category",
    "country",
    "currency",
    "channel",
    "store",
    "topic",
)
#: Contrast that text must have (WCAG AA): pixels and weight from which on it is large.
CONTRAST, CONTRAST_OF_LARGE = 4.5, 3.0

PROBES = (Path(__file__).parent / "page_probes.js").read_text("utf-8")
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Visit:
    """A page that is open, and what happened meanwhile: console messages, errors and dialogs; addresses asked for."""

    page: Page
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def ask(self, script: str) -> Any:
        return self.page.evaluate(script)

    def probe(self, name: str, argument: Any = None) -> Any:
        """What a function of page_probes.js finds."""
        return self.page.evaluate(f"(argument) => probes.{name}(argument)", argument)


Open = Callable[..., Visit]


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Open]:
    """Opens a file in a browser that has no network."""
    contexts = []

    def open_file(file: Path, language: str = "en", theme: str = "light", width: int = 1200) -> Visit:
        context = chromium.new_context(offline=True, viewport={"width": width, "height": 900})
        contexts.append(context)
        visit = Visit(context.new_page())
        visit.page.on("console", lambda message: visit.messages.append(f"{message.type}: {message.text}"))
        visit.page.on("pageerror", lambda error: visit.messages.append(str(error)))
        visit.page.on("dialog", lambda dialog: (visit.messages.append(dialog.message), dialog.dismiss()))
        visit.page.on("request", lambda request: visit.requests.append(request.url))
        visit.page.goto(f"{file.as_uri()}?lang={language}&theme={theme}")
        visit.page.evaluate(PROBES)
        return visit

    yield open_file
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def bare_page(published_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a company without a row."""
    folder = tmp_path_factory.mktemp("bare")
    found = figures_of_many(published_demo / CURRENT / VIEWS, 0, folder / "bare.duckdb")
    return written_page(folder / "index.html", found)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_opens(opened: Open, demo_page: Path, language: str, theme: str, width: int) -> None:
    visit = opened(demo_page, language, theme, width)
    assert visit.ask(SIDEWAYS) <= 0
    assert visit.ask("document.documentElement.lang") == {"en": "en", "zh": "zh-Hans"}[language]
    assert visit.ask("getComputedStyle(document.documentElement).colorScheme") == theme
    visit.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert visit.ask(SIDEWAYS) <= 0
    visit.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = false; })")
    PICTURES.mkdir(parents=True, exist_ok=True)
    visit.page.screenshot(path=PICTURES / f"{language}_{theme}_{width}.png", full_page=True)
    assert visit.messages == []
    assert [url.partition("?")[0] for url in visit.requests] == [demo_page.as_uri()]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_chart_draws(opened: Open, demo_page: Path, width: int) -> None:
    marks = opened(demo_page, width=width).probe("marks")
    assert marks
    assert {figure: count for figure, count in marks.items() if count < 3} == {}


def test_lines_run_from_left_to_right(opened: Open, demo_page: Path) -> None:
    found = opened(demo_page).probe("backwards")
    assert found["n_lines"] > 10
    assert found["figures"] == []


def test_colours_of_charts_are_those_of_the_theme(opened: Open, demo_page: Path) -> None:
    """Plot writes `white` into the styles of its charts, also as part of `white-space`."""
    sheets = opened(demo_page).ask("[...document.querySelectorAll('svg style')].map((one) => one.textContent)")
    assert sheets
    assert all("white-space: pre" in one and "-space: pre" not in one.replace("white-space", "") for one in sheets)
    assert [one for one in sheets if re.search(r"\bwhite\b(?!-)", one)] == []


def test_a_language_or_currency_that_is_none_does_not_blank_the_page(
    opened: Open, demo_page: Path, tmp_path: Path
) -> None:
    text = demo_page.read_text("utf-8")
    assert text.count('"currency":"EUR"') > 0
    file = tmp_path / "index.html"
    file.write_text(text.replace('"currency":"EUR"', '"currency":"EURO"'), "utf-8")
    visit = opened(file, language="toString")
    assert visit.ask("document.documentElement.lang") == "en"
    assert visit.probe("seen", "figure[data-query]") > 0
    assert visit.messages == []


def test_the_texts_of_both_languages_are_there(opened: Open, demo_page: Path, bare_page: Path) -> None:
    for file in (demo_page, bare_page):
        visit = opened(file)
        for _ in LANGUAGES:
            assert visit.probe("missing") == []
            visit.page.click("#language")
        assert visit.messages == []


def test_the_switch_changes_the_language(opened: Open, demo_page: Path) -> None:
    visit = opened(demo_page)
    english = visit.probe("texts")
    visit.page.click("#language")
    chinese = visit.probe("texts")
    assert visit.ask("document.documentElement.lang") == "zh-Hans"
    assert len(english) == len(chinese) > 10
    assert [one for one, other in zip(english, chinese, strict=True) if one == other] == []
    visit.page.click("#language")
    assert visit.probe("texts") == english


def test_the_switch_changes_the_theme(opened: Open, demo_page: Path) -> None:
    visit = opened(demo_page)
    light = visit.probe("colours")
    visit.page.click("#theme")
    dark = visit.probe("colours")
    assert light[0] != dark[0]
    assert len(light) == len(dark) and light[1:] != dark[1:]


def test_a_browser_in_chinese_gets_chinese(chromium: Browser, demo_page: Path) -> None:
    context = chromium.new_context(offline=True, locale="zh-CN", color_scheme="dark")
    page = context.new_page()
    page.goto(demo_page.as_uri())
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    context.close()


@pytest.mark.parametrize("theme", THEMES)
def test_text_stands_out(opened: Open, demo_page: Path, theme: str) -> None:
    visit = opened(demo_page, theme=theme)
    assert visit.probe("faint", [CONTRAST, CONTRAST_OF_LARGE]) == []


def test_the_keyboard_reaches_everything(opened: Open, demo_page: Path) -> None:
    visit = opened(demo_page)
    reached = []
    for _ in range(400):
        visit.page.keyboard.press("Tab")
        place = visit.probe("focused")
        if place in ("BODY", "HTML"):
            break
        reached.append(place)
    links = visit.ask("[...document.querySelectorAll('nav a')].map((one) => one.getAttribute('href'))")
    assert reached[:3] == ["skip", "language", "theme"]
    assert reached[3 : 3 + len(links)] == links
    assert reached.count("SUMMARY") == visit.probe("seen", "summary")
    visit.page.focus("#language")
    visit.page.keyboard.press("Enter")
    assert visit.ask("[document.documentElement.lang, document.activeElement.id]") == ["zh-Hans", "language"]
    visit.page.focus("details:not([open]) summary")
    visit.page.keyboard.press("Enter")
    assert visit.ask("document.activeElement.parentElement.open") is True


def test_paper_is_white_and_has_no_switches(opened: Open, demo_page: Path) -> None:
    visit = opened(demo_page, theme="dark")
    visit.page.emulate_media(media="print")
    assert visit.ask("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert visit.ask("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert visit.probe("seen", "nav, .switches, .skip") == 0
    assert visit.page.pdf().startswith(b"%PDF")


def test_texts_of_the_data_are_shown_and_never_run(opened: Open, published_demo: Path, tmp_path: Path) -> None:
    found = figures(published_demo / CURRENT / VIEWS, SMALLEST)
    hostile = {}
    for name, one in found.items():
        free = {place for place, column in enumerate(one.columns) if any(part in column for part in FREE_TEXT)}
        rows = [
            [HOSTILE if place in free and isinstance(value, str) else value for place, value in enumerate(row)]
            for row in one.rows
        ]
        hostile[name] = replace(one, rows=rows, sql=f"-- {HOSTILE}\n{one.sql}")
    assert any(HOSTILE in row for one in hostile.values() for row in one.rows)
    for labels in (seed_labels(), seed_labels("<hr>")):
        visit = opened(written_page(tmp_path / "index.html", hostile, labels))
        visit.page.click("#language")
        visit.page.click("#theme")
        assert visit.ask("document.querySelectorAll('img, hr').length") == 0
        assert HOSTILE in visit.ask("document.getElementById('main').textContent")
        assert visit.messages == []
        assert len(visit.requests) == 1


def test_no_other_script_runs(opened: Open, demo_page: Path) -> None:
    visit = opened(demo_page)
    visit.ask(
        "() => { const one = document.createElement('script'); one.textContent = 'window.hasRun = true'; "
        "document.body.append(one); }"
    )
    assert visit.ask("window.hasRun") is None
    [message] = visit.messages
    assert "Content Security Policy" in message


def test_hidden_numbers_say_so(opened: Open, demo_page: Path, tmp_path: Path, published_demo: Path) -> None:
    found = figures(published_demo / CURRENT / VIEWS, 10**9)
    assert any(one.hidden for one in found.values())
    visit = opened(written_page(tmp_path / "index.html", found))
    assert "hidden" in visit.ask("document.getElementById('main').textContent")
    assert visit.messages == []


def test_a_company_without_rows_is_told_why(opened: Open, bare_page: Path) -> None:
    visit = opened(bare_page)
    assert visit.probe("seen", "figure[data-query]") > 0
    assert visit.probe("silent") == []
    headline = visit.ask("document.querySelector('#headline > .cards').previousSibling.textContent")
    assert headline == "No month of orders is over yet."
    texts = visit.ask("document.getElementById('main').textContent")
    assert "Of the columns with enough rows in both spans to be compared, none changed much." in texts
    assert "No published model has an input that is known to have moved since it learned." in texts
    assert visit.messages == []


def test_rows_and_cents_that_are_lost_are_a_warning(opened: Open, published_demo: Path, tmp_path: Path) -> None:
    found = figures(published_demo / CURRENT / VIEWS, SMALLEST)
    verdicts = "[...document.querySelectorAll('#quality > p:not(.note)')].map((one) => one.textContent)"
    whole = opened(written_page(tmp_path / "whole.html", found))
    assert [text[0] for text in whole.ask(verdicts)] == ["✓", "✓"]
    for name, column, lost in (
        ("quality_rows", "n_unexplained_rows", 3),
        ("quality_cents", "unexplained_total", -0.01),
    ):
        one = found[name]
        place = one.columns.index(column)
        found[name] = replace(one, rows=[[*row[:place], lost, *row[place + 1 :]] for row in one.rows[:2]])
    visit = opened(written_page(tmp_path / "index.html", found))
    rows, cents = visit.ask(verdicts)
    assert rows.startswith("⚠ 6 rows are unexplained, in: Order items, Orders.")
    assert cents.startswith("⚠ Amounts are unexplained: Campaigns EUR -0.01, Order items of the order -0.01.")
    assert visit.messages == []


#: A measure, its value in the month before and now, and the change as the headline writes it.
CHANGES = [
    ("net_revenue", -500.0, 400.0, "\u2013"),
    ("net_revenue", 0.0, 400.0, "\u2013"),
    ("net_revenue", 400.0, -500.0, "▼ -225%"),
    ("refund_rate", 0.0, 0.05, "▲ +5 pp"),
]


def test_a_change_is_a_share_of_what_there_was(opened: Open, published_demo: Path, tmp_path: Path) -> None:
    found = figures(published_demo / CURRENT / VIEWS, SMALLEST)
    one = found["headline"]
    for measure, before, now, written in CHANGES:
        cells = {"value": now, "value_month_before": before}
        [row] = [row for row in one.rows if row[one.columns.index("measure")] == measure]
        changed = [cells.get(column, cell) for column, cell in zip(one.columns, row, strict=True)]
        file = written_page(tmp_path / "index.html", found | {"headline": replace(one, rows=[changed])})
        visit = opened(file)
        shown = visit.ask("document.querySelector('#headline .card .change').textContent")
        assert shown == f"{written} on the month before", measure
        assert visit.messages == []


def test_a_model_that_was_worse_than_the_plain_rule_is_warned_of(
    opened: Open, demo_page: Path, published_demo: Path, tmp_path: Path
) -> None:
    """In both places where people look, and only where it is so."""
    where = "[...document.querySelectorAll('p.worse')].map((one) => one.closest('section').id)"
    assert opened(demo_page).ask(where) == []
    found = figures(published_demo / CURRENT / VIEWS, SMALLEST)
    one = found["model_status"]
    name, flag = (one.columns.index(column) for column in ("model_name", "is_worse_than_rule"))
    rows = [[row[name] == "churn" if place == flag else cell for place, cell in enumerate(row)] for row in one.rows]
    visit = opened(written_page(tmp_path / "index.html", found | {"model_status": replace(one, rows=rows)}))
    assert visit.ask(where) == ["churn", "models"]
    assert "do not rest decisions" in visit.ask("document.querySelector('p.worse').innerText")


def test_months_without_a_forecast_say_why(opened: Open, demo_page: Path, published_demo: Path, tmp_path: Path) -> None:
    """A company of 22 months has weeks enough to forecast, and no month."""
    why, legend = (f"document.querySelector('#demand_trend .chart {of}')" for of in ("p.note", ".legend"))
    demo = opened(demo_page)
    assert demo.ask(why) is None and "80%" in demo.ask(f"{legend}.innerText")
    found = figures(published_demo / CURRENT / VIEWS, SMALLEST)
    one = found["demand_trend"]
    amount, reason = (one.columns.index(column) for column in ("forecast_amount", "missing_reason"))
    over = [[*row[:reason], "too_few_periods", *row[reason + 1 :]] for row in one.rows if row[amount] is None]
    visit = opened(written_page(tmp_path / "index.html", found | {"demand_trend": replace(one, rows=over)}))
    assert visit.ask(f"{why}.innerText") == "There is no forecast: too few periods are over."
    assert visit.ask(legend) is None
    assert visit.messages == []


def test_a_young_company_sees_each_of_its_months_once(opened: Open, published_demo: Path, tmp_path: Path) -> None:
    """Dates of three months in a year: no weeks between them, and no chart without any."""
    found = figures(published_demo / CURRENT / VIEWS, SMALLEST)
    for name, column in (
        ("sales_trend", "month_date"),
        ("lifecycle_stocks", "month_date"),
        ("lifecycle_rates", "month_date"),
        ("rfm_segments", "snapshot_date"),
    ):
        one = found[name]
        place = one.columns.index(column)
        last = sorted({row[place] for row in one.rows})[-3:]
        kept = [(number, row) for number, row in enumerate(one.rows) if row[place] in last]
        hidden = [number for number, (place, _) in enumerate(kept) if place in one.hidden]
        found[name] = replace(one, rows=[row for _, row in kept], hidden=hidden)
    visit = opened(written_page(tmp_path / "index.html", found))
    ticks = (
        "[...document.querySelectorAll('#%s [aria-label=\"x-axis tick label\"] text')].map((one) => one.textContent)"
    )
    months = ["Apr 2024", "May 2024", "Jun 2024"]
    assert visit.ask(ticks % "sales_trend") == visit.ask(ticks % "lifecycle_stocks") == months
    for name in ("lifecycle_rates", "rfm_segments"):
        assert set(visit.ask(ticks % name)) == {months[0], months[-1]}, name
    assert visit.messages == []


def test_charts_leave_out_what_is_not_recorded_and_show_what_is_worse_than_chance(
    opened: Open, demo_page: Path, published_demo: Path, tmp_path: Path
) -> None:
    headings = "[...document.querySelectorAll('#service_trend .pair p')].map((one) => one.textContent)"
    lowest = "document.querySelector('#model_candidates [aria-label=\"x-axis tick label\"] text').textContent"
    whole = opened(demo_page)
    assert "Reopened" in " ".join(whole.ask(headings)) and whole.ask(lowest) == "50%"
    found = figures(published_demo / CURRENT / VIEWS, SMALLEST)
    for name, column, cell in (("service_trend", "reopen_rate", None), ("model_candidates", "auc", 0.36)):
        place = found[name].columns.index(column)
        found[name] = replace(found[name], rows=[[*row[:place], cell, *row[place + 1 :]] for row in found[name].rows])
    visit = opened(written_page(tmp_path / "index.html", found))
    assert len(visit.ask(headings)) == len(whole.ask(headings)) - 1
    assert "Reopened" not in " ".join(visit.ask(headings)) and visit.ask(lowest) == "30%"
    assert visit.messages == []


def test_models_are_graded_in_words(opened: Open, demo_page: Path, published_demo: Path) -> None:
    """The sentences hold the numbers of the figures."""
    visit = opened(demo_page)
    found = visit.ask("[...document.querySelectorAll('[data-model]')].map((one) => [one.dataset.model, one.innerText])")
    cards = dict(found)
    assert cards.keys() == {"churn", "prospects", "clusters", "demand", "purchases", "spend"}
    one = figures(published_demo / CURRENT / VIEWS, 1)["model_candidates"]
    candidates = [dict(zip(one.columns, row, strict=True)) for row in one.rows]
    for flag in ("is_published", "is_best_rule"):
        for model, column in (("churn", "auc"), ("prospects", "mean_auc")):
            [auc] = [row[column] for row in candidates if row["model_name"] == model and row[flag]]
            assert isinstance(auc, float)
            assert f"{auc:.0%}" in cards[model]
    [churn] = [row for row in candidates if row["model_name"] == "churn" and row["is_published"]]
    assert f"with {churn['n_people']:,} customers, of whom {churn['n_outcomes']:,} left" in cards["churn"]
    # Four people ordered after the test day: too few to tell how they were ranked.
    assert {row["n_outcomes"] for row in candidates if row["model_name"] == "prospects"} == {4}
    assert f"fewer than {SMALLEST} ordered" in cards["prospects"]
    assert all("{" not in text and "null" not in text and "undefined" not in text for text in cards.values())
