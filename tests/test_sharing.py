"""Pages where they are shared and handed on: cards, images, frames, and what other systems are given."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import struct
from typing import Any

import pytest
from nbformat.v4 import new_output

from nutgraf.mime_types import MEDIA
from nutgraf.page import read_page
from nutgraf.render import render_page
from nutgraf.render.dataset import dataset
from nutgraf.render.page_images import images
from nutgraf.render.plaintext import plain_text
from nutgraf.render.rendered_page import RenderedPage
from nutgraf.render.syndication import page_json, placed_files
from nutgraf.vega.share_images import ImageText, card, figure_image, fits_card, to_png
from nutgraf.vega.text_metrics import TextStyle
from support.executed import claim, code, fact, figure, notebook, prose, rich, stand_in

LIVE = {"url": "https://ledger.example/explainers"}
TALL = '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="900" viewBox="0 0 320 900"><g/></svg>'


def rendered(*cells: Any, **changed: Any) -> RenderedPage:
    """The page these cells make, its figures drawn by nobody."""
    return render_page(read_page(notebook(*cells, **changed)), draw=stand_in)


def with_figure(**changed: Any) -> RenderedPage:
    """A page of one figure."""
    return rendered(code("f", figure()), **{"site": LIVE, **changed})


def linked(made: RenderedPage) -> dict[str, Any]:
    """What the page tells machines of itself as an article."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', made.html.decode())
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def meta(made: RenderedPage) -> dict[str, str]:
    """The page's meta elements by their name."""
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', made.html.decode())
    return {name: html.unescape(content) for name, content in found}


# Cards


def test_a_card_shows_the_figure_that_the_front_matter_names():
    made = with_figure(thumbnail="taxes-by-state", words_claims=[claim(1, place="title")])
    assert "Tennessee collects more than Kentucky" in made.article.card.svg
    assert made.article.card.alt.startswith("Tennessee collects more than Kentucky. Two bars:")


def test_a_card_shows_the_number_of_the_headline_where_no_figure_is_named():
    made = with_figure(words_claims=[claim(1, place="title")])
    assert ">$314.2 million</text>" in made.article.card.svg
    assert made.article.card.alt == "What immigrants pay"


def test_a_card_says_of_its_number_that_it_is_an_estimate_of_which_year_and_by_whom():
    made = rendered(prose("Words."), words_claims=[claim(1, place="title")], estimators=["ITEP"])
    assert ">Estimate, 2022. Source: Institute on Taxation and Economic Policy</text>" in made.article.card.svg
    counted = rendered(prose("Words."), words_claims=[claim(1, place="title", source="channel5")])
    assert ">2022. Source: ITEP, as reported by NewsChannel 5 Nashville</text>" in counted.article.card.svg


def test_a_card_shows_the_big_number_of_a_page_with_what_it_counts():
    words = {"number": "$314.2 million", "label": "a year in state and local taxes"}
    plain = {"size": [0, 0], "file": "", "digest": "", "href": "", "rows": [], "script": {}}
    bundle = plain | {"kind": "number", "words": words, "claims": [claim(1, place="number")]}
    made = rendered(code("f", figure()), code("n", new_output("display_data", data={MEDIA: bundle})))
    assert ">$314.2 million</text>" in made.article.card.svg
    assert "a year in state and local taxes" in made.article.card.svg
    assert made.article.card.alt == "$314.2 million a year in state and local taxes"


def test_a_figure_too_tall_to_be_read_on_a_card_gives_way_to_the_number():
    assert not fits_card(TALL)
    page = read_page(notebook(code("f", figure()), thumbnail="taxes-by-state", words_claims=[claim(1, place="title")]))
    assert ">$314.2 million</text>" in render_page(page, draw=lambda *_, **__: TALL).article.card.svg


def test_a_card_without_figure_or_number_has_the_headline_and_the_dek():
    assert "A dek." in rendered(prose("Hello.")).article.card.svg


def test_a_card_carries_the_newsrooms_name():
    assert ">The Ledger</text>" in with_figure().article.card.svg


