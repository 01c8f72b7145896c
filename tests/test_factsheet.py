"""The fact sheet of a page: what an editor ticks off, what a spreadsheet opens, what a machine reads."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from nutgraf import ledger
from nutgraf.page import read_page
from nutgraf.render import render_page
from nutgraf.render.factsheet import fact_sheet
from nutgraf.render.view import page_frame
from nutgraf.theme import Look
from support.executed import SOURCES, claim, fact, figure, notebook, prose, stand_in

ROWS = [claim(1)["inputs"][0] | {"key": {"usps": usps}, "value": 1} for usps in ("AL", "AK", "AZ", "AR", "CA", "TN")]
TOTAL = claim(2, key="total", text="$6", value=6, derivation="1 + 1 + … + 1 (6 numbers)", inputs=ROWS)


def page(lang: str = "en", **changed: Any) -> Any:
    cells = (
        prose(f"They paid {fact(1)} in 2022.", claim(1)),
        prose(f"## How much?\n\nIn all {fact(2, '$6', '6')}.", TOTAL),
    )
    return read_page(notebook(*cells, lang=lang, **changed))


def sheet(lang: str = "en", **changed: Any) -> dict[str, bytes]:
    read = page(lang, **changed)
    return dict(fact_sheet(read, page_frame(read, Look()), ledger.claims_of(read), ledger.untraced_numbers(read)).files)


def test_the_json_says_of_each_claim_what_an_editor_asks() -> None:
    first = json.loads(sheet()["facts.json"])["claims"][0]
    promised = ("id", "place", "sentence", "lang", "text", "value", "unit", "low", "high", "derivation", "inputs")
    assert tuple(first)[: len(promised)] == promised
    assert first["sentence"] == "They paid $314.2 million in 2022."
    assert first["inputs"] == [
        {
            "table": "itep_2022_states",
            "key": {"usps": "TN", "metric": "state_local_taxes_paid"},
            "column": "value",
            "value": 314200000,
            "source_id": "itep",
            "checked_against": "publisher",
            "as_of": "2022",
        }
    ]


def test_the_json_gives_every_row_of_a_total() -> None:
    assert [row["key"]["usps"] for row in json.loads(sheet()["facts.json"])["claims"][1]["inputs"]] == [
        *("AL", "AK", "AZ", "AR", "CA", "TN")
    ]


def test_what_is_read_back_is_what_was_written() -> None:
    read = page()
    claims = ledger.claims_of(read)
    assert ledger.from_json(sheet()["facts.json"])[1] == claims


def test_the_sheet_of_a_site_is_written_with_one_page_of_it_in_memory() -> None:
    read: list[int] = []

    def pages(name: str) -> Iterator[bytes]:
        read.clear()
        for number in range(3):
            read.append(number)
            yield sheet()[name]

    for pieces in (ledger.joined(pages("facts.json"), pages=[]), ledger.joined_csv(pages("facts.csv"))):
        found = [(bool(piece), len(read)) for piece in pieces if read]
        assert found[:3] == [(True, 1), (True, 2), (True, 3)]
    one = json.loads(sheet()["facts.json"])["claims"]
    whole = json.loads(b"".join(ledger.joined(pages("facts.json"), pages=[])))
    assert whole == {"pages": [], "claims": 3 * one}
    heading, *rows = sheet()["facts.csv"].splitlines()
    assert b"".join(ledger.joined_csv(pages("facts.csv"))).splitlines() == [heading, *(3 * rows)]


def test_the_csv_opens_with_one_claim_a_row() -> None:
    content = sheet()["facts.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [(row["text"], row["value"], row["unit"]) for row in rows] == [
        ("$314.2 million", "314200000", "usd"),
        ("$6", "6", "usd"),
    ]
    assert rows[0]["inputs"] == "itep_2022_states [usps=TN, metric=state_local_taxes_paid] value = 314200000"


def test_the_sheet_has_a_box_to_tick_for_each_claim_in_its_sentence() -> None:
    html = sheet()["facts.html"].decode()
    assert html.count('<input type="checkbox">') == 2
    assert "They paid <mark>$314.2 million</mark> in 2022." in html


def test_the_sheet_is_in_the_language_of_its_page() -> None:
    html = sheet("es")["facts.html"].decode()
    assert '<html lang="es"' in html
    assert "<h1>Hoja de datos</h1>" in html


def test_the_sheet_shows_the_derivation_and_the_first_rows_of_many() -> None:
    html = sheet()["facts.html"].decode()
    assert "6 dollars = 1 + 1 + … + 1 (6 numbers)" in html
    assert "2 more rows, in facts.csv" in html


def test_the_sheet_says_which_numbers_were_seen_in_a_report() -> None:
    read = read_page(notebook(prose(fact(1), claim(1, source="channel5", checked_against="reported"))))
    html = dict(fact_sheet(read, page_frame(read, Look()), ledger.claims_of(read)).files)["facts.html"].decode()
    assert "ITEP (seen in a report, not at its publisher)" in html


def test_the_sheet_keeps_the_policy_of_the_page_and_asks_no_other_host() -> None:
    html = sheet()["facts.html"].decode()
    assert "default-src 'none'" in html
    assert re.findall(r"(?:src|action)=", html) == []
    assert 'name="robots" content="noindex"' in html


def test_the_sheet_of_the_other_language_is_a_link_away() -> None:
    assert 'href="../../../es/taxes/tn/facts.html"' in sheet()["facts.html"].decode()


def test_numbers_without_a_fact_are_listed_on_the_sheet() -> None:
    html = sheet(words={"title": "Five million paid"})["facts.html"].decode()
    assert "Numbers that lead to no source" in html
    assert "<mark>Five million</mark>: Five million paid" in html


def test_readers_find_where_a_source_has_its_number_in_which_words_and_a_lasting_copy() -> None:
    known = {"page": "Table 1", "quote": "They paid <$314.2> million", "archived_url": "https://archive.example/1"}
    sources = {**SOURCES, "itep": {**SOURCES["itep"], **known, "title_lang": "en"}}
    html = render_page(page("es", sources=sources), draw=stand_in).html.decode()
    assert ', <span lang="en">Table 1</span> (<a href="https://archive.example/1">copia archivada</a>).</li>' in html
    listed = sheet("es", sources=sources)["facts.html"].decode()
    assert "<h2>En palabras de las fuentes</h2>" in listed
    assert 'Tax Payments by Undocumented Immigrants: <q lang="en">They paid &lt;$314.2&gt; million</q></li>' in listed
    plain = render_page(page(), draw=stand_in)
    assert "archived copy" not in plain.html.decode()
    assert "In the words of the sources" not in sheet()["facts.html"].decode()
    hostile = {**SOURCES, "itep": {**SOURCES["itep"], "archived_url": "javascript:alert(1)"}}
    assert "javascript:" not in render_page(page(sources=hostile), draw=stand_in).html.decode()


def test_a_page_leads_to_its_fact_sheet_and_names_its_json_for_machines() -> None:
    html = render_page(page(), draw=stand_in).html.decode()
    assert '<a href="facts.html">' in html
    assert '<link rel="alternate" type="application/json" href="facts.json">' in html


def dataset(html: str) -> Any:
    said = map(json.loads, re.findall(r'<script type="application/ld\+json">(.*?)</script>', html))
    return next(each for each in said if each["@type"] == "Dataset")


def test_machines_read_which_sources_a_page_is_based_on() -> None:
    said = dataset(render_page(page(), draw=stand_in).html.decode())
    assert (said["@type"], said["inLanguage"]) == ("Dataset", "en")
    assert said["isBasedOn"][0] == {
        "@type": "CreativeWork",
        "name": "Tax Payments by Undocumented Immigrants",
        "publisher": {"@type": "Organization", "name": "Institute on Taxation and Economic Policy"},
        "url": "https://itep.org/undocumented-immigrants-taxes-2024/",
        "datePublished": "2024-07-30",
    }


def test_machines_find_the_fact_sheet_at_its_whole_address_where_the_site_has_one() -> None:
    said = dataset(render_page(page(site={"url": "https://x.example"}), draw=stand_in).html.decode())
    assert said["distribution"][0]["contentUrl"] == "https://x.example/en/taxes/tn/facts.json"


def test_no_text_of_a_page_can_end_its_data_for_machines() -> None:
    words = {"title": "Words </script><img src=x>"}
    html = render_page(page(words=words), draw=stand_in).html.decode()
    assert dataset(html)["name"].endswith(": Words </script><img src=x>")


def test_a_page_without_a_figure_has_no_fact_sheet_to_lead_to() -> None:
    html = render_page(read_page(notebook(prose("Words."))), draw=stand_in).html.decode()
    assert "facts.html" not in html


def test_a_correction_is_on_the_page_in_its_language_with_its_date() -> None:
    corrections = [{"date": "2026-12-01", "was": "$314.2 million", "now": "$320 million", "kind": "correction"}]
    html = render_page(page("es", corrections=corrections), draw=stand_in).html.decode()
    assert '<h2 id="corrections">Correcciones</h2>' in html
    assert "1 de diciembre de 2026: esta página decía antes «$314.2 million»; la cifra es $320 million." in html


def test_the_corrections_lead_to_earlier_versions_where_the_site_keeps_them() -> None:
    corrections = [{"date": "2026-12-01", "was": "$314.2 million", "now": "$320 million", "kind": "correction"}]
    link = '<a href="../../../archive/es/taxes/tn/index.html">Versiones anteriores</a>'
    for archive in (True, False):
        site = {"archive": True} if archive else {}
        html = render_page(page("es", corrections=corrections, site=site), draw=stand_in).html.decode()
        assert (link in html) is archive


def test_a_chart_with_a_figure_in_its_alt_text_is_on_the_sheet() -> None:
    from support.executed import code

    shown = figure(claims=[claim(1, place="figure:taxes-by-state:alt")])
    read = read_page(notebook(prose("## How much?"), code("figure()", shown)))
    html = dict(fact_sheet(read, page_frame(read, Look()), ledger.claims_of(read)).files)["facts.html"].decode()
    assert "alt text:" in html
