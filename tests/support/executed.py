"""Executed notebooks made by hand, with the notes a build leaves in them, for tests of pages that start no kernel."""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from nutgraf.mime_types import FIGURE

ITEP = {
    "publisher": "Institute on Taxation and Economic Policy",
    "title": "Tax Payments by Undocumented Immigrants",
    "published": "2024-07-30",
    "url": "https://itep.org/undocumented-immigrants-taxes-2024/",
    "terms": "",
    "checked_against": "publisher",
}
CHANNEL_5 = {
    "publisher": "NewsChannel 5 Nashville",
    "title": "What immigrants pay in Tennessee",
    "published": "2025-04",
    "url": "",
    "terms": "",
    "checked_against": "reported",
}
FRAME = '<table class="dataframe"><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>'
SOURCES = {"itep": ITEP, "channel5": CHANNEL_5}


def claim(number: int, *, place: str = "c1", source: str = "itep", **changed: Any) -> dict[str, Any]:
    """A printed fact: $314.2 million, unless changed."""
    row = {
        "table": "itep_2022_states",
        "key": {"usps": "TN", "metric": "state_local_taxes_paid"},
        "column": "value",
        "value": 314200000,
        "source_id": source,
        "checked_against": "publisher",
        "as_of": "2022",
    }
    return {
        "claim": number,
        "place": place,
        "key": "itep_2022_states:usps=TN,metric=state_local_taxes_paid",
        "text": "$314.2 million",
        "value": 314200000,
        "unit": "usd",
        "low": None,
        "high": None,
        "derivation": "",
        "qualifier": "",
        "checked_against": "publisher",
        "publisher": "ITEP",
        "inputs": [row],
        "sources": [source],
        **changed,
    }


def fact(number: int, text: str = "$314.2 million", value: str = "314200000") -> str:
    """A fact as the kernel prints it in prose."""
    return f'<data value="{value}" data-claim="{number}">{text}</data>'


def prose(text: str, *claims: dict[str, Any], tags: tuple[str, ...] = ()) -> Any:
    """A markdown cell whose expressions were evaluated to `text`."""
    notes = {"reads": [], "claims": list(claims), "rendered": text}
    return new_markdown_cell(text, metadata={"nutgraf": notes, "tags": list(tags)})


def code(source: str, *outputs: Any, tags: tuple[str, ...] = ()) -> Any:
    """A code cell that was run."""
    metadata = {"nutgraf": {"reads": [], "claims": []}, "tags": list(tags)}
    return new_code_cell(source, outputs=list(outputs), metadata=metadata)


def shown(**data: Any) -> Any:
    """An output; underscores in a type's name stand for its slash, as in text_plain."""
    return new_output("display_data", data={kind.replace("_", "/", 1): value for kind, value in data.items()})


def printed(text: str) -> Any:
    """What a cell wrote to stdout."""
    return new_output("stream", name="stdout", text=text)


def figure(**changed: Any) -> Any:
    """A figure as its cell shows it."""
    bundle = {
        "name": "taxes-by-state",
        "spec": {"mark": "bar", "data": {"values": [{"state": "Tennessee", "paid": 314.2}]}},
        "title": "Tennessee collects more than Kentucky",
        "subtitle": "State and local taxes, 2022, millions of dollars",
        "alt": "Two bars: Tennessee, $314.2 million, is three times as long as Kentucky, $100.3 million.",
        "notes": "",
        "sources": ["itep"],
        "table": {
            "columns": [{"label": "State", "numeric": False}, {"label": "Taxes paid", "numeric": True}],
            "rows": [["Tennessee", "$314.2 million"], ["Kentucky", "$100.3 million"]],
            "raw": [["Tennessee", 314200000], ["Kentucky", 100300000]],
        },
        "claims": [],
        "lang": "en",
        **changed,
    }
    return new_output("display_data", data={FIGURE: bundle, "text/plain": bundle["title"]})