def test_a_card_is_a_picture_of_1200_by_630_pixels():
    drawn = dict(images(with_figure().article))["card.png"]
    assert drawn.startswith(b"\x89PNG")
    assert struct.unpack(">II", drawn[16:24]) == (1200, 630)


def test_the_same_card_is_the_same_bytes():
    svg = card(ImageText("A headline", number="5"))
    first = to_png(svg)
    assert to_png(svg) == first


@pytest.mark.parametrize("words", ["What an ITIN is, and what it is not", "Los inmigrantes sin estatus legal " * 5])
def test_a_headline_keeps_to_its_card(words):
    places = [float(y) for y in re.findall(r'<text x="72" y="([\d.]+)"', card(ImageText(words, subtitle="A dek.")))]
    assert max(places) < 600


def test_the_image_of_a_figure_has_its_title_and_its_source_in_it():
    alone = with_figure().article.figures[0].still
    assert "Tennessee collects more than Kentucky" in alone
    assert "Source: Institute on Taxation and Economic Policy" in alone
    assert ">The Ledger, Nov. 24, 2026</text>" in alone


def test_the_image_of_a_figure_needs_no_stylesheet():
    assert "var(" not in with_figure().article.figures[0].still


def test_the_image_of_a_figure_is_as_large_as_the_page_says():
    made = with_figure().article
    drawn = dict(images(made))["taxes-by-state.png"]
    assert struct.unpack(">II", drawn[16:24]) == made.figures[0].image_size


def test_a_line_is_as_wide_as_its_letters_in_liberation_sans_and_accents_add_nothing():
    plain, bold = TextStyle(10, 12, "#000"), TextStyle(10, 12, "#000", bold=True)
    assert plain.width("iW 1") == pytest.approx(10 * (222 + 944 + 278 + 556) / 1000)
    assert bold.width("iW 1") == pytest.approx(10 * (278 + 944 + 278 + 556) / 1000)
    assert plain.width("ñandú") == plain.width("nandu")
    assert (plain.width("م"), plain.width("語")) == (5.0, 10.0)


def test_a_long_title_wraps_in_the_image():
    drawn = figure_image(stand_in({}, width=680, lang="en", key="k"), ImageText("A long title " * 12, foot="x"))
    assert len(re.findall('font-size="21"', drawn)) > 1


# Found and shared


def test_absolute_addresses_are_written_only_when_the_sites_is_known():
    made = with_figure(site={"url": ""}).html.decode()
    assert "og:url" not in made
    assert "og:image" not in made
    assert "canonical" not in made


def test_the_card_is_named_with_its_size_and_what_it_shows():
    said = meta(with_figure())
    assert said["og:image"] == "https://ledger.example/explainers/en/taxes/tn/card.png"
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert said["og:image:alt"].endswith("three times as long as Kentucky, $100.3 million.")
    assert said["twitter:card"] == "summary_large_image"


def test_machines_can_read_who_wrote_the_article_when_and_for_whom():
    said = linked(with_figure(modified="2026-11-25"))
    assert said["@type"] == "NewsArticle"
    assert said["headline"] == "What immigrants pay"
    assert [author["name"] for author in said["author"]] == ["Ana Ruiz", "Ben Cole"]
    assert (said["datePublished"], said["dateModified"]) == ("2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z")
    assert said["publisher"]["name"] == "The Ledger"
    assert re.search(r"/assets/logo\.\w+\.png$", said["publisher"]["logo"]["url"])
    assert said["citation"][0]["name"] == "Tax Payments by Undocumented Immigrants"


def test_machines_read_of_a_correction_and_the_page_counts_as_changed():
    corrections = [{"date": "2026-12-02", "was": "$310 million", "now": "$314.2 million"}]
    said = linked(with_figure(corrections=corrections))
    assert said["dateModified"] == "2026-12-02T00:00:00Z"
    assert said["correction"][0]["text"].startswith("Correction, Dec. 2, 2026")


