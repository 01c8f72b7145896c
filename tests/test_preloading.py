"""What a page will have its kernel read is read once, for every kernel that is forked after it."""

from __future__ import annotations

import datetime
import importlib
from pathlib import Path
from typing import Any, ClassVar

import pytest

from nutgraf import kernel
from nutgraf.kernel import cell_source
from nutgraf.kernel.altair_shortcuts import take_shortcuts
from nutgraf.kernel.preload import Preload
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from nutgraf.run.preloading import preload_for
from support.desk import FRONT, code, explainer, project, prose, write
from support.kernel_probe import run, text

TABLE = "usps,value,source_id\nTN,1,made_up\n"
PARSED = (
    "from pathlib import Path\nfrom nutgraf.data.content import _parsed\nfrom nutgraf.prose.template import compile_template\n"
    "from nutgraf import data\n"
    "before = _parsed.cache_info().misses, compile_template.cache_info().misses\n"
    "rows = data.rows('areas', usps='TN')\ncompile_template('They paid {{ paid }}.')\n"
    "(_parsed.cache_info().misses - before[0], compile_template.cache_info().misses - before[1], rows[0]['value'])"
)
SPOKEN = (
    "from nutgraf.language import formatter\nbefore = formatter._language.cache_info().misses\n"
    "said = formatter.language('en').number(1280)\n(formatter._language.cache_info().misses - before, said)"
)


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in kernel.BUILD_ENV.items():
        monkeypatch.setenv(name, value)
    return project(tmp_path / "newsroom", tables={"areas": TABLE, "unread": "usps,value\nTN,1\n"})


def ahead(root: Path, *texts: str) -> Preload:
    return Preload("en", texts, str(read_project(root).data_package), ("areas",))


@pytest.mark.kernel
def test_a_kernel_finds_its_tables_its_prose_and_its_language_read_already(newsroom: Path) -> None:
    with kernel.warm() as kernels:
        kernels.preload(ahead(newsroom, "They paid {{ paid }}."))
        parsed, spoken = run([PARSED, SPOKEN], newsroom / "notebooks", kernels)
        assert (text(parsed), text(spoken)) == ("(0, 0, 1)", "(0, '1,280')")


def test_what_ipython_makes_of_a_cell_is_found_out_once_but_for_warnings_of_the_compiler() -> None:
    for source in ("%precision 2\none = 1", "await two\n", "def f(:", "three = 1 is 1"):
        cell_source.remember(source)
    known = {
        "get_ipython().run_line_magic('precision', '2')\none = 1\n": False,
        "await two\n": True,
        "def f(:\n": False,
    }
    assert cell_source._awaits.items() >= known.items()
    assert "three = 1 is 1\n" not in cell_source._awaits


@pytest.mark.kernel
def test_a_table_that_changed_since_is_read_again_and_prose_that_cannot_be_read_ends_nothing(newsroom: Path) -> None:
    with kernel.warm() as kernels:
        twice = "{% block one %}{% endblock %}" * 2
        kernels.preload(
            ahead(newsroom, "{{ paid", twice, f"{{{{ {'(' * 400}1{')' * 400} }}}}", "They paid {{ paid }}.")
        )
        run(["1"], newsroom / "notebooks", kernels)
        (newsroom / "data" / "areas.csv").write_text(TABLE.replace("TN,1", "TN,2"))
        assert text(run([PARSED], newsroom / "notebooks", kernels)[0]) == "(1, 0, 2)"
        assert (kernels.disabled_reason, kernels._losses) == ("", 0)


