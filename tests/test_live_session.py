"""In a notebook that a reporter edits: what her facts, figures and errors look like, and what Tab offers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

import nutgraf
from nutgraf import figures
from nutgraf.editing import is_being_edited
from nutgraf.live.session import add_to

NEWSROOM = Path(__file__).parent / "newsroom"


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A reporter's shell of IPython in the folder of notebooks, after its first cell."""
    monkeypatch.chdir(NEWSROOM / "notebooks")
    made: Any = InteractiveShell()  # type: ignore[no-untyped-call]
    made.user_ns.update(nutgraf=nutgraf, paid=nutgraf.fact("honey_tax", area="AS", metric="honey_tax_paid"))
    add_to(made)
    yield made
    made.history_manager.end_session()


def html(shell: Any, value: Any) -> str:
    """What JupyterLab shows of a value."""
    shown: str = shell.display_formatter.format(value)[0]["text/html"]
    return shown


def said(shell: Any, code: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What is shown under a cell."""
    shell.run_cell(code)
    return capsys.readouterr().out


def test_a_fact_shows_its_unit_rounding_day_and_source(shell: Any) -> None:
    shown = html(shell, shell.user_ns["paid"])
    assert "<strong style='font-size:1.3em'>8.5 bn usd</strong>" in shown
    for part in ("to 100,000,000", "2022", "https://board.example/map", "8,450,000,000 and 8,550,000,000"):
        assert part in shown


def test_a_fact_without_a_source_says_so(shell: Any) -> None:
    assert "no source: a page that prints it is not published" in html(shell, nutgraf.Fact(value=3, unit="bees"))


def test_facts_rows_and_a_table_show_values_with_their_units(shell: Any) -> None:
    assert "<td>8.5 bn usd</td>" in html(shell, nutgraf.all_facts("honey_tax", metric="honey_tax_paid"))
    rows = nutgraf.rows("honey_tax", metric="honey_tax_paid")
    assert "<td>8,500,000,000</td>" in html(shell, rows)
    assert "<td>honey_tax_paid</td>" in html(shell, rows[0])
    table = html(shell, nutgraf.table("honey_tax"))
    assert "Table <strong>honey_tax</strong>" in table
    assert "Velmora Honey Board" in table
    assert "<td>8,500,000,000</td>" in table


def test_what_data_say_is_shown_as_text(shell: Any) -> None:
    shown = html(shell, nutgraf.Fact(value=3, unit="<script>", key="<img src=x>"))
    assert "<script>" not in shown
    assert "<img" not in shown


def test_a_frame_of_another_library_looks_as_it_does_without_nutgraf(shell: Any) -> None:
    frame = pd.DataFrame({"a": [1]})
    plain: Any = frame
    assert html(shell, frame) == plain._repr_html_()


def test_a_wrong_call_is_said_in_words(shell: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert "fact needs table\n  fix    it is called as fact(table, *" in said(shell, "nutgraf.fact()", capsys)
    assert "what   share_of needs whole" in said(shell, "paid.share_of()", capsys)
    many = said(shell, "nutgraf.fact('honey_tax', 'AS')", capsys)
    assert "more values without a name than it takes" in many
    assert "Traceback" not in many
    assert "did you mean 'fact'?" in said(shell, "nutgraf.facct", capsys)
    lost = said(shell, "paid.row", capsys)
    assert "what   a fact has no 'row'\n  fix    the other columns are in its row: for row in nutgraf.rows" in lost
    assert "Traceback" not in lost


def test_what_a_chart_cannot_draw_is_said_in_words(shell: Any, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run_cell("import pandas as pd; from nutgraf.charts import bars; frame = pd.DataFrame({'area': [1]})")
    short = said(shell, "bars(frame, x='area', y='aera')", capsys)
    assert "what   bars(y='aera'): the frame has no column 'aera'\n  fix    did you mean 'area'?" in short
    assert "Traceback" not in short


def test_other_errors_are_shown_as_ever(shell: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Traceback (most recent call last)" in said(shell, "len()", capsys)
    assert "Traceback (most recent call last)" in said(shell, "''.nothing", capsys)
    assert "Traceback (most recent call last)" in said(shell, "int('x')", capsys)


def test_a_missing_fact_is_one_sentence_and_tb_shows_the_traceback(
    shell: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    short = said(shell, "nutgraf.fact('honey_tax', area='ASX')", capsys)
    assert "what   " in short
    assert "queries.py" not in short
    assert len(short.splitlines()) < 10
    assert "queries.py" in said(shell, "%tb", capsys)


def completed(shell: Any, line: str) -> list[str]:
    """What Tab offers at the end of a line."""
    with provisionalcompleter():
        return [each.text for each in shell.Completer.completions(line, len(line))]


def test_tab_offers_the_values_of_a_column(shell: Any) -> None:
    assert completed(shell, 'nutgraf.fact("honey_tax", area="A') == ["AS"]
    assert "area=" in completed(shell, 'nutgraf.fact("honey_tax", are')
    assert "honey_tax_national" in completed(shell, 'nutgraf.fact(\n  "honey')
    assert completed(shell, "''.upp") == ["upper"]


def test_a_figure_is_shown_with_the_words_that_readers_will_see(shell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    chart = alt.Chart(pd.DataFrame({"area": ["A", "B"], "paid": [1, 2]})).mark_bar().encode(x="paid:Q", y="area:N")
    made = nutgraf.figure(
        chart,
        title="B <paid> more",
        subtitle="In dollars",
        alt="Bars for two areas, the second longer",
        source="board_map_2024",
        notes="Rounded",
    )
    monkeypatch.setattr(figures, "_shown", lambda spec, lang: {"image/svg+xml": "<svg/>"})
    assert "text/html" not in made._repr_mimebundle_()
    monkeypatch.setattr(figures, "is_being_edited", lambda: True)
    bundle = made._repr_mimebundle_()
    assert "image/svg+xml" not in bundle
    for part in (
        "<strong>B &lt;paid&gt; more</strong>",
        "<p>In dollars</p>",
        'alt="Bars for two areas, the second longer"',
        "<p>Rounded</p>",
    ):
        assert part in bundle["text/html"]
    assert "Source: Velmora Honey Board" in bundle["text/html"]


def test_a_build_and_other_tools_are_not_a_person(shell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_being_edited()
    monkeypatch.setattr("IPython.core.getipython.get_ipython", lambda: shell)
    assert not is_being_edited()
    monkeypatch.setenv("JPY_SESSION_NAME", "taxes.ipynb")
    assert is_being_edited()
    monkeypatch.setenv("NUTGRAF_BUILD", "1")
    assert not is_being_edited()


def test_a_terminal_of_ipython_says_errors_in_words(tmp_path: Path) -> None:
    code = "import nutgraf\nnutgraf.figure('chart')"
    run = [sys.executable, "-m", "IPython", "--colors=NoColor", "--no-banner", "-c", code]
    done = subprocess.run(run, capture_output=True, text=True, cwd=NEWSROOM / "notebooks", timeout=300)
    assert "a figure without alt=" in done.stdout + done.stderr or "alt" in done.stdout
    assert "spec.py" not in done.stdout + done.stderr


def test_the_names_of_nutgraf_are_its_own() -> None:
    assert {"fact", "table", "rows", "all_facts", "figure"} <= set(dir(nutgraf))
    assert not {"annotations", "import_module", "data", "errors", "sys"} & set(dir(nutgraf))
