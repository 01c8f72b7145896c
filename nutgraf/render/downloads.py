"""A figure's data as CSV, with comment lines for its title, sources and date."""

from __future__ import annotations

import csv
import io

from nutgraf.language import language
from nutgraf.ledger import comment_line, no_formula
from nutgraf.page import Page, PageFigure
from nutgraf.render.source_list import credit, format_date


def figure_csv(page: Page, figure: PageFigure) -> bytes:
    """The download of one figure: comment lines, column headings, then the values as in the data."""
    lang = language(page.lang)
    by_id = {source.id: source for source in page.sources}
    comments = [figure.title, figure.subtitle, figure.all_notes]
    for source in (by_id[name] for name in figure.sources if name in by_id):
        parts = [credit(source, lang), source.title, format_date(source.published, lang), source.url]
        comments.append(lang.say("Source: {source}", source=lang.with_commas(*parts)))
    published = lang.date(page.info.last_edited)
    comments.append(lang.with_commas(page.title, page.site.name, published))
    out = io.StringIO()
    for comment in comments:
        if comment:
            out.write(f"{comment_line(comment)}\n")
    writer = csv.writer(out, lineterminator="\n")
    for row in (figure.table.columns, *figure.table.raw):
        writer.writerow([no_formula(value) for value in row])
    # The byte order mark tells spreadsheet programs that the text is UTF-8; without it "Cuánto" opens as "CuÃ¡nto".
    return b"\xef\xbb\xbf" + out.getvalue().encode()