@pytest.fixture
def altair_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """Altair without the shortcuts, once the test is over."""
    from altair.utils import data, schemapi
    from altair.vegalite.v6.schema.core import VegaLiteSchema

    api = importlib.import_module("altair.vegalite.v6.api")
    parts = [(schemapi._FromDict, "__init__"), (schemapi, "SchemaLike"), (schemapi, "_todict")]
    for owner, name in [*parts, (data, "is_data_type"), (api, "_is_data_type")]:
        monkeypatch.setattr(owner, name, getattr(owner, name))
    for name in ("_default_wrapper_classes", "__init_subclass__"):
        monkeypatch.setattr(VegaLiteSchema, name, VegaLiteSchema.__dict__.get(name, VegaLiteSchema.__init_subclass__))


@pytest.mark.usefixtures("altair_as_it_was")
def test_altair_finds_own_parts_of_a_chart_and_classes_made_later_as_it_does_without_us() -> None:
    from altair.utils import schemapi
    from altair.vegalite.v6.schema.core import VegaLiteSchema

    take_shortcuts()

    class Like:
        _schema: ClassVar[dict[str, str]] = {"type": "object"}

        def to_dict(self) -> dict[str, Any]:
            return {}

    values = ("a text", 1, 2.5, True, None, object(), Like())
    assert [isinstance(value, schemapi.SchemaLike) for value in values] == [False] * 6 + [True]
    before = tuple(VegaLiteSchema._default_wrapper_classes())
    own = type("Own", (VegaLiteSchema,), {"_schema": {"type": "object", "title": "own"}})
    assert own not in before
    assert own in tuple(VegaLiteSchema._default_wrapper_classes())


@pytest.mark.usefixtures("altair_as_it_was")
def test_a_chart_of_any_values_has_the_spec_that_altair_gives_it_without_us() -> None:
    import altair as alt
    import numpy as np
    import pandas as pd
    from altair.utils import data, schemapi

    odd = {
        "n": np.int64(3),
        "f": np.float32(0.5),
        "d": np.datetime64("2026-01-02"),
        "t": pd.Timestamp("2026-01-02"),
        "o": True,
    }
    rows = [{**odd, "day": datetime.date(2026, 1, 2), "left": alt.Undefined, "many": (1, [None, "a"])}]
    frame = pd.DataFrame({"x": [1, 2], "y": ["a", "b"]})
    charts = [
        alt.Chart(alt.InlineData(values=rows, name="own")).mark_bar().encode(x="n:Q", y=alt.Y("y:N").sort(["b", "a"])),
        alt.Chart(alt.NamedData(name="rows")).mark_line(color="red").encode(x="x:Q")
        + alt.Chart(frame).mark_point().encode(x="x"),
        alt.Chart(frame)
        .mark_point()
        .encode(x="x", y="y", color=alt.condition(alt.datum.x > 1, alt.value("red"), alt.value("blue"))),
    ]
    stock = [chart.to_dict(validate=False) for chart in charts]
    take_shortcuts()
    assert {schemapi._todict.__module__, data.is_data_type.__module__} == {take_shortcuts.__module__}
    assert [chart.to_dict(validate=False) for chart in charts] == stock


def test_a_page_says_ahead_what_its_notebook_tells_without_being_run(newsroom: Path) -> None:
    write(
        newsroom,
        "pay",
        explainer(
            code('import nutgraf\npaid = nutgraf.table("areas")\ntitle = "They paid {{ paid }}"', id="row"),
            code("%precision 2", id="magic"),
            prose("In English, {{ paid }}.", "lang-en", id="en"),
            prose("En español, {{ paid }}.", "lang-es", id="es"),
            prose("No expression at all.", id="plain"),
            front_matter=FRONT,
        ),
    )
    at = read_project(newsroom)
    page = plan_pages(at).pages[0]
    code_of_cells = (
        'lang: str = "en"  # the language of the page',
        'import nutgraf\npaid = nutgraf.table("areas")\ntitle = "They paid {{ paid }}"',
        "%precision 2",
    )
    texts = ("In English, {{ paid }}.", "They paid {{ paid }}")
    assert preload_for(page, at) == Preload("en", texts, str(at.data_package), ("areas",), code_of_cells)
