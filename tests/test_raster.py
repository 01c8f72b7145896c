"""Pictures to download and to share, as Skia draws them and as vl-convert does: alike to the eye, the same every time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nutgraf import picture_library
from nutgraf.cache.software import software
from nutgraf.figures.spec import spec_of
from nutgraf.vega import draw, glyphs, raster
from nutgraf.vega.converter import converter
from nutgraf.vega.share_images import STILL_SCALE, ImageText, card, figure_image, in_ratio, padded, to_png
from nutgraf.vega.taller_png import taller
from support.gallery import DRAWN

pytest.importorskip("skia")

WORDS = ImageText("Año − señal, “ünïcode” — AVATAR To", "¿Qué? 5 % · fi", ("Source: x – y",), "The Ledger")
SAMPLE = (
    *("bars below zero", "bars, stacked with labels", "bars with rounded corners", "lines with dashes"),
    *("line with a mean and a band", "scatter", "zoom and pan", "donut", "map of shapes", "small multiples"),
)


def still(name: str) -> str:
    """The image to download of a chart of the gallery."""
    return figure_image(draw(spec_of(DRAWN[name](), name), width=680, lang="es", key="f"), WORDS)


def sheet(*parts: str, width: int = 60, height: int = 40) -> str:
    """A drawing on white paper."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="Liberation Sans"><rect width="100%" height="100%" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def pixels(png: bytes) -> Any:
    """The colors of a picture, row by row."""
    import skia

    return skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(png)).toarray(colorType=skia.kRGBA_8888_ColorType)[..., :3]


@pytest.mark.parametrize("name", SAMPLE)
def test_a_picture_looks_the_same_whichever_library_draws_it(name: str) -> None:
    svg = still(name)
    fast = raster.draw_png(svg, STILL_SCALE)
    assert fast is not None
    ours, theirs = pixels(fast).astype(int), pixels(converter().svg_to_png(svg, scale=STILL_SCALE)).astype(int)
    assert ours.shape == theirs.shape
    away = np.abs(ours - theirs).max(2)
    assert away.mean() < 1
    assert (away > 64).mean() < 0.001


def test_a_card_looks_the_same_whichever_library_draws_it() -> None:
    svg = card(ImageText("Los inmigrantes pagan $314.2 millones", "Un año", foot="The Ledger", number="$314.2"))
    fast = raster.draw_png(svg, 1)
    assert fast is not None
    away = np.abs(pixels(fast).astype(int) - pixels(converter().svg_to_png(svg, scale=1)).astype(int)).max(2)
    assert away.mean() < 1
    assert (away > 96).mean() < 0.001


def test_a_picture_has_a_palette_and_is_smaller_than_one_without() -> None:
    svg = still("bars, stacked with labels")
    fast = to_png(svg, STILL_SCALE)
    assert fast[24:26] == bytes((8, 3))
    assert len(fast) < len(converter().svg_to_png(svg, scale=STILL_SCALE))


def test_the_colors_that_a_drawing_names_are_kept_to_the_bit() -> None:
    # Three are nearly the paper's white, and two nearly the same blue.
    named = [(11, 95, 165), (254, 254, 254), (253, 253, 251), (1, 2, 3), (12, 96, 166), (70, 130, 180)]
    fills = [*(f"rgb{color}" for color in named[:5]), "steelblue"]
    bars = [f'<rect x="{10 * at}" y="10" width="10" height="20" fill="{fill}"/>' for at, fill in enumerate(fills)]
    drawn = pixels(to_png(sheet(*bars)))
    assert [tuple(drawn[20, 10 * at + 5]) for at in range(6)] == named
    assert tuple(drawn[2, 2]) == (255, 255, 255)


def test_an_area_seen_through_another_keeps_its_shade() -> None:
    drawn = pixels(to_png(sheet('<rect x="10" y="10" width="40" height="20" fill="#0b5fa5" fill-opacity="0.3"/>')))
    assert tuple(drawn[20, 30]) == pytest.approx((182, 207, 228), abs=1)


