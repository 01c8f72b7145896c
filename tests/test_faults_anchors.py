"""A link to a place that a page does not have is reported: by `check` where it can be seen, else by the build."""

from __future__ import annotations

from pathlib import Path

import pytest

from nutgraf.lint import prose_markup
from nutgraf.lint.plan_checks import check
from nutgraf.pipeline import Options, Report, build
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from support import papermill_door
from support.desk import FRONT, code, errors, explainer, project, prose, write

LEADS = 'notebooks/taxes.ipynb, under "Why?", 1st cell'


def lay(root: Path, link: str, *more: str) -> Path:
    """Two explainers, one of which leads to the other."""
    desk = project(root / "newsroom")
    write(desk, "taxes", explainer(prose(f"## Why?\n\nSee [it]({link}).")))
    other = [prose("## Methods and sources\n\nSo."), prose("**ITIN**\n: A number.", "glossary"), *map(prose, more)]
    write(desk, "other", explainer(code("place = 'Tennessee'"), *other, front_matter=FRONT))
    return desk


def found(desk: Path) -> list[str]:
    settled = read_project(desk)
    return errors([one for each in check(settled, plan_pages(settled)).values() for one in each])


@pytest.mark.parametrize(
    "link",
    [
        *(
            "/en/other#methods-and-sources",
            "/en/other/#methods-and-sources",
            "/en/other#sources",
            "/en/other#term-itin",
        ),
        *("/en/taxes#why", "/en/other#source-made_up", "/en/other#figure-1", "/en/other", "/en#top"),
        "/{{ lang }}/other#methods-and-sources",
    ],
)
def test_a_link_to_a_place_that_is_there_is_taken(tmp_path: Path, link: str) -> None:
    assert found(lay(tmp_path, link)) == []


def test_an_anchor_and_a_box_after_a_macro_are_seen(tmp_path: Path) -> None:
    macro = "{% macro people(n) %}{{ n }} people{% endmacro %}\n"
    desk = lay(tmp_path, "/en/other#who", f"{macro}## Who?\n\nThey.", f"{macro}:::{{dropdown}} All\nThey.\n:::")
    assert found(desk) == []


@pytest.mark.parametrize("link", ["/en/other#methods", "/en/other/#methods", "/{{ lang }}/other#methods"])
def test_a_dead_anchor_on_another_page_is_reported_with_the_likely_one(tmp_path: Path, link: str) -> None:
    assert found(lay(tmp_path, link)) == [
        f"{LEADS} | a link to /en/other#methods, but that page has no such anchor | choose one of 'article', "
        "'content', 'corrections', 'footnotes', 'methods-and-sources', 'related', 'sources', 'term-itin', 'top'"
    ]


def test_a_dead_anchor_on_the_page_itself_is_reported_though_the_link_has_its_address(tmp_path: Path) -> None:
    (line,) = found(lay(tmp_path, "/en/taxes#whyy"))
    assert line.startswith(f"{LEADS} | a link to /en/taxes#whyy, but that page has no such anchor | did you mean 'why'")


def test_a_relative_link_is_refused_whatever_its_anchor(tmp_path: Path) -> None:
    (line,) = found(lay(tmp_path, "../other/#nowhere"))
    assert line.startswith(f"{LEADS} | a link that leads nowhere: ../other/#nowhere | write https://…")


def _built(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    papermill_door.open_door(monkeypatch)
    return build(read_project(desk), Options())


def test_an_anchor_that_a_value_makes_is_looked_for_by_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = lay(tmp_path, "/en/other#who-pays-in-tennesee", "## Who pays in {{ place }}?\n\nAll.")
    assert found(desk) == []
    for _ in range(2):  # the second build, which makes no page, says it again
        report = _built(desk, monkeypatch)
        assert errors(report.problems) == [
            "en/taxes | a link to /en/other#who-pays-in-tennesee, but that page has no such anchor | "
            "did you mean 'who-pays-in-tennessee'?"
        ]
        assert report.exit_status == 1


def test_a_build_whose_links_all_lead_to_their_places_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = lay(tmp_path, "/en/other#who-pays-in-tennessee", "## Who pays in {{ place }}?\n\nAll.")
    assert _built(desk, monkeypatch).problems == ()


def test_the_prose_of_a_notebook_is_set_once_for_a_check_however_many_links_lead_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = lay(tmp_path, "/en/other#methods-and-sources")
    write(desk, "taxes", explainer(prose("## Why?\n\n" + "See [it](/en/other#methods-and-sources).\n\n" * 3)))
    made: list[str] = []
    set_in = prose_markup._set_in
    monkeypatch.setattr(prose_markup, "_set_in", lambda each, lang: made.append(each.name) or set_in(each, lang))
    assert found(desk) == []
    assert sorted(made) == ["other", "taxes"]
