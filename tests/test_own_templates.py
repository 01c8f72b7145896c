"""A newsroom's own templates: files in templates/ that override blocks of the kit's pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nutgraf.errors import SettingsError
from nutgraf.extensions import load_extensions
from nutgraf.own_templates import kit_blocks
from nutgraf.page import read_page
from nutgraf.pipeline import Options, build
from nutgraf.project import Project, read_project
from nutgraf.render import render_page
from support.desk import errors, project
from support.executed import notebook, prose, stand_in
from support.newsroom import after_first_build, built

SHELL = '{% extends "nutgraf/shell.html.j2" %}\n'
STATS = '[tool.nutgraf.csp]\nscript = ["https://stats.example.org"]\nconnect = ["https://stats.example.org"]\n'


def with_templates(root: Path, settings: str = "", **files: str) -> Project:
    made = project(root / "p", settings=settings)
    for name, text in files.items():
        path = made / "templates" / (name if "." in name else f"{name}.html.j2")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_project(made)


def refused(root: Path, settings: str = "", **files: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        with_templates(root, settings, **files)
    return errors(caught.value.problems)


def page_of(made: Project) -> str:
    return render_page(read_page(notebook(prose("x"))), made.look, draw=stand_in).html.decode()


def test_a_newsroom_puts_its_donation_box_below_every_story(tmp_path: Path) -> None:
    shell = SHELL + "{% block after_content %}<aside>Support {{ frame.site_name }}</aside>{% endblock %}"
    html = page_of(with_templates(tmp_path, shell=shell))
    assert "<aside>Support The Ledger</aside></main>" in html
    assert '<p class="site-name">' in html


def test_a_newsroom_adds_to_the_footer_and_keeps_ours(tmp_path: Path) -> None:
    shell = SHELL + "{% block footer %}{{ super() }}<p>A nonprofit</p>{% endblock %}"
    html = page_of(with_templates(tmp_path, shell=shell))
    assert html.index('<footer class="colophon">') < html.index("<p>A nonprofit</p>")


def test_a_part_is_included_and_the_page_can_be_overridden_too(tmp_path: Path) -> None:
    page = '{% extends "nutgraf/page.html.j2" %}{% block after_story %}{% include "_box.html.j2" %}{% endblock %}'
    html = page_of(with_templates(tmp_path, page=page, _box="<p>More on {{ page.title }}</p>"))
    assert "<p>More on What immigrants pay</p>" in html


def test_the_analytics_slot_may_load_from_the_hosts_in_the_settings(tmp_path: Path) -> None:
    script = '<script defer src="https://stats.example.org/count.js"></script>'
    shell = SHELL + f"{{% block analytics %}}{script}{{% endblock %}}"
    html = page_of(with_templates(tmp_path, STATS, shell=shell))
    assert script in html
    policy = html.partition('Content-Security-Policy" content="')[2].partition('"')[0]
    assert "connect-src 'self' https://stats.example.org;" in policy
    assert policy.endswith(" https://stats.example.org")


def test_an_inline_script_of_a_template_is_allowed_by_its_hash(tmp_path: Path) -> None:
    shell = SHELL + "{% block analytics %}<script>window.desk = 1</script>{% endblock %}"
    plain, html = page_of(with_templates(tmp_path / "a")), page_of(with_templates(tmp_path / "b", shell=shell))
    assert html.count("'sha256-") == plain.count("'sha256-") + 1


def test_a_script_from_a_host_that_the_policy_does_not_name_is_refused(tmp_path: Path) -> None:
    shell = SHELL + '{% block analytics %}\n<script src="https://stats.example.org/x.js"></script>{% endblock %}'
    assert refused(tmp_path, shell=shell) == [
        "templates/shell.html.j2, line 3 | browsers will not load from https://stats.example.org: the content security "
        'policy does not name it | add it to [tool.nutgraf.csp]: script = ["https://stats.example.org"]'
    ]


def test_a_host_is_written_whole(tmp_path: Path) -> None:
    assert refused(tmp_path, '[tool.nutgraf.csp]\nimg = ["example.org"]\n') == [
        "pyproject.toml, [tool.nutgraf.csp] | img = 'example.org': 'example.org' is not a host, such as "
        "https://stats.example.org | Images."
    ]


def test_a_misspelled_block_is_refused_with_the_likely_one(tmp_path: Path) -> None:
    assert refused(tmp_path, shell=SHELL + "\n{% block masthaed %}{% endblock %}") == [
        "templates/shell.html.j2, line 3 | the template has no block 'masthaed' | did you mean 'masthead'?"
    ]


def test_a_misspelled_name_is_refused_before_a_page_is_made(tmp_path: Path) -> None:
    assert refused(tmp_path, shell=SHELL + "{% block end %}\n{{ farme.title }}{% endblock %}") == [
        "templates/shell.html.j2, line 3 | nothing is named 'farme' on these pages | did you mean 'frame'?"
    ]


def test_a_misspelled_part_of_a_value_is_refused_with_the_likely_one(tmp_path: Path) -> None:
    made = with_templates(tmp_path, shell=SHELL + "{% block end %}\n{{ frame.sitename }}{% endblock %}")
    with pytest.raises(SettingsError) as caught:
        page_of(made)
    assert errors(caught.value.problems)[0] == (
        "templates/shell.html.j2, line 3 | frame has no 'sitename' | did you mean 'site_name'?"
    )


def test_a_template_that_cannot_be_read_is_refused_by_its_line(tmp_path: Path) -> None:
    (found,) = refused(tmp_path, shell=SHELL + "{% block end %}\n{{ frame.title | nosuch }}{% endblock %}")
    assert found.startswith("templates/shell.html.j2, line 3 | No filter named 'nosuch'")


def test_a_template_of_another_name_is_refused(tmp_path: Path) -> None:
    (found,) = refused(tmp_path, shel="x")
    assert found.startswith(
        "templates/shel.html.j2 | no template of the kit that has blocks has this name | did you mean"
    )


def test_a_template_that_would_replace_the_page_whole_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, page="<p>Mine</p>") == [
        "templates/page.html.j2, line 1 | it does not extend the kit's template | "
        'begin with {% extends "nutgraf/page.html.j2" %}'
    ]


def test_a_style_that_browsers_would_ignore_is_refused(tmp_path: Path) -> None:
    (found,) = refused(tmp_path, shell=SHELL + '{% block end %}<p style="color:red">x</p>{% endblock %}')
    assert "line 2 | browsers ignore style" in found
    assert "templates/newsroom.css" in found


def test_a_newsrooms_stylesheet_follows_ours(tmp_path: Path) -> None:
    from nutgraf.render import assets

    look = with_templates(tmp_path, **{"newsroom.css": ".donate { border: 1px solid }\n"}).look
    assert assets(look.css, look.logo, look.sheet)["css"].content.endswith(b".donate { border: 1px solid }\n")


def test_a_changed_template_draws_every_page_again_and_runs_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    (root / "templates").mkdir()
    (root / "templates" / "shell.html.j2").write_text(SHELL + "{% block end %}<p>Ours</p>{% endblock %}")
    outcomes = built(root).outcomes
    assert {each.status for each in outcomes} == {"rendered"}
    assert {each.why for each in outcomes} == {"the template of the page changed"}
    for name in ("index.html", "404.html", "en/index.html", "en/pay/tn/index.html"):
        assert "<p>Ours</p>" in (root / "build" / "site" / name).read_text()
    assert {each.status for each in built(root).outcomes} == {"unchanged"}


def test_a_failing_template_leaves_the_site_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    before = (root / "build" / "site" / "en" / "pay" / "tn" / "index.html").read_bytes()
    (root / "templates").mkdir()
    (root / "templates" / "shell.html.j2").write_text(SHELL + "{% block end %}{{ frame.nosuch }}{% endblock %}")
    with pytest.raises(SettingsError) as caught:
        build(read_project(root), Options())
    assert caught.value.problems[0].where == "templates/shell.html.j2, line 2"
    assert (root / "build" / "site" / "en" / "pay" / "tn" / "index.html").read_bytes() == before


def test_the_files_that_the_docs_show_make_a_newsrooms_look(tmp_path: Path) -> None:
    text = (Path(__file__).parent.parent / "docs" / "how-to" / "house-look.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```\w+ (\S+)\n(.*?)^```", text, re.S | re.M)
    settings = "".join(block for name, block in shown if name == "pyproject.toml")
    files = {name: block for name, block in shown if name.startswith("templates/")}
    made = with_templates(
        tmp_path, settings, **{name.removeprefix("templates/"): block for name, block in files.items()}
    )
    (made.root / "newsroom.py").write_text(dict(shown)["newsroom.py"], encoding="utf-8")
    extensions = load_extensions(made.root, made.extensions)
    assert extensions.filters["ranked"](3, lang="es") == "n.º 3"
    assert len(extensions.rules) == 1
    html = page_of(made)
    assert "Support The Ledger" in html
    assert "<p>A nonprofit newsroom since 1962.</p>\n</div>\n</footer>" in html


def test_the_blocks_that_the_docs_name_are_in_the_templates() -> None:
    text = (Path(__file__).parent.parent / "docs" / "how-to" / "house-look.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+\.html\.j2)` \| [^|]+ \| (.*) \|$", text, re.M)
    named = {name: set(re.findall(r"`(\w+)`", blocks)) for name, blocks in rows}
    assert len(named) == 3
    assert {name: blocks - kit_blocks(name) for name, blocks in named.items() if blocks - kit_blocks(name)} == {}
