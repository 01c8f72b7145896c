"""Reads the attributes of a tidy drawing: its colors, lengths, transforms and outlines; anything else is refused."""

from __future__ import annotations

import re
from functools import lru_cache

INHERITED = (
    *("fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-linecap", "stroke-linejoin"),
    *("stroke-dasharray", "stroke-dashoffset", "stroke-miterlimit"),
    *("font-family", "font-size", "font-weight", "font-style", "text-anchor"),
)
_STEP = re.compile(r"\s*(translate|rotate|scale)\(([^()]*)\)\s*,?")
_TOKEN = re.compile(r"([MLHVCSQTAZmlhvcsqtaz])|([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([\s,]+)|(.)")
_NUMBERS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "A": 7, "Z": 0}

TransformStep = tuple[str, tuple[float, ...]]


class UnsupportedSvg(ValueError):
    """A drawing holds something that only vl-convert draws."""


def number(text: str) -> float:
    """A length in pixels."""
    try:
        return float(text.removesuffix("px"))
    except ValueError as error:
        raise UnsupportedSvg(text) from error


def numbers(text: str) -> tuple[float, ...]:
    """A list of lengths."""
    return tuple(number(each) for each in re.split(r"[\s,]+", text.strip()))


def opacity(text: str) -> float:
    """An opacity, between 0 and 1."""
    return min(1.0, max(0.0, number(text)))


@lru_cache(maxsize=1024)
def color(text: str) -> tuple[int, int, int] | None:
    """The red, green and blue of a color; None if it paints nothing."""
    from tinycss2.color3 import parse_color

    if text.strip().lower() == "none":
        return None
    found = parse_color(text)
    if found is None or isinstance(found, str) or 0 < found.alpha < 1:
        raise UnsupportedSvg(text)
    return (round(found.red * 255), round(found.green * 255), round(found.blue * 255)) if found.alpha else None


@lru_cache(maxsize=1024)
def steps(transform: str) -> tuple[TransformStep, ...]:
    """The steps of a transform, in order."""
    found: list[TransformStep] = []
    at = 0
    while match := _STEP.match(transform, at):
        values = numbers(match[2])
        if len(values) not in {"translate": (1, 2), "scale": (1, 2), "rotate": (1, 3)}[match[1]]:
            raise UnsupportedSvg(transform)
        found.append((match[1], values))
        at = match.end()
    if transform[at:].strip():
        raise UnsupportedSvg(transform)
    return tuple(found)


def outline(data: str) -> list[tuple[str, tuple[float, ...]]]:
    """The steps of a path: each command with its numbers, once for each repetition.

    The smooth curves S and T are left out: neither Vega nor our own SVG writes them.
    """
    found: list[tuple[str, tuple[float, ...]]] = []
    command, held = "", list[float]()
    for letter, value, _, other in _TOKEN.findall(data):
        if other or letter in tuple("SsTt"):
            raise UnsupportedSvg(data)
        if letter:
            if held or (found and not command):
                raise UnsupportedSvg(data)
            command = letter
            if letter in "Zz":
                found.append((letter, ()))
        elif value:
            held.append(float(value))
            if command in ("", "Z", "z"):
                raise UnsupportedSvg(data)
            if len(held) == _NUMBERS[command.upper()]:
                found.append((command, tuple(held)))
                held = []
                command = {"M": "L", "m": "l"}.get(command, command)
    if held:
        raise UnsupportedSvg(data)
    return found
