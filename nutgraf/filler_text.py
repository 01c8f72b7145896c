"""Recognizes filler in a title or an alt text: empty, or nothing but the kind of thing that it describes."""

from __future__ import annotations

import re

_THINGS = (
    "chart|figure|graph|graphic|image|picture|photo|plot|map|table|todo|tbd|alt|text"
    "|gráfic[oa]|imagen|imagem|figura|mapa|tabla|tabela|foto"
    "|graphique|carte|tableau|grafik|diagramm|abbildung|bild|karte|tabelle"
)
_ARTICLES = r"an?|the|une?|una|uma?|el|los?|la|las|le|o|eine?|das|der|die"
_FILLER = re.compile(
    rf"\W*((({_ARTICLES})\s+|l['’])?({_THINGS})?|no description has been provided.*)\W*", re.IGNORECASE | re.DOTALL
)


def is_filler(text: str) -> bool:
    """Whether a text says nothing about the chart: "a chart", or Jupyter's default text."""
    return _FILLER.fullmatch(text) is not None