def test_numbers_corrected_for_one_reason_share_one_correction_which_opens_to_all_of_them():
    def of(*rows: str, words: str = "The margins were rounded too far.", now: str = "6") -> list[dict[str, str]]:
        return [{"date": "2026-12-02", "was": f"{row}: 5", "now": now, "words": words} for row in rows]

    made = rendered(prose("x"), corrections=of("Iowa", "Ohio"))
    assert [(note.text, note.changes) for note in made.article.corrections] == [
        ("Correction, Dec. 2, 2026: The margins were rounded too far.", ("“Iowa: 5” is now 6.", "“Ohio: 5” is now 6."))
    ]
    assert "<summary>What changed</summary>\n<ul>\n<li>“Iowa: 5” is now 6.</li>" in made.html.decode()
    whole = "Correction, Dec. 2, 2026: The margins were rounded too far. “Iowa: 5” is now 6. “Ohio: 5” is now 6."
    assert [each["text"] for each in linked(made)["correction"]] == [whole]
    gone = rendered(prose("x"), corrections=of("Iowa", "Ohio", now="")).article.corrections
    assert gone[0].changes == ("“Iowa: 5” has been taken out.", "“Ohio: 5” has been taken out.")
    apart = rendered(prose("x"), corrections=[*of("Iowa"), *of("Ohio", words="Another reason.")])
    assert len(apart.article.corrections) == 2
    assert len(rendered(prose("x"), corrections=of("Iowa", "Ohio", words="")).article.corrections) == 2


def test_a_correction_names_its_subject_by_the_sentence_that_it_is_about():
    corrections = [
        {"date": "2026-12-02", "was": "$310 million", "now": "$314.2 million", "key": claim(1)["key"]},
        {"date": "2026-12-01", "was": "7", "now": "", "key": "areas:usps=XX"},
    ]
    made = rendered(prose(f"All taxes in Tennessee: {fact(1)}.", claim(1)), corrections=corrections)
    assert tuple(note.text for note in made.article.corrections) == (
        "Correction, Dec. 2, 2026: this page earlier said “$310 million”; the number is $314.2 million. "
        "The sentence now reads: “All taxes in Tennessee: $314.2 million.”",
        "Correction, Dec. 1, 2026: this page earlier said “7”; that number has been removed.",
    )
    assert linked(made)["correction"][0]["text"] == made.article.corrections[0].text


def test_search_engines_get_the_card_in_three_ratios():
    named = {each["url"].rpartition("/")[2]: each for each in linked(with_figure())["image"]}
    drawn = dict(images(with_figure().article))
    for name, size in (("card-16x9.png", (1200, 675)), ("card-4x3.png", (1200, 900)), ("card-1x1.png", (1200, 1200))):
        assert struct.unpack(">II", drawn[name][16:24]) == size
        assert (named[name]["width"]["value"], named[name]["height"]["value"]) == size


def test_a_byline_of_the_newsroom_is_an_organization_with_an_address():
    said = linked(with_figure(authors=["The Ledger"]))["author"]
    url = "https://ledger.example/explainers/"
    assert said == [{"@type": "NewsMediaOrganization", "name": "The Ledger", "url": url}]


def test_the_numbers_of_an_edition_are_found_by_its_area_its_years_and_their_terms():
    words = {"title": "What immigrants pay", "short_title": "Tennessee"}
    site = {**LIVE, "license": "https://creativecommons.org/licenses/by/4.0/"}
    cells = prose(f"They paid {fact(1)}.", claim(1)), code("f", figure())
    made = rendered(*cells, words=words, area_system="state", keywords=["taxes"], site=site)
    said = json.loads(str(made.article.dataset))
    assert said["spatialCoverage"] == {"@type": "Place", "name": "Tennessee"}
    assert (said["temporalCoverage"], said["license"]) == ("2022", "https://creativecommons.org/licenses/by/4.0/")
    assert said["keywords"] == ["taxes", "Tennessee"] == linked(made)["keywords"]
    addresses = [each["contentUrl"] for each in said["distribution"]]
    assert "https://ledger.example/explainers/en/taxes/tn/taxes-by-state.csv" in addresses


