"""A page in a language whose numbers nutgraf does not read is built, weighed and checked like any other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from nutgraf.errors import UsageError
from nutgraf.language import catalog, formatter
from nutgraf.lint.hardcoded_numbers import hardcoded_numbers, unread
from nutgraf.lint.plan_checks import check, unspoken_languages
from nutgraf.pipeline import Options, build
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from support import papermill_door
from support.desk import FRONT, code, errors, explainer, project, prose, write


@pytest.fixture
def arabic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A newsroom that publishes in Arabic and English, and catalogs that a test may change."""
    locales = tmp_path / "locales"
    locales.mkdir()
    for path in catalog.LOCALES.glob("*.po"):
        shutil.copy(path, locales)
    monkeypatch.setattr(catalog, "LOCALES", locales)
    root = project(tmp_path / "p", settings='[tool.nutgraf]\nlanguages = ["ar", "en"]\n')
    front = FRONT.replace("Who pays", "{ar: ما هي, en: Who pays}") + "\nmatrix: {lang: [ar, en]}"
    cells = (
        code("paid = 5_000_000"),
        prose("## كم؟\n\nدفعوا {{ paid | not_a_fact('made up') }} دولار في 2022. نعم؟ لا 7.", "lang-ar"),
        prose("## How much?\n\nThey paid {{ paid | not_a_fact('made up') }}.", "lang-en"),
    )
    write(root, "taxes", explainer(*cells, front_matter=front, parameters_cell='lang: str = "ar"  # language'))
    yield root
    formatter._language.cache_clear()
    catalog._read.cache_clear()


def test_a_page_in_arabic_is_built_and_published(arabic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    papermill_door.open_door(monkeypatch)
    report = build(read_project(arabic), Options(publish=True))
    assert [(outcome.status, outcome.problems) for outcome in report.outcomes] == [("ran", ())] * 2
    assert "5 ملايين" in (arabic / "build/site/ar/taxes/index.html").read_text()


def test_check_finds_nothing_wrong_and_says_which_pages_it_does_not_look_through(arabic: Path) -> None:
    made = read_project(arabic)
    plan = plan_pages(made)
    assert check(made, plan) == {}
    assert hardcoded_numbers(made, plan) == []
    assert errors(unread(plan)) == [
        "1 page in ar | numbers typed by hand are not checked: nutgraf can only read numbers in de, en, es, fr and pt | "
        "check these pages for numbers without a fact"
    ]


def test_a_language_of_one_country_is_written_with_the_numbers_of_that_country(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in catalog.LOCALES.glob("*.po"):
        shutil.copy(path, tmp_path)
    shutil.copy(catalog.LOCALES / "ar.po", tmp_path / "pt-br.po")
    monkeypatch.setattr(catalog, "LOCALES", tmp_path)
    root = project(tmp_path / "p", settings='[tool.nutgraf]\nlanguages = ["pt-br"]\n')
    cells = (
        code("paid = 1_234_567"),
        prose("## Quanto?\n\nPagaram {{ paid | count | not_a_fact('made up') }}.", "lang-pt-br"),
    )
    front, parameters = FRONT.replace("Who pays", "Quem paga"), 'lang: str = "pt-br"  # language'
    write(root, "taxes", explainer(*cells, front_matter=front, parameters_cell=parameters))
    papermill_door.open_door(monkeypatch)
    report = build(read_project(root), Options(publish=True))
    assert [(outcome.address, outcome.problems) for outcome in report.outcomes] == [("pt-br/taxes", ())]
    page = (root / "build/site/pt-br/taxes/index.html").read_text()
    assert '<html lang="pt-br"' in page
    assert "1,23 milhão" in page


def test_a_catalog_that_lacks_words_stops_the_pages_in_its_language_alone(
    arabic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = catalog.LOCALES / "ar.po"
    entries = path.read_text(encoding="utf-8").split("\n\n")
    path.write_text("\n\n".join(one for one in entries if 'msgid "at least"' not in one), encoding="utf-8")
    lacking = ("the language 'ar'", "ar.po lacks: at least")
    made = read_project(arabic)
    assert check(made, plan_pages(made)) == {}
    found = unspoken_languages(made)["ar"]
    assert [(one.where, one.what) for one in found] == [lacking]
    papermill_door.open_door(monkeypatch)
    report = build(made, Options(publish=True))
    assert {one.address: one.status for one in report.outcomes} == {"ar/taxes": "failed", "en/taxes": "ran"}
    assert [(one.where, one.what) for one in report.outcomes[0].problems] == [lacking]
    assert report.exit_status == 1
    site = arabic / "build/site"
    assert "How much?" in (site / "en/taxes/index.html").read_text(encoding="utf-8")
    assert "This page is not ready yet" in (site / "ar/taxes/index.html").read_text(encoding="utf-8")
    assert not (site / "ar/index.html").exists()


def test_a_site_in_one_language_whose_catalog_lacks_words_is_not_built(arabic: Path) -> None:
    path = catalog.LOCALES / "ar.po"
    entries = path.read_text(encoding="utf-8").split("\n\n")
    path.write_text("\n\n".join(one for one in entries if 'msgid "Sources"' not in one), encoding="utf-8")
    settings = arabic / "pyproject.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('["ar", "en"]', '["ar"]'), encoding="utf-8")
    made = read_project(arabic)
    with pytest.raises(UsageError) as caught:
        check(made, plan_pages(made))
    assert [(one.where, one.what) for one in caught.value.problems] == [("the language 'ar'", "ar.po lacks: Sources")]
