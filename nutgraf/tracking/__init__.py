"""What a notebook reads that the data layer does not hand it: seen while it runs, or found in its code beforehand.

start_audit  from now on, note the files, sockets, processes and variables that this process's notebook reaches for
drain        what was noted since the last question: files of the project by content, the rest in words
suspects     what a cell's code will read that nothing can see: the clock, chance, readers that work below Python
files_named  the files of the project that code names: they count by content, whatever reads them
"""

from __future__ import annotations

from nutgraf.tracking.audit import drain, start_audit
from nutgraf.tracking.code_reader import files_named
from nutgraf.tracking.static_scan import suspects, suspects_by_cell, suspects_in

__all__ = ["drain", "files_named", "start_audit", "suspects", "suspects_by_cell", "suspects_in"]
