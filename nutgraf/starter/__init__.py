"""Starts a newsroom's project, and a notebook in it.

    begin_project(folder, newsroom) -> paths      what `nutgraf init` writes
    new_explainer(project, wish) -> path          what `nutgraf new` writes
    tables_with_facts(project) -> {name: key}     what a notebook can begin with
    placeholders(lang) -> sentences               what a reporter has to replace in it

new_project       the files of a project, from the templates in files/
new_notebook      a copy of the starter, with a title, languages and a table of the reporter's choice
starter_cells     the cells of the starter, and of the page that tells readers how to check a number
table_cells       the cells that read a table: facts, a chart, and the edition's own number
table_outline     what those cells have to know of the table
starter_words     the words of all of these, in each language
notebook_source   cells and front matter as the text of a notebook
"""

from nutgraf.starter.new_notebook import Wish, new_explainer
from nutgraf.starter.new_project import (
    Newsroom,
    begin_project,
    place_settings,
    setting_problem,
    suggested_name,
)
from nutgraf.starter.starter_words import placeholders
from nutgraf.starter.table_outline import tables_with_facts

__all__ = [
    "Newsroom",
    "Wish",
    "begin_project",
    "new_explainer",
    "place_settings",
    "placeholders",
    "setting_problem",
    "suggested_name",
    "tables_with_facts",
]
