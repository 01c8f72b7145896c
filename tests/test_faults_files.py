"""What a file of the site may hold: no formula for a spreadsheet, no address that runs, no character that deceives."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from nutgraf import ledger
from nutgraf.errors import PageError
from nutgraf.page import Page, read_page
from nutgraf.render import render_page
from nutgraf.render.factsheet import fact_sheet
from nutgraf.render.syndication import page_json
from nutgraf.render.view import page_frame
from nutgraf.theme import Look
from support import executed, hostile_strings

FORMULAS = ["=1+1", "+A1", "-A1", "@SUM(A1)", "\tx", "\rx", "\n=x", "＝1+1", '=HYPERLINK("https://x")', "-$5 million"]
NUMBERS = ["-5", "+3.2%", "-$12", "-1,234.5", "-1e-5", "–", "5-3"]


def drawn(spec: Any, *, width: int, lang: str, key: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="200" viewBox="0 0 {width} 200"></svg>'


def page_of(*cells: Any, **changed: Any) -> Page:
    return read_page(executed.notebook(*cells, **changed))


def files(page: Page) -> dict[str, bytes]:
    made = render_page(page, draw=drawn)
    others = dict(made.files) | dict(fact_sheet(page, page_frame(page, Look()), ledger.claims_of(page)).files)
    known = page_json(made.article, {}, [*others.items()])
    return {"index.html": made.html, "page.json": known, **others}


def rows(content: bytes) -> list[list[str]]:
    lines = content.decode("utf-8-sig").split("\n")
    text = "\n".join(line for line in lines if not line.startswith("# "))
    return list(csv.reader(io.StringIO(text, newline="")))


def one_column(values: list[Any]) -> Any:
    columns = [{"label": "=State", "numeric": False}]
    table = {"columns": columns, "rows": [[str(each)] for each in values], "raw": [[each] for each in values]}
    return executed.code("nutgraf.figure()", executed.figure(table=table))


def test_a_value_that_a_spreadsheet_would_run_is_opened_by_an_apostrophe_in_a_download() -> None:
    download = rows(files(page_of(one_column([*FORMULAS, "Tennessee", "x\r=1"])))["taxes-by-state.csv"])
    cells = [each.replace("\r", "\n") for each in FORMULAS]
    assert download == [["'=State"], *[[f"'{each}"] for each in cells], ["Tennessee"], ["x\n=1"]]


def test_a_number_below_zero_stays_a_number_in_a_download() -> None:
    download = rows(files(page_of(one_column(["=1", -5, -0.25, *NUMBERS])))["taxes-by-state.csv"])
    assert download[1:] == [["'=1"], ["-5"], ["-0.25"], *[[each] for each in NUMBERS]]


def test_a_value_that_a_spreadsheet_would_run_is_opened_by_an_apostrophe_in_the_fact_sheet() -> None:
    claim = executed.claim(1, text="=1+1", value=-5, publisher="@ITEP", derivation="-a - b")
    page = page_of(executed.prose(f"It paid {executed.fact(1, '=1+1', '-5')}.", claim))
    heading, row = rows(files(page)["facts.csv"])
    said = dict(zip(heading, row, strict=True))
    assert (said["text"], said["value"]) == ("'=1+1", "-5")
    assert (said["publisher"], said["derivation"]) == ("'@ITEP", "'-a - b")


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "JavaScript:alert(1)", " javascript:x", "java\nscript:x", "data:text/html,x"),
        *("not a url", "//elsewhere.example/x", "file:///etc/passwd", "vbscript:x", "https://a b"),
    ],
)
def test_no_address_but_of_the_web_or_of_mail_becomes_a_link(address: str) -> None:
    sources = {"itep": executed.ITEP | {"url": address}}
    prose = executed.prose(f"It paid {executed.fact(1)}.", executed.claim(1))
    site = {"contact": address, "url": "https://ledger.example"}
    made = files(page_of(prose, sources=sources, site=site))
    linked = [name for name, content in made.items() if f'href="{address}"'.encode() in content]
    known = [name for name in ("index.html", "page.json") if f'"url": {json.dumps(address)}'.encode() in made[name]]
    assert linked + known == []
    assert b"Seen something wrong?" not in made["index.html"]


def test_an_address_of_the_web_or_of_mail_is_a_link() -> None:
    for contact, href in (
        ("desk@ledger.example", "mailto:desk@ledger.example?subject="),
        ("mailto:desk@ledger.example", "mailto:desk@ledger.example"),
        ("https://ledger.example/errors", "https://ledger.example/errors"),
    ):
        made = files(page_of(executed.prose("Words."), site={"contact": contact}))
        assert f'<a href="{href}'.encode() in made["index.html"]


UNFIT = [
    ("\x00", "a null character (U+0000)"),
    ("\x1b", "an escape character (U+001B)"),
    ("\x07", "a control character (U+0007)"),
    ("\x92", "a control character (U+0092)"),
    ("\u202e", "a character that changes the direction of the text (U+202E)"),
    ("\u2067", "a character that changes the direction of the text (U+2067)"),
    ("\ud800", "half a character (U+D800)"),
]


@pytest.mark.parametrize(("character", "named"), UNFIT, ids=[name for _, name in UNFIT])
def test_a_character_that_deceives_is_refused_with_the_cell_that_holds_it(character: str, named: str) -> None:
    with pytest.raises(PageError) as raised:
        page_of(executed.prose(f"## Why?\n\nThey paid{character} more."))
    (problem,) = raised.value.problems
    assert problem.where.startswith('notebooks/taxes.ipynb, under "Why?"')
    assert problem.what.startswith(f"{named} is in “")
    assert problem.what.endswith(f"They paid\\u{ord(character):04x} more.”")
    assert problem.fix == "take it out; it is invisible or misleading"


@pytest.mark.parametrize("text", hostile_strings.UNFIT, ids=ascii)
def test_no_page_holds_a_text_that_ends_for_a_machine_or_turns_around_for_a_reader(text: str) -> None:
    places: tuple[dict[str, Any], ...] = ({"words": {"title": f"Who {text} pays"}}, {"authors": [text]})
    for changed in places:
        with pytest.raises(PageError, match="take it out"):
            page_of(executed.prose("Words."), **changed)
    with pytest.raises(PageError, match="take it out"):
        page_of(executed.code("nutgraf.figure()", executed.figure(notes=text)))


def test_a_character_that_deceives_is_refused_wherever_it_comes_from() -> None:
    bad = "Tennes\u202esee"
    table = {"columns": [{"label": "State"}], "rows": [[bad]], "raw": [[bad]]}
    row = executed.claim(1)["inputs"][0]
    claim = executed.claim(1, inputs=[row | {"key": {"usps": "T\x1bN"}}])
    places = []
    for cells, changed in [
        ([executed.code("nutgraf.figure()", executed.figure(table=table))], {}),
        ([executed.code("nutgraf.figure()", executed.figure(notes="a\x1bb"))], {}),
        ([executed.prose(f"It paid {executed.fact(1)}.", claim)], {}),
        ([executed.prose("Words.")], {"words": {"title": "Who\x07 pays"}}),
        ([executed.prose("Words.")], {"site": {"name": "The \x1bDesk"}}),
        ([executed.prose("Words.")], {"authors": ["Ana \u202eRuiz"]}),
        ([executed.prose("Words.")], {"sources": {"itep": executed.ITEP | {"title": "A\x00B"}}}),
    ]:
        with pytest.raises(PageError) as raised:
            page_of(*cells, **changed)
        places.append(raised.value.problems[0].where)
    assert places == [
        "notebooks/taxes.ipynb, before the first heading, 2nd cell",
        "notebooks/taxes.ipynb, before the first heading, 2nd cell",
        "data/itep_2022_states.csv",
        "notebooks/taxes.ipynb, front matter",
        "pyproject.toml, [tool.nutgraf]",
        "notebooks/taxes.ipynb, front matter",
        "data/sources.csv, source_id itep",
    ]
