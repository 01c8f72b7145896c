"""Refuses a legend in which two names have one color, or one shape, because there are fewer of these than names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nutgraf.errors import Problem
from nutgraf.vega.spec_views import SpecView, channels

_KINDS = {**dict.fromkeys(("color", "fill", "stroke"), "color"), "shape": "shape"}
_DEFAULT_COLORS, _DEFAULT_SHAPES = 10, 8
_SCHEMES = {
    **{"accent": 8, "dark2": 8, "pastel2": 8, "set2": 8, "pastel1": 9, "set1": 9, "paired": 12, "set3": 12},
    **{"category10": 10, "tableau10": 10, "observable10": 10},
    **{"category20": 20, "category20b": 20, "category20c": 20, "tableau20": 20},
}
"""The number of colors of each scheme for names; a scheme for numbers has as many as there are names."""


def repeated_color_problems(view: SpecView, config: Mapping[str, Any], where: str) -> Iterator[Problem]:
    """A problem for each channel that gives two names of its legend the same color or shape."""
    for channel, one in channels(view.encoding):
        kind, scale = _KINDS.get(channel), one.get("scale", {})
        if kind is None or one.get("type") not in ("nominal", "ordinal") or not isinstance(scale, Mapping):
            continue
        if one.get("legend", True) is None or _is_independent(view, channel):
            continue
        names, looks = _names(view, one, scale), _looks(one, scale, kind, config)
        if looks is not None and len(names) > looks:
            number = f"1 {kind}" if looks == 1 else f"{looks} {kind}s"
            same = f"{names[0]!r} and {names[looks]!r} look the same"
            what = f"its {channel} has {number} for {len(names)} names: {same}"
            fix = f"give range= a {kind} for each name, or draw fewer names, with the rest as one; legend=None hides it"
            yield Problem(where, what, fix)


def _looks(one: Mapping[str, Any], scale: Mapping[str, Any], kind: str, config: Mapping[str, Any]) -> int | None:
    """How many colors or shapes there are; None for as many as there are names."""
    given, scheme = scale.get("range"), scale.get("scheme")
    if given is None and scheme is None:
        usual = "symbol" if kind == "shape" else "category" if one["type"] == "nominal" else "ordinal"
        given = config.get("range", {}).get(usual)
        scheme, given = (given.get("scheme"), None) if isinstance(given, Mapping) else (None, given)
    if isinstance(given, list):
        return len(given) or None
    if isinstance(scheme, str):
        return _SCHEMES.get(scheme.lower())
    if given is not None or scheme is not None:
        return None
    if kind == "shape":
        return _DEFAULT_SHAPES
    return _DEFAULT_COLORS if one["type"] == "nominal" else None


def _names(view: SpecView, one: Mapping[str, Any], scale: Mapping[str, Any]) -> list[Any]:
    """The names in the legend, as far as they are known before it is drawn."""
    if isinstance(scale.get("domain"), list):
        return list(dict.fromkeys(map(str, scale["domain"])))
    field = one.get("field")
    is_computed = any(key in one for key in ("bin", "timeUnit", "aggregate"))
    if not isinstance(field, str) or is_computed or any("filter" in each for each in view.transforms):
        return []
    return list(dict.fromkeys(str(value) for value in view.table.values(field) if value is not None))


def _is_independent(view: SpecView, channel: str) -> bool:
    """Whether each small multiple has colors of its own."""
    resolved = view.spec.get("resolve", {}).get("scale", {})
    return bool(resolved.get(channel) == "independent")
