"""What readers of the pages on taxes are told, for the country and 51 areas, in both languages."""

from __future__ import annotations

import csv
import html
import re
from functools import cache

import pytest

from nutgraf.notebook import Cell, Explainer, read_explainer
from nutgraf.numbers import untraced
from support.sites import ROOT, BuiltSite

LANGUAGES = ("en", "es")
FOUR_WITH_KINDS = {"CO", "ID", "ME", "OK"}
SEVEN_WITH_AUTHORIZATION = {"CA", "CO", "CT", "HI", "NM", "OK", "VA"}
OTHERS_ON_FILE = {"AK", "AL", "AR", "CT", "KY", "MI", "NE", "OH", "OR", "TN", "WI"}
SIXTEEN_WITH_NEITHER = {
    *("DE", "DC", "IN", "KS", "LA", "MS", "MO", "MT", "NH", "ND", "RI", "SC", "SD", "VT", "WV", "WY"),
}
PEW_BELOW_5000 = {"MT", "VT"}
WORDS_OF_COUNTING = {"three", "tres"}  # the months and the like are read as dates; nothing else is typed


def table(name: str) -> list[dict[str, str]]:
    """A table as it stands in data/, without the rows that are not to be published."""
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row.get("publish", "true") == "true"]


def held(metric: str) -> set[str]:
    """The areas with a figure of one kind from ITEP's report."""
    return {row["usps"] for row in table("itep_2022_states") if row["metric"] == metric}


ON_FILE = held("state_local_taxes_paid")
AREAS = [row["usps"] for row in table("state_reference")]
WITHOUT = [area for area in AREAS if area != "US" and area not in ON_FILE]


@cache
def notebook() -> Explainer:
    return read_explainer(ROOT / "notebooks" / "taxes.ipynb")


def prose(lang: str) -> dict[str, Cell]:
    """The prose cells of one language, by what they are about."""
    cells = (cell for cell in notebook().cells if cell.kind == "markdown" and lang in cell.languages)
    return {cell.id.removesuffix(f"-{lang}"): cell for cell in cells}


def without_expressions(text: str) -> str:
    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", text, flags=re.S)


def facts_in(text: str) -> set[str]:
    """What a text prints; the names of places are said in different ways in the two languages."""
    printed = (found.split("|")[0].strip() for found in re.findall(r"\{\{-?\s*(.*?)\s*-?\}\}", text, flags=re.S))
    return {" ".join(one.split()) for one in printed} - {"name", "where"}


def address(area: str, lang: str) -> str:
    return f"{lang}/taxes/{area.lower()}"


@cache
def words(page: str) -> str:
    """The page as it is read aloud: no tags, no drawings, no code to paste, one space between words."""
    article = re.sub(r"<(svg|style|script|head|textarea)\b.*?</\1>", " ", page, flags=re.S)
    article = re.sub(r"</?(data|a|em|strong|span|abbr|cite|dfn)\b[^>]*>", "", article)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", article)))


def headline(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, flags=re.S)
    assert found
    return words(found[1]).strip()


# --- the figures ---


def test_twenty_seven_areas_have_an_amount_and_twenty_four_have_none() -> None:
    assert (len(ON_FILE), len(WITHOUT)) == (27, 24)


def test_every_area_on_file_is_a_state_so_that_the_spanish_pages_may_call_them_states() -> None:
    assert {row["kind"] for row in table("state_reference") if row["usps"] in ON_FILE} == {"state"}


def test_neither_ohio_nor_the_district_has_an_amount_that_may_be_printed() -> None:
    assert not {"OH", "DC"} & {row["usps"] for row in table("itep_2022_states")}


def test_taxes_by_kind_are_on_file_for_four_states() -> None:
    assert held("share_property") | held("amount_property") == FOUR_WITH_KINDS


def test_amounts_with_work_authorization_are_on_file_for_seven_states() -> None:
    with_permit = held("state_local_taxes_with_work_authorization")
    assert with_permit | held("state_local_gain_with_work_authorization") == SEVEN_WITH_AUTHORIZATION


def test_sixteen_areas_have_no_tax_or_itin_figure_of_their_own_in_any_table() -> None:
    tables = ("itep_2022_states", "itep_earlier_editions", "aic_undocumented_taxes", "aic_states")
    known = {row["usps"] for name in (*tables, "itin_returns_by_state_ty2022") for row in table(name)}
    assert set(AREAS) - known == SIXTEEN_WITH_NEITHER


def test_every_effective_rate_is_an_approximate_one_as_the_pages_say() -> None:
    rates = [row for row in table("itep_2022_states") if row["metric"] == "state_local_effective_rate"]
    assert {row["qualifier"] for row in rates} == {"about"}


def test_every_word_before_an_amount_is_one_the_notebook_can_say() -> None:
    assert {row["qualifier"] for row in table("itep_2022_states")} <= {"", "about", "nearly", "more than", "up to"}