def test_a_link_that_is_shared_shows_the_dek():
    said = meta(with_figure(words={"subtitle": "Three estimates, and no count.", "description": "A page on taxes."}))
    assert said["og:description"] == "Three estimates, and no count."


def test_the_line_of_dates_says_what_the_numbers_are_of_where_the_reporter_wrote_it():
    made = with_figure(words={"latest_data": "taxes, 2022; people, 2023"}, words_claims=[claim(1, place="title")])
    assert "<li>Latest data: taxes, 2022; people, 2023</li>" in made.html.decode()
    assert "Latest data: <time" not in made.html.decode()
    about = json.loads(page_json(made.article, {}, made.files))
    assert (about["latest_data"], about["data_as_of"]) == ("taxes, 2022; people, 2023", "2022")


def test_a_page_has_a_title_of_its_own_in_search_results():
    made = with_figure(words={"search_title": "What immigrants pay in taxes, by state"}).html.decode()
    assert "<title>What immigrants pay in taxes, by state</title>" in made
    assert "<h1>What immigrants pay</h1>" in made


def test_a_corrected_page_says_so_in_its_dateline_and_above_the_story():
    corrections = [{"date": "2026-12-02", "was": "$310 million", "now": "$314.2 million"}]
    made = with_figure(corrections=corrections)
    html = made.html.decode()
    assert '<li>Corrected <time datetime="2026-12-02">Dec. 2, 2026</time></li>' in html
    assert html.index('id="corrections"') < html.index('class="figure"')
    assert meta(made)["article:modified_time"] == "2026-12-02"


def test_an_updated_page_is_not_called_corrected():
    update = [{"date": "2026-12-02", "was": "$310 million", "now": "$314.2 million", "kind": "update"}]
    assert "<li>Updated <time" in with_figure(corrections=update).html.decode()


def test_the_data_of_each_figure_is_offered_to_machines():
    said = json.loads(dataset(with_figure().article.page))
    assert said["distribution"][-1]["contentUrl"] == "https://ledger.example/explainers/en/taxes/tn/taxes-by-state.csv"


def test_the_title_of_a_figure_is_a_heading():
    assert '<h2 class="figure-title" id="figure-1-title">' in with_figure().html.decode()


def test_what_machines_read_cannot_end_the_script_early():
    made = with_figure(words={"title": "</script><b>"}).html.decode()
    assert "</script><b>" not in made


# Frames


def embed(made: RenderedPage) -> str:
    """The page of the figure alone."""
    return dict(made.files)["embed/taxes-by-state/index.html"].decode()


def test_a_figure_for_a_frame_has_no_furniture():
    made = embed(with_figure())
    assert '<h1 class="figure-title" id="title">Tennessee collects more than Kentucky</h1>' in made
    assert not re.search(r"<(header|nav|footer)\b", made)


def test_a_figure_for_a_frame_is_not_indexed_and_points_to_its_article():
    made = embed(with_figure())
    assert '<meta name="robots" content="noindex">' in made
    assert '<link rel="canonical" href="https://ledger.example/explainers/en/taxes/tn/">' in made


def test_only_the_figure_for_a_frame_may_run_a_script():
    made = with_figure()
    assert "script-src 'self' file:" in embed(made)
    # An article's own policy lets in the data it tells machines, block by block, and nothing that runs.
    allowed = re.search(r"script-src ([^;\"]*)", made.html.decode())
    blocks = re.findall(r"<script([^>]*)>(.*?)</script>", made.html.decode(), re.S)
    assert allowed
    assert {kind for kind, _ in blocks} == {' type="application/ld+json"'}
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for _, text in blocks]
    assert allowed[1].split() == [f"'sha256-{one}'" for one in hashes]
    assert "unsafe" not in embed(made)


def test_the_snippet_is_an_image_that_a_script_makes_live():
    made = with_figure(words={"title": "A & B"})
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", made.html.decode(), re.S)
    assert found
    snippet = html.unescape(found[1])
    assert '<img src="https://ledger.example/explainers/en/taxes/tn/taxes-by-state.png" alt="Two bars:' in snippet
    assert 'data-figure="https://ledger.example/explainers/en/taxes/tn/embed/taxes-by-state/"' in snippet
    assert snippet.count("\n") == 1


