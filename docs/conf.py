"""The documentation site: Markdown by MyST, in the theme Furo, with nothing from another host."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "nutgraf"
author = "The nutgraf founders"
extensions = ["myst_parser", "chart_directive"]
exclude_patterns = ["reference_pages"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "nutgraf"
html_copy_source = False
html_show_copyright = False
html_show_sourcelink = False
