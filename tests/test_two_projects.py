"""Two newsrooms in one process: neither has the words, filters or pages of the other, and an edit is seen at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nutgraf.language import language
from nutgraf.language_files import PROJECT_VARIABLE, current_project
from nutgraf.numbers import untraced
from support import papermill_door
from support.desk import FRONT, code, explainer, prose, write
from support.published import MATRIX, came_out, lay, run, text

PARAMETERS = 'lang: str = "en"  # language\nstate: str = "TN"  # USPS code'


def newsroom(folder: Path, *, tool: str, sources: str) -> Path:
    """A project with a filter `loud`, and with a word of its own for sources, in Spanish."""
    root = lay(folder, settings='extensions = "desk.py"\n')
    own = f"def loud(value, **_):\n    return '{tool} ' + str(value)\n\n\nFILTERS = {{'loud': loud}}\n"
    (root / "desk.py").write_text(own, encoding="utf-8")
    (root / "locales").mkdir()
    translated = (
        f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Sources"\nmsgstr "{sources}"\n'
    )
    (root / "locales" / "es.po").write_text(translated, encoding="utf-8")
    cells = [
        code('import nutgraf\npaid = nutgraf.fact("areas", usps=state)\nname = "Ada"', id="row"),
        prose("## Paid\n\nIt was {{ paid | count }} in {{ name | loud }}.", "lang-en", id="en"),
        prose("## Pago\n\nFue {{ paid | count }} en {{ name | loud }}.", "lang-es", id="es"),
    ]
    write(root, "pay", explainer(*cells, front_matter=f"{FRONT}\n{MATRIX}", parameters_cell=PARAMETERS))
    return root


def test_two_projects_built_in_one_process_do_not_see_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papermill_door.open_door(monkeypatch)
    monkeypatch.delenv(PROJECT_VARIABLE, raising=False)
    ada = newsroom(tmp_path / "ada", tool="ADA", sources="Fuentes de Ada")
    cass = newsroom(tmp_path / "cass", tool="CASS", sources="Fuentes de Cass")
    for root, own, other in ((ada, "Ada", "Cass"), (cass, "Cass", "Ada"), (ada, "Ada", "Cass")):
        report = run(root, "*/pay/tn", force=True)
        assert set(came_out(report).values()) <= {"ran", "rendered"}, report.problems
        page = text(root / "build" / "site", "es/pay/tn")
        assert f"Fuentes de {own}" in page
        assert f"{own.upper()} Ada" in page
        assert f"Fuentes de {other}" not in page
        assert f"{other.upper()} Ada" not in page
    assert PROJECT_VARIABLE not in os.environ


def test_a_change_in_a_file_of_a_language_is_seen_in_a_process_that_has_read_it(tmp_path: Path) -> None:
    root = lay(tmp_path / "desk")
    (root / "languages").mkdir()
    rules = root / "languages" / "es.toml"
    with current_project(root):
        assert language("es").date("2025-02-27") == "27 de febrero de 2025"
        rules.write_text('[grammar.dates]\nday = "{day}-{month}-{year}"\nmonth = "{month}"\nyear = "{year}"\n')
        assert language("es").date("2025-02-27") == "27-febrero-2025"
        rules.write_text('[numbers.small]\n"chorrocientos" = 77\n')
        assert [number.text for number in untraced("Pagaron chorrocientos pesos.", "es", ())] == ["chorrocientos pesos"]
        rules.unlink()
        assert untraced("Pagaron chorrocientos pesos.", "es", ()) == []
        assert language("es").date("2025-02-27") == "27 de febrero de 2025"
