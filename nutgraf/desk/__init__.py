"""The desk: what waits for an editor, and every page as readers will see it, in a browser or inside JupyterLab.

It is an extension of Jupyter's own server, which brings the token, the check of the host name, and the user's name.
`nutgraf desk` starts that server for the desk alone; `jupyter lab` serves the same views next to the notebooks.

app              the extension: its settings, its addresses, and the start of `nutgraf desk`
view_handler     what all views share: the project, the templates, the policy, errors in words
page_proxy       the pages of the preview, behind the token of the server
preview_process  the preview that the desk starts for a project, and ends with the server
page_list        every page with its state, and page_view one page among its editions and languages
page_handlers    the views of these
problem_list     the problems of the last build and of `nutgraf check` at their cells, and problem_handlers their views
table_list       the tables of the data package, and adding one; table_handlers the view
editor_handler   what the views of an editor share: who acts, and what was typed
inbox_handlers   what waits for an editor, one number with its pages, and the log
build_queue      the builds that editors start, one at a time; build_handlers their views
sheet_handlers   the fact sheet of a page with ticks and comments, and the page as published and as it would be
command_process  a command of nutgraf in a process of its own
json_handler     answers to JupyterLab as JSON, problems too
lab_handlers     what JupyterLab asks: the project, a notebook's pages, a new explainer, a build or a check
notebook_pages   the functions behind these, and cell_comments those of comments at their cells

labextension/ is the extension of JupyterLab, as `make lab-extension` makes it from lab/.
"""

from __future__ import annotations

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """Where Jupyter's server finds the desk."""
    from nutgraf.desk.app import DeskApp

    return [{"module": "nutgraf.desk", "app": DeskApp}]
