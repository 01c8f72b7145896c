"""What readers of the page on the IRS agreement are told: dated, sourced, and no further than the file goes."""

from __future__ import annotations

import csv
import html
import re

import pytest

from support.sites import ROOT, BuiltSite

PAGES = ("en/irs-dhs-agreement", "es/irs-dhs-agreement")
LAST_RULING = {"en": "Feb. 26, 2026", "es": "26 de febrero de 2026"}
EN, ES = PAGES

with (ROOT / "data" / "timeline_irs_dhs_case.csv").open(encoding="utf-8", newline="") as _file:
    EVENTS = list(csv.DictReader(_file))


def words(page: str) -> str:
    """The page as it is read aloud: no tags, no drawings, no code to paste, one space between words."""
    article = re.sub(r"<(svg|style|script|textarea)\b.*?</\1>", " ", page, flags=re.S)
    article = re.sub(r"</?(data|a|em|strong|span|abbr)\b[^>]*>", "", article)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", article)))


def prose(page: str) -> str:
    """What we wrote ourselves: the page up to its list of sources, whose titles are others' words."""
    return words(page.split('id="sources"')[0])


def items(page: str) -> list[str]:
    """The list items of the page, tags and all."""
    return re.findall(r"<li\b[^>]*>(.*?)</li>", page, re.S)


# --- the record ---


def test_the_last_event_on_file_is_of_june_2026() -> None:
    assert max(event["event_date"] for event in EVENTS) == "2026-06-09"


def test_no_ruling_on_file_is_later_than_february_26_2026() -> None:
    judged = [event for event in EVENTS if event["actor_or_court"].startswith(("Judge", "D.C. Circuit ("))]
    assert max(event["event_date"] for event in judged) == "2026-02-26"


def test_the_addresses_given_differ_by_source() -> None:
    given = {event["source_id"]: event["people_disclosed"] for event in EVENTS if event["people_disclosed"]}
    assert given == {
        "thomsonreuters_feb2026": "47289",
        "fedscoop_oct2025": "47489",
        "mahometdaily_20251121": "47000",
        "forbes_qoshe_20260609": "47000",
    }


# --- the page ---


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event["event_id"])
def test_every_event_is_told_with_its_date_and_a_link_to_its_source(
    real_site: BuiltSite, address: str, event: dict[str, str]
) -> None:
    lang = address[:2]
    when = event[f"when_{lang}"]
    told = [item for item in items(real_site.html(address)) if event[f"event_{lang}"] in words(item)]
    assert len(told) == 1
    assert words(told[0]).startswith(f"{when[0].upper()}{when[1:]}. ")
    assert f'href="#source-{event["source_id"]}"' in told[0]


@pytest.mark.parametrize(
    ("address", "counts"),
    [
        (EN, ("47,289 people", "47,489 matches", "about 47,000 people", "nearly 47,000 people")),
        (ES, ("47,289 personas", "47,489 coincidencias", "alrededor de 47,000 personas", "casi 47,000 personas")),
    ],
)
def test_the_addresses_given_are_printed_as_each_source_counts_them(
    real_site: BuiltSite, address: str, counts: tuple[str, ...]
) -> None:
    page = prose(real_site.html(address))
    assert [count for count in counts if count not in page] == []


@pytest.mark.parametrize(("address", "share", "breaches"), [(EN, "nearly 5%", "42,695"), (ES, "casi el 5%", "42,695")])
def test_the_irs_share_and_the_courts_count_never_stand_in_one_sentence(
    real_site: BuiltSite, address: str, share: str, breaches: str
) -> None:
    sentences = re.split(r"(?<=[.?!)])\s", prose(real_site.html(address)))
    assert any(share in sentence for sentence in sentences)
    assert any(breaches in sentence for sentence in sentences)
    assert not [sentence for sentence in sentences if share in sentence and breaches in sentence]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (EN, "This page is told as of June 2026"),
        (EN, "The file holds no court ruling made after Feb. 26, 2026"),
        (ES, "Esta página cuenta lo sabido hasta junio de 2026"),
        (ES, "El archivo no tiene fallos judiciales posteriores al 26 de febrero de 2026"),
    ],
)
def test_the_page_says_how_far_its_file_goes_before_the_first_heading(
    real_site: BuiltSite, address: str, said: str
) -> None:
    assert said in words(real_site.html(address).split("<h2")[0])


