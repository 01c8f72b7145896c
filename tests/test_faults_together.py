"""What goes live again or in one language: a withdrawn page stays down, and languages change on the same day."""

from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import CliRunner

from nutgraf.cli import main
from nutgraf.ledger import read_lock
from nutgraf.pipeline.accept import accept
from nutgraf.project import read_project
from support.published import EDITOR, MATRIX, came_out, live, newsroom, of, revise, run, sign, text, write_pay
from support.published import _published as _published

__all__ = ["live", "newsroom"]

MOVED = MATRIX.replace("/pay/", "/wages/")


def withdraw(root: Path, *addresses: str) -> None:
    done = CliRunner().invoke(
        main, ["--project", str(root), "facts", "withdraw", *addresses, "--name", "Ana Ruiz", "--reason", "wrong"]
    )
    assert done.exit_code == 0
    run(root, publish=True)


def site(root: Path, address: str) -> str:
    return text(root / "build" / "site", address)


def test_a_withdrawn_page_with_a_new_address_is_held_until_an_editor_publishes_it_again(newsroom: Path) -> None:
    withdraw(newsroom, "*/pay/tn")
    write_pay(newsroom, more=MOVED)
    report = run(newsroom, publish=True)
    (first,) = of(report, "en/wages/tn").moves
    assert came_out(report)["en/wages/tn"] == came_out(report)["es/wages/tn"] == "held"
    assert (first.was, first.now) == ("withdrawn", "published again")
    assert first.why == (
        "an editor withdrew it at en/pay/tn, and no redirect_from says that it moved; "
        "to publish it again: nutgraf facts accept --page en/wages/tn"
    )
    assert "314" not in site(newsroom, "en/wages/tn")
    moved = (newsroom / "build/held/en/wages/tn/moved.html").read_text(encoding="utf-8")
    assert '<p class="dek"><a href="index.html">as it would be</a></p>' in moved
    assert "en/wages/tn" not in read_lock(newsroom / "facts.lock").published
    sign(newsroom)
    assert came_out(run(newsroom, publish=True))["en/wages/tn"] == "held"


def test_a_withdrawn_page_that_an_editor_publishes_at_its_new_address_is_live_there(newsroom: Path) -> None:
    withdraw(newsroom, "*/pay/tn")
    write_pay(newsroom, more=MOVED)
    run(newsroom)
    sign(newsroom, "*/wages/tn")
    sign(newsroom, "*/pay/wy")
    report = run(newsroom, publish=True)
    assert came_out(report)["en/wages/tn"] == "unchanged"
    assert "314" in site(newsroom, "en/wages/tn")


def test_a_withdrawn_page_is_known_under_another_notebook_too(newsroom: Path) -> None:
    withdraw(newsroom, "*/pay/tn")
    (newsroom / "notebooks" / "pay.ipynb").unlink()
    write_pay(newsroom, name="wages", more=MOVED)
    assert came_out(run(newsroom, publish=True))["en/wages/tn"] == "held"


def test_a_new_page_that_shares_no_fact_with_a_withdrawn_one_is_published(newsroom: Path) -> None:
    withdraw(newsroom, "*/pay/wy")
    write_pay(newsroom, more=MATRIX.replace("[TN, WY]", "[TN]"))
    assert came_out(run(newsroom, publish=True)) == {"en/pay/tn": "rendered", "es/pay/tn": "rendered"}


WAITS = "its edition es/pay/tn changes with it and is not signed off; nutgraf facts accept --page es/pay/tn"


def test_a_fresh_machine_holds_no_page_for_an_edition_that_it_has_not_built_yet(newsroom: Path) -> None:
    shutil.rmtree(newsroom / "build")
    assert came_out(run(newsroom, "en/pay/tn")) == {"en/pay/tn": "ran"}
    shutil.rmtree(newsroom / "build")
    assert set(came_out(run(newsroom)).values()) == {"ran"}


def test_a_number_signed_off_in_one_language_goes_live_with_the_other(newsroom: Path) -> None:
    revise(newsroom, 320)
    run(newsroom)
    sign(newsroom, "en/pay/tn")
    report = run(newsroom, publish=True)
    assert (came_out(report)["en/pay/tn"], came_out(report)["es/pay/tn"]) == ("held", "held")
    assert [move.why for move in of(report, "en/pay/tn").moves] == [WAITS]
    assert "314" in site(newsroom, "en/pay/tn")
    assert "314" in site(newsroom, "es/pay/tn")
    moved = (newsroom / "build/held/en/pay/tn/moved.html").read_text(encoding="utf-8")
    assert "nutgraf facts accept --page es/pay/tn" in moved
    assert '<a href="../../../../site/en/pay/tn/index.html">as published</a>, <a href="index.html">' in moved
    sign(newsroom, "es/pay/tn")
    assert run(newsroom, publish=True).exit_status == 0
    assert "320" in site(newsroom, "en/pay/tn")
    assert "320" in site(newsroom, "es/pay/tn")


