"""From an executed notebook to a Page: what a reader will see, whole and checked, with nothing read from disk.

    read_page(nb) -> Page

model      the values: Page, its blocks, its sources and claims
cells      which cells a reader sees, by their tags
dialect    the door to markdown-it: how each block is written as HTML
leftovers  Markdown that comes to nothing, and would be printed as it is typed
manuscript prose over all cells: headings, footnotes, links within the page
setting    one cell of prose, made ready to print
claims     printed facts become quiet links to the source list
tables     a DataFrame's HTML becomes a plain table
passages   every text as the kernel rendered it, for those who check it
figures    a figure's bundle becomes a numbered figure
outputs    what no page can show, in words
read       the story: notes, blocks, sources, Page
"""

from nutgraf.page.model import (
    Block,
    Claim,
    Code,
    Correction,
    DataTable,
    Fold,
    Heading,
    Meant,
    Page,
    PageFigure,
    Passage,
    Prose,
    SiteWords,
    SourceEntry,
)
from nutgraf.page.read import read_page

__all__ = [
    "Block",
    "Claim",
    "Code",
    "Correction",
    "DataTable",
    "Fold",
    "Heading",
    "Meant",
    "Page",
    "PageFigure",
    "Passage",
    "Prose",
    "SiteWords",
    "SourceEntry",
    "read_page",
]
