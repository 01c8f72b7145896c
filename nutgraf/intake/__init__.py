"""Adds tables to the data of a project and takes them out: what is read, asked, inferred, refused and written.

`receive` reads a file into a CellGrid, `table_layout` finds the table in it, `year_columns` makes rows of columns of
years, `typed_columns` finds the types; `declared_columns` and `declared_source` collect what only a reporter knows. An
`Interview` holds every question: an option answers it, a person, or an inference that is listed. `adding` writes all
files together, or none.
"""

from __future__ import annotations

from nutgraf.intake.adding import Draft, draft_table, write_table
from nutgraf.intake.given import Given, given_from, numbers_of_tables, row_numbers
from nutgraf.intake.interview import Interview, Question
from nutgraf.intake.notebook_frame import draft_notebook
from nutgraf.intake.removing import remove_table

__all__ = [
    "Draft",
    "Given",
    "Interview",
    "Question",
    "draft_notebook",
    "draft_table",
    "given_from",
    "numbers_of_tables",
    "remove_table",
    "row_numbers",
    "write_table",
]
