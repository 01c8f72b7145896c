"""A project whose data, sources, words and charts are hostile strings."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

from support.desk import code, explainer, project, prose, write
from support.hostile_strings import HOSTILE

PER_PAGE = 25
PAGES = [str(number) for number in range(-(-len(HOSTILE) // PER_PAGE))]

_FRONT = """title: >-
  {{ first.label }} paid more
search_title: "{{ first.label[:30] }}"
subtitle: >-
  {{ first.label }} and {{ second.label }}
description: >-
  {{ second.label }} is here
date: 2026-11-24
authors: [Ana Ruiz]
matrix: {page: [PAGES]}
address: 'hostile/{page}'""".replace("PAGES", ", ".join(f"'{page}'" for page in PAGES))

_CELLS = (
    code(
        "import altair as alt\nimport pandas as pd\n\nimport nutgraf\n\n"
        'rows = nutgraf.rows("words", page=page)\nfirst, second = rows[0], rows[1]\n'
        'facts = nutgraf.all_facts("words", page=page)\nframe = nutgraf.table("words", page=page)',
        "setup",
        id="read",
    ),
    prose("{% for row in rows %}\n\n{{ row.label }} paid {{ row.value | money }}.\n\n{% endfor %}", id="prose"),
    prose(
        "## Key\n\n{% for row in rows[:3] %}\n{{ row.label }}\n: {{ row.value | money }}\n\n{% endfor %}",
        "key-numbers",
        id="key",
    ),
    code(
        'bars = alt.Chart(frame[["label", "value"]]).mark_bar().encode(\n'
        '    x=alt.X("value", title=first.label[:12], axis=alt.Axis(labels=False)), y=alt.Y("label", axis=None), '
        'tooltip=["label"])\n'
        "nutgraf.figure(bars, title={'en': '{{ first.label }}'}, subtitle={'en': '{{ second.label }}'}, "
        "alt={'en': 'Bars of what each county of the state paid in the year, the longest for {{ first.label }}'}, "
        "notes={'en': '{{ second.label }}'}, source=first.value)",
        id="chart",
    ),
    code('frame[["label", "value"]]', id="frame"),
    code("for row in rows:\n    print(row.label)", id="stdout"),
    code("import sys\nfor row in rows:\n    print(row.label, file=sys.stderr)", id="stderr"),
)


def _csv(header: str, rows: list[tuple[object, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return text.getvalue()


def words_of(page: str) -> list[str]:
    """The words of a page. The first two are drawn as titles: a letter which no font has, and bare marks, come later."""
    batch = HOSTILE[int(page) :: len(PAGES)]
    return sorted(batch, key=lambda text: (not text.isascii(), not re.search(r"[a-z]{3}", text)))


def hostile_project(root: Path) -> Path:
    """Every hostile string is a key, a label, the title of a source and a word of a page, in prose and figures."""
    words = [
        (page, f"word_{index}", text, 20_000 + index, "usd", "2024", f"source_{HOSTILE.index(text)}")
        for page in PAGES
        for index, text in enumerate(words_of(page))
    ]
    project(
        root,
        settings='[tool.nutgraf]\nname = "The Desk"\nlanguages = ["en"]\nsite_url = "https://desk.example"\n',
        tables={"words": _csv("page,word,label,value,unit,as_of,source_id", words)},
    )
    header = "source_id,publisher,title,published,url,terms,checked_against,quote,page"
    sources = [
        (f"source_{index}", text, text, "2026", "https://publisher.example/x", text, "publisher", text, text[:20])
        for index, text in enumerate(HOSTILE)
    ]
    (root / "data" / "sources.csv").write_text(_csv(header, sources), encoding="utf-8")
    package = json.loads((root / "data" / "datapackage.json").read_text())
    for resource in package["resources"]:
        if resource["name"] == "sources":
            resource["schema"]["fields"] = [{"name": name, "type": "string"} for name in header.split(",")]
        else:
            resource["schema"]["primaryKey"] = ["page", "word"]
            resource["nutgraf"] = {"value": "value", "unit": "unit", "source": "source_id", "asOf": "as_of"}
        for field in resource["schema"]["fields"]:
            if field["name"] == "value":
                field["nutgraf"] = {"unit": "usd"}
    (root / "data" / "datapackage.json").write_text(json.dumps(package))
    write(root, "words", explainer(*_CELLS, front_matter=_FRONT, parameters_cell='page: str = "0"  # which page'))
    return root
