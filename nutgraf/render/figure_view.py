"""A figure for the template: drawn at both widths, with its sources and the addresses of its downloads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from markupsafe import Markup

from nutgraf.errors import FigureError
from nutgraf.language import Language, language
from nutgraf.page import Page, PageFigure, SourceEntry
from nutgraf.page.page_model import FigureTable, TableCell
from nutgraf.render.source_list import credit
from nutgraf.theme import Look, recolored
from nutgraf.vega.share_images import STILL_SCALE, ImageText, figure_image, size

NARROW, WIDE = 320, 680
SOURCES_SHOWN = 3
ROWS_SHOWN = 250
"""The most rows in a figure's table on the page; the download has all of them."""

Draw = Callable[..., str]
"""draw(spec, *, width, lang, key) -> SVG"""


@dataclass(frozen=True)
class Link:
    """A link: its text, its target, and the target's language if it differs from the page's."""

    text: str
    href: str
    lang: str = ""
    current: bool = False


@dataclass(frozen=True)
class FigureView:
    """A figure with its drawings and its source line.

    `still` is the image with its title and source in it, for the download; `snippet` is the embed code for other sites.
    """

    it: PageFigure
    wide: Markup
    narrow: Markup
    sources_label: str
    notes_label: str
    sources: tuple[Link, ...]
    more_sources: int
    more_said: str
    """How many sources there are besides these, in words; "" for none."""
    rows: tuple[tuple[TableCell, ...], ...]
    download: str
    image: str
    still: str
    image_size: tuple[int, int]
    embed: str
    snippet: str
    orders: tuple[str, ...] = ()
    """For each column, the numbers of its rows from the smallest value up; "" where their text sorts as well."""
    more_rows: str = ""
    """The number of rows that only the download has, in words."""
    find: str = ""
    """The label of the figure's search field; "" if its marks have no row numbers."""
    finds_areas: bool = False
    """Whether readers look for areas in it that may have pages of their own."""
    linked: tuple[Markup, Markup] | None = None
    """Its two drawings with a link from each area to the page of that area, if any has one."""
    level: int = 3
    """The level of its title among the headings of the page: one below the section it is in."""

    @property
    def source_line(self) -> str:
        """The sources as plain text."""
        named = [link.text for link in self.sources] + [self.more_said] * bool(self.more_said)
        return f"{self.sources_label} {'; '.join(named)}"


def figure_view(figure: PageFigure, page: Page, look: Look, draw: Draw) -> FigureView:
    """The figure, ready for the template."""
    lang = language(page.lang)
    by_id = {source.id: source for source in page.sources}
    named = sorted((by_id[name] for name in figure.sources if name in by_id), key=lambda source: source.grade == "D")
    label, links = _credits(named, lang)
    shown = links if len(links) <= SOURCES_SHOWN + 1 else links[:SOURCES_SHOWN]
    wide, narrow = (_drawn(figure, page, draw, width) for width in (WIDE, NARROW))
    explored = "data-row=" in wide and "data-row=" in narrow
    # Exploring takes the text of each mark from the table, so the table needs all rows.
    rows = figure.table.rows if explored else figure.table.rows[:ROWS_SHOWN]
    view = FigureView(
        it=figure,
        wide=Markup(wide),
        narrow=Markup(narrow),
        sources_label=label,
        notes_label=lang.label("Note"),
        sources=shown,
        more_sources=(more := len(links) - len(shown)),
        more_said=lang.say("{count} more", count=more) if more else "",
        rows=tuple(_row(row, figure) for row in rows),
        download=f"{figure.name}.csv",
        image=f"{figure.name}.png",
        still="",
        image_size=(0, 0),
        embed=f"embed/{figure.name}/",
        snippet="",
        orders=row_orders(figure.table, len(rows)),
        more_rows=_more(len(figure.table.rows) - len(rows), lang),
        find=_find(figure, page) if explored else "",
        finds_areas=_sought(figure) in page.info.find_labels,
    )
    alone = recolored(figure_image(wide, _words(view, page, lang)), look.css)
    across, high = (round(side * STILL_SCALE) for side in size(alone))
    view = replace(view, still=alone, image_size=(across, high))
    return replace(view, snippet=str(snippet(view, page)) if page.site.url else "")


def row_orders(table: FigureTable, shown: int) -> tuple[str, ...]:
    """The order of the rows by each column of numbers or dates, whose text is that of a language; without blanks."""
    found = []
    for place in range(len(table.columns)):
        held = [(row[place], nth) for nth, row in enumerate(table.raw[:shown]) if row[place] is not None]
        is_number = all(type(value) in (int, float) for value, _ in held)
        is_written = all(isinstance(value, str) for value, _ in held) and any(
            value != table.rows[nth][place] for value, nth in held
        )
        found.append(" ".join(str(nth) for _, nth in sorted(held)) if held and (is_number or is_written) else "")
    return tuple(found)


