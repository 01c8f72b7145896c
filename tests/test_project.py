"""Settings: what a newsroom sets once, refused where misspelled."""

from __future__ import annotations

from pathlib import Path

import pytest

from nutgraf.data import find_package
from nutgraf.errors import SettingsError
from nutgraf.project import find_root, read_project
from support.desk import errors, project


def refused(root: Path, settings: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read_project(project(root / "p", settings=settings))
    return errors(caught.value.problems)


def test_a_project_without_settings_has_sensible_ones(tmp_path: Path) -> None:
    made = read_project(project(tmp_path / "p", settings=""))
    assert (made.name, made.languages, made.site_url) == ("Explainers", ("en",), "")


def test_a_misspelled_setting_is_refused_with_the_likely_word(tmp_path: Path) -> None:
    found = refused(tmp_path, '[tool.nutgraf]\nlanguage = ["en"]')
    assert found == ["pyproject.toml, [tool.nutgraf] | no setting named 'language' | did you mean 'languages'?"]


def test_all_wrong_settings_are_reported_at_once(tmp_path: Path) -> None:
    assert len(refused(tmp_path, '[tool.nutgraf]\ntimeout = -1\nsite_url = "example.org"\nnam = "x"')) == 3


def test_a_site_address_loses_its_last_slash(tmp_path: Path) -> None:
    made = read_project(project(tmp_path / "p", settings='[tool.nutgraf]\nsite_url = "https://example.org/x/"'))
    assert made.site_url == "https://example.org/x"


def test_settings_that_are_not_toml_are_reported(tmp_path: Path) -> None:
    assert "this is not TOML" in refused(tmp_path, "[tool.nutgraf")[0]


def test_the_project_is_found_from_any_folder_inside_it(tmp_path: Path) -> None:
    root = project(tmp_path / "p")
    assert find_root(root / "notebooks") == root.resolve()


def test_outside_a_project_the_error_says_where_to_go(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="not inside a nutgraf project"):
        find_root(tmp_path)


def test_a_notebook_reads_the_tables_of_its_project_and_not_those_of_a_folder_in_it(tmp_path: Path) -> None:
    root = tmp_path / "newsroom"
    for folder in ("data", "notebooks/data"):
        (root / folder).mkdir(parents=True)
        (root / folder / "datapackage.json").write_text("{}")
    (root / "pyproject.toml").write_text("[tool.nutgraf]\n")
    assert find_package(root / "notebooks") == root / "data" / "datapackage.json"
    (root / "pyproject.toml").unlink()
    assert find_package(root / "notebooks") == root / "notebooks" / "data" / "datapackage.json"
