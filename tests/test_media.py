"""Photographs, pull quotes, large numbers, embeds and audio on a page."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_output
from PIL import Image

import nutgraf
from nutgraf import mime_types
from nutgraf.errors import FigureError
from nutgraf.ledger import untraced_numbers
from nutgraf.lint.plan_checks import check
from nutgraf.media import Media
from nutgraf.media.image_sizes import encoded, image_files, image_size
from nutgraf.own_templates import OwnTemplates
from nutgraf.page import read_page
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from nutgraf.render import render_page
from nutgraf.render.media_view import media_files
from nutgraf.theme import Look
from support.desk import code as cell
from support.desk import errors, explainer, project, write
from support.executed import SOURCES, claim, code, notebook, stand_in

KNOWN = {**SOURCES, "made_up": {**SOURCES["itep"], "publisher": "Made Up"}}
ALT = "Two men carry a beam across the yard of a mill"


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = project(tmp_path / "p", settings="")
    (root / "media").mkdir()
    monkeypatch.chdir(root / "notebooks")
    monkeypatch.setenv("NUTGRAF_BUILD", "1")
    return root


def shot(path: Path, size: tuple[int, int] = (1600, 1200), **options: Any) -> Path:
    Image.effect_noise(size, 40).convert("RGB").save(path, **options)
    return path


def refused(call: Any) -> list[str]:
    with pytest.raises(FigureError) as caught:
        call()
    return errors(caught.value.problems)


def as_cell(media: Any) -> Any:
    return code("media", new_output("display_data", data=media._repr_mimebundle_()))


def page_with(*media: Any, hosts: Any = ()) -> Any:
    cells = [as_cell(each) for each in media]
    return render_page(
        read_page(notebook(*cells, sources=KNOWN)), Look(templates=OwnTemplates((), hosts)), draw=stand_in
    )


def test_a_photograph_has_several_sizes_in_formats_for_every_browser(newsroom: Path) -> None:
    shot(newsroom / "media" / "Old Mill.jpg")
    made = nutgraf.photo("media/Old Mill.jpg", alt=ALT, credit="Photograph by Ana Ruiz", caption="The mill in 1962")
    html = page_with(made).html.decode()
    name = f"old-mill-{made.digest}"
    assert (
        f'<source type="image/avif" srcset="{name}-400.avif 400w, {name}-800.avif 800w, {name}-1360.avif 1360w"' in html
    )
    assert f'<img src="{name}-800.jpg" ' in html
    assert f'width="800" height="600" alt="{ALT}" loading="lazy">' in html
    assert '<span class="caption">The mill in 1962</span> <span class="credit">Photograph by Ana Ruiz</span>' in html
    page = read_page(notebook(as_cell(made), sources=KNOWN))
    files = media_files(page.media, newsroom)
    assert sorted(files) == sorted(file.name for file in image_files(made.file, made.digest, made.size))
    for file, content in files.items():
        with Image.open(io.BytesIO(content)) as image:
            assert file.endswith(f"-{image.width}.{'jpg' if image.format == 'JPEG' else image.format.lower()}")


def test_no_size_is_larger_than_the_photograph() -> None:
    assert [(file.width, file.height) for file in image_files("a.jpg", "0", (500, 250))][:2] == [(400, 200), (500, 250)]


def test_the_place_that_a_camera_wrote_down_is_not_published(newsroom: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned
    exif.get_ifd(0x8825)[2] = (47.0, 3.0, 0.0)
    exif[0x013B] = "Somebody"
    path = shot(newsroom / "media" / "a.jpg", (600, 300), exif=exif)
    assert b"Somebody" in path.read_bytes()
    assert image_size(path.read_bytes()) == (300, 600)
    for suffix in ("avif", "webp", "jpg"):
        content = encoded(path, 200, suffix)
        with Image.open(io.BytesIO(content)) as image:
            assert image.size == (200, 400)
            assert not image.getexif()
        assert b"Somebody" not in content
        assert b"Exif" not in content


def test_the_same_photograph_gives_the_same_bytes(newsroom: Path) -> None:
    path = shot(newsroom / "media" / "a.jpg", (500, 400))
    assert encoded(path, 400, "avif") == encoded(path, 400, "avif")


def test_a_photograph_without_words_is_refused(newsroom: Path) -> None:
    shot(newsroom / "media" / "a.jpg", (50, 40))
    assert refused(lambda: nutgraf.photo("media/a.jpg", alt="Mill", credit="")) == [
        "photo 'media/a.jpg' | its alt says nothing ('Mill') | "
        "say in alt= what the picture shows, for readers who cannot see it",
        "photo 'media/a.jpg' | its credit says nothing ('') | say in credit= whose picture it is",
    ]


def test_a_photograph_outside_the_project_or_missing_is_refused(newsroom: Path) -> None:
    shot(newsroom.parent / "b.jpg", (50, 40))
    for path, what in (("../b.jpg", "this file is outside the project"), ("media/b.jpg", "there is no such file")):
        (found,) = refused(lambda path=path: nutgraf.photo(path, alt=ALT, credit="AP"))
        assert what in found


def test_a_file_that_is_no_image_is_refused(newsroom: Path) -> None:
    (newsroom / "media" / "a.svg").write_text("<svg/>")
    (found,) = refused(lambda: nutgraf.photo("media/a.svg", alt=ALT, credit="AP"))
    assert "this is not an image that can be read | save it as JPEG or PNG" in found


def saved(kind: str, image: Image.Image, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


PLAIN = Image.new("RGB", (90, 60), (200, 30, 30))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (saved("PNG", Image.new("I;16", (9, 6), 40000)), "its pixels have more than 8 bits"),
        (saved("TIFF", Image.new("F", (9, 6), 0.5)), "its pixels have more than 8 bits"),
        (saved("GIF", PLAIN, save_all=True, append_images=[Image.new("RGB", (90, 60))]), "it moves: it has 2 pictures"),
        (
            saved("WEBP", PLAIN, save_all=True, append_images=[Image.new("RGB", (90, 60))]),
            "it moves: it has 2 pictures",
        ),
        (saved("PNG", Image.new("1", (20000, 20000))), "it has too many pixels | save it smaller"),
        (saved("PNG", Image.new("1", (12000, 11000))), "it has 12,000 by 11,000 pixels | save it smaller"),
        (saved("JPEG", PLAIN)[:-40], "this is not an image that can be read | save it as JPEG or PNG"),
        (saved("PNG", Image.new("RGBA", (90, 60), (255, 255, 255, 0))), "it is white where it is not transparent"),
    ],
    ids=["16 bits", "fractions", "gif", "webp", "bomb", "huge", "cut short", "white"],
)
def test_a_picture_that_a_page_cannot_show_as_it_is_is_refused(newsroom: Path, content: bytes, said: str) -> None:
    (newsroom / "media" / "a.png").write_bytes(content)
    (found,) = refused(lambda: nutgraf.photo("media/a.png", alt=ALT, credit="AP"))
    assert said in found


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (saved("JPEG", PLAIN.convert("CMYK")), (90, 60)),
        (saved("JPEG", PLAIN, icc_profile=b"x" * 200), (90, 60)),
        (saved("TIFF", PLAIN, tiffinfo={274: 6}), (60, 90)),
        (saved("TIFF", PLAIN.convert("CMYK")), (90, 60)),
        (saved("PNG", PLAIN.convert("P")), (90, 60)),
    ],
    ids=["cmyk", "damaged profile", "turned tiff", "cmyk tiff", "palette"],
)
def test_an_unusual_photograph_has_its_size_and_colors(tmp_path: Path, content: bytes, size: tuple[int, int]) -> None:
    (tmp_path / "a").write_bytes(content)
    shown = Image.open(io.BytesIO(encoded(tmp_path / "a", 400, "jpg")))
    red, green, blue = shown.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    assert image_size(content) == shown.size == size
    assert red > 190
    assert max(green, blue) < 50


def test_an_orientation_that_no_camera_writes_turns_nothing() -> None:
    made = Image.Exif()
    made[0x0112] = 99
    assert image_size(saved("JPEG", PLAIN, exif=made)) == (90, 60)


def test_a_pull_quote_says_whose_words_it_is(newsroom: Path) -> None:
    html = page_with(nutgraf.pull_quote("We were paid in scrip.", by="Rosa Lee, a spinner")).html.decode()
    assert (
        "<blockquote><p>We were paid in scrip.</p></blockquote>\n<figcaption>Rosa Lee, a spinner</figcaption>" in html
    )


def untraced(*media: Any) -> list[str]:
    page = read_page(notebook(*(as_cell(each) for each in media), sources=KNOWN))
    return [number.text for number in untraced_numbers(page)]


def test_what_a_photograph_shows_is_counted_in_words_without_a_fact(newsroom: Path) -> None:
    shot(newsroom / "media" / "mill.jpg")
    photo = nutgraf.photo("media/mill.jpg", alt=ALT, credit="Ana Ruiz", caption="One of three mills")
    assert untraced(photo) == ["three"]
    many = "Twelve hundred workers and 30 guards in a yard"
    assert untraced(nutgraf.photo("media/mill.jpg", alt=many, credit="Ana Ruiz")) == ["Twelve hundred", "30"]


def test_numbers_that_somebody_says_need_no_fact(newsroom: Path) -> None:
    (newsroom / "media" / "a.mp3").write_bytes(b"ID3")
    assert untraced(nutgraf.pull_quote("We were paid 30 dollars a week.", by="Rosa Lee")) == []
    assert (
        untraced(nutgraf.audio("media/a.mp3", title="The siren", transcript="It was 5 o'clock, 200 of us ran.")) == []
    )


def test_a_number_set_large_is_a_fact(newsroom: Path) -> None:
    (found,) = refused(lambda: nutgraf.big_number("314", "workers"))
    assert "big_number | its number is no fact ('314') | print a fact" in found


def test_the_markdown_of_a_page_has_its_large_numbers_quotes_and_photographs(newsroom: Path) -> None:
    shot(newsroom / "media" / "mill.jpg")
    number = Media("number", {"number": "$314.2 million", "label": "in taxes"}, (claim(1, place="number"),))
    photo = nutgraf.photo("media/mill.jpg", alt=ALT, credit="Ana Ruiz")
    files = page_with(number, photo, nutgraf.pull_quote("We were paid in scrip.", by="Rosa Lee")).files
    twin = dict(files)["page.md"].decode()
    assert "**$314.2 million[^n1]**\n\nin taxes" in twin
    assert f"[{ALT}]\n\nAna Ruiz" in twin
    assert "> We were paid in scrip.\n\nRosa Lee" in twin
    assert "[^n1]: 314,200,000 dollars" in twin


def test_a_video_loads_when_a_reader_opens_it_from_a_host_that_the_settings_name(newsroom: Path) -> None:
    video = nutgraf.embed("https://video.example.org/e/1", title="The mill at work")
    html = page_with(video, hosts=(("frame-src", ("https://video.example.org",)),)).html.decode()
    assert "<summary>The mill at work</summary>" in html
    assert 'title="The mill at work" loading="lazy"' in html
    assert "frame-src https://video.example.org" in html
    (found,) = refused(lambda: page_with(video))
    assert found.endswith(
        "| pages may not show frames from https://video.example.org (The mill at work) | "
        'add it to pyproject.toml: [tool.nutgraf.csp], frame = ["https://video.example.org"]'
    )


@pytest.mark.parametrize(("name", "content"), [("a.mp3", b"RIFF\x24\0\0\0WAVE"), ("a.ogg", b"<html>"), ("a.m4a", b"")])
def test_a_sound_that_was_only_renamed_is_refused(newsroom: Path, name: str, content: bytes) -> None:
    (newsroom / "media" / name).write_bytes(content)
    (found,) = refused(lambda: nutgraf.audio(f"media/{name}", title="The siren", transcript="A siren wails."))
    assert found.endswith(
        "this is no sound of the kind that its name says | convert it, which a new name alone does not do"
    )


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ('audio("media/a.mp3"', "audio 'media/a.mp3': this is no sound of the kind that its name says"),
        ('audio(path="media/gone.ogg"', "audio 'media/gone.ogg': there is no such file"),
        ('audio("media/a.wav"', "audio 'media/a.wav': browsers do not all play such a file"),
        ('photo("media/gone.jpg"', "photo 'media/gone.jpg': there is no such file"),
    ],
)
def test_check_names_a_sound_or_photograph_that_the_run_would_refuse(newsroom: Path, call: str, said: str) -> None:
    (newsroom / "media" / "a.mp3").write_bytes(b"RIFF\x24\0\0\0WAVE")
    rest = ', title="The siren", transcript="A siren wails.")'
    (line,) = checked(newsroom, f"import nutgraf\nnutgraf.{call}{rest}")
    assert line.startswith("notebooks/taxes.ipynb, before the first heading, ")
    assert f"line 2 | {said} | " in line


@pytest.mark.parametrize(
    "source",
    [
        'import nutgraf\nnutgraf.audio("media/a.mp3", title="T", transcript="A siren.")',
        'import nutgraf\nif now:\n    nutgraf.audio("media/gone.mp3", title="T", transcript="A siren.")',
        'import nutgraf\ndef clip(path):\n    return nutgraf.audio("media/gone.mp3", title="T", transcript="A.")',
        'audio("media/gone.mp3")',
    ],
)
def test_check_takes_a_sound_that_is_there_and_a_call_that_may_not_run(newsroom: Path, source: str) -> None:
    (newsroom / "media" / "a.mp3").write_bytes(b"ID3")
    assert [line for line in checked(newsroom, f"now = False\n{source}") if "media/" in line] == []


def checked(root: Path, source: str) -> list[str]:
    write(root, "taxes", explainer(cell(source)))
    settled = read_project(root)
    return errors(one for each in check(settled, plan_pages(settled)).values() for one in each)


def test_audio_has_its_words_for_those_who_cannot_hear_it(newsroom: Path) -> None:
    (newsroom / "media" / "a.mp3").write_bytes(b"ID3")
    clip = nutgraf.audio("media/a.mp3", title="The siren at noon", transcript="A siren wails.")
    html = page_with(clip).html.decode()
    assert f'src="media-1-{clip.digest}.mp3" aria-label="The siren at noon"' in html
    assert "<p>A siren wails.</p>" in html
    assert "media-src 'self'" in html


def test_jupyterlab_shows_the_photograph(newsroom: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUTGRAF_BUILD")
    shot(newsroom / "media" / "a.jpg", (50, 40))
    bundle = nutgraf.photo("media/a.jpg", alt=ALT, credit="AP")._repr_mimebundle_()
    assert bundle["image/jpeg"].startswith("/9j/")
    assert bundle[mime_types.MEDIA]["size"] == [50, 40]


def rents() -> dict[str, Any]:
    import pandas as pd

    frame = pd.DataFrame({"rent": [1180, 1340]})
    return {
        name: nutgraf.fact_from(frame.iloc[[n]], "rent", unit="usd", source="made_up")
        for n, name in enumerate(("Alder", "Birch"))
    }


def rent_of_your_county(facts: Any, answer: str = "{{ value | money(full=True) }} a month") -> Any:
    return nutgraf.look_up(facts, title="What rent costs", choose="Your county", answer=answer)


def test_a_look_up_is_a_table_of_facts_without_scripts(newsroom: Path) -> None:
    made = rent_of_your_county(rents())
    assert made.rows == (("Alder", "$1,180 a month"), ("Birch", "$1,340 a month"))
    page = read_page(notebook(as_cell(made), sources=KNOWN))
    assert [claim.text for claim in page.claims] == ["$1,180", "$1,340"]
    html = page_with(made).html.decode()
    assert '<tr><th scope="row">Birch</th><td>$1,340 a month</td></tr>' in html
    assert "Birch: $1,340 a month" not in html


def test_a_look_up_whose_answer_prints_no_fact_is_refused(newsroom: Path) -> None:
    (found,) = refused(lambda: rent_of_your_county(rents(), "much"))
    assert "look_up | the answer for 'Alder' prints no fact ('much')" in found
    (found,) = refused(lambda: rent_of_your_county({"Alder": 1180, "Birch": 1340}))
    assert found.startswith("look_up | 'Alder' has no fact")


@pytest.mark.browser
def test_a_reader_picks_a_county_and_reads_its_rent(newsroom: Path, browser: Any, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(page_with(rent_of_your_county(rents())).html)
    tab = browser.new_page()
    errors_seen: list[str] = []
    tab.on("console", lambda said: errors_seen.append(said.text) if "Security" in said.text else None)
    tab.goto((tmp_path / "page.html").as_uri())
    tab.get_by_label("Your county").select_option("Birch")
    assert tab.locator(".look-up output").inner_text() == "Birch: $1,340 a month"
    assert errors_seen == []
    tab.close()
