"""What earlier builds made, and the one question about it: is it made from the same inputs?

inputs         an input is a digest under a name; which of them is another than before
software       the inputs that everything has in common: Python, nutgraf, the packages it needs
record         what one page was made from, and what it became
page_inputs    the inputs of a page, of its run and of its drawing; why it is stale
page_cache     record, executed notebook and files of each page
picture_cache  pictures, by their inputs
stamp_file     whether a whole folder, such as the site, is made from the same inputs
files          which files count, and how they look on the disk
integrity      whether the files of a kept page are as they were written
"""

from nutgraf.cache.inputs import Inputs, digest, first_difference
from nutgraf.cache.record import Record

__all__ = ["Inputs", "Record", "digest", "first_difference"]