def test_without_a_site_url_there_is_no_snippet_but_the_figures_own_page():
    made = with_figure(site={"url": ""}).html.decode()
    assert "<textarea" not in made
    assert '<a href="embed/taxes-by-state/index.html">' in made


# Other systems


def test_the_body_has_no_shell_and_its_links_hold_anywhere():
    body = dict(with_figure().files)["body.html"].decode()
    assert not re.search(r"<(html|head|body|h1)\b", body)
    assert 'src="https://ledger.example/explainers/en/taxes/tn/taxes-by-state.png"' in body
    assert "<svg" not in body


def test_page_json_lists_every_file_with_its_hash():
    made = with_figure()
    files = (*made.files, ("card.png", b"png"))
    said = json.loads(page_json(made.article, {"address": "en/taxes/tn"}, files))
    assert said["files"] == [name for name, _ in files]
    assert said["assets"][-1] == {"path": "card.png", "bytes": 3, "sha256": hashlib.sha256(b"png").hexdigest()}
    assert said["figures"][0]["embed"] == "embed/taxes-by-state/index.html"
    assert said["body_html"] == dict(made.files)["body.html"].decode()
    assert said["facts"]["json"] == "facts.json"


def test_the_text_has_headings_lists_and_addresses():
    body = '<h2>How?</h2><p>It <a href="https://a.example/">did</a>.</p><ul><li>one</li><li>two</li></ul>'
    assert plain_text(body) == "How?\n====\n\nIt did <https://a.example/>.\n\n- one\n- two\n"


def test_the_text_has_tables_in_lines_and_says_what_a_figure_shows():
    body = '<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table><img src="x" alt="Two bars.">'
    assert plain_text(body) == "a | b\n1 | 2\n\n[Two bars.]\n"


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_text_of_a_page_has_no_markup_left(lang):
    text = dict(render_page(read_page(rich(lang)), draw=stand_in).files)["page.txt"].decode()
    assert not re.search(r"</?[a-z]+[ >]|&\w+;", text)


def test_the_markdown_of_a_page_has_a_footnote_for_each_number():
    added = claim(
        2, text="$414.5 million", value=414500000, derivation="314.2 m + 100.3 m", sources=["itep", "channel5"]
    )
    text = f"## Who pays?\n\nThey paid {fact(1)}, and {fact(2, '$414.5 million', '414500000')} [in all](/en/all)."
    made = rendered(prose(text, claim(1), added), code("f", figure()), site=LIVE, estimators=["ITEP"])
    twin = dict(made.files)["page.md"].decode()
    assert twin.startswith("# What immigrants pay\n\nA dek.\n\nBy Ana Ruiz and Ben Cole\n\nPublished Nov. 24, 2026\n\n")
    assert f"They paid $314.2 million[^n1], and $414.5 million[^n2] [in all]({LIVE['url']}/en/all)." in twin
    assert "**Tennessee collects more than Kentucky**" in twin
    assert "![Two bars: Tennessee, $314.2 million" in twin
    itep = "[Institute on Taxation and Economic Policy](https://itep.org/undocumented-immigrants-taxes-2024/)"
    assert f"\n[^n1]: 314,200,000 dollars; estimate; as of 2022; {itep}\n" in twin
    assert "\n[^n2]: 414,500,000 dollars; estimate; computed: 314.2 m + 100.3 m; as of 2022; [" in twin
    assert b'<link rel="alternate" type="text/markdown" href="page.md">' in made.html


def test_the_plain_text_of_a_page_follows_its_body_into_new_templates() -> None:
    made = render_page(read_page(rich("en")), draw=stand_in)
    files = dict(made.files)
    as_before = {"body.html": files["body.html"], "page.txt": b"as before"}
    assert dict(placed_files(made.article, as_before))["page.txt"] == b"as before"
    assert dict(placed_files(made.article, {**as_before, "body.html": b"another"})) == dict(placed_files(made.article))
    assert dict(placed_files(made.article))["page.txt"] == files["page.txt"]
