"""What readers of the page on ITINs are told, and the model page that a reporter begins from."""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path

import pytest

from nutgraf.notebook import Explainer, read_explainer
from support.sites import ROOT, BuiltSite, copy_project, nutgraf

PAGES = ("en/what-is-an-itin", "es/what-is-an-itin")
NOTEBOOKS = ("what-is-an-itin", "irs-dhs-agreement", "_starter")


def table(name: str) -> list[dict[str, str]]:
    """A table as it stands in data/."""
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def amount(metric: str, year: int) -> int:
    """What the returns with an ITIN held in one tax year."""
    found = [row for row in table("itin_returns_and_taxes") if (row["metric"], row["year"]) == (metric, str(year))]
    assert len(found) == 1
    return int(found[0]["value"])


def words(page: str) -> str:
    """The page as it is read aloud: no tags, no drawings, no code to paste, one space between words."""
    article = re.sub(r"<(svg|style|script|textarea)\b.*?</\1>", " ", page, flags=re.S)
    article = re.sub(r"</?(data|a|em|strong|span|abbr)\b[^>]*>", "", article)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", article)))


def claims(page: str) -> list[str]:
    """The values of the facts that a page prints, smallest text first."""
    return sorted(re.findall(r'<data value="([^"]+)"', page))


def explainer(name: str) -> Explainer:
    return read_explainer(ROOT / "notebooks" / f"{name}.ipynb")


# --- the figures ---


@pytest.mark.parametrize("year", range(2017, 2024))
def test_credits_explain_the_whole_step_from_the_tax_before_them_to_the_tax_after_them(year: int) -> None:
    before, after = amount("income_tax_before_credits", year), amount("income_tax_after_credits", year)
    assert before - amount("nonrefundable_credits", year) == after


@pytest.mark.parametrize("year", range(2017, 2024))
def test_refunds_exceed_balances_due_in_every_year_of_the_chart(year: int) -> None:
    assert amount("net_refund_or_balance_due", year) < 0


def test_the_tax_after_credits_was_lowest_for_2019_and_highest_for_2021_among_the_complete_years() -> None:
    by_year = {year: amount("income_tax_after_credits", year) for year in range(2017, 2023)}
    assert (min(by_year, key=by_year.__getitem__), max(by_year, key=by_year.__getitem__)) == (2019, 2021)


def test_millions_would_have_no_itin_even_if_every_active_one_were_held_by_someone_undocumented() -> None:
    people = [
        int(row["unauthorized_immigrants"])
        for row in table("unauthorized_population_by_state")
        if (row["publisher"], row["usps"], row["year"]) == ("Center for Migration Studies", "US", "2022")
    ]
    active = [int(row["value"]) for row in table("itin_counts") if row["metric"] == "active_itins"]
    assert min(people) - max(active) > 5_000_000


# --- the page ---


@pytest.mark.parametrize("address", PAGES)
def test_the_page_says_that_an_itin_does_not_mean_undocumented(real_site: BuiltSite, address: str) -> None:
    said = {
        "en": "an ITIN does not mean that its holder is undocumented",
        "es": "tener un ITIN no significa ser indocumentado",
    }
    assert said[address[:2]] in words(real_site.html(address))


@pytest.mark.parametrize(
    ("address", "counts"),
    [
        (PAGES[0], ("more than 24 million", "more than 5.8 million", "3.79 million")),
        (PAGES[1], ("más de 24 millones", "más de 5.8 millones", "3.79 millones")),
    ],
)
def test_issued_active_and_used_on_a_return_stand_in_one_table(
    real_site: BuiltSite, address: str, counts: tuple[str, ...]
) -> None:
    tables = [words(found) for found in re.findall(r"<table.*?</table>", real_site.html(address), re.S)]
    assert any(all(count in one for count in counts) for one in tables)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("figure", ["26 mill", "31 mill", "469,888", "470,000"])
def test_counts_of_numbers_issued_that_do_not_fit_together_are_not_printed(
    real_site: BuiltSite, address: str, figure: str
) -> None:
    assert figure not in words(real_site.html(address))


@pytest.mark.parametrize("address", PAGES)
def test_a_figure_that_must_not_be_published_is_on_no_page(real_site: BuiltSite, address: str) -> None:
    withheld = [row["value"] for row in table("itin_returns_and_taxes") if row["publish"] == "false"]
    assert withheld == ["14400000000"]
    assert not set(withheld) & set(claims(real_site.html(address)))