def test_a_fill_and_its_edge_fade_together() -> None:
    svg = sheet('<path d="M10,10h40v20h-40Z" fill="#000" stroke="#000" stroke-width="6" opacity="0.5"/>')
    shades = {int(shade) for color in pixels(to_png(svg))[20, 8:52] for shade in color}
    assert len(shades) == 1
    assert 125 < shades.pop() < 130


def test_an_outline_of_arcs_and_curves_is_drawn_where_it_ends() -> None:
    for outline in ("M10,10A10,10,0,1,1,30,30Z", "m10,10a10,10,0,1,1,20,20z", "M10,30Q20,0,40,30C50,40,20,35,10,30Z"):
        svg = sheet(f'<path d="{outline}" fill="#222"/>')
        fast = raster.draw_png(svg, 2)
        assert fast is not None
        away = np.abs(pixels(fast).astype(int) - pixels(converter().svg_to_png(svg, scale=2)).astype(int))
        assert away.mean() < 0.5


@pytest.mark.parametrize(
    "part",
    [
        '<circle cx="9" cy="9" r="5"/>',
        '<text x="5" y="20" font-family="Georgia">a</text>',
        '<text x="5" y="20" font-style="italic">a</text>',
        '<text x="5" y="20">مرحبا</text>',
        '<text x="5" y="20">शुल्क</text>',
        '<text x="5" y="20">a\u0301</text>',
        '<text x="5" y="20" letter-spacing="2">a</text>',
        '<rect width="9" height="9" style="fill:red"/>',
        '<rect width="9" height="9" rx="2"/>',
        '<rect width="9" height="9" fill="url(#shade)"/>',
        '<rect width="9" height="9" fill="nocolor"/>',
        '<rect width="9" height="9" transform="skewX(9)"/>',
        '<path d="M1,1S2,2,3,3"/>',
        '<path d="M1,1A5,5,0,013,3"/>',
        '<g clip-path="url(#nowhere)"><rect width="9" height="9"/></g>',
    ],
)
def test_whatever_skia_might_draw_otherwise_is_left_to_vl_convert(part: str) -> None:
    assert raster.draw_png(sheet(part), 1) is None


