"""Addresses and settings: what no file system, reader or browser could use is refused before anything is built."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from nutgraf.cli import main
from nutgraf.errors import SettingsError, UsageError
from nutgraf.plan import Plan, plan_pages, slug
from nutgraf.project import read_project
from support.desk import FRONT, SETTINGS, code, errors, explainer, project, prose, write

PARAMETERS = 'lang: str = "en"\nstate: str = "TN"'


def planned(root: Path, *fronts: str, parameters: str = PARAMETERS) -> Plan:
    folder = project(root / "p")
    for number, front in enumerate(fronts, 1):
        write(folder, f"n{number}", explainer(front_matter=f"{FRONT}\n{front}", parameters_cell=parameters))
    return plan_pages(read_project(folder))


def addresses(plan: Plan) -> list[str]:
    return [page.address for page in plan.pages]


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("日本", "ri-ben"),
        ("Россия", "rossiia"),
        ("Ελλάδα", "ellada"),
        ("مصر", "msr"),
        ("Łódź", "lodz"),
        ("Østfold", "ostfold"),
        ("Straße", "strasse"),
    ],
)
def test_a_value_in_another_alphabet_has_an_address_of_its_own(value: str, address: str) -> None:
    assert slug(value, "en") == address


@pytest.mark.parametrize(
    ("value", "in_german", "in_spanish"),
    [
        ("München", "muenchen", "munchen"),
        ("Ölmühle Süd", "oelmuehle-sued", "olmuhle-sud"),
        ("ÄRZTE", "aerzte", "arzte"),
        ("Gro\u00df Ko\u0308ris", "gross-koeris", "gross-koris"),
        ("Łódź, Cañón, Ærø", "lodz-canon-aero", "lodz-canon-aero"),
        ("Gəncə", "gence", "gence"),
    ],
)
def test_an_address_has_the_letters_that_the_language_of_its_page_writes(
    value: str, in_german: str, in_spanish: str
) -> None:
    assert slug(value, "de") == in_german
    assert slug(value, "es") == in_spanish


def test_the_pages_of_a_city_have_its_name_as_each_language_writes_it(tmp_path: Path) -> None:
    folder = project(tmp_path / "p", settings=SETTINGS.replace('["en", "es"]', '["de", "en"]'))
    front = FRONT + "\nmatrix: {lang: [de, en], state: [Köln]}\nredirect_from: ['{lang}/alt/{state}']"
    write(folder, "n1", explainer(front_matter=front, parameters_cell=PARAMETERS))
    pages = plan_pages(read_project(folder)).pages
    assert [page.address for page in pages] == ["de/n1/koeln", "en/n1/koln"]
    assert [page.redirect_from for page in pages] == [("de/alt/koeln",), ("en/alt/koln",)]


def test_a_newsroom_says_how_its_own_language_writes_letters_in_addresses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project(tmp_path / "p")
    (folder / "languages").mkdir()
    written = folder / "languages" / "da.toml"
    written.write_text('[addresses.letters]\n"å" = "aa"\n"ø" = "oe"\n"æ" = "ae"\n', "utf-8")
    monkeypatch.chdir(folder)
    assert slug("Ærøskøbing, Åbenrå", "da") == "aeroeskoebing-aabenraa"
    assert slug("W2", "da") == "w2"
    written.write_text('[addresses.letters]\n"å" = "aa"\n"w" = "v"\n', "utf-8")
    assert [slug("W2", "da"), slug("w2", "da"), slug("V2", "da")] == ["v2", "v2", "v2"]
    written.write_text('[addresses.letters]\n"å" = 2\n', "utf-8")
    with pytest.raises(UsageError, match=r"languages/da\.toml, addresses\.letters\.å"):
        slug("Åbenrå", "da")


def test_an_address_that_was_made_before_stays_as_it_is() -> None:
    before = {"Nuevo México, 2023": "nuevo-mexico-2023", "O’Brien": "obrien", "a–b": "a-b", "½": "1-2", "": "none"}
    assert {value: slug(value, "es") for value in before} == before
    assert slug("Đà Nẵng", "en") == "da-nang"


def test_a_value_that_leaves_nothing_for_an_address_keeps_its_own_page_out(tmp_path: Path) -> None:
    plan = planned(tmp_path, 'matrix: {state: ["★", TN, "—"]}')
    assert addresses(plan) == ["en/n1/tn"]
    assert [problem.what for problem in plan.problems] == [
        "state = '★' leaves nothing for an address, which has lowercase letters and digits",
        "state = '—' leaves nothing for an address, which has lowercase letters and digits",
    ]
    assert plan.unplanned == {"n1"}


@pytest.mark.parametrize(
    ("front", "where", "what"),
    [
        ("matrix: {state: []}", "matrix, state", "the list is empty, so there would be no page"),
        (
            "matrix: {state: {table: areas, column: usps, where: {kind: county}}}",
            "matrix, state",
            "no row of the table matches table: areas, column: usps, where: {'kind': 'county'}, "
            "so there would be no page",
        ),
        (
            "matrix: {state: [TN, WY], exclude: [{state: WYY}]}",
            "matrix, exclude",
            "state: WYY is not an edition, so it excludes nothing",
        ),
        (
            "matrix: {state: [TN, WY]}\ndefault_edition: {state: US}",
            "default_edition",
            "no edition has these values: state: US",
        ),
    ],
)
def test_values_that_no_edition_has_are_refused(tmp_path: Path, front: str, where: str, what: str) -> None:
    folder = project(tmp_path / "p", tables={"areas": "usps,kind\nTN,state\n"})
    write(folder, "pay", explainer(front_matter=f"{FRONT}\n{front}", parameters_cell=PARAMETERS))
    plan = plan_pages(read_project(folder))
    assert plan.unplanned == {"pay"}
    assert [(one.where, one.what) for one in plan.problems] == [(f"notebooks/pay.ipynb, front matter, {where}", what)]


def test_a_value_that_is_listed_twice_is_refused(tmp_path: Path) -> None:
    problem = planned(tmp_path, "matrix: {state: [TN, TN]}").problems[0]
    assert problem.fix == "remove one of the two from the matrix: it has the same values twice"


def test_two_values_that_come_to_one_address_are_refused(tmp_path: Path) -> None:
    assert errors(planned(tmp_path, "matrix: {state: [TN, tn]}").problems) == [
        "notebooks/n1.ipynb, front matter, address | "
        "n1 (lang=en, state=TN) and n1 (lang=en, state=tn) have the same address, 'en/n1/tn' | "
        "change a value of state: both give the same letters and digits"
    ]


@pytest.mark.parametrize(
    ("front", "long"),
    [
        (f"address: en/{'a' * 300}", f"an address of 303 characters is longer than 200: en/{'a' * 37}…"),
        (f"address: en/{'a/' * 120}b", f"an address of 244 characters is longer than 200: en/{'a/' * 18}a…"),
        (
            f"matrix: {{state: [TN, {'x' * 260}]}}",
            f"an address of 266 characters is longer than 200: en/n1/{'x' * 34}…",
        ),
        (f"redirect_from: en/{'a' * 300}", f"an address of 303 characters is longer than 200: en/{'a' * 37}…"),
    ],
)
def test_an_address_that_no_file_system_takes_is_refused(tmp_path: Path, front: str, long: str) -> None:
    plan = planned(tmp_path, front)
    assert [problem.what for problem in plan.problems] == [long]
    assert plan.problems[0].fix == "set a shorter address:, or use shorter values in it"
    assert addresses(plan) == (["en/n1/tn"] if front.startswith("matrix") else [])


@pytest.mark.parametrize("address", ["robots.txt", "sitemap.xml", "data/x", "embed", "manifest.json", "es"])
def test_a_name_that_the_site_writes_itself_is_kept_for_it(tmp_path: Path, address: str) -> None:
    plan = planned(tmp_path, f"address: {address}", "address: en/ok", f"address: en/new\nredirect_from: {address}")
    assert addresses(plan) == ["en/ok"]
    assert [(problem.where, problem.what) for problem in plan.problems] == [
        ("notebooks/n1.ipynb, front matter, address", f"{address!r} is reserved for the site"),
        ("notebooks/n3.ipynb, front matter, redirect_from", f"{address!r} is reserved for the site"),
    ]


@pytest.mark.parametrize(
    "address",
    ["en/feed.xml", "en/index.html", "en/who/facts.json", "en/who/card.png", "en/who/states.csv/x", "en/a.ipynb"],
)
def test_an_address_that_is_the_name_of_a_file_is_refused(tmp_path: Path, address: str) -> None:
    plan = planned(tmp_path, f"address: {address}", f"address: en/new\nredirect_from: {address}", "address: en/who")
    assert addresses(plan) == ["en/who"]
    assert [problem.where.rpartition(", ")[2] for problem in plan.problems] == ["address", "redirect_from"]
    assert "is a file name" in plan.problems[0].what


def test_an_address_where_another_page_keeps_its_figures_is_refused_and_only_that_page(tmp_path: Path) -> None:
    plan = planned(
        tmp_path,
        "address: en/who",
        "address: en/who/embed/x",
        "address: en/b\nredirect_from: en/who/embed/y",
        "address: en/who/tn",
    )
    assert addresses(plan) == ["en/b", "en/who", "en/who/tn"]
    assert [page.redirect_from for page in plan.pages] == [(), (), ()]
    assert [problem.what for problem in plan.problems] == [
        "'en/who/embed/x' is the folder of charts for other sites of the page 'en/who'",
        "'en/who/embed/y' is the folder of charts for other sites of the page 'en/who'",
    ]


@pytest.mark.parametrize("template", ["{lang}/x{", "{lang}/x}"])
def test_an_address_whose_braces_do_not_match_is_refused(tmp_path: Path, template: str) -> None:
    problem = planned(tmp_path, f"address: '{template}'").problems[0]
    assert problem.where == "notebooks/n1.ipynb, front matter, address"
    assert problem.what.startswith(f"{template!r} is not an address: ")


# Settings.


def refused(root: Path, settings: str, theme: bytes | None = None) -> list[str]:
    folder = project(root / "p", settings=settings)
    if theme is not None:
        (folder / "theme.toml").write_bytes(theme)
    with pytest.raises(SettingsError) as caught:
        read_project(folder)
    assert CliRunner().invoke(main, ["--project", str(folder), "check"]).exit_code == 2
    return [problem.what for problem in caught.value.problems]


@pytest.mark.parametrize("code", ["xx", "english", "e", "", "en/us", "zz-zz"])
def test_a_code_that_is_no_language_is_refused(tmp_path: Path, code: str) -> None:
    found = refused(tmp_path, f'[tool.nutgraf]\nlanguages = ["en", "{code}"]')
    assert found == [
        f"languages = ['en', {code!r}]: {code!r} is not a language code; write codes such as en, es or pt-br"
    ]


@pytest.mark.parametrize(("code", "small"), [("EN", "en"), ("en_US", "en-us"), ("pt-BR", "pt-br")])
def test_a_code_in_capitals_is_refused_with_the_way_to_write_it(tmp_path: Path, code: str, small: str) -> None:
    found = refused(tmp_path, f'[tool.nutgraf]\nlanguages = ["es", "{code}"]')
    assert found == [f"languages = ['es', {code!r}]: write {small!r} for {code!r}: small letters, and hyphens"]


@pytest.mark.parametrize(
    "contact",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)@x.org",
        "data:text/html,x",
        "//example.org",
        "mailto:desk@example.org",
        "not an address",
        "https://",
        "https://exa mple.org",
        "https://example.org/\\u0001",
        "desk@example",
    ],
)
def test_a_contact_that_is_no_address_of_people_is_refused(tmp_path: Path, contact: str) -> None:
    what = refused(tmp_path, f'[tool.nutgraf]\ncontact = "{contact}"')[0]
    assert what.endswith("write an e-mail address, such as desk@example.org, or a web address with https://")


@pytest.mark.parametrize("url", ["https://", "https://exa mple.org", 'https://x.org/\\"onload=', "http:///x"])
def test_a_site_address_that_leads_nowhere_is_refused(tmp_path: Path, url: str) -> None:
    what = refused(tmp_path, f'[tool.nutgraf]\nsite_url = "{url}"')[0]
    assert what.endswith("write the whole address, beginning with https://")


def test_a_site_address_with_a_question_in_it_is_refused(tmp_path: Path) -> None:
    assert "write it without ? and #" in refused(tmp_path, '[tool.nutgraf]\nsite_url = "https://x.org/?a=b"')[0]


def test_a_name_that_no_page_can_hold_is_refused(tmp_path: Path) -> None:
    end = "it holds the character U+0001, which no page can hold"
    assert refused(tmp_path / "1", '[tool.nutgraf]\nname = "De\\u0001sk"')[0].endswith(end)
    assert refused(tmp_path / "2", "", b'name = "De\\u0001sk"')[0].endswith(end[3:])


def test_settings_that_are_no_table_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "1", "[tool]\nnutgraf = 5") == ["it is 5, and not a table of settings"]
    assert refused(tmp_path / "2", "tool = 5") == ["it is 5, and not a table of settings"]


def test_files_of_settings_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "1", "", b'name = "\xff"') == ["this file is not UTF-8 text"]
    folder = project(tmp_path / "2" / "p")
    (folder / "theme.toml").mkdir()
    with pytest.raises(SettingsError, match=r"theme\.toml\n  what   this is not a file that can be read"):
        read_project(folder)
    (folder / "theme.toml").rmdir()
    (folder / "pyproject.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"pyproject\.toml\n  what   this file is not UTF-8 text"):
        read_project(folder)


def test_a_theme_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project(tmp_path / "p")
    (folder / "theme.toml").write_text("")
    plain = Path.read_text

    def denied(path: Path, *arguments: str, **named: str) -> str:
        if path.name == "theme.toml":
            raise PermissionError(13, "Permission denied")
        return plain(path, *arguments, **named)

    monkeypatch.setattr(Path, "read_text", denied)
    with pytest.raises(SettingsError, match="this file cannot be read: Permission denied"):
        read_project(folder)


# What `check` sees.


def checked(folder: Path, *names: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["--project", str(folder), "check", *names])
    return done.exit_code, done.output


def test_check_takes_patterns_and_folders_as_build_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project(tmp_path / "p")
    for name in ("d-one", "d-two", "other", "_d-starter", "in/d-three"):
        write(folder, name, explainer())
    monkeypatch.chdir(folder)
    assert "2 notebooks and the data" in checked(folder, "notebooks/d-*.ipynb")[1]
    assert "4 notebooks and the data" in checked(folder, "notebooks")[1]
    assert "3 notebooks and the data" in checked(folder, "notebooks/**/d-*.ipynb")[1]
    assert "1 notebook and the data" in checked(folder, str(folder / "notebooks" / "in" / "*.ipynb"))[1]
    status, said = checked(folder, "notebooks/d-on.ipynb")
    assert status == 2
    assert "there is no such notebook\n  fix    did you mean 'notebooks/d-one.ipynb'?" in said


def test_check_says_which_parameter_makes_pages_that_are_all_the_same(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    front = f"{FRONT}\nmatrix: {{lang: [en, es], state: [TN, WY], year: [1, 2], unused: [1]}}"
    given = f"{PARAMETERS}\nyear: int = 1\nunused: int = 1"
    cells = [code("x = year + 1", id="x"), prose("All states of statehood.", id="all")]
    write(folder, "pay", explainer(*cells, front_matter=front, parameters_cell=given))
    status, said = checked(folder)
    assert status == 0
    assert "state has 2 values, but no cell or headline uses it: its pages are all the same" in said
    assert "year has" not in said
    assert "unused has" not in said
    write(folder, "pay", explainer(*cells, prose("{{ state }}", id="s"), front_matter=front, parameters_cell=given))
    assert "all the same" not in checked(folder)[1]


def test_check_names_the_cell_that_gives_lang_another_value(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    cells = [
        code("for lang in ('en', 'es'):\n    pass", id="loop"),
        code("def f():\n    lang = 1\nnames = [lang for lang in 'ab']\nx = lang", id="fine"),
        code("with open('x') as lang: pass", id="with"),
    ]
    write(folder, "pay", explainer(*cells))
    status, said = checked(folder)
    assert status == 0
    where = "notebooks/pay.ipynb, before the first heading, "
    assert f"{where}3rd cell; {where}5th cell\n  what   lang is assigned here" in said
    assert "4th cell" not in said


@pytest.mark.parametrize("key", ["topic", "withdrawn"])
def test_words_for_readers_of_one_language_alone_are_reported(tmp_path: Path, key: str) -> None:
    folder = project(tmp_path / "p")
    front = f"{FRONT}\nmatrix: {{lang: [en, es]}}\n{key}: {{en: Taxes}}"
    write(folder, "pay", explainer(front_matter=front))
    assert f"{key} has no 'es'" in checked(folder)[1]


def test_a_notebook_that_was_copied_is_reported_once_and_not_for_each_of_its_pages(tmp_path: Path) -> None:
    matrix = "matrix: {lang: [en, es], state: [TN, WY]}\naddress: '{lang}/pay/{state}'"
    assert errors(planned(tmp_path, matrix, matrix).problems) == [
        "notebooks/n2.ipynb, front matter, address | "
        "n1 (lang=en, state=TN) and n2 (lang=en, state=TN) have the same address, 'en/pay/tn', and so have 3 more addresses | "
        "give one of the two notebooks another address:, or delete it if it is a copy of the other"
    ]


def test_an_earlier_address_that_is_named_twice_is_said_to_be_so(tmp_path: Path) -> None:
    plan = planned(tmp_path, "address: en/new\nredirect_from: [en/old, en/old]")
    assert [(problem.what, problem.fix) for problem in plan.problems] == [
        ("'en/old' is on the list 2 times", "keep one of them")
    ]


def test_a_dry_run_names_what_keeps_pages_from_being_planned(tmp_path: Path) -> None:
    write(project(tmp_path / "p"), "n1", explainer(front_matter=f"{FRONT}\nmatrix: {{county: [A]}}"))
    result = CliRunner().invoke(main, ["--project", str(tmp_path / "p"), "build", "--dry-run"])
    assert "no parameter named 'county'" in result.output
    assert "No page would be made." in result.output
    assert result.exit_code == 1