def notebook(*cells: Any, lang: str = "en", words: dict[str, str] | None = None, **changed: Any) -> Any:
    """An executed notebook; `changed` goes into its notes: words_claims, sources, site, or keys of `page`."""
    page = {
        "explainer": "taxes",
        "address": f"{lang}/taxes/tn",
        "lang": lang,
        "parameters": {"state": "TN", "lang": lang},
        "alternates": {"es": "es/taxes/tn"} if lang == "en" else {"en": "en/taxes/tn"},
        "date": "2026-11-24",
        "modified": "",
        "authors": ["Ana Ruiz", "Ben Cole"],
        "keywords": [],
        "draft": False,
        "here_label": {"en": "In your state", "es": "En su estado", "ar": "في ولايتك"}.get(lang, ""),
    }
    site = {"name": "The Ledger", "url": "", "contact": "", "languages": ["en", "es"]}
    notes = {
        "version": 1,
        "words": {"title": "What immigrants pay", "subtitle": "A dek.", "description": "", "short_title": "Tennessee"},
        "words_claims": changed.pop("words_claims", []),
        "sources": changed.pop("sources", SOURCES),
        "estimators": changed.pop("estimators", []),
        "kinds": changed.pop("kinds", []),
        "publisher_names": changed.pop("publisher_names", {}),
        "site": site | changed.pop("site", {}),
        "corrections": changed.pop("corrections", []),
        "page": page | changed,
    }
    notes["words"] |= words or {}
    cells = (new_raw_cell("---\ntitle: What immigrants pay\n---", id="front"), *cells)
    for n, cell in enumerate(cells):
        cell["id"] = f"c{n}"
    made = new_notebook(cells=list(cells), metadata={"nutgraf": notes})
    nbformat.validate(made)
    return made


def rich(lang: str) -> Any:
    """A page with one of everything."""
    said = {
        "en": ("It paid", "How much?", "How we did this", "Sales tax", "Mind the year."),
        "es": ("Pagó", "¿Cuánto?", "Cómo lo hicimos", "Impuesto sobre las ventas", "Ojo con el año."),
    }[lang]
    cells = (
        prose(f"{said[0]} {fact(1)} or $5.[^1]\n\n[^1]: {said[4]}", claim(1)),
        prose(
            f"## {said[1]}\n\n:::{{note}}\n{said[4]}\n:::\n\n| {said[3]} | $ |\n|---|--:|\n| 2022 | {fact(2)} |",
            claim(2),
        ),
        code("nutgraf.figure()", figure(lang=lang, sources=["itep", "channel5"], notes=said[4])),
        code("df", shown(text_html=FRAME)),
        code("share = 1 / 2", tags=("hide-input",)),
        prose(f"{said[3]}\n: {fact(4)}", claim(4), tags=("key-numbers",)),
        prose(f"ITIN\n: {said[4]}", tags=("glossary",)),
        prose(f"## {said[2]}\n\n- [ITEP](#source-itep)\n- {fact(3)}\n\nITIN\n: {said[4]}", claim(3, source="channel5")),
    )
    site = {"url": "https://ledger.example/explainers", "contact": "desk@ledger.example"}
    around = {
        "editions": [[f"{lang}/taxes/us", "United States"], [f"{lang}/taxes/tn", "Tennessee"]],
        "related": [[f"{lang}/itin", "ITIN"]],
    }
    return notebook(*cells, lang=lang, site=site, modified="2026-11-25", **around)


def stand_in(spec: dict[str, Any], *, width: int, lang: str, key: str) -> str:
    """A picture drawn by nobody: the size is right, each id is its own."""
    height = 120 if width == 680 else 180
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<g id="{key}-bars"><rect width="{width // 2}" height="40" fill="var(--c-look, #0b5fa5)"/>'
        f'<text y="70" font-size="13" fill="var(--c-ink, #1c2024)">{lang} {width}</text></g></svg>'
    )


# Colors come by role, as the charts of a newsroom's own give them.
BARS = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "data": {"values": [{"state": "Tennessee", "paid": 314.2}, {"state": "Kentucky", "paid": 100.3}]},
    "mark": {"type": "bar", "color": "#0b5fa5"},
    "encoding": {
        "x": {"field": "paid", "type": "quantitative", "axis": {"title": None, "labelColor": "#1c2024"}},
        "y": {"field": "state", "type": "nominal", "axis": {"title": None, "labelColor": "#1c2024"}},
    },
    "usermeta": {"nutgraf": {"roles": {"#0b5fa5": "look", "#1c2024": "ink"}}},
}