@pytest.mark.parametrize(
    ("address", "note"),
    [
        (PAGES[0], "Tax year 2023 was incomplete when drawn on Sept. 26, 2024"),
        (PAGES[1], "El año 2023 estaba incompleto al extraerse, el 26 de septiembre de 2024"),
    ],
)
def test_both_charts_that_draw_2023_say_that_it_was_incomplete(real_site: BuiltSite, address: str, note: str) -> None:
    assert words(real_site.html(address)).count(note) == 2


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (PAGES[0], "We read them in a transcription published on GitHub, not in the report"),
        (PAGES[1], "Los leímos en una transcripción publicada en GitHub, no en el informe"),
    ],
)
def test_the_advocates_figures_are_said_to_come_from_a_transcription(
    real_site: BuiltSite, address: str, said: str
) -> None:
    page = real_site.html(address)
    assert said in words(page)
    assert 'href="#source-gh_nta_calc_py"' in page


@pytest.mark.parametrize("address", PAGES)
def test_the_number_switched_off_at_the_end_of_2016_is_printed_to_the_last_digit(
    real_site: BuiltSite, address: str
) -> None:
    assert "12,018,537" in words(real_site.html(address))


@pytest.mark.parametrize("address", PAGES)
def test_the_chart_of_states_has_the_fifteen_on_file_and_no_other(real_site: BuiltSite, address: str) -> None:
    counts = {f"{int(row['returns_with_any_itin']):,}" for row in table("itin_returns_by_state_ty2022") if row["usps"]}
    tables = [set(re.findall(r"\b\d{2,3},\d{3}\b", words(found))) for found in _tables(real_site.html(address))]
    assert len(counts) == 15
    assert counts in tables


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("gap", ["{{", "{%", "nan", "None", "NaT", "undefined", "billón", "billones"])
def test_the_page_has_no_gap_and_no_word_that_is_wrong_by_a_thousand(
    real_site: BuiltSite, address: str, gap: str
) -> None:
    assert not re.search(rf"(?<!\w){re.escape(gap)}(?!\w)", words(real_site.html(address)))


@pytest.mark.parametrize("address", [*PAGES, "en/irs-dhs-agreement", "es/irs-dhs-agreement"])
def test_no_word_is_said_twice_running(real_site: BuiltSite, address: str) -> None:
    paragraphs = re.findall(r"<(?:p|li|dd)\b[^>]*>(.*?)</(?:p|li|dd)>", real_site.html(address), re.S)
    twice = [re.search(r"\b([a-záéíóúñ]+) \1\b", words(each), re.IGNORECASE) for each in paragraphs]
    assert [found[0] for found in twice if found] == []


def test_both_languages_print_the_same_facts(real_site: BuiltSite) -> None:
    assert claims(real_site.html(PAGES[0])) == claims(real_site.html(PAGES[1]))


# --- how the notebooks are written ---


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_code_cell_is_short_enough_to_read_at_a_glance(name: str) -> None:
    long = [cell.id for cell in explainer(name).cells if cell.kind == "code" and cell.source.count("\n") >= 15]
    assert long == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_english_cell_has_its_spanish_one_right_after_it(name: str) -> None:
    told = [cell.id for cell in explainer(name).cells if cell.languages]
    assert told[::2] == [cell_id.replace("-es", "-en") for cell_id in told[1::2]]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_headings_are_questions_a_reader_would_ask_and_the_last_one_says_how_it_was_done(name: str) -> None:
    cells = [cell for cell in explainer(name).cells if cell.languages]
    headings = [found for cell in cells for found in re.findall(r"^## (.+)$", cell.source, re.M)]
    assert headings[-2:] == ["How we did this", "Cómo lo hicimos"]
    assert all(heading.endswith("?") for heading in headings[:-2])
    assert all(heading.startswith("¿") for heading in headings[1:-2:2])


# --- the page a reporter begins from ---


def test_the_starter_is_not_published(real_site: BuiltSite) -> None:
    assert not [page for page in real_site.manifest["pages"] if "starter" in page["address"]]


@pytest.mark.kernel
def test_a_new_explainer_is_a_whole_page_in_both_languages_before_a_word_is_changed(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project", notebooks=("_starter.ipynb",))
    assert nutgraf("new", "who-files", cwd=project).returncode == 0
    built = nutgraf("build", "--drafts", cwd=project)
    assert built.returncode == 0, built.stdout + built.stderr
    for lang, said in (("en", "866,378 returns of 3.79 million"), ("es", "866,378 declaraciones de 3.79 millones")):
        assert said in words((project / f"build/site/{lang}/who-files/index.html").read_text(encoding="utf-8"))


def _tables(page: str) -> list[str]:
    return re.findall(r"<table.*?</table>", page, re.S)
