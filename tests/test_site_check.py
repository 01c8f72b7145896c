"""A built site with one fault in it: what `nutgraf check --site` says, and that it says nothing of a sound one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from nutgraf.errors import DataError, Problem, UsageError
from nutgraf.project import read_project
from nutgraf.site_check import accessibility, check_site
from nutgraf.site_check.accessibility import kinds, pages_pass_axe
from nutgraf.site_check.built_site import BuiltSite, Unchecked, read_site
from nutgraf.site_check.claim_values import claims_are_right
from nutgraf.site_check.derivation import UnreadableDerivation, recompute
from nutgraf.site_check.link_targets import links_have_targets
from nutgraf.site_check.page_structure import pages_have_structure
from nutgraf.site_check.page_weight import pages_are_light
from nutgraf.site_check.printed_numbers import says
from nutgraf.site_check.sentence_slips import sentences_have_no_slips
from nutgraf.site_check.sister_pages import languages_agree
from support.bees import write_newsroom
from support.in_process import nutgraf

pytestmark = pytest.mark.kernel

WITHOUT_AXE = {"NUTGRAF_CHROMIUM": "/nowhere"}
"""axe has tests of its own."""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newsroom with its site, as it was built."""
    root = write_newsroom(tmp_path_factory.mktemp("bees") / "newsroom")
    done = nutgraf("build", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root


@pytest.fixture
def root(sound: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoiled."""
    return Path(shutil.copytree(sound, tmp_path / "newsroom", ignore=shutil.ignore_patterns("keep", "runs")))


Rule = Callable[[BuiltSite], Any]
PAGE = "build/site/en/honey/index.html"
SHEET = "build/site/en/honey/facts.json"


def found(root: Path, rule: Rule) -> list[str]:
    return [problem.what for problem in rule(read_site(read_project(root))) if not isinstance(problem, Unchecked)]


def replace(root: Path, file: str, old: str, new: str, *, times: int = -1) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text, file
    path.write_text(text.replace(old, new, times), encoding="utf-8")


def edit_claims(root: Path, which: str, **values: Any) -> None:
    """Write something else about the claims with a text on the English fact sheet."""
    path = root / SHEET
    sheet = json.loads(path.read_text(encoding="utf-8"))
    claims = [claim for claim in sheet["claims"] if claim["text"] == which]
    assert claims, [claim["text"] for claim in sheet["claims"]]
    for claim in claims:
        claim.update(values)
    path.write_text(json.dumps(sheet), encoding="utf-8")


def test_a_sound_site_has_no_problem_and_all_of_it_is_checked(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accessibility, "find_spec", lambda name: None)
    report = check_site(read_project(sound))
    assert report.problems == ()
    assert [each.what for each in report.unchecked] == ["axe was not run: playwright and axe are not installed"]
    assert (report.pages, report.claims) == (2, 22)


def test_a_folder_without_a_site_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="build it first: nutgraf build"):
        check_site(read_project(write_newsroom(tmp_path / "newsroom")))


def test_a_site_without_a_fact_sheet_is_not_whole(root: Path) -> None:
    (root / SHEET).unlink()
    with pytest.raises(UsageError, match="the built site is incomplete"):
        read_site(read_project(root))


# --- claims ---


def test_a_value_that_the_table_no_longer_holds(root: Path) -> None:
    replace(root, "data/honey.csv", "Briar,2025,80000", "Briar,2025,81000")
    assert set(found(root, claims_are_right)) == {"honey holds 81000 in value, and the page has 80000"}


def test_a_row_that_is_gone_from_its_table(root: Path) -> None:
    replace(root, "data/honey.csv", "Aster,2024,100000,usd,1,true,board\n", "")
    assert (
        found(root, claims_are_right)
        == [
            "honey [area=Aster, year=2024]: 0 rows of the table match this, and not one",
            "4 rows of honey are counted, and there are 3",
        ]
        * 2
    )


def test_a_row_that_may_not_be_published_any_more(root: Path) -> None:
    replace(root, "data/honey.csv", "Aster,2024,100000,usd,1,true", "Aster,2024,100000,usd,1,false")
    assert "honey [area=Aster, year=2024]: the data package does not allow this row on a page" in found(
        root, claims_are_right
    )


def test_a_row_that_is_from_another_source(root: Path) -> None:
    replace(root, "data/honey.csv", "Briar,2025,80000,usd,1,true,board", "Briar,2025,80000,usd,1,true,guild")
    assert "the row of '$40,000' is from guild, and the page says board" in found(root, claims_are_right)


def test_a_claim_that_does_not_name_its_source(root: Path) -> None:
    edit_claims(root, "$10,000", sources=[])
    assert found(root, claims_are_right) == ["'$10,000' does not name its source board"]


@pytest.mark.parametrize(
    ("text", "wrong", "reported"),
    [
        ("$195,000", 196000, "'$195,000': 120,000 + 80,000 + (−5,000) gives 195000, and the page has 196000"),
        ("$40,000", 50000, "'$40,000': 120,000 − 80,000 gives 40000, and the page has 50000"),
        ("$10,000", 11000, "'$10,000': 120,000 ÷ 12 gives 10000, and the page has 11000"),
        ("$5,000", -5000, "'$5,000': −(−5,000) gives 5000, and the page has -5000"),
        ("20%", 25, "'20%': (120,000 − 100,000) ÷ 100,000 gives 20, and the page has 25"),
        ("first", 2, "'first': largest first: 1 of 3 gives 1, and the page has 2"),
    ],
)
def test_a_value_that_its_rows_do_not_give(root: Path, text: str, wrong: int, reported: str) -> None:
    edit_claims(root, text, value=wrong)
    assert reported in found(root, claims_are_right)


def test_a_printed_text_that_is_not_its_value(root: Path) -> None:
    edit_claims(root, "$40,000", text="$140,000")
    replace(root, PAGE, "$40,000", "$140,000")
    assert found(root, claims_are_right) == ["'$140,000' is printed, and the value is 40000 usd"]


def test_a_claim_that_is_not_on_its_page(root: Path) -> None:
    replace(root, PAGE, "$40,000", "$50,000")
    assert found(root, claims_are_right) == ["'$40,000' is on the fact sheet and not on the page"]


def test_a_number_without_a_fact(root: Path) -> None:
    number = '[{"where": "under “How much?”", "text": "seven", "sentence": "Bees have seven eyes.", "exempt": ""}]'
    replace(root, SHEET, '"numbers": []', f'"numbers": {number}')
    assert found(root, claims_are_right) == ["'seven' has no fact behind it, in “Bees have seven eyes.”"]


def test_a_figure_that_draws_a_row_which_may_not_be_published(root: Path) -> None:
    rows = '[{"text": "", "inputs": [{"table": "honey", "key": {"area": "Briar", "year": 2024}}], "row": "", "values": {}}]'
    replace(root, SHEET, '"figures": []', f'"figures": [{{"name": "bars", "title": "Honey", "rows": {rows}}}]')
    assert found(root, claims_are_right) == [
        "honey [area=Briar, year=2024]: the data package does not allow this row on a page"
    ]


def test_a_claim_in_a_language_whose_numbers_are_not_read_is_said_to_be_half_checked(root: Path) -> None:
    edit_claims(root, "$40,000", lang="it")
    (said,) = claims_are_right(read_site(read_project(root)))
    assert isinstance(said, Unchecked)
    assert said.where == "1 claims in it"
    assert said.what == "their values are recomputed; the words that print them are not checked"


def test_a_claim_computed_in_the_notebook_itself_is_said_to_be_unchecked(root: Path) -> None:
    edit_claims(root, "$40,000", inputs=[], derivation="")
    (said,) = claims_are_right(read_site(read_project(root)))
    assert isinstance(said, Unchecked)
    assert said.what == "1 claims are computed in the notebook itself, which is not rerun"


def test_tables_that_cannot_be_read_are_an_error(root: Path) -> None:
    (root / "data" / "honey.csv").unlink()
    with pytest.raises(DataError):
        found(root, claims_are_right)


CELLS = [Decimal(n) for n in (314_200_000, 8_500_000_000, 4_900_000_000)]


@pytest.mark.parametrize(
    ("derivation", "unit", "cells", "value"),
    [
        ("314.2 m ÷ (314.2 m + 8.5 bn + 4.9 bn)", "percent", CELLS, "2.2911"),
        ("314.2 m ÷ (8.5 bn + … + 4.9 bn (3 numbers))", "percent", CELLS, "2.2911"),
        ("8.5 bn × 3", "usd", CELLS[1:2], "25500000000"),
        ("12% × 8.5 bn", "usd", [Decimal(12), CELLS[1]], "1020000000"),
        ("12% − 9.5%", "points", [Decimal(12), Decimal("9.5")], "2.5"),
        ("(8.5 bn ÷ 4.9 bn) − 1", "ratio", CELLS[1:], "0.7347"),
        ("(counted: 5 rows) − (counted: 2 with a number)", "areas", [Decimal(n) for n in (5, 7, 8)], "3"),
        ("smallest first: 2 of 3", "rank", [Decimal(n) for n in (7, 6, 8)], "2"),
    ],
)
def test_a_derivation_is_followed(derivation: str, unit: str, cells: list[Decimal], value: str) -> None:
    computed = recompute(derivation, unit, cells, Decimal(value))
    assert computed is not None
    assert round(computed, 4) == Decimal(value)


def test_a_derivation_that_leaves_a_cell_out_does_not_fit() -> None:
    assert recompute("8.5 bn − 4.9 bn", "usd", CELLS, Decimal(3_600_000_000)) is None


@pytest.mark.parametrize("derivation", ["the mean of both", "8.5 bn + … + 4.9 bn", "(8.5 bn", "8.5 bn −"])
def test_a_derivation_that_is_not_read_is_refused(derivation: str) -> None:
    with pytest.raises(UnreadableDerivation):
        recompute(derivation, "usd", CELLS, Decimal(1))


@pytest.mark.parametrize(
    ("text", "value", "unit", "said", "lang"),
    [
        ("$314.2 million", "314200000", "usd", True, "en"),
        ("$314.2 million", "319800000", "usd", False, "en"),
        ("96.7 mil millones de dólares", "96700000000", "usd", True, "es"),
        ("a third", "33.1", "percent", True, "en"),
        ("a third", "41", "percent", False, "en"),
        ("18th", "18", "rank", True, "en"),
        ("décima", "10", "rank", True, "es"),
        ("14%", "0.142", "ratio", True, "en"),
        ("12.345 euros", "12345", "eur", True, "es"),
        ("314,2\u00a0millions de dollars", "314200000", "usd", True, "fr"),
        ("12\u202f345 habitants", "12345", "people", True, "fr"),
        ("12\u202f345 habitants", "12354", "people", False, "fr"),
        ("le 21e", "21", "rank", True, "fr"),
        ("deux fois moins", "0.5", "ratio", True, "fr"),
        ("la deuxième", "2", "rank", True, "fr"),
        ("64,7 Milliarden Euro", "64700000000", "eur", True, "de"),
        ("12.345 Einwohner", "12.345", "people", False, "de"),
        ("dreimal so viele", "3", "ratio", True, "de"),
        ("der dritte Platz", "3", "rank", True, "de"),
        ("halb so viel", "0.5", "ratio", True, "de"),
        ("1,5 bilhão de reais", "1500000000", "brl", True, "pt"),
        ("o terceiro que mais", "3", "rank", True, "pt"),
        ("o dobro", "2", "ratio", True, "pt"),
        ("more than three times as much", "3.56", "ratio", True, "en"),
        ("mehr als dreimal so viel", "4.1", "ratio", False, "de"),
        ("mehr als dreimal so viel", "3.56", "ratio", True, "de"),
        ("casi cuatro veces", "3.9", "ratio", True, "es"),
        ("rose", "20", "percent", None, "en"),
    ],
)
def test_a_printed_number_is_read(text: str, value: str, unit: str, said: bool | None, lang: str) -> None:
    assert says(text, Decimal(value), unit, lang) is said


# --- languages ---


def test_a_fact_in_one_language_alone(root: Path) -> None:
    path = root / SHEET
    sheet = json.loads(path.read_text(encoding="utf-8"))
    sheet["claims"] = [claim for claim in sheet["claims"] if claim["text"] != "$40,000"]
    path.write_text(json.dumps(sheet), encoding="utf-8")
    assert found(root, languages_agree) == ["'40,000 dólares' is on this page and not on en/honey"]


def test_a_fact_with_another_value_in_the_other_language(root: Path) -> None:
    edit_claims(root, "$40,000", value=41000)
    assert found(root, languages_agree) == ["'$40,000' is 41000 here and 40000 on es/honey"]


def test_a_fact_that_is_rounded_to_another_amount_in_the_other_language(root: Path) -> None:
    edit_claims(root, "$40,000", text="$41,000")
    assert found(root, languages_agree) == ["'$41,000' is '40,000 dólares' on es/honey, another amount"]


def test_a_figure_that_draws_other_rows_in_the_other_language(root: Path) -> None:
    row = '{"text": "", "inputs": [{"table": "honey", "key": {"area": "%s"}}], "row": "", "values": {}}'
    for lang, area in (("en", "Aster"), ("es", "Briar")):
        figure = f'[{{"name": "bars", "title": "Honey", "rows": [{row % area}]}}]'
        replace(root, f"build/site/{lang}/honey/facts.json", '"figures": []', f'"figures": {figure}')
    assert found(root, languages_agree) == ["figure 'bars' does not draw the same rows on es/honey"]


def test_a_language_whose_page_is_not_there(root: Path) -> None:
    path = root / "build/site/manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["pages"] = [page for page in manifest["pages"] if page["address"] == "en/honey"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert found(root, languages_agree) == ["its page in es, es/honey, is not there"]


# --- sentences ---


def say(root: Path, sentence: str, lang: str = "en") -> None:
    """Put a paragraph on a page."""
    replace(root, f"build/site/{lang}/honey/index.html", "</article>", f"<p>{sentence}</p></article>", times=1)


@pytest.mark.parametrize(
    ("sentence", "reported"),
    [
        ("They paid nan in taxes.", "'nan' in a sentence: “They paid nan in taxes.”"),
        ("They paid None.", "'None' in a sentence: “They paid None.”"),
        ("They paid undefined taxes.", "'undefined' in a sentence: “They paid undefined taxes.”"),
        ("They paid {{ paid }}.", "'{{' in a sentence: “They paid {{ paid }}.”"),
        ("Taxes () are paid.", "nothing between parentheses or quotation marks: “Taxes () are paid.”"),
        ("They paid , as we know.", "punctuation around a gap: “They paid , as we know.”"),
        ("They paid..", "punctuation around a gap: “They paid..”"),
        ("They paid the <em>the</em> tax.", "'the' is there twice: “They paid the the tax.”"),
    ],
)
def test_a_sentence_with_a_slip(root: Path, sentence: str, reported: str) -> None:
    say(root, sentence)
    assert reported in found(root, sentences_have_no_slips)


@pytest.mark.parametrize(
    "sentence",
    [
        "None of the areas has a figure.",
        "She said that he had had enough of Walla Walla…",
        "See <code>nan</code> and <code>()</code>, in Table 2.",
        "Banana, Nan Chen and nan-proof are words",
    ],
)
def test_a_sentence_that_only_looks_like_a_slip(root: Path, sentence: str) -> None:
    say(root, sentence)
    assert found(root, sentences_have_no_slips) == []


def test_spanish_is_held_to_its_contractions(root: Path) -> None:
    say(root, "La miel de el valle y de El Salvador.", "es")
    assert found(root, sentences_have_no_slips) == ["'de el' is one word: “La miel de el valle y de El Salvador.”"]


@pytest.mark.parametrize(
    ("said", "is_reported"),
    [
        ("El 3.7% de las 1.28 millones de personas.", True),
        ("El 3.7% de los 1.28 millones de personas.", False),
        ("El 3.7% de las 12,800 personas.", False),
    ],
)
def test_the_article_of_a_spanish_million_is_masculine(root: Path, said: str, is_reported: bool) -> None:
    say(root, said, "es")
    assert any("the article of" in what for what in found(root, sentences_have_no_slips)) == is_reported


@pytest.mark.parametrize(
    ("said", "lang", "is_reported"),
    [
        ("Se perderían de 12,000 millones de dólares a 39,000 millones de dólares.", "es", True),
        ("Se perderían entre 12,000 millones de dólares† y 39,000 millones de dólares.", "es", True),
        ("Calcula 12,000 millones de dólares y 39,000 millones de dólares.", "es", False),
        ("Se perderían entre 12,000 y 39,000 millones de dólares.", "es", False),
        ("Entre 16 y 20 personas.", "es", False),
        ("Zwischen 12 Milliarden Dollar und 39 Milliarden Dollar.", "de", True),
        ("From $12 billion to $39 billion, from 3 million people to 4 million people.", "en", False),
    ],
)
def test_a_range_with_its_unit_twice_is_named_where_the_language_says_it_once(
    root: Path, said: str, lang: str, is_reported: bool
) -> None:
    say(root, f'</p><p lang="{lang}">{said}')
    assert any("a range with its unit twice" in what for what in found(root, sentences_have_no_slips)) == is_reported


@pytest.mark.parametrize(
    ("said", "reported"),
    [
        ("Le prix de le pain monte.", "'de le' is one word"),
        ("Il est temps de le faire.", ""),
        ("Nous nous souvenons.", ""),
        ("Le pain pain monte.", "'pain' is there twice"),
    ],
)
def test_a_sentence_in_another_language_is_held_to_its_grammar(root: Path, said: str, reported: str) -> None:
    say(root, f'</p><p lang="fr-CA">{said}')
    assert [what.partition(":")[0] for what in found(root, sentences_have_no_slips)] == [reported] * bool(reported)


def test_a_word_that_the_newsroom_means_is_allowed(root: Path) -> None:
    say(root, "The law leaves it undefined.")
    replace(
        root,
        "pyproject.toml",
        "[tool.nutgraf]",
        '[tool.nutgraf.site_check]\nallowed_words = ["undefined"]\n\n[tool.nutgraf]',
    )
    assert found(root, sentences_have_no_slips) == []


def test_a_chart_with_lettering_that_is_no_value(root: Path) -> None:
    say(root, "<svg><text>NaN</text></svg>")
    assert found(root, sentences_have_no_slips) == ["a chart has the lettering 'NaN'"]


# --- links, weight, structure ---


@pytest.mark.parametrize(
    ("link", "reported"),
    [
        ("../honye/index.html", "a link to ../honye/index.html, where there is no file"),
        ("#nowhere", "a link to #nowhere, where nothing has the id 'nowhere'"),
        ("../../index.html#nowhere", "a link to ../../index.html#nowhere, where nothing has the id 'nowhere'"),
        ("../../../../secret.html", "../../../../secret.html leads out of the site"),
        (
            "https://bees.example/news/en/nothing/",
            "a link to https://bees.example/news/en/nothing/, where there is no file",
        ),
    ],
)
def test_a_link_that_leads_nowhere(root: Path, link: str, reported: str) -> None:
    replace(root, "pyproject.toml", "languages", 'site_url = "https://bees.example/news"\nlanguages')
    say(root, f'<a href="{link}">more</a>')
    assert reported in found(root, links_have_targets)


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example/x",
        "mailto:desk@bees.example",
        "#top",
        "../../es/honey/",
        "https://bees.example/news/es/honey/",
    ],
)
def test_a_link_that_leads_somewhere(root: Path, link: str) -> None:
    say(root, f'<a href="{link}">more</a>')
    assert found(root, links_have_targets) == []


def test_a_page_that_the_manifest_names_and_that_is_not_there(root: Path) -> None:
    (root / PAGE).unlink()
    assert "the manifest lists this page, but its file does not exist" in found(root, links_have_targets)


def test_a_page_heavier_than_allowed(root: Path) -> None:
    noise = "".join(f"{n * n * 2654435761 % 4294967296:x} " for n in range(20_000))
    say(root, noise)
    assert [what.partition(", compressed")[2] for what in found(root, pages_are_light)] == [", and page_kb is 100"]
    replace(
        root,
        "pyproject.toml",
        "[tool.nutgraf]",
        "[tool.nutgraf.site_check]\nmedian_page_kb = 1\npage_kb = 0\n\n[tool.nutgraf]",
    )
    assert [what.partition(", compressed")[2] for what in found(root, pages_are_light)] == [", and median_page_kb is 1"]


@pytest.mark.parametrize(
    ("html", "reported"),
    [
        ("<h1>Again</h1>", "it has 2 headings of the first level instead of one"),
        ("<h2>A</h2><h4>B</h4>", "the heading “B” is of level 4, under one of level 2"),
        ('<img src="../../index.html">', 'an image without words: <img src="../../index.html"/>'),
        ('<div role="img"></div>', 'an image without words: <div role="img"></div>'),
        ('<p id="content">', "the id 'content' is there 2 times"),
    ],
)
def test_a_page_whose_structure_is_broken(root: Path, html: str, reported: str) -> None:
    say(root, html)
    assert reported in found(root, pages_have_structure)


def test_a_page_in_another_language_than_it_says(root: Path) -> None:
    replace(root, PAGE, '<html lang="en"', '<html lang="es"')
    replace(root, "build/site/es/index.html", '<html lang="es"', "<html")
    assert sorted(found(root, pages_have_structure)) == [
        "it does not say its language",
        "it says that it is in es, and it is in en",
    ]


def test_a_page_without_a_title(root: Path) -> None:
    path = root / PAGE
    html = path.read_text(encoding="utf-8")
    start, end = html.index("<title>"), html.index("</title>")
    path.write_text(html[:start] + "<title>" + html[end:], encoding="utf-8")
    assert found(root, pages_have_structure) == ["it has no title"]


# --- axe ---


def test_one_page_of_each_kind_is_given_to_axe(sound: Path) -> None:
    assert kinds(read_site(read_project(sound))) == [
        "404.html",
        "en/about/index.html",
        "en/honey/facts.html",
        "en/honey/index.html",
        "en/index.html",
        "es/about/index.html",
        "es/honey/facts.html",
        "es/honey/index.html",
        "es/index.html",
        "facts.html",
        "index.html",
    ]


@pytest.mark.browser
@pytest.mark.parametrize(
    "given", ["the page and the front page", pytest.param("one of each kind", marks=pytest.mark.long)]
)
def test_axe_sees_a_button_without_a_name_and_nothing_else(
    root: Path, chromium: str, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("NUTGRAF_CHROMIUM", chromium)
    if given == "the page and the front page":
        monkeypatch.setattr(accessibility, "kinds", lambda site: ["en/honey/index.html", "index.html"])
    say(root, "<button></button>")
    assert {what.partition(": Buttons")[0] for what in found(root, pages_pass_axe)} == {"axe, button-name"}


def test_without_a_chromium_one_line_says_that_axe_was_not_run(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accessibility, "find_chromium", lambda: None)
    said: list[Problem] = list(pages_pass_axe(read_site(read_project(sound))))
    assert [(type(each), each.what) for each in said] == [(Unchecked, "axe was not run: no Chromium is installed")]


# --- the command ---


def test_the_command_gives_0_for_a_sound_site_and_1_with_the_problem_for_another(root: Path) -> None:
    say(root, "They paid nan.")
    done = nutgraf("check", "--site", "--json", cwd=root, env=WITHOUT_AXE)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert lines[0] == {
        "where": "en/honey/index.html",
        "what": "'nan' in a sentence: “They paid nan.”",
        "fix": "ask first whether there is a value: {% if … %}",
    }
    replace(root, PAGE, "They paid nan.", "They paid.")
    done = nutgraf("check", "--site", cwd=root, env=WITHOUT_AXE)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("The built site: no problems; 2 pages with 22 claims.\n")


def test_notebooks_cannot_be_named_for_the_built_site(root: Path) -> None:
    done = nutgraf("check", "--site", "notebooks", cwd=root)
    assert done.returncode == 2
    assert "--site checks the built site alone" in done.stderr


def test_thousands_of_millions_are_rounded_as_a_billion_is() -> None:
    """17,300 millones says 17.3 billion, and 750 millones says no other number of millions."""
    assert says("17,300 millones de dólares", Decimal("17308825668"), "usd", "es")
    assert not says("17,400 millones de dólares", Decimal("17308825668"), "usd", "es")
    assert not says("750 millones de dólares", Decimal("753000000"), "usd", "es")