def _find(figure: PageFigure, page: Page) -> str:
    """What a search in a figure is called: by the areas that its chart declares, or in general."""
    return page.info.find_labels.get(_sought(figure)) or language(page.lang).say("Find in this figure")


def _sought(figure: PageFigure) -> str:
    """The system of areas that a chart declares to be searched; "" for none."""
    return str(figure.spec.get("usermeta", {}).get("nutgraf", {}).get("find", ""))


def snippet(view: FigureView, page: Page) -> str:
    """The embed code for other sites: an image that links to the article, and a script that makes it the live figure.

    Readers without scripts, feeds and emails keep the image; the script is the same for every figure.
    """
    base = f"{page.site.url}/{page.address}/"
    width, height = view.image_size
    return Markup(
        '<div data-figure="{live}" data-title="{title}"><a href="{base}"><img src="{image}" alt="{alt}" '
        'width="{width}" height="{height}" loading="lazy" style="max-width:100%;height:auto"></a></div>\n'
        "<script>{script}</script>"
    ).format(
        live=f"{base}{view.embed}",
        title=view.it.title,
        base=base,
        image=f"{base}{view.image}",
        alt=view.it.alt,
        width=width,
        height=height,
        script=Markup(HOST_SCRIPT),
    )


HOST_SCRIPT = (
    "(function(d){var f=document.createElement('iframe'),ink=function(){f.contentWindow.postMessage({ink:"
    "getComputedStyle(d).color},'*')};f.src=d.dataset.figure;f.title=d.dataset.title;f.loading='lazy';f.onload=ink;"
    "f.style.cssText='width:100%;border:0;height:'+d.offsetHeight+'px';d.replaceChildren(f);"
    "matchMedia('(prefers-color-scheme:dark)').addEventListener('change',ink);"
    "addEventListener('message',function(e){if(e.source===f.contentWindow&&e.data&&e.data.sentinel==='amp')"
    "f.style.height=e.data.height+'px'})})(document.currentScript.previousElementSibling)"
)
"""The inline script in the embedding page: it replaces the image with the figure, sets the height that the figure asks
for, and sends it the color of the surrounding text, so that it is dark on a dark page."""


def _drawn(figure: PageFigure, page: Page, draw: Draw, width: int) -> str:
    try:
        return draw(figure.spec, width=width, lang=page.lang, key=f"{figure.name}-{width}")
    except FigureError as error:
        where = f"notebooks/{page.explainer}.ipynb, figure {figure.number} ({figure.title})"
        raise FigureError(*(replace(problem, where=where) for problem in error.problems)) from error


def _words(view: FigureView, page: Page, lang: Language) -> ImageText:
    it = view.it
    notes = [f"{lang.label('Note')} {it.all_notes}"] if it.all_notes else []
    foot = lang.with_commas(page.site.name, lang.date(page.info.last_edited))
    return ImageText(it.title, it.subtitle, (*notes, view.source_line), foot, rtl=lang.right_to_left)


def _credits(named: list[SourceEntry], lang: Language) -> tuple[str, tuple[Link, ...]]:
    """The label of the source line, and the name of each source: those that only report come last, and together."""
    reports = [source for source in named if source.reported and not source.estimated_by]
    if len(reports) < 2:
        return lang.label("Source" if len(named) == 1 else "Sources"), _links(
            named, lambda source: credit(source, lang)
        )
    if len(reports) == len(named):
        return lang.say("As reported by"), _links(reports, lambda source: source.publisher)
    others = _links([source for source in named if source not in reports], lambda source: credit(source, lang))
    first, *more = _links(reports, lambda source: source.credited or source.publisher)
    said = lang.rules.reported["one"].format(reporters=first.text)
    return lang.label("Sources"), (*others, replace(first, text=said), *more)


def _links(named: list[SourceEntry], name: Callable[[SourceEntry], str]) -> tuple[Link, ...]:
    first = {name(source): source.id for source in reversed(named)}  # a publisher of two documents is named once
    return tuple(Link(each, f"#source-{first[each]}") for each in dict.fromkeys(map(name, named)))


def _more(rows: int, lang: Language) -> str:
    one, many = "{n} more row, in the data to download", "{n} more rows, in the data to download"
    return lang.say(one, many=many, n=rows) if rows else ""


def _row(row: tuple[str, ...], figure: PageFigure) -> tuple[TableCell, ...]:
    return tuple(
        TableCell(text, "row" if n == 0 and not figure.table.numeric[0] else "", figure.table.numeric[n])
        for n, text in enumerate(row)
    )
