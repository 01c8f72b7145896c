"""Editions of one explainer, read side by side: one sentence by its wordings, and pages that differ in little but a name."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from nutgraf.check_settings import SiteCheckSettings
from nutgraf.site_check.alike_editions import editions_differ
from nutgraf.site_check.built_site import BuiltPage
from nutgraf.site_check.html_file import read_html
from nutgraf.site_check.wordings import extremes, wordings


def site(folder: Path, texts: dict[str, str], *, alike_percent: int = 0, lang: str = "en") -> Any:
    """A built site with an edition for each region, and these words on its page."""
    pages, files = [], {}
    for name, text in texts.items():
        path = f"{name.lower()}.html"
        (folder / path).write_text(
            f'<!doctype html><html lang="en"><body><main>{text}</main></body></html>', encoding="utf-8"
        )
        files[path] = read_html(folder / path, path)
        pages.append(
            BuiltPage(
                address=name.lower(),
                path=path,
                explainer="honey",
                lang=lang,
                size=1,
                sheet={},
                alternates={},
                name=name,
            )
        )
    settings = SimpleNamespace(site_check=SiteCheckSettings(alike_percent=alike_percent))
    return SimpleNamespace(pages=tuple(pages), files=files, project=settings)


def test_the_edition_with_a_wording_of_its_own_comes_first(tmp_path: Path) -> None:
    made = site(
        tmp_path,
        {
            "Ashmere": "<p>Keepers in Ashmere paid $314.2 million.</p>",
            "Briscany": "<p>Keepers in Briscany paid up to $12 million.</p>",
            "Corvane": "<p>Keepers in Corvane paid $7 million. More is not known.</p>",
            "Dalen": "<p>No figure is known.</p>",
        },
    )
    found = wordings(made, ["ashmere", "briscany", "corvane", "dalen"], "keepers in")
    assert [(one.text, [address for address, _ in one.pages]) for one in found] == [
        ("Keepers in […] paid up to #.", ["briscany"]),
        ("Keepers in […] paid #.", ["ashmere", "corvane"]),
        ("", ["dalen"]),
    ]


SAME = "<p>The board estimates what all keepers of the country pay in honey tax in each year.</p>"


def test_editions_that_share_nearly_all_their_words_are_reported(tmp_path: Path) -> None:
    made = site(tmp_path, {"Ashmere": f"{SAME}<p>Ashmere.</p>", "Dalen": f"{SAME}<p>Dalen.</p>"}, alike_percent=80)
    assert [(problem.where, problem.what) for problem in editions_differ(made)] == [
        ("ashmere.html", "100% of its runs of five words are also in dalen.html"),
        ("dalen.html", "100% of its runs of five words are also in ashmere.html"),
    ]


def test_editions_that_differ_are_not(tmp_path: Path) -> None:
    other = "<p>Dalen keeps no bees since the flood, and its hives were sold to the neighbors one by one.</p>"
    assert list(editions_differ(site(tmp_path, {"Ashmere": SAME, "Dalen": other}, alike_percent=80))) == []


def test_without_a_limit_editions_may_be_alike(tmp_path: Path) -> None:
    assert list(editions_differ(site(tmp_path, {"Ashmere": SAME, "Dalen": SAME}))) == []


def test_a_million_and_a_billion_are_one_wording_with_its_smallest_and_largest_number(tmp_path: Path) -> None:
    shares = {"Ashmere": "0.56%", "Briscany": "6.4%", "Corvane": "2%"}
    made = site(
        tmp_path, {name: f"<p>{name} has {share}.</p><p>In all $1 billion.</p>" for name, share in shares.items()}
    )
    (found,) = wordings(made, ["ashmere", "briscany", "corvane"], "has")
    assert extremes(found) == ("Ashmere has 0.56%.", "Briscany has 6.4%.")
    paid = site(tmp_path, {"Ashmere": "<p>They paid $1.2 billion.</p>", "Briscany": "<p>They paid $3 million.</p>"})
    assert [one.text for one in wordings(paid, ["ashmere", "briscany"], "paid")] == ["They paid #."]


def test_a_sentence_may_begin_with_any_capital(tmp_path: Path) -> None:
    made = site(tmp_path, {"Ashmere": "<p>Wenig kam. Über Geld spricht niemand. Élysée: rien. ثم جاء.</p>"})
    (found,) = wordings(made, ["ashmere"], "geld")
    assert found.pages == (("ashmere", "Über Geld spricht niemand."),)


def test_numbers_are_read_as_the_language_of_the_page_writes_them(tmp_path: Path) -> None:
    paid = {"Ashmere": "1.234,5 Millionen Euro", "Briscany": "900.000 Euro", "Corvane": "2,5 Millionen Euro"}
    made = site(tmp_path, {name: f"<p>Sie zahlten {euros}.</p>" for name, euros in paid.items()}, lang="de")
    (found,) = wordings(made, ["ashmere", "briscany", "corvane"], "zahlten")
    assert (found.text, extremes(found)) == (
        "Sie zahlten #.",
        ("Sie zahlten 900.000 Euro.", "Sie zahlten 1.234,5 Millionen Euro."),
    )


def test_numbers_of_a_language_without_number_words_are_one_wording_too(tmp_path: Path) -> None:
    made = site(tmp_path, {"Ashmere": "<p>دفعوا 12.</p>", "Briscany": "<p>دفعوا 1,300.</p>"}, lang="ar")
    assert [one.text for one in wordings(made, ["ashmere", "briscany"], "دفعوا")] == ["دفعوا #."]
