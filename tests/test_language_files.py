"""A language is files: those of the kit are whole, and a newsroom's own are laid over them or refused by file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from nutgraf.errors import UsageError
from nutgraf.language import language, languages
from nutgraf.language.catalog import missing_strings
from nutgraf.language.grammar_rules import LanguageRules
from nutgraf.language_files import (
    KIT,
    PROJECT_VARIABLE,
    checked,
    language_codes,
    language_files_as_now,
    section,
    typed,
)
from nutgraf.numbers import readable_languages, untraced
from nutgraf.numbers.vocabulary import Vocabulary, vocabulary

KIT_LANGUAGES = ["de", "en", "es", "fr", "pt"]
DAYS = """
[numbers]
notation = "comma"
months = "janv"

[numbers.small]
"aon" = 1
"dhá dó" = 2

[numbers.scales]
"milliún" = 1e6
"""


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with folders for catalogs and rules of its own, in which the test works."""
    for folder in ("notebooks", "locales", "languages"):
        (tmp_path / folder).mkdir()
    (tmp_path / "pyproject.toml").write_text("[tool.nutgraf]\n", encoding="utf-8")
    monkeypatch.delenv(PROJECT_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(code: str) -> list[str]:
    with pytest.raises(UsageError) as caught:
        vocabulary(code)
    return [f"{each.where} | {each.what} | {each.fix}" for each in caught.value.problems]


def test_five_languages_come_with_the_kit_each_with_words_and_numbers_and_arabic_with_words() -> None:
    assert list(languages()) == ["ar", *KIT_LANGUAGES]
    assert [list(language_codes()), list(readable_languages())] == [KIT_LANGUAGES] * 2
    assert missing_strings("ar") == ()


@pytest.mark.parametrize("code", KIT_LANGUAGES)
def test_the_files_of_the_kit_have_every_key_and_no_other(code: str) -> None:
    assert checked(LanguageRules, code, "grammar", section(code, "grammar")) == language(code).rules
    assert vocabulary(code) == checked(Vocabulary, code, "numbers", vars_of(code))


def vars_of(code: str) -> dict[str, object]:
    from dataclasses import fields

    words = vocabulary(code)
    return {field.name: getattr(words, field.name) for field in fields(Vocabulary)}


def test_a_newsroom_adds_a_language_from_its_own_folder(newsroom: Path) -> None:
    spanish = (KIT / "locales" / "es.po").read_text(encoding="utf-8")
    (newsroom / "locales" / "ga.po").write_text(spanish.replace("Language: es", "Language: ga"), encoding="utf-8")
    (newsroom / "languages" / "ga.toml").write_text(
        '[grammar]\nmoney = "{number} {unit}"\nrough = {about = "timpeall"}\nqualifiers = ["timpeall"]\n'
        'about = {day = "{date}", month = "{date}", year = "{date}"}\npoints = {other = "pointí"}\n'
        'joins = {and = [["", "agus"]], or = [["", "nó"]]}\nreported = {one = "", other = "", many = ""}\n' + DAYS,
        encoding="utf-8",
    )
    assert "ga" in languages()
    assert language("ga").listed(["a", "b"]) == "a agus b"
    assert language("ga").say("Source") == "Fuente"
    assert language("ga").date("2025-05-03") == "3 Bealtaine 2025"
    assert [number.value for number in untraced("Bhí dhá milliún ann, 1.234,5 díobh.", "ga")] == [2_000_000, 1234.5]


def test_a_newsroom_changes_one_key_or_one_string_of_a_language_of_the_kit(newsroom: Path) -> None:
    (newsroom / "languages" / "es.toml").write_text('[grammar]\nlocale = "es_ES"\n', encoding="utf-8")
    (newsroom / "locales" / "es.po").write_text(
        'msgid ""\nmsgstr ""\n"Language: es\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        'msgid "Source"\nmsgstr "Origen"\n',
        encoding="utf-8",
    )
    assert language("es").number(12_345) == "12.345"
    assert language("es").money(314_200_000) == "314,2 millones de dólares"
    assert (language("es").say("Source"), language("es").say("Sources")) == ("Origen", "Fuentes")


def test_a_page_is_made_with_the_language_files_as_it_began_and_the_next_one_with_those_saved_meanwhile(
    newsroom: Path,
) -> None:
    file = newsroom / "languages" / "es.toml"
    with language_files_as_now():
        assert language("es").number(12_345) == "12,345"
        file.write_text('[grammar]\nlocale = "es_ES"\n', encoding="utf-8")
        assert language("es").number(12_345) == "12,345"
    with language_files_as_now():
        assert language("es").number(12_345) == "12.345"
    file.unlink()
    assert language("es").number(12_345) == "12,345"


def test_a_newsroom_says_fewer_scales_than_the_language_has(newsroom: Path) -> None:
    """As FundéuRAE writes amounts: 96,700 millones, and not 96.7 mil millones."""
    (newsroom / "languages" / "es.toml").write_text("[grammar]\nscales = [6, 12]\n", encoding="utf-8")
    spanish = language("es")
    assert spanish.money(96_700_000_000, 100_000_000) == "96,700 millones de dólares"
    assert spanish.money(23_456_789_012) == "23,500 millones de dólares"
    assert spanish.money(136_900_000_000, 100_000_000) == "136,900 millones de dólares"
    assert spanish.money(1_000_000_000, 100_000_000) == "1,000 millones de dólares"
    assert spanish.money(1_200_000_000_000) == "1.2 billones de dólares"
    assert spanish.money(314_200_000) == "314.2 millones de dólares"


def test_the_language_of_another_project_is_not_this_ones(newsroom: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (newsroom / "languages" / "es.toml").write_text('[grammar]\nlocale = "es_ES"\n', encoding="utf-8")
    assert language("es").number(12_345) == "12.345"
    other = newsroom.parent / "other"
    (other / "notebooks").mkdir(parents=True)
    (other / "pyproject.toml").write_text('[tool.nutgraf]\nname = "Other"\n', encoding="utf-8")
    monkeypatch.chdir(other)
    assert language("es").number(12_345) == "12,345"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[numbers", "languages/ga.toml | this is not TOML: "),
        ("[nombers]\n", "languages/ga.toml, nombers | a language has no such section | did you mean 'numbers'?"),
        (DAYS.replace('"comma"', '"coma"'), "languages/ga.toml, numbers.notation | input should be 'point', "),
        (DAYS + "\n[numbers.dozen]\ndosaen = 12\n", "languages/ga.toml, numbers.dozen | there is no such key | "),
        (DAYS.replace("1e6", '"six"'), "languages/ga.toml, numbers.scales.milliún.int | input should be a valid "),
        (DAYS.replace('months = "janv"', ""), "languages/ga.toml, numbers.months | "),
    ],
)
def test_a_wrong_file_is_refused_by_file_and_key(newsroom: Path, written: str, said: str) -> None:
    (newsroom / "languages" / "ga.toml").write_text(written, encoding="utf-8")
    assert refused("ga")[0].startswith(said)


def test_a_catalog_that_cannot_be_read_is_refused_by_file(newsroom: Path) -> None:
    (newsroom / "locales" / "ga.po").write_text('msgid "Source\nmsgstr', encoding="utf-8")
    with pytest.raises(UsageError, match=r"ga\.po"):
        language("ga").say("Source")


def test_lists_of_words_may_be_one_text(newsroom: Path) -> None:
    made = typed(
        Vocabulary, "ga", "numbers", {"notation": "comma", "months": "eanáir feabhra", "scales": {"a b": 1000}}
    )
    assert (made.months, made.scales) == ({"eanáir", "feabhra"}, {"a": 1000, "b": 1000})


@pytest.mark.parametrize(
    ("code", "money", "count", "percent", "day"),
    [
        ("fr", "314,2 millions de dollars", "1,28 million d’habitants", "8,4\u202f%", "1er mai 2025"),
        ("de", "314,2 Millionen Dollar", "1,28 Millionen Einwohner", "8,4\u00a0%", "1. Mai 2025"),
        ("pt", "314,2 milhões de dólares", "1,28 milhão de habitantes", "8,4%", "1º de maio de 2025"),
    ],
)
def test_numbers_money_and_dates_are_those_of_the_language(
    code: str, money: str, count: str, percent: str, day: str
) -> None:
    said = language(code)
    people = {"fr": "habitants", "de": "Einwohner", "pt": "habitantes"}[code]
    assert said.money(314_200_000, 100_000) == money
    assert said.count(1_280_412, {"one": people, "other": people}) == count
    assert said.percent(8.4, 0.1) == percent
    assert said.date("2025-05-01") == day


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("fr", ["soixante et onze", "quatre-vingts", "première", "21e", "plus d’un tiers", "a, b et c"]),
        ("de", ["einundsiebzig", "achtzig", "erste", "21.", "mehr als ein Drittel", "a, b und c"]),
        ("pt", ["setenta e uma", "oitenta", "primeira", "21ª", "mais de um terço", "a, b e c"]),
    ],
)
def test_number_words_lists_and_contractions_are_those_of_the_language(code: str, words: list[str]) -> None:
    said = language(code)
    rough = said.joined(said.rules.rough["more than"], said.rules.fractions["1/3"])
    spelled = [said.spelled(n, "f", upto=99) for n in (71, 80)]
    assert [*spelled, said.ordinal(1, "f"), said.ordinal(21, "f"), rough, said.listed(["a", "b", "c"])] == words


def test_a_pattern_that_cannot_be_read_is_refused_by_key(newsroom: Path) -> None:
    text = '[grammar]\ncontractions = [["(de el", "del"], ["a el", "al"]]\nno_number = ["no hay {number}", "[sin"]\n'
    (newsroom / "languages" / "es.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        language("es")
    assert [each.where for each in caught.value.problems] == [
        "languages/es.toml, grammar.contractions",
        "languages/es.toml, grammar.no_number",
    ]
