"""What a notebook reads outside the data layer: observed while it runs, or found in its code.

start_audit  records the files, sockets, processes and variables that this process's notebook uses
drain        what was recorded since the last call: files of the project by content, the rest in words
suspects     what a cell's code reads undetectably: the clock, random numbers, native readers
expressions_in  the expressions of prose that are Python too
files_named  the files of the project that code names: tracked by content, whatever reads them
"""

from __future__ import annotations

from nutgraf.tracking.audit import drain, start_audit
from nutgraf.tracking.code_reader import expressions_in, files_named
from nutgraf.tracking.static_scan import suspects, suspects_by_cell, suspects_in

__all__ = ["drain", "expressions_in", "files_named", "start_audit", "suspects", "suspects_by_cell", "suspects_in"]
