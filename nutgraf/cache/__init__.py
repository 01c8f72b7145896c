"""Caches of what earlier builds made, each valid while its inputs are the same.

inputs         named digests of inputs, and the first that changed
software       the inputs that everything shares: Python, nutgraf, the packages it needs
kept_answers   what was found out about installed files, kept for the next process
record         the inputs and the output of one page
page_inputs    the inputs of a page's run and of its rendering; why it is stale
page_cache     record, executed notebook and files of each page
picture_cache  pictures, by their inputs
stamp_file     whether a whole folder, such as the site, is current
files          which files count, and their metadata
integrity      whether the files of a cached page are unchanged
"""

from nutgraf.cache.inputs import Inputs, digest, first_difference
from nutgraf.cache.record import Record

__all__ = ["Inputs", "Record", "digest", "first_difference"]