def test_a_picture_of_more_colors_than_a_palette_holds_is_left_to_vl_convert() -> None:
    def color(at: int) -> tuple[int, int, int]:
        return (at % 32 * 8, at // 32 * 24, 77)

    def tiles(count: int) -> str:
        boxes = (
            f'<rect x="{at % 30 * 2}" y="{at // 30 * 2}" width="2" height="2" fill="rgb{color(at)}"/>'
            for at in range(count)
        )
        return sheet(*boxes)

    assert raster.draw_png(tiles(300), 1) is None
    drawn = raster.draw_png(tiles(200), 1)
    assert drawn is not None
    shades = pixels(drawn)
    assert [tuple(shades[at // 30 * 2, at % 30 * 2]) for at in range(200)] == [color(at) for at in range(200)]


def test_a_drawing_on_no_ground_stays_transparent() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="5" height="5" fill="#000"/></svg>'
    assert raster.draw_png(svg, 1) is None
    assert to_png(svg) == converter().svg_to_png(svg, scale=1)


def test_a_chart_with_a_gradient_is_drawn_by_vl_convert() -> None:
    svg = still("heat map")
    assert "<linearGradient" in svg
    assert raster.draw_png(svg, 1) is None


def test_another_process_draws_the_same_bytes() -> None:
    svg = still("donut")
    code = "import sys; from nutgraf.vega.share_images import to_png; sys.stdout.buffer.write(to_png(sys.stdin.read(), 1.5))"
    done = subprocess.run([sys.executable, "-c", code], input=svg.encode(), capture_output=True, check=True)
    assert done.stdout == to_png(svg, STILL_SCALE)
    assert done.stderr == b""


def test_a_machine_without_skia_draws_the_same_picture_and_says_that_it_is_other_software(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(raster, "picture_library", lambda: "vl-convert")
    svg = still("scatter")
    assert glyphs.png_of(svg, STILL_SCALE) == converter().svg_to_png(svg, scale=STILL_SCALE)
    before = software()
    monkeypatch.setattr("nutgraf.cache.software.picture_library", lambda: "vl-convert")
    assert {name for name, value in software().items() if before[name] != value} == {
        "version the library that draws images"
    }


def test_a_container_without_libgl_leaves_pictures_to_vl_convert(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_library, "_SHARED", ("libnowhere.so.9",))
    monkeypatch.setattr(sys, "platform", "linux")
    assert picture_library.picture_library.__wrapped__() == "vl-convert"


def test_the_card_in_another_ratio_is_the_same_picture_with_more_of_its_ground_above_and_below() -> None:
    drawn = to_png(card(WORDS))
    tall = pixels(padded(drawn, (1200, 1200)))
    assert (tall[285:915] == pixels(drawn)).all()
    assert (tall[:285] == 255).all()
    assert (tall[915:] == 255).all()


@pytest.mark.parametrize("size", [(1200, 675), (1200, 900), (1200, 631), (1200, 630)])
def test_the_card_is_not_compressed_again_and_other_programs_read_it_as_one_picture(size: tuple[int, int]) -> None:
    drawn = to_png(card(WORDS))
    whole = padded(drawn, size)
    above = (size[1] - 630) // 2
    with Image.open(BytesIO(whole)) as picture:  # Pillow checks the checksums, Skia the stream
        assert picture.size == size
        assert (np.asarray(picture.convert("RGB")) == pixels(whole)).all()
    assert (pixels(whole)[above : above + 630] == pixels(drawn)).all()
    assert len(whole) < len(drawn) + 1500


def test_a_picture_that_another_program_wrote_or_that_is_wider_is_set_on_its_sheet_all_the_same() -> None:
    drawn = to_png(card(WORDS))
    other = BytesIO()
    with Image.open(BytesIO(drawn)) as picture:
        picture.save(other, "PNG")
    assert taller(other.getvalue(), (1200, 900)) is None
    assert taller(drawn, (1300, 900)) is None
    assert taller(b"no picture", (1200, 900)) is None
    assert (pixels(padded(other.getvalue(), (1200, 900))) == pixels(padded(drawn, (1200, 900)))).all()
    assert pixels(padded(drawn, (1300, 900))).shape == (900, 1300, 3)


def test_a_card_that_stays_is_not_drawn_again_in_other_ratios() -> None:
    drawn, kept = to_png(card(WORDS)), dict[str, bytes]()

    def keep(made_from: object, suffix: str, make: Callable[[], bytes]) -> bytes:
        return kept[name] if (name := f"{made_from}{suffix}") in kept else kept.setdefault(name, make())

    first = [in_ratio(drawn, size, keep) for size in ((1200, 1200), (1200, 900))]
    again = [in_ratio(drawn, size, keep) for size in ((1200, 1200), (1200, 900))]
    assert [len(kept), again] == [2, first]
    assert first[0] == padded(drawn, (1200, 1200))


def test_a_faded_shape_is_as_see_through_at_its_corners_as_inside() -> None:
    shape = '<path d="M5,30L30,5L55,30" fill="none" stroke="#000000" stroke-width="8" {}/>'
    drawn = raster.draw_png(sheet(shape.format('opacity="0.5"')), 1)
    by_stroke = raster.draw_png(sheet(shape.format('stroke-opacity="0.5"')), 1)
    assert drawn is not None
    assert by_stroke is not None
    assert np.abs(pixels(drawn).astype(int) - pixels(by_stroke)).max() <= 8
    assert pixels(drawn).min() < 140
