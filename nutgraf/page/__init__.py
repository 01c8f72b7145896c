"""From an executed notebook to a Page: the complete, checked content of a page, without reading from disk.

    read_page(nb) -> Page
    page_and_cells(nb) -> the page, and the cell of each of its blocks

page_model the values: Page, its blocks, its sources and claims
source_entry  an entry of the list of sources
page_cells which cells readers see, by tags
markdown   access to markdown-it: how each block is rendered as HTML
markup_leftovers  markup that would be printed as typed, or lost
prose_builder  prose of all cells: headings, footnotes, links within the page
markdown_cell  the tokens of one cell of prose, ready to render
printed_facts  printed facts become links to the source list
html_tables  a DataFrame's HTML becomes a plain table
passages   every text as the kernel rendered it, for checks
figure_outputs  a figure's bundle becomes a numbered figure
unpublishable_outputs  outputs that a page cannot show, in words
build_page the story: notes, blocks, sources, Page
"""

from nutgraf.page.build_page import page_and_cells, read_page
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
)
from nutgraf.page.source_entry import SourceEntry

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
    "page_and_cells",
    "read_page",
]