def test_an_edit_of_both_after_one_language_was_signed_off_does_not_let_it_out_alone(newsroom: Path) -> None:
    revise(newsroom, 320)
    run(newsroom)
    sign(newsroom, "en/pay/tn")
    write_pay(newsroom, words="What they paid")
    assert came_out(run(newsroom, publish=True))["en/pay/tn"] == "held"


def test_a_value_that_was_put_back_goes_live_though_the_other_language_was_not_built_yet(newsroom: Path) -> None:
    revise(newsroom, 320)
    run(newsroom)
    revise(newsroom, 314)
    assert run(newsroom, publish=True).exit_status == 0


def test_who_signs_off_one_language_is_referred_to_the_other(newsroom: Path) -> None:
    revise(newsroom, 320)
    run(newsroom)
    accept_one = ["--project", str(newsroom), "facts", "accept", "--name", "Ana", "--reason", "revised", "--page"]
    done = CliRunner().invoke(main, [*accept_one, "en/pay/tn"])
    assert done.output.splitlines()[-1] == (
        "en/pay/tn goes live together with es/pay/tn, which changes with it: nutgraf facts accept --page es/pay/tn"
    )
    done = CliRunner().invoke(main, [*accept_one, "es/pay/tn"])
    assert done.output.splitlines()[-1] == "Signed off by Ana in facts.lock. Publish with: nutgraf build"


def test_one_fact_signed_off_in_one_language_waits_for_the_other_too(newsroom: Path) -> None:
    revise(newsroom, 320)
    run(newsroom)
    project = read_project(newsroom)
    done = accept(project, EDITOR, pages=["en/pay/tn"], facts=["areas:usps=TN"])
    assert done.waiting == (("en/pay/tn", "es/pay/tn"),)
    assert came_out(run(newsroom, publish=True))["en/pay/tn"] == "held"
    assert accept(project, EDITOR, facts=["areas:usps=TN"]).waiting == ()
    assert run(newsroom, publish=True).exit_status == 0


def break_spanish(root: Path) -> None:
    """A slip in the Spanish text, with which that page fails: it divides by zero."""
    write_pay(root)
    path = root / "notebooks" / "pay.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("Fue {{ paid |", "Fue {{ (paid / 0) |"), encoding="utf-8")


FAILS = "its edition es/pay/tn could not be built, and would still show the earlier value; correct that page"


def test_a_number_does_not_go_live_in_one_language_while_the_other_fails(newsroom: Path) -> None:
    revise(newsroom, 320)
    break_spanish(newsroom)
    run(newsroom)
    sign(newsroom, "en/pay/tn")
    report = run(newsroom, publish=True)
    assert (came_out(report)["en/pay/tn"], came_out(report)["es/pay/tn"]) == ("held", "failed")
    assert [move.why for move in of(report, "en/pay/tn").moves] == [FAILS]
    assert "314" in site(newsroom, "en/pay/tn")
    assert "314" in site(newsroom, "es/pay/tn")
    assert came_out(report)["en/pay/wy"] == "unchanged"
    write_pay(newsroom)
    run(newsroom)
    sign(newsroom, "es/pay/tn")
    assert run(newsroom, publish=True).exit_status == 0
    assert "320" in site(newsroom, "en/pay/tn")
    assert "320" in site(newsroom, "es/pay/tn")


def test_words_go_live_in_one_language_though_the_other_fails(newsroom: Path) -> None:
    break_spanish(newsroom)
    path = newsroom / "notebooks" / "pay.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("It was", "They were"), encoding="utf-8")
    report = run(newsroom, publish=True)
    assert (came_out(report)["en/pay/tn"], came_out(report)["es/pay/tn"]) == ("ran", "failed")
    assert "They were" in site(newsroom, "en/pay/tn")


def test_a_newsroom_that_publishes_changes_at_once_does_not_contradict_itself_either(newsroom: Path) -> None:
    settings = newsroom / "pyproject.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + 'on_change = "publish"\n', encoding="utf-8")
    revise(newsroom, 320)
    break_spanish(newsroom)
    report = run(newsroom, publish=True)
    assert came_out(report)["en/pay/tn"] == "held"
    write_pay(newsroom)
    assert run(newsroom, publish=True).exit_status == 0
    assert "320" in site(newsroom, "es/pay/tn")
    break_spanish(newsroom)
    assert came_out(run(newsroom, publish=True))["en/pay/tn"] == "unchanged"


def test_a_page_that_is_stopped_by_a_number_without_a_fact_holds_its_other_language(newsroom: Path) -> None:
    revise(newsroom, 320)
    path = newsroom / "notebooks" / "pay.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("Fue {{", "De 7,777 fue {{"), encoding="utf-8")
    run(newsroom)
    sign(newsroom, "*/pay/tn")
    report = run(newsroom, publish=True)
    assert (came_out(report)["en/pay/tn"], came_out(report)["es/pay/tn"]) == ("held", "failed")
    assert "314" in site(newsroom, "en/pay/tn")
