"""What a reader sees of a picture: its width, its language, its colors, and text that nothing covers."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import altair as alt
import pandas as pd
import pytest

from nutgraf.cache.picture_cache import PictureCache
from nutgraf.charts import bars, dots, lines, stacked, timeline
from nutgraf.charts.us import state_map, tiles
from nutgraf.errors import FigureError
from nutgraf.figures.spec import spec_of
from nutgraf.vega import draw
from support.browsing import empty_page

STATES = pd.DataFrame(
    {
        "usps": ["CA", "TX", "NC", "DC", "TN"],
        "state": ["California", "Texas", "Carolina del Norte", "Distrito de Columbia", "Tennessee"],
        "paid": [8.5, 4.9, 0.7, 0.4, 0.3],
        "then": [10.9, 6.1, 0.9, 0.4, 0.4],
        "said": ["8.5 mil millones", "4.9 mil millones", "692 millones", "más de 406 millones", "314.2 millones"],
    }
)
TAXES = pd.DataFrame(
    [
        ("Institute on Taxation and Economic Policy, personas, 2022", "Impuestos federales", 59.4),
        ("Institute on Taxation and Economic Policy, personas, 2022", "Estatales y locales", 37.3),
        ("American Immigration Council, hogares, 2023", "Impuestos federales", 55.8),
        ("American Immigration Council, hogares, 2023", "Estatales y locales", 33.9),
    ],
    columns=["study", "level", "paid"],
)
CREDITS = pd.DataFrame(
    [
        (year, name, before if name.startswith("Antes") else after, year == 2023)
        for year, before, after in zip(
            range(2017, 2024),
            (15.9, 16.3, 16.0, 15.9, 19.0, 18.2, 16.5),
            (13.4, 12.4, 12.1, 12.5, 17.3, 14.5, 13.2),
            strict=True,
        )
        for name in ("Antes de los créditos", "Después de los créditos")
    ],
    columns=["year", "tax", "paid", "early"],
)
EVENTS = pd.DataFrame(
    {
        "when": ["2025-02-27", "2025-04-07", "2025-08-07", "2026-02-26"],
        "what": [
            "El IRS rechaza un primer pedido de Seguridad Nacional",
            "El Departamento del Tesoro y Seguridad Nacional firman el acuerdo que permite pedir direcciones",
            "El IRS entrega direcciones a ICE",
            "Una jueza dice que el IRS violó la ley",
        ],
    }
)
DAYS = pd.DataFrame(
    [
        (f"2025-{month:02}-15", who, month * size)
        for month in range(2, 12)
        for who, size in (("Direcciones que ICE pidió al IRS", 120_000), ("Entregadas", 4_000))
        if who == "Entregadas" or month < 9
    ],
    columns=["day", "who", "asked"],
)
CHARTS: dict[str, Any] = {
    "bars": lambda: bars(STATES, x="paid", y="state", label="said", highlight="Tennessee"),
    "long bars": lambda: bars(TAXES.drop_duplicates("study"), x="paid", y="study", number_format="$,.1f"),
    "lines": lambda: lines(CREDITS, x="year", y="paid", series="tax", partial="early", number_format="$,.1f"),
    "one line": lambda: lines(CREDITS[1::2], x="year", y="paid", partial="early", number_format=",.1f"),
    "dots": lambda: dots(
        STATES, y="state", first="paid", second="then", names=("Hoy", "Con permiso"), number_format="$,.1f"
    ),
    "dates": lambda: lines(DAYS, x="day", y="asked", series="who", date_format="%-d de %B de %Y"),
    "long dots": lambda: dots(
        TAXES.drop_duplicates("study").assign(then=[61.2, 56.0]),
        y="study",
        first="paid",
        second="then",
        names=("Los impuestos que pagan hoy", "Los que pagarían con un permiso de trabajo"),
    ),
    "below zero": lambda: bars(STATES.assign(paid=[8.5, -4.9, 0.7, -0.4, 0.3]), x="paid", y="state", label="said"),
    "stacked": lambda: stacked(TAXES, x="paid", y="study", part="level", number_format="$,.1f"),
    "tiles": lambda: tiles(STATES, value="paid", highlight="TN", missing="Sin cifra", number_format=",.1f"),
    "map": lambda: state_map(STATES, value="paid", highlight="TN", missing="Sin cifra", number_format=",.1f"),
    "timeline": lambda: timeline(EVENTS, date="when", text="what", date_format="%-d de %B de %Y"),
}


@cache
def spec(name: str) -> Any:
    """The specification of a chart, made by the first test that asks for it."""
    return spec_of(CHARTS[name](), name)


def test_a_picture_is_exactly_as_wide_as_its_place_on_the_page() -> None:
    for name in CHARTS:
        for width in (320, 680):
            root = ElementTree.fromstring(draw(spec(name), width=width, lang="es", key="f"))
            assert (name, root.get("width"), root.get("viewBox", "").split()[2]) == (name, str(width), str(width))


def test_a_picture_is_the_same_whatever_was_drawn_before() -> None:
    first = draw(spec("map"), width=320, lang="en", key="f")
    for name in CHARTS:
        draw(spec(name), width=680, lang="es", key="g")
    assert draw(spec("map"), width=320, lang="en", key="f") == first


def test_dollars_stay_dollars_in_spanish() -> None:
    drawn = draw(spec("lines"), width=680, lang="es", key="f")
    assert "$16.5" in drawn.replace("\xa0", " ")
    assert "€" not in drawn


def test_thousands_are_parted_by_commas_in_spanish_as_the_page_does() -> None:
    chart = lines(pd.DataFrame({"y": range(2000, 2030), "n": [n * 1000 for n in range(30)]}), x="y", y="n")
    assert ">20,000<" in draw(spec_of(chart, "f"), width=320, lang="es", key="f")


def test_months_are_named_in_the_language_of_the_page() -> None:
    assert "7 de abril de 2025" in draw(spec("timeline"), width=680, lang="es", key="f")
    assert "7 de April de 2025" in draw(spec("timeline"), width=680, lang="en", key="f")


def test_nothing_inside_a_picture_is_read_out_in_english() -> None:
    for name in CHARTS:
        drawn = draw(spec(name), width=680, lang="es", key="f")
        assert re.findall(r"aria-\w+|role=|class=|<title|<desc", drawn) == []


def words_of_rows(drawn: str) -> dict[int, set[str]]:
    """The words on the marks of each row, and the kinds of its other marks."""
    found: dict[int, set[str]] = {}
    for element in ElementTree.fromstring(drawn).iter():
        if "data-row" in element.attrib:
            kind = element.tag.rpartition("}")[2]
            said = " ".join(element.itertext()) if kind == "text" else kind
            found.setdefault(int(element.attrib["data-row"]), set()).add(said.replace("\xa0", " "))
    return found


@pytest.mark.parametrize(
    ("name", "row", "words"),
    [
        ("bars", 4, {"path", "Tennessee", "314.2 millones"}),
        ("below zero", 1, {"path", "Texas", "4.9 mil millones"}),
        ("dots", 0, {"path", "line", "California", "$8.5", "$10.9"}),
        ("one line", 1, {"path", "12.4"}),
        ("lines", 1, {"path"}),
        ("stacked", 3, {"path", "$33.9"}),
        ("tiles", 4, {"path", "TN", "0.3"}),
        ("map", 4, {"path"}),
    ],
)
def test_a_mark_says_in_which_row_of_its_table_it_is(name: str, row: int, words: set[str]) -> None:
    assert words_of_rows(draw(spec(name), width=680, lang="es", key="f"))[row] == words


@pytest.mark.parametrize("name", list(CHARTS))
def test_every_row_that_is_drawn_has_a_mark_at_both_widths(name: str) -> None:
    rows = set(range(len(CHARTS[name]().data)))
    for width in (320, 680):
        assert set(words_of_rows(draw(spec(name), width=width, lang="es", key="f"))) == rows


def test_a_chart_of_the_newsrooms_own_can_say_in_which_row_a_mark_is() -> None:
    frame = STATES.assign(_row=range(len(STATES)))
    chart = alt.Chart(frame).mark_bar(aria=True).encode(x="paid:Q", y="state:N", description="_row:N")
    assert set(words_of_rows(draw(spec_of(chart, "f"), width=320, lang="en", key="f"))) == set(range(5))


def test_ids_begin_with_the_key_of_the_figure() -> None:
    chart = alt.Chart(STATES).mark_bar(clip=True).encode(x="paid:Q", y="state:N")
    drawn = draw(spec_of(chart, "f"), width=320, lang="en", key="states-320")
    assert re.findall(r'id="([^"]+)"', drawn) == ["states-320-1"]
    assert re.findall(r"url\(#([^)]+)\)", drawn) == ["states-320-1"]


def test_colors_are_named_by_their_role_so_that_the_page_can_choose_them() -> None:
    drawn = draw(spec("bars"), width=320, lang="en", key="f")
    assert 'fill="var(--c-look,#0b5fa5)"' in drawn
    assert re.findall(r'(?:fill|stroke)="(#[0-9a-f]+)"', drawn) == []


def test_text_stays_text() -> None:
    drawn = ElementTree.fromstring(draw(spec("bars"), width=320, lang="es", key="f"))
    said = {"".join(text.itertext()) for text in drawn.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Distrito de Columbia", "más de 406 millones"} <= said


def test_a_map_of_the_states_is_light_enough_for_a_phone() -> None:
    import gzip

    assert len(gzip.compress(draw(spec("map"), width=320, lang="en", key="f").encode())) < 8_000


def test_data_that_is_elsewhere_is_refused_because_it_would_be_missing_without_a_word() -> None:
    spec = {"data": {"url": "states.csv"}, "mark": "bar", "encoding": {}}
    with pytest.raises(FigureError, match=r"takes its data from 'states\.csv'"):
        draw(spec, width=320, lang="en", key="f")


def test_a_lookup_in_data_that_is_elsewhere_is_refused() -> None:
    elsewhere = {"lookup": "id", "from": {"data": {"url": "names.json"}, "key": "id", "fields": ["name"]}}
    spec = {"data": {"values": [{"id": 1}]}, "transform": [elsewhere], "mark": "bar", "encoding": {}}
    with pytest.raises(FigureError, match=r"names\.json"):
        draw(spec, width=320, lang="en", key="f")


def test_a_drawing_of_nothing_is_refused() -> None:
    spec = {"data": {"values": []}, "mark": "bar", "encoding": {"x": {"field": "n", "type": "quantitative"}}}
    with pytest.raises(FigureError, match="the drawing is empty"):
        draw(spec, width=320, lang="en", key="f")


def test_a_chart_composed_of_no_charts_is_refused() -> None:
    with pytest.raises(FigureError, match="composed chart contains no charts"):
        draw({"hconcat": []}, width=320, lang="en", key="f")


def test_a_chart_that_vega_cannot_read_is_refused_with_vegas_reason() -> None:
    spec = {"data": {"values": [{"n": 1}]}, "mark": "nope", "encoding": {}}
    with pytest.raises(FigureError, match="the chart cannot be drawn"):
        draw(spec, width=320, lang="en", key="f")


def test_a_picture_is_kept_by_its_spec_its_width_and_its_language(tmp_path: Path) -> None:
    pictures = PictureCache(tmp_path, "nutgraf 1")
    for name, width, lang in (("bars", 320, "en"), ("bars", 680, "en"), ("bars", 320, "es"), ("dots", 320, "en")):
        draw(spec(name), width=width, lang=lang, key="f", keep=pictures.get_or_draw)
    draw(spec_of(CHARTS["bars"](), "f"), width=320, lang="en", key="f", keep=pictures.get_or_draw)
    assert (pictures.counts.drawn, pictures.counts.kept) == (3, 2)
    own = spec_of(alt.Chart(STATES).mark_bar().encode(x="sum(paid):Q", y="state:N"), "f")
    for lang in ("en", "es"):
        draw(own, width=320, lang=lang, key="f", keep=pictures.get_or_draw)
    assert (pictures.counts.drawn, pictures.counts.kept) == (5, 2)


@pytest.mark.parametrize("name", sorted(CHARTS))
def test_a_picture_that_languages_share_is_the_same_in_each_of_them(name: str) -> None:
    kept: dict[str, bytes] = {}

    def keep(made_from: Any, _: str, make: Any) -> bytes:
        return kept.setdefault(json.dumps(made_from), make())

    drawn = [draw(spec(name), width=680, lang=lang, key="f", keep=keep) for lang in ("en", "es")]
    alone = [draw(spec(name), width=680, lang=lang, key="f") for lang in ("en", "es")]
    assert drawn == alone


def test_a_chart_of_the_reporters_own_is_drawn_in_the_house_font() -> None:
    chart = alt.Chart(STATES).mark_bar().encode(x="paid:Q", y="state:N")
    assert 'font-family="Liberation Sans, Arial' in draw(spec_of(chart, "f"), width=320, lang="en", key="f")


def test_the_text_of_a_chart_of_the_reporters_own_can_be_read_on_a_dark_page() -> None:
    chart = alt.Chart(STATES).mark_bar().encode(x="paid:Q", y="state:N")
    drawn = draw(spec_of(chart, "f"), width=320, lang="en", key="f")
    assert set(re.findall(r'<text[^>]* fill="([^"]+)"', drawn)) == {"var(--c-ink,#000)"}


BOXES = """() => {
  const drawing = document.querySelector('svg'), frame = drawing.getBoundingClientRect(), found = [];
  const texts = [...drawing.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()]);
  texts.forEach(([said, box], place) => {
    if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1
        || box.bottom > frame.bottom + 1) found.push('outside: ' + said);
    texts.slice(place + 1).forEach(([other, its]) => {
      const across = Math.min(box.right, its.right) - Math.max(box.left, its.left);
      const down = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
      if (across > 1 && down > 4) found.push(said + ' | ' + other);
    });
  });
  return found;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 680])
@pytest.mark.parametrize("name", sorted(CHARTS))
def test_no_label_is_cut_off_or_covers_another(browser: Any, name: str, width: int) -> None:
    with empty_page(browser, width=800, height=600) as page:
        page.set_content(f"<body style='margin:40px'>{draw(spec(name), width=width, lang='es', key='f')}")
        assert page.evaluate(BOXES) == []