def test_the_amounts_on_file_add_up_to_81_percent_of_the_country() -> None:
    rows = [row for row in table("itep_2022_states") if row["metric"] == "state_local_taxes_paid"]
    # The preferred row of an area: the publisher's before a report's, a bare number before one with a qualifier.
    rows.sort(key=lambda row: (row["checked_against"] != "publisher", row["qualifier"] != ""), reverse=True)
    total = sum({row["usps"]: int(row["value"]) for row in rows}.values())
    assert total == 30_128_700_000
    assert f"{total / 37_300_000_000:.0%}" == "81%"


def test_montana_and_vermont_alone_are_printed_as_below_5000_for_2023() -> None:
    pew = [row for row in table("unauthorized_population_by_state") if row["publisher"] == "Pew Research Center"]
    assert {row["usps"] for row in pew if row["year"] == "2023" and row["published_below"]} == PEW_BELOW_5000


# --- the notebook ---


def test_code_cells_are_short_enough_to_be_read_at_six_in_the_evening() -> None:
    long = {cell.id: len(cell.source.splitlines()) for cell in notebook().cells if cell.kind == "code"}
    assert {name: lines for name, lines in long.items() if lines > 15} == {}


def test_every_prose_cell_stands_in_both_languages() -> None:
    assert list(prose("en")) == list(prose("es"))


@pytest.mark.parametrize("about", list(prose("en")))
def test_both_languages_print_the_same_facts(about: str) -> None:
    assert facts_in(prose("en")[about].source) == facts_in(prose("es")[about].source)


@pytest.mark.parametrize("about", list(prose("en")))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_number_is_typed_in_the_prose(lang: str, about: str) -> None:
    typed = untraced(without_expressions(prose(lang)[about].source), lang)
    assert {number.text.lower() for number in typed} <= WORDS_OF_COUNTING


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headings_are_questions_but_for_the_method(lang: str) -> None:
    headings = [line for cell in prose(lang).values() for line in cell.source.splitlines() if line.startswith("## ")]
    method = {"en": "## How we did this", "es": "## Cómo lo hicimos"}[lang]
    assert [heading for heading in headings if not heading.endswith("?")] == [method]


# --- the pages ---


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_has_no_gap_and_nothing_that_a_machine_left(real_site: BuiltSite, lang: str, area: str) -> None:
    text = words(real_site.html(address(area, lang)))
    left = re.findall(
        r"\bnan\b|\bNone\b|\{\{|\}\}|\{%|%\}|undefined|\(\)| [,.;:](?=\s)|,,|\.\.|\bde el\b|\ba el\b", text
    )
    assert left == []


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_stands_twice(real_site: BuiltSite, lang: str, area: str) -> None:
    body = re.search(r"<main.*?</main>", real_site.html(address(area, lang)), flags=re.S)
    assert body
    paragraphs = re.findall(r"<(?:p|h1|h2|li)\b[^>]*>(.*?)</(?:p|h1|h2|li)>", body[0], flags=re.S)
    assert [found[0] for text in paragraphs for found in re.finditer(r"\b(\w+) \1\b", words(text))] == []


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_says_plainly_whether_an_amount_is_on_file(real_site: BuiltSite, lang: str, area: str) -> None:
    plain = {
        "en": "We hold no figure from the Institute on Taxation and Economic Policy (ITEP) for",
        "es": "No tenemos una cifra del Instituto de Tributación y Política Económica (ITEP, por sus siglas en inglés)",
    }[lang]
    assert (plain in words(real_site.html(address(area, lang)))) == (area in WITHOUT)


@pytest.mark.parametrize("area", sorted(ON_FILE))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_place_is_one_among_those_on_file_and_never_among_all(real_site: BuiltSite, lang: str, area: str) -> None:
    text = words(real_site.html(address(area, lang)))
    among = {"en": "Among the 27 areas with a figure on file", "es": "Entre los 27 estados con cifra disponible"}[lang]
    all_of_them = {"en": "so this is not a place among all of them", "es": "así que este no es un lugar entre todas"}
    assert among in text
    assert all_of_them[lang] in text
    assert not re.search(r"\b(of|among|de|entre) (los )?(50|51) (states|areas|estados|áreas)", text)


@pytest.mark.parametrize(
    ("area", "en", "es"),
    [
        ("CA", "California has the largest amount", "California tiene el monto más alto"),
        ("FL", "Florida has the fourth-largest amount", "Florida tiene el cuarto monto más alto"),
        ("TN", "Tennessee has the 18th-largest amount", "Tennessee tiene el 18.º monto más alto"),
        ("HI", "Hawaii has the 23rd-largest amount", "Hawái tiene el 23.er monto más alto"),
        ("ME", "Maine has the smallest amount", "Maine tiene el monto más bajo"),
    ],
)
def test_a_place_is_said_as_people_say_it(real_site: BuiltSite, area: str, en: str, es: str) -> None:
    assert en in words(real_site.html(address(area, "en")))
    assert es in words(real_site.html(address(area, "es")))


