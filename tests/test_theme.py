"""A newsroom's look in one file: colors by role, type, logo and name, with no template or chart touched."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from nutgraf.errors import SettingsError
from nutgraf.page import read_page
from nutgraf.project import Project, read_project
from nutgraf.render import ExplainerExporter, assets, render_page
from nutgraf.theme import Look, recolored
from support.desk import errors, project
from support.executed import notebook, prose, stand_in
from support.in_process import nutgraf

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 32"><path d="M0 0h64v32z" fill="#8a1538"/></svg>'


def themed(root: Path, theme: str, settings: str = "") -> Project:
    made = project(root / "p", settings=settings)
    (made / "theme.toml").write_text(theme, encoding="utf-8")
    (made / "logo.svg").write_text(SVG, encoding="utf-8")
    return read_project(made)


def refused(root: Path, theme: str, settings: str = "") -> list[str]:
    with pytest.raises(SettingsError) as caught:
        themed(root, theme, settings)
    return errors(caught.value.problems)


def test_a_project_without_a_theme_has_ours(tmp_path: Path) -> None:
    assert read_project(project(tmp_path / "p", settings="")).css == ""


def test_a_theme_of_comments_alone_changes_nothing(tmp_path: Path) -> None:
    assert themed(tmp_path, '# [light]\n# link = "#8a1538"\n').css == ""


def test_a_color_follows_ours_in_the_stylesheet_and_leaves_the_night_as_it_was(tmp_path: Path) -> None:
    css = themed(tmp_path, '[light]\nlink = "#8a1538"\n').css
    assert css == (":root{--link:#8a1538;}\n@media screen and (prefers-color-scheme:dark){:root{--link:#7cbcf5;}}\n")
    sheet = assets(css)["css"].content.decode()
    assert sheet.index("--link: #0b5fa5") < sheet.index("--link:#8a1538") < sheet.index("@media print")


def test_a_misspelled_role_is_refused_with_the_likely_word(tmp_path: Path) -> None:
    found = refused(tmp_path, '[dark]\nc-lok = "#ffffff"\n')
    assert found == ["theme.toml, [dark] | no role named 'c-lok' | did you mean 'c-look'?"]


def test_text_that_nobody_could_read_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, '[light]\nmuted = "#aaaaaa"\n') == [
        "theme.toml, [light] | muted on paper has a contrast of 2.3:1 | choose colors with at least 4.5:1"
    ]


def test_a_name_is_set_in_one_place(tmp_path: Path) -> None:
    assert themed(tmp_path, 'name = "The Ledger"').name == "The Ledger"
    found = refused(tmp_path / "other", 'name = "The Ledger"', '[tool.nutgraf]\nname = "The Desk"')
    assert found == [
        "pyproject.toml, [tool.nutgraf] | the newsroom's name is in theme.toml too | take it out of one of the two"
    ]


def test_a_logo_is_in_the_masthead_with_its_size_and_is_the_icon(tmp_path: Path) -> None:
    logo = themed(tmp_path, 'logo = "logo.svg"').logo
    html = render_page(read_page(notebook(prose("x"))), Look(logo=logo), draw=stand_in).html.decode()
    icon = assets("", SVG)["icon"]
    assert icon.content.decode() == SVG
    assert f'<img src="../../../{icon.path}" alt="" width="56" height="28"> The Ledger</a>' in html


def test_a_logo_is_the_picture_that_a_phone_and_a_search_engine_show() -> None:
    html = render_page(read_page(notebook(prose("x"))), Look(logo=SVG), draw=stand_in).html.decode()
    drawn = assets("", SVG)["logo"]
    assert f'<link rel="apple-touch-icon" href="../../../{drawn.path}">' in html
    assert f'"logo": {{"@type": "ImageObject", "url": "../../../{drawn.path}"' in html


def test_plain_nbconvert_gives_a_notebook_the_look_of_the_project_it_is_in(tmp_path: Path) -> None:
    desk = themed(tmp_path, '[light]\nlink = "#8a1538"\n')
    path = desk.root / "executed.ipynb"
    nbformat.write(notebook(prose("x")), path)
    html, _ = ExplainerExporter().from_filename(str(path))
    assert f'href="../../../{assets(desk.css)["css"].path}"' in html


def test_the_picture_of_a_logo_is_square_whatever_size_the_drawing_gives_itself() -> None:
    own = assets("", SVG)["logo"].content
    assert own[16:24] == (180).to_bytes(4) * 2
    assert own == assets("", SVG.replace("<svg", '<svg width="640" height="320"'))["logo"].content
    assert own != assets("")["logo"].content


def test_a_logo_that_asks_another_host_is_refused(tmp_path: Path) -> None:
    made = project(tmp_path / "p", settings="")
    (made / "theme.toml").write_text('logo = "x.svg"', encoding="utf-8")
    (made / "x.svg").write_text(
        '<svg viewBox="0 0 1 1"><image href="https://x.example/y.png"/></svg>', encoding="utf-8"
    )
    with pytest.raises(SettingsError, match="cannot be shown on a page"):
        read_project(made)


def test_a_picture_to_download_has_the_newsrooms_colors() -> None:
    svg = '<rect fill="var(--c-look,#0b5fa5)"/><text fill="#0b5fa5"/>'
    assert recolored(svg, ":root{--c-look:#8a1538;}") == '<rect fill="#8a1538"/><text fill="#8a1538"/>'


def test_every_color_is_on_one_page_with_its_contrast(tmp_path: Path) -> None:
    from nutgraf.render.theme_page import theme_page
    from nutgraf.theme_roles import ROLES

    made = themed(tmp_path, '[light]\nlink = "#8a1538"\n')
    html = theme_page(made.root, made.name).decode()
    assert all(html.count(f">{role}</td>") == 2 for role in ROLES if role != "edge")  # a shade of the others
    assert '<td class="own">link</td><td><span class="swatch r-link"></span> #8a1538</td>' in html
    assert "<td>9.4:1 on paper (least 4.5)</td>" in html


def test_the_command_writes_the_page_of_the_theme(tmp_path: Path) -> None:
    from support.in_process import nutgraf

    made = project(tmp_path / "p", settings="")
    assert nutgraf("theme", cwd=made).stdout == "Wrote build/theme/index.html.\n"
    assert (made / "build" / "theme" / "index.html").read_bytes().startswith(b"<!DOCTYPE html>")


def test_a_newsroom_gets_its_color_by_a_command_on_light_and_dark_pages(tmp_path: Path) -> None:
    root = themed(tmp_path, "# The look.\n# [light]\n").root
    done = nutgraf("theme", "--accent", "#8A1538", cwd=root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "Wrote #8a1538 into theme.toml, and #b97388 for dark pages."
    written = (root / "theme.toml").read_text("utf-8")
    assert written.startswith('# The look.\n# [light]\n\n[light]\nlink = "#8a1538"\nc-look = "#8a1538"\n\n[dark]\n')
    assert "--link:#8a1538" in read_project(root).css
    again = nutgraf("theme", "--accent", "#00406a", cwd=root)
    assert again.returncode == 2
    assert "it has colors of its own" in again.stderr
    assert (root / "theme.toml").read_text("utf-8") == written


@pytest.mark.parametrize(
    ("color", "said"), [("#ffcc00", "has a contrast of 1.5:1 on the page"), ("red", "'red' is not a color")]
)
def test_a_color_of_the_newsroom_that_cannot_be_read_is_refused(tmp_path: Path, color: str, said: str) -> None:
    root = themed(tmp_path, "").root
    done = nutgraf("theme", "--accent", color, cwd=root)
    assert done.returncode == 2
    assert said in done.stderr
    assert (root / "theme.toml").read_text("utf-8") == ""
