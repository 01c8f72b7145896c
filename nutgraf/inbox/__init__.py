"""What waits for an editor, number by number, and what editors and reporters do about it.

    read_inbox(project, now)              what waits, the most important first
    open_inbox(project, now)              the same, with the pages that changed since they were built
    accept, send_back, hold, undo         an editor's decisions, each with a name, on a number as it was seen
    comment, answer, tick                 what is said of a sentence, and which claims were checked against what
    activity(project)                     who did what, in sentences

waiting_facts  the values: WaitingFact, Printed, EditorDecision
word_changes   a sentence before and after, word by word
inbox_reading  the changes of all held pages, grouped by the number of a table behind them
importance     how much a change matters, with the reasons
fact_titles    the name of a number in words
cell_words     what the codes and units of a table say in words
row_origin     the row of the table, old and new, who changed it, and its source
desk_events    the record in desk/: one line of JSON for each thing that was done
decisions      accept, send back, hold, undo
undo_copies    the lines of facts.lock from before and after a sign-off
reader_notices the correction or update that readers would see, in every language
page_notes     comments on sentences, and ticks on the fact sheet
activity_log   the record in sentences

`facts.lock` says what is published; `desk/` says who did what. Neither is in the published site.
"""

from nutgraf.inbox.activity_log import Activity, activity, crossed_decisions
from nutgraf.inbox.cell_words import words_of_cell, words_of_unit
from nutgraf.inbox.decisions import accept, hold, refuse_one_signature, send_back, undo
from nutgraf.inbox.desk_events import LONGEST_NAME, DeskEvent, decisions_made, in_force
from nutgraf.inbox.fact_titles import title_of_input
from nutgraf.inbox.inbox_reading import Inbox, open_inbox, read_inbox
from nutgraf.inbox.page_notes import CheckedClaim, Comment, answer, comment, fact_sheet, page_comments, tick
from nutgraf.inbox.reader_notices import ReaderNotice, reader_notices
from nutgraf.inbox.row_origin import RowOrigin, grouped, origin_of
from nutgraf.inbox.waiting_facts import GRADES, EditorDecision, Printed, WaitingFact, find_waiting

__all__ = [
    "GRADES",
    "LONGEST_NAME",
    "Activity",
    "CheckedClaim",
    "Comment",
    "DeskEvent",
    "EditorDecision",
    "Inbox",
    "Printed",
    "ReaderNotice",
    "RowOrigin",
    "WaitingFact",
    "accept",
    "activity",
    "answer",
    "comment",
    "crossed_decisions",
    "decisions_made",
    "fact_sheet",
    "find_waiting",
    "grouped",
    "hold",
    "in_force",
    "open_inbox",
    "origin_of",
    "page_comments",
    "read_inbox",
    "reader_notices",
    "refuse_one_signature",
    "send_back",
    "tick",
    "title_of_input",
    "undo",
    "words_of_cell",
    "words_of_unit",
]