@pytest.mark.parametrize("area", AREAS)
def test_households_and_people_stand_side_by_side_and_nothing_fell(real_site: BuiltSite, area: str) -> None:
    text = words(real_site.html(address(area, "en")))
    assert "$96.7 billion" in text
    assert "$89.8 billion" in text
    assert "households led by immigrants without legal status" in text
    assert not re.search(r"\b(fell|dropped|declined|decreased)\b", text)


@pytest.mark.parametrize("area", AREAS)
def test_a_state_page_has_its_own_kinds_of_tax_or_those_of_the_country(real_site: BuiltSite, area: str) -> None:
    text = words(real_site.html(address(area, "en")))
    own = "Which taxes do they pay in " in text
    national = "names $15.1 billion in sales and excise taxes" in text
    assert (own, national) == (area in FOUR_WITH_KINDS, area in {"US", *WITHOUT})


@pytest.mark.parametrize("area", AREAS)
def test_work_authorization_is_told_for_the_country_and_seven_states(real_site: BuiltSite, area: str) -> None:
    text = words(real_site.html(address(area, "es")))
    assert ("¿Qué cambiaría con un permiso de trabajo?" in text) == (area in {"US", *SEVEN_WITH_AUTHORIZATION})


@pytest.mark.parametrize("area", AREAS)
def test_other_estimates_are_listed_where_held_and_kept_apart(real_site: BuiltSite, area: str) -> None:
    text = words(real_site.html(address(area, "en")))
    assert ("Are there other estimates?" in text) == (area in OTHERS_ON_FILE)
    assert ("does not go together with what stands above" in text) == (area in OTHERS_ON_FILE)


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_figure_is_without_words_and_the_district_has_no_line_of_people(
    real_site: BuiltSite, lang: str, area: str
) -> None:
    page = real_site.html(address(area, lang))
    figures = re.findall(r"<figure\b.*?</figure>", page, flags=re.S)
    assert len(figures) >= 2 or area in ON_FILE
    assert all("<svg" in figure and "<table" in figure for figure in figures)
    people = {"en": "Pew Research Center’s estimates", "es": "según el Pew Research Center"}[lang]
    drawn = any(people in words(figure) for figure in figures)
    assert drawn == (area not in {"US", "DC", *PEW_BELOW_5000})


@pytest.mark.parametrize("area", sorted(PEW_BELOW_5000))
def test_montana_and_vermont_are_said_to_have_fewer_than_5000(real_site: BuiltSite, area: str) -> None:
    assert "fewer than 5,000 immigrants without legal status" in headline(real_site.html(address(area, "en")))
    assert "menos de 5,000 inmigrantes sin estatus legal" in headline(real_site.html(address(area, "es")))


@pytest.mark.parametrize(
    ("area", "lang", "expected"),
    [
        ("TN", "en", "Immigrants without legal status paid $314.2 million in taxes in Tennessee"),
        ("KY", "en", "Immigrants without legal status paid up to $119 million in taxes in Kentucky"),
        ("NJ", "en", "Immigrants without legal status paid $1.3 billion in state and local taxes in New Jersey"),
        (
            "CT",
            "en",
            "Immigrants without legal status paid more than $406 million in state and local taxes in Connecticut",
        ),
        ("WY", "en", "Wyoming: about 10,000 immigrants without legal status, no tax figure on file"),
        ("DC", "en", "District of Columbia: no tax figure on file for immigrants without legal status"),
        (
            "CA",
            "es",
            "Los inmigrantes sin estatus legal pagaron 8.5 mil millones de dólares en impuestos estatales y locales "
            "en California",
        ),
    ],
)
def test_a_headline_says_what_is_known_and_no_more(real_site: BuiltSite, area: str, lang: str, expected: str) -> None:
    assert headline(real_site.html(address(area, lang))) == expected


@pytest.mark.parametrize("area", ["KY", "TN"])
def test_kentucky_and_tennessee_say_what_the_report_leaves_out(real_site: BuiltSite, area: str) -> None:
    text = words(real_site.html(address(area, "en")))
    assert "without saying outright which taxes it covers, or for which year" in text
    assert "paid in state and local taxes" not in headline(real_site.html(address(area, "en")))


def test_the_district_is_named_with_its_article_in_both_languages(real_site: BuiltSite) -> None:
    assert "in the District of Columbia" in words(real_site.html("en/taxes/dc"))
    assert "en el Distrito de Columbia" in words(real_site.html("es/taxes/dc"))


def test_the_amounts_that_may_not_be_published_are_on_no_page(real_site: BuiltSite) -> None:
    text = " ".join(words(real_site.html(address(area, "en"))) for area in ("DC", "OH", "IA", "US"))
    assert not re.search(r"73\.6 million|\$250 million|151\.6 million", text)
