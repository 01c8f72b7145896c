"""A chart is accepted or refused as Altair alone does, with the same words, however its schema is checked."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import Any

import altair as alt
import pytest
from altair.utils import schemapi
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nutgraf.kernel import schema_validation
from support.gallery import DRAWN

pytest.importorskip("jsonschema_rs")

OWN = getattr(schemapi._get_errors_from_spec, "__wrapped__", schemapi._get_errors_from_spec)
ROOT = alt.Chart._rootschema
asked: list[Any] = []


def counted(spec: Any, schema: Any, rootschema: Any = None) -> Any:
    """Altair's own check, which says when it was asked."""
    asked.append(spec)
    return OWN(spec, schema, rootschema=rootschema)


CHECK = schema_validation._accepting(ROOT, counted)
VALUES = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=6)),
    st.sampled_from(["bar", "quantitative", "#zzz", "#ff0000", "http://[", "%", "a b", "red", "ascending", [], {}]),
    st.sampled_from([{"expr": "1"}, {"field": "k"}, [1, "2", None], 2**70, 1e308, -0.0, 1.0, {"value": 1}]),
)


@cache
def specs() -> list[Any]:
    """A sixth of the charts of the gallery."""
    return [chart().to_dict(validate=False) for name, chart in sorted(DRAWN.items()) if "map" not in name][::6]


def places(part: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a spec, but not those in its data."""
    for name, value in list(part.items() if isinstance(part, dict) else enumerate(part)):
        if name not in ("datasets", "values"):
            yield part, name
            if isinstance(value, dict | list):
                yield from places(value)


@st.composite
def broken(draw: Any) -> Any:
    """A chart of the gallery with a few of its values changed, added or taken out."""
    spec = copy.deepcopy(draw(st.sampled_from(specs())))
    for _ in range(draw(st.integers(0, 2))):
        part, name = draw(st.sampled_from(list(places(spec))))
        if draw(st.booleans()):
            part[name] = copy.deepcopy(draw(VALUES))
        elif isinstance(part, dict):
            part[draw(st.sampled_from(["type", "field", "href", "color", "color ", "bin", "sort"]))] = copy.deepcopy(
                draw(VALUES)
            )
    return spec


def schema_of(spec: Any) -> Any:
    """The kind of chart that a spec is."""
    kind = next((kind for kind in ("layer", "hconcat", "vconcat", "concat", "facet", "repeat") if kind in spec), "unit")
    kinds = {"hconcat": "HConcat", "vconcat": "VConcat", "unit": "Unit"}
    return {"$ref": f"#/definitions/TopLevel{kinds.get(kind, kind.capitalize())}Spec"}


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(broken())
def test_a_chart_is_accepted_exactly_where_altair_accepts_it(spec: Any) -> None:
    schema = schema_of(spec)
    said = [error.message for error in CHECK(spec, schema, ROOT)]
    assert said == [error.message for error in OWN(spec, schema, rootschema=ROOT)]


@pytest.mark.parametrize("name", sorted(DRAWN)[::4])
def test_a_chart_of_the_gallery_is_accepted_without_asking_altair(name: str) -> None:
    spec = DRAWN[name]().to_dict(validate=False)
    asked.clear()
    assert CHECK(spec, schema_of(spec), ROOT) == []
    assert asked == []


class Color(StrEnum):
    """A text that is more than a text."""

    RED = "red"


@pytest.mark.parametrize(
    "value", [(1, 2), Color.RED, float("nan"), float("inf"), 2**64, {1: 2}, "\ud800", b"a", object(), {"a": {1}}]
)
def test_what_json_does_not_have_is_always_altairs_to_judge(value: Any) -> None:
    spec = {"mark": "bar", "data": {"values": [{"a": 1}]}, "encoding": {"x": value}}
    asked.clear()
    try:
        expected = [error.message for error in OWN(spec, schema_of(spec), rootschema=ROOT)]
    except Exception as error:
        with pytest.raises(type(error)):
            CHECK(spec, schema_of(spec), ROOT)
    else:
        assert [error.message for error in CHECK(spec, schema_of(spec), ROOT)] == expected
    assert len(asked) == 1


@pytest.mark.parametrize("chart", [alt.Chart, alt.LayerChart, alt.HConcatChart, alt.FacetChart])
def test_what_properties_sets_is_checked_by_the_compiled_schema(chart: Any) -> None:
    asked.clear()
    properties = chart.resolve_references()["properties"]
    assert CHECK("A title", properties["title"], ROOT) == []
    assert not asked
    assert CHECK(3, properties["title"], ROOT)
    assert asked == [3]


@pytest.mark.parametrize("deep", [10, 300])
def test_a_chart_of_many_layers_in_layers_is_judged(deep: int) -> None:
    spec: Any = {"mark": "bar"}
    for _ in range(deep):
        spec = {"layer": [spec]}
    spec = {"data": {"values": []}, **spec}
    try:
        expected = len(OWN(spec, schema_of(spec), rootschema=ROOT))
    except RecursionError:
        with pytest.raises(RecursionError):
            CHECK(spec, schema_of(spec), ROOT)
    else:
        assert len(CHECK(spec, schema_of(spec), ROOT)) == expected


ERRORS = """
import json, traceback, altair as alt
from nutgraf.kernel.schema_validation import install
WRONG = (
    lambda: alt.Chart().mark_bar(color=3).to_dict(),
    lambda: alt.Chart().encode(x=alt.X("a:Q", scale=alt.Scale(zero="no"))).to_dict(),
    lambda: alt.X("a:Q").scale(domain=3, typ="log").to_dict(),
    lambda: alt.Chart().mark_bar(href="a b").to_dict(),
    lambda: alt.Chart.from_dict({"mark": "barr", "data": {"values": []}}),
    lambda: alt.Chart.from_json('{"mark": "bar", "encodin": {}}'),
)
def said():
    for wrong in WRONG:
        try:
            yield str(wrong())
        except Exception:
            yield traceback.format_exc()
plain = list(said())
assert install()
print(json.dumps([plain, list(said())]))
"""


def test_altairs_messages_and_tracebacks_are_the_same_to_the_line() -> None:
    done = subprocess.run([sys.executable, "-c", ERRORS], capture_output=True, check=True, text=True)
    plain, compiled = json.loads(done.stdout)
    assert compiled == plain
    assert sum("Traceback" in each for each in compiled) >= 4


def test_an_altair_that_works_otherwise_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(schemapi, "_get_errors_from_spec")
    assert not schema_validation.install()
    assert not hasattr(schemapi, "_get_errors_from_spec")
