"""The workers of a build share one process that draws; without it, or if it dies, pictures are the same."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it is forked, on Linux only")

BARS = {
    "data": {"values": [{"state": "TN", "paid": 300}, {"state": "KY", "paid": 100}]},
    "mark": "bar",
    "encoding": {"x": {"field": "paid", "type": "quantitative"}, "y": {"field": "state", "type": "nominal"}},
}
LOG_OF_ZERO = {**BARS, "encoding": {**BARS["encoding"], "x": {**BARS["encoding"]["x"], "scale": {"type": "log"}}}}  # type: ignore[dict-item]
MANY = {
    "data": {"sequence": {"start": 0, "stop": 1_000_000}},
    "mark": "bar",
    "encoding": {"y": {"aggregate": "count", "type": "quantitative"}},
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="#0b5fa5"/></svg>'


def _pictures() -> dict[str, Any]:
    """What each kind of request gives, in words; an error as its text."""
    from nutgraf.vega.converter import converter, warnings

    given: dict[str, Callable[[], Any]] = {
        "drawing": lambda: converter().vegalite_to_svg(BARS, format_locale="de-DE"),
        "vega": lambda: converter().vegalite_to_vega(BARS),
        "marks": lambda: converter().vega_to_scenegraph(converter().vegalite_to_vega(BARS)),
        "image": lambda: converter().svg_to_png(SVG, scale=2).hex(),
        "not a chart": lambda: converter().vegalite_to_svg({"mark": 3}),
        "log": lambda: converter().vegalite_to_svg(LOG_OF_ZERO),
    }
    found: dict[str, Any] = {}
    warnings()
    for name, ask in given.items():
        try:
            found[name] = ask()
        except ValueError as error:
            found[name] = f"{type(error).__name__}: {error}"
        found[f"{name}, said"] = warnings()
    return found


def _large() -> dict[str, Any]:
    """A picture that takes more memory than the process that draws for all has."""
    from nutgraf.vega.converter import converter, warnings

    return {"drawing": converter().vegalite_to_svg(MANY), "said": warnings()}


def main() -> None:
    """Draw here and elsewhere: a large picture, with other fonts, and after the other process has died.

    Each draws in a process of its own.
    """
    from nutgraf.pipeline.drawing_process import DrawingProcess, drawn_in
    from nutgraf.vega.converter import configure_fonts

    def drawn(
        connection: Any,
        pictures: Callable[[], dict[str, Any]] = _pictures,
        *,
        other_fonts: bool = False,
        dies: bool = False,
    ) -> dict[str, Any]:
        read, write = os.pipe()
        if os.fork() == 0:
            if other_fonts:
                configure_fonts(["hi"])
            with drawn_in(connection):
                if dies:
                    os.kill(drawing.pid, signal.SIGKILL)
                found = pictures()
            found["has its own"] = "vl_convert" in sys.modules
            with os.fdopen(write, "w") as out:
                json.dump(found, out)
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as said:
            answer: dict[str, Any] = json.loads(said.read())
        os.wait()
        return answer

    here, large_here = drawn(None), drawn(None, _large)
    drawing = DrawingProcess()
    first, large, second = drawn(drawing.attach()), drawn(drawing.attach(), _large), drawn(drawing.attach())
    other = drawn(drawing.attach(), other_fonts=True)
    orphaned = drawn(drawing.attach(), dies=True)
    drawing.end()
    found = {"here": here, "first": first, "second": second, "other fonts": other, "orphaned": orphaned}
    print(json.dumps({**found, "large": large, "large here": large_here}))


def waits() -> None:
    """Start a drawing process, and wait to be killed."""
    from nutgraf.pipeline.drawing_process import DrawingProcess

    print(DrawingProcess().pid, flush=True)
    time.sleep(600)


@pytest.fixture(scope="module")
def pictures() -> dict[str, dict[str, Any]]:
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True, timeout=300)
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


def _same(pictures: dict[str, dict[str, Any]], where: str) -> bool:
    return {**pictures[where], "has its own": True} == pictures["here"]


@pytest.mark.parametrize("worker", ["first", "second"])
def test_a_picture_is_the_same_from_the_process_that_draws_for_all_and_no_worker_starts_an_engine(
    pictures: dict[str, dict[str, Any]], worker: str
) -> None:
    assert "<svg" in pictures["here"]["drawing"]
    assert pictures["here"]["not a chart"].startswith("ValueError: ")
    assert _same(pictures, worker)
    assert not pictures[worker]["has its own"]


def test_a_warning_of_vega_reaches_the_page_that_it_is_about(pictures: dict[str, dict[str, Any]]) -> None:
    assert pictures["here"]["drawing, said"] == []
    assert any("Log scale domain includes zero" in said for said in pictures["first"]["log, said"])


def test_a_site_whose_letters_need_other_fonts_is_drawn_with_them(pictures: dict[str, dict[str, Any]]) -> None:
    assert pictures["other fonts"]["has its own"]


def test_a_picture_that_takes_more_memory_than_the_drawing_process_has_is_drawn_by_its_worker(
    pictures: dict[str, dict[str, Any]],
) -> None:
    assert "1,000,000" in pictures["large here"]["drawing"]
    assert pictures["large"] == pictures["large here"]
    assert pictures["large"]["said"] == []
    assert pictures["large"]["has its own"]


def test_a_worker_draws_itself_once_the_drawing_process_is_gone(pictures: dict[str, dict[str, Any]]) -> None:
    assert _same(pictures, "orphaned")
    assert pictures["orphaned"]["has its own"]


def test_the_drawing_process_ends_with_a_build_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, __file__, "waits"], stdout=subprocess.PIPE, text=True) as build:
        assert build.stdout is not None
        drawing = Path("/proc", build.stdout.readline().strip())
        assert drawing.exists()
        build.kill()
    until = time.monotonic() + 60
    while drawing.exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not drawing.exists()


if __name__ == "__main__":
    waits() if sys.argv[1:] else main()
