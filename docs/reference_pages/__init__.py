"""The pages of docs/reference that are written from the code, each by its path below docs/reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from . import (
    commands,
    configuration,
    declarations,
    error_tree,
    json_files,
    notebook_api,
    refreshes,
    site_schemas,
)

PAGES: Mapping[str, Callable[[], str]] = {
    "cli.md": commands.cli,
    "settings.md": configuration.settings,
    "front-matter.md": configuration.front_matter,
    "cells.md": configuration.cells,
    "filters.md": notebook_api.filters,
    "api.md": notebook_api.api,
    "charts.md": notebook_api.chart_functions,
    "json-files.md": json_files.json_files,
    "errors.md": error_tree.error_pages,
    "declarations.md": declarations.declared,
    "refreshes.md": refreshes.refreshes,
    "schemas/data-package.schema.json": declarations.schema,
    **site_schemas.PUBLISHED,
}
