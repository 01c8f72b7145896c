"""From an executed notebook to a Page: what a reader will see, whole and checked, with nothing read from disk.

    read_page(nb) -> Page

page_model the values: Page, its blocks, its sources and claims
page_cells which cells a reader sees, by their tags
markdown   the door to markdown-it: how each block is written as HTML
markup_leftovers  Markdown that comes to nothing, and would be printed as it is typed
manuscript prose over all cells: headings, footnotes, links within the page
markdown_cell  one cell of prose, made ready to print
printed_facts  printed facts become quiet links to the source list
html_tables  a DataFrame's HTML becomes a plain table
passages   every text as the kernel rendered it, for those who check it
figure_outputs  a figure's bundle becomes a numbered figure
unpublishable_outputs  what no page can show, in words
build_page the story: notes, blocks, sources, Page
"""

from nutgraf.page.build_page import read_page
from nutgraf.page.page_model import (
    Block,
    Code,
    Collapsible,
    Correction,
    DataTable,
    ExemptNumber,
    Heading,
    Page,
    PageFigure,
    Passage,
    PrintedFact,
    Prose,
    SiteInfo,
    SourceEntry,
)

__all__ = [
    "Block",
    "Code",
    "Collapsible",
    "Correction",
    "DataTable",
    "ExemptNumber",
    "Heading",
    "Page",
    "PageFigure",
    "Passage",
    "PrintedFact",
    "Prose",
    "SiteInfo",
    "SourceEntry",
    "read_page",
]