@pytest.mark.parametrize("address", PAGES)
def test_no_date_on_the_page_is_later_than_the_file_but_those_of_our_own_work(
    real_site: BuiltSite, address: str
) -> None:
    months = "July|Aug|Sept|Oct|Nov|Dec|julio|agosto|septiembre|octubre|noviembre|diciembre"
    found = re.findall(rf"(?:\d+ de )?(?:{months})\w*\.? (?:de |\d+, )?2026", prose(real_site.html(address)))
    assert set(found) == (
        {"Nov. 24, 2026", "Nov. 23, 2026"} if address == EN else {"24 de noviembre de 2026", "23 de noviembre de 2026"}
    )


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    "name",
    [
        "Scott Bessent",
        "Kristi Noem",
        "Centro de Trabajadores Unidos",
        "Immigrant Solidarity DuPage",
        "Dabney L. Friedrich",
        "Colleen Kollar-Kotelly",
        "Indira Talwani",
        "Melanie Krause",
        "Dottie Romo",
        "Billy Long",
    ],
)
def test_names_are_right(real_site: BuiltSite, address: str, name: str) -> None:
    assert name in prose(real_site.html(address))


@pytest.mark.parametrize(("address", "ours"), [(EN, {"about"}), (ES, {"hacia"})])
def test_nobody_is_quoted(real_site: BuiltSite, address: str, ours: set[str]) -> None:
    quoted = re.findall(r"[“«\"]([^”»\"]+)[”»\"]", prose(real_site.html(address)))
    assert set(quoted) == ours


@pytest.mark.parametrize("address", PAGES)
def test_an_event_known_only_to_its_month_is_given_no_day(real_site: BuiltSite, address: str) -> None:
    page = prose(real_site.html(address))
    first_days = {"en": r"\b(Feb\.|April|June) 1, 2025", "es": r"(?<!\d)1 de (febrero|abril|junio) de 2025"}
    assert not re.search(first_days[address[:2]], page)


@pytest.mark.parametrize("address", PAGES)
def test_numbers_that_the_congressional_researchers_are_only_said_to_give_are_not_printed_as_theirs(
    real_site: BuiltSite, address: str
) -> None:
    update = next(event for event in EVENTS if event["event_id"] == "crs-update")
    told = next(item for item in items(real_site.html(address)) if update[f"event_{address[:2]}"] in words(item))
    assert "<data" not in told


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("case", ["1:25-cv-00677", "25-5181", "26-5006", "1:25-cv-12822"])
def test_each_case_is_named_by_its_number(real_site: BuiltSite, address: str, case: str) -> None:
    assert case in prose(real_site.html(address))


@pytest.mark.parametrize(
    ("address", "said"), [(EN, "from $147 billion to $479 billion"), (ES, "de 147 mil millones de dólares a 479 mil")]
)
def test_the_projection_of_lost_revenue_stands_with_its_range(real_site: BuiltSite, address: str, said: str) -> None:
    assert said in prose(real_site.html(address))


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("gap", ["{{", "{%", "nan", "None", "NaT", "undefined", "billón", "billones"])
def test_the_page_has_no_gap_and_no_word_that_is_wrong_by_a_thousand(
    real_site: BuiltSite, address: str, gap: str
) -> None:
    assert not re.search(rf"(?<!\w){re.escape(gap)}(?!\w)", words(real_site.html(address)))


def test_both_languages_print_the_same_facts(real_site: BuiltSite) -> None:
    facts = [sorted(re.findall(r'<data value="([^"]+)"', real_site.html(address))) for address in PAGES]
    assert facts[0] == facts[1]
