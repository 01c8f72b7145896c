"""Sentences that are true of most editions and false of a few, and figures at odds with their own numbers, are found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from nutgraf.check_settings import FalseWords, SiteCheckSettings
from nutgraf.errors import Problem
from nutgraf.site_check.built_site import BuiltPage, BuiltSite
from nutgraf.site_check.coarse_cells import tables_print_their_values
from nutgraf.site_check.computed_links import computed_numbers_show_how
from nutgraf.site_check.data_dates import date_lines_are_of_data
from nutgraf.site_check.denied_numbers import no_number_is_denied
from nutgraf.site_check.drawn_parts import drawn_parts_make_their_total
from nutgraf.site_check.figure_estimates import figures_state_estimates
from nutgraf.site_check.marked_copies import figures_mark_copies
from nutgraf.site_check.named_parts import headlines_name_the_part
from nutgraf.site_check.number_limits import limits_are_kept
from nutgraf.site_check.projections import projections_are_dated
from nutgraf.site_check.shades import shades_agree
from nutgraf.site_check.unsaid_words import false_words_are_left_out

TAXES = """area,kind,year,amount,step,said,source_id
OR,all,2022,100,1,,board
OR,state,2022,60,1,,board
OR,city,2022,35,1,up to,board
OR,rest,2022,5,1,,board
TN,state,2030,300,1,,story
"""
SOURCES = """source_id,published,grade
board,2024-07-30,A
story,2025-04-08,D
"""
ROLES = {
    "value": "amount",
    "year": "year",
    "roundedTo": "step",
    "qualifier": "said",
    "source": "source_id",
    "key": ["area", "kind"],
}
TOTALS = [
    {
        "total": {"table": "taxes", "where": {"kind": "all"}},
        "parts": [
            {"table": "taxes", "where": {"kind": "state"}, "called": {"en": ["state taxes"], "es": ["estatales"]}},
            {"table": "taxes", "where": {"kind": "city"}},
            {"table": "taxes", "where": {"kind": "rest"}},
        ],
        "same": ["area"],
    }
]
Rule = Callable[[BuiltSite], Iterator[Problem]]


def row(kind: str, area: str = "OR", **more: Any) -> dict[str, Any]:
    """A cell of the table, as a fact sheet names it."""
    key = {"area": area, "kind": kind}
    return {"table": "taxes", "key": key, "column": "amount", "source_id": "board", "as_of": "2022", **more}


def claim(text: str, sentence: str, *inputs: dict[str, Any], place: str = "cell", **more: Any) -> dict[str, Any]:
    """A printed number, as a fact sheet has it."""
    known = {"text": text, "sentence": sentence, "place": place, "where": "a paragraph", "unit": "usd"}
    return {**known, "derivation": "", "qualifier": "", "inputs": list(inputs), **more}


def found(
    rule: Rule,
    folder: Path,
    *claims: dict[str, Any],
    html: str = "<p></p>",
    lang: str = "en",
    figures: tuple[dict[str, Any], ...] = (),
    download: str = "",
    **page: Any,
) -> list[str]:
    """What a rule says of a page about Oregon that prints these numbers."""
    resources = []
    for name, text, roles in (("taxes", TAXES, ROLES), ("sources", SOURCES, {})):
        numbers = ("year", "amount", "step")
        fields = [
            {"name": column, "type": "integer" if column in numbers else "string"}
            for column in text.splitlines()[0].split(",")
        ]
        resources.append({"name": name, "path": f"{name}.csv", "schema": {"fields": fields}, "nutgraf": roles})
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    package = {"name": "taxes", "resources": resources, "nutgraf": {"totals": TOTALS}}
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    (folder / "site" / lang / "taxes" / "or").mkdir(parents=True)
    (folder / "site" / lang / "taxes" / "or" / "kinds.csv").write_text(download, encoding="utf-8")
    (folder / "site" / "or.html").write_text(f"<html lang={lang}><body>{html}</body></html>", encoding="utf-8")
    built = BuiltPage(
        **{
            "address": f"{lang}/taxes/or",
            "path": "or.html",
            "explainer": "taxes",
            "lang": lang,
            "size": 1,
            "sheet": {"claims": claims, "figures": figures},
            "alternates": {},
            "values": {"state": "OR", "lang": lang},
            **page,
        }
    )
    rules = SiteCheckSettings(
        false_on=(FalseWords(words=("cash register",), pages=("*/or",), because="where there is no sales tax"),)
    )
    project: Any = SimpleNamespace(data_package=folder / "datapackage.json", site_dir=folder / "site", site_check=rules)
    return [problem.what for problem in rule(BuiltSite(project, (built,)))]


def drawn(*kinds: str) -> dict[str, Any]:
    """A figure with a bar for each of these rows."""
    rows = [{"inputs": [{"table": "taxes", "key": {"area": "OR", "kind": kind}}]} for kind in kinds]
    return {"name": "kinds", "title": "By kind", "rows": rows}


# A sentence that is false of a few editions


def test_a_page_says_nothing_of_a_tax_that_its_state_does_not_have(tmp_path: Path) -> None:
    said = found(false_words_are_left_out, tmp_path, html="<p>They pay at the cash register.</p>")
    assert said == ["'cash register' is false here, where there is no sales tax: “They pay at the cash register.”"]


def test_a_page_may_speak_of_the_tax_that_its_state_has(tmp_path: Path) -> None:
    html = "<p>They pay at the cash register.</p>"
    assert not found(false_words_are_left_out, tmp_path, html=html, address="en/taxes/tn")


@pytest.mark.parametrize(
    ("html", "lang", "denied"),
    [
        ("<h1>Oregon: no tax amount on file</h1>", "en", True),
        ("<p>We hold no figure from the board for Oregon.</p>", "en", True),
        ("<p>Nothing is on file for Oregon.</p>", "en", True),
        ("<p>No 2022 estimate for Oregon was available.</p>", "en", True),
        ("<p>No 2019 estimate for Oregon was available.</p>", "en", False),
        ("<p>No amount is divided by a number of people.</p>", "en", False),
        ("<figure><p>Blank: no figure was available.</p></figure>", "en", False),
        ("<p>No hubo una cifra de 2022 para Oregón.</p>", "es", True),
        ("<h1>Oregón: ninguna cifra de impuestos</h1>", "es", True),
        ("<p>La división usa cifras sin redondear.</p>", "es", False),
        ("<p>Il n’y a pas d’estimation fiable pour l’Oregon.</p>", "fr", True),
        ("<p>La division se fait sans arrondir les montants.</p>", "fr", False),
        ("<p>Für Oregon gibt es keine amtlichen Zahlen.</p>", "de", True),
        ("<p>Não há estimativa para o Oregon.</p>", "pt", True),
        ("<p>Nullae pecuniae in Oregon.</p>", "la", False),
    ],
)
def test_a_page_denies_no_number_that_it_prints(tmp_path: Path, html: str, lang: str, denied: bool) -> None:
    printed = claim("$60", "State taxes, 2022: $60.", row("state"))
    assert bool(found(no_number_is_denied, tmp_path, printed, html=html, lang=lang)) == denied


def test_a_page_may_say_that_there_is_no_tax_figure_next_to_a_number_of_people(tmp_path: Path) -> None:
    people = claim("81,000", "81,000 people", row("state"), unit="persons")
    assert not found(no_number_is_denied, tmp_path, people, html="<h1>Oregon: no tax amount on file</h1>")


# Headlines and titles


@pytest.mark.parametrize(
    ("place", "sentence", "lang", "missing"),
    [
        ("title", "They paid $60 in taxes", "en", True),
        ("title", "They paid $60 in state taxes", "en", False),
        ("title", "Pagaron 60 dólares en impuestos estatales", "es", False),
        ("search_title", "They paid $60 in taxes", "en", True),
        ("cell", "They paid $60 in taxes", "en", False),
    ],
)
def test_a_headline_names_the_part_that_its_number_is_of(
    tmp_path: Path, place: str, sentence: str, lang: str, missing: bool
) -> None:
    printed = claim("$60", sentence, row("state"), place=place)
    assert bool(found(headlines_name_the_part, tmp_path, printed, lang=lang)) == missing


FIGURE = (
    '<figure class="figure"><figcaption><h3 class="figure-title">Most: $60</h3>'
    '<p class="figure-subtitle">{}</p></figcaption></figure>'
)


@pytest.mark.parametrize(("subtitle", "missing"), [("State taxes, 2022", False), ("Taxes, 2022", True)])
def test_the_title_of_a_figure_names_the_part_in_its_subtitle(tmp_path: Path, subtitle: str, missing: bool) -> None:
    printed = claim("$60", "Most: $60", row("state"), place="figure:map:title")
    said = found(headlines_name_the_part, tmp_path, printed, html=FIGURE.format(subtitle))
    assert said == (["“Most: $60”: $60 is only a part, state taxes"] if missing else [])


@pytest.mark.parametrize(("subtitle", "missing"), [("Estimates for 2022", False), ("Taxes, 2022", True)])
def test_a_figure_says_of_an_estimate_in_its_title_that_it_is_one(tmp_path: Path, subtitle: str, missing: bool) -> None:
    printed = claim("$60", "Most: $60", row("state"), place="figure:map:title", estimate=True)
    said = found(figures_state_estimates, tmp_path, printed, html=FIGURE.format(subtitle))
    assert said == (["“Most: $60”: $60 is an estimate, and the figure does not say so"] if missing else [])


@pytest.mark.parametrize(("label", "missing"), [("by one estimate", False), ("in taxes", True)])
def test_a_large_number_that_is_an_estimate_says_so_under_it(tmp_path: Path, label: str, missing: bool) -> None:
    printed = claim("$60", "$60", row("state"), place="media:media-1:number", estimate=True)
    html = f'<p class="big-number"><strong>$60</strong> <span>{label}</span></p>'
    assert bool(found(figures_state_estimates, tmp_path, printed, html=html)) == missing


# Limits, projections and dates


@pytest.mark.parametrize(
    ("sentence", "derivation", "qualifier", "inputs", "wrong"),
    [
        ("They would pay about $5 more.", "35 − 30", "", ("city", "state"), True),
        ("They would pay up to $5 more.", "35 − 30", "up to", ("city", "state"), False),
        ("They paid $35.", "", "up to", ("city",), True),
        ("They paid up to $35.", "", "up to", ("city",), False),
        ("It is the 2nd.", "largest first: 2 of 3", "", ("city", "state"), False),
        ("Together about $100.", "60 + 35 + 5", "", ("city", "state", "rest"), False),
    ],
)
def test_what_is_computed_from_an_up_to_is_an_up_to_as_well(
    tmp_path: Path, sentence: str, derivation: str, qualifier: str, inputs: tuple[str, ...], wrong: bool
) -> None:
    rows = [row(kind) for kind in inputs]
    printed = claim("$5", sentence, *rows, derivation=derivation, qualifier=qualifier)
    assert bool(found(limits_are_kept, tmp_path, printed)) == wrong


@pytest.mark.parametrize(
    ("sentence", "undated"),
    [("They would lose $300 in 2030.", True), ("They would lose $300 in 2030, the board projected in 2025.", False)],
)
def test_a_projection_says_when_it_was_made(tmp_path: Path, sentence: str, undated: bool) -> None:
    printed = claim("$300", sentence, row("state", "TN", source_id="story"))
    said = found(projections_are_dated, tmp_path, printed)
    assert said == ([f"“{sentence}”: $300 is a projection for 2030, made in 2025"] if undated else [])


def test_a_number_of_a_past_year_is_no_projection(tmp_path: Path) -> None:
    assert not found(projections_are_dated, tmp_path, claim("$60", "They paid $60.", row("state")))


@pytest.mark.parametrize(
    ("as_of", "wrong"), [("2025-04", True), ("2025-04-08", True), ("2022", False), ("2025", False)]
)
def test_the_date_line_is_not_the_date_of_a_report(tmp_path: Path, as_of: str, wrong: bool) -> None:
    printed = claim("$300", "They lose $300.", row("state", "TN", source_id="story", as_of=as_of))
    assert bool(found(date_lines_are_of_data, tmp_path, printed, data_as_of=as_of)) == wrong


# Figures


def test_bars_that_fall_short_of_their_total_are_found(tmp_path: Path) -> None:
    said = found(drawn_parts_make_their_total, tmp_path, figures=(drawn("state", "city"),))
    assert said == ["“By kind” has parts of 100 that add up to 95"]


@pytest.mark.parametrize("kinds", [("state", "city", "rest"), ("state", "city", "all"), ("state",)])
def test_bars_that_make_their_total_or_draw_it_are_right(tmp_path: Path, kinds: tuple[str, ...]) -> None:
    assert not found(drawn_parts_make_their_total, tmp_path, figures=(drawn(*kinds),))


@pytest.mark.parametrize(
    ("area", "kind", "subtitle", "missing"),
    [("TN", "state", "Taxes", True), ("TN", "state", "Taxes†", False), ("OR", "city", "Taxes", False)],
)
def test_a_figure_of_numbers_read_in_a_copy_says_so(
    tmp_path: Path, area: str, kind: str, subtitle: str, missing: bool
) -> None:
    row = {"text": "State | $300", "inputs": [{"table": "taxes", "key": {"area": area, "kind": kind}}]}
    figure = {"name": "kinds", "title": "Most: $60", "rows": [row]}
    said = found(figures_mark_copies, tmp_path, html=FIGURE.format(subtitle), figures=(figure,))
    assert said == (["“State | $300” was read only in a copy, and the figure does not say so"] if missing else [])


@pytest.mark.parametrize(("printed", "coarse"), [("100,000", True), ("60,000", False), ("55,000", False)])
def test_a_cell_that_rounding_made_into_another_number_is_found(tmp_path: Path, printed: str, coarse: bool) -> None:
    figure = {"name": "kinds", "title": "People", "rows": [{"text": "x", "inputs": [], "values": {"Low": printed}}]}
    said = found(tables_print_their_values, tmp_path, figures=(figure,), download="# People\nName,Low\nx,55000\n")
    assert said == (["“x” prints 100,000 for 55,000"] if coarse else [])


MAP = (
    '<figure class="figure"><h3 class="figure-title">A map</h3><div class="wide"><svg>{marks}</svg></div>'
    '<div class="figure-data"><table><thead><tr><th></th><th data-order="1 0">Share</th></tr></thead>'
    "<tbody>{rows}</tbody></table></div></figure>"
)


@pytest.mark.parametrize(
    ("shares", "shades", "wrong"),
    [(("1%", "1%"), (2, 1), True), (("1.4%", "0.6%"), (2, 1), False), (("1%", "1%"), (2, 2), False)],
)
def test_the_same_printed_share_has_one_shade(
    tmp_path: Path, shares: tuple[str, str], shades: tuple[int, int], wrong: bool
) -> None:
    marks = "".join(f'<path data-row="{nth}" fill="var(--c-ramp-{shade},#fff)"/>' for nth, shade in enumerate(shades))
    names = zip(("Ohio", "Maine"), shares, strict=True)
    rows = "".join(f"<tr><th>{name}</th><td>{share}</td></tr>" for name, share in names)
    said = found(shades_agree, tmp_path, html=MAP.format(marks=marks, rows=rows))
    assert said == (["“A map”: 1% has one shade for Ohio and another for Maine"] if wrong else [])


# Links


@pytest.mark.parametrize(("address", "wrong"), [("#source-board", True), ("facts.html#claim-1", False)])
def test_a_computed_number_leads_to_its_calculation(tmp_path: Path, address: str, wrong: bool) -> None:
    printed = claim("24 states", "24 states", row("state"), derivation="counted: 24 rows")
    html = f'<p><a class="claim whole" href="{address}"><data value="24">24 states</data></a></p>'
    said = found(computed_numbers_show_how, tmp_path, printed, html=html)
    assert said == ([f"'24 states' is computed, and links to {address} as if it were printed there"] if wrong else [])


def test_a_number_read_at_its_source_leads_there(tmp_path: Path) -> None:
    html = '<div class="about-claims"><dl><dt>$60</dt><dd>60; <a href="https://board.example">Board</a></dd></dl></div>'
    assert not found(computed_numbers_show_how, tmp_path, claim("$60", "They paid $60.", row("state")), html=html)
