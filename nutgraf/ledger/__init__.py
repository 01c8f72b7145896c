"""The ledger: published claims, changes since publication, sign-offs, and a verdict for each page.

    claims_of(page)                       the claims of a page, each with its sentence and its id
    read_lock, write_lock, lock_text      facts.lock, the pages and claims as last published
    decide(lock, page, claims, policy)    publish, note or hold, with every change
    publish, accept                       the lock after publication, or after an editor's sign-off
    to_json, from_json, to_csv            the fact sheet for machines

published  the values: Claim, PublishedClaim, Change, Verdict
claims     claims, sentences, ids
claim_inputs  the rows that went into a claim
facts_lock its content, by page, by claim and by row
lock_file  the file
diff       changed claims, and why they changed
plotted_values  the values that figures show, and changes in them
parity     facts that differ between the languages of a page
translations  sentences edited in one language only
untraced   numbers without a fact
plausibility  what makes a changed number implausible next to the others of its page
quoted_numbers  whether a number fits the words that its row quotes
policy     the verdict; changes on many pages grouped by fact
signoff    sign-offs, the history of lines, and corrections for readers
usage      every page, sentence and chart that uses a row of data
claim_sheet  facts.json and facts.csv
"""

from nutgraf.ledger.change_size import size_in_words
from nutgraf.ledger.claim_inputs import parts_of_row, row_named
from nutgraf.ledger.claim_sheet import CSV, HTML, JSON, from_json, joined, joined_csv, row_words, to_csv, to_json
from nutgraf.ledger.claims import claims_of, edition_of, read_aloud, short
from nutgraf.ledger.diff import missing_rows
from nutgraf.ledger.facts_lock import Lock
from nutgraf.ledger.lock_file import NAME, lock_text, read_lock, write_lock
from nutgraf.ledger.parity import disagreements
from nutgraf.ledger.plausibility import doubted
from nutgraf.ledger.plotted_values import plotted, plotted_in
from nutgraf.ledger.policy import ChangeGroup, decide, group_changes, summary
from nutgraf.ledger.published import (
    Address,
    Change,
    Claim,
    Doubt,
    DoubtKind,
    Plotted,
    PublishedClaim,
    Revision,
    RowChange,
    Shown,
    Verdict,
    is_in_headline,
)
from nutgraf.ledger.quoted_numbers import fits_quote
from nutgraf.ledger.signoff import Signature, accept, corrections, names_fact, publish, renamed
from nutgraf.ledger.spreadsheet import comment_line, no_formula
from nutgraf.ledger.tolerance import RULE, rules_named
from nutgraf.ledger.translations import TranslatedText, mark_current, outdated, translated_texts
from nutgraf.ledger.untraced import UntracedNumber, untraced_numbers
from nutgraf.ledger.usage import ChartRow, PageClaims, Usage, find_usages, sheet_at, sheets

__all__ = [
    "CSV",
    "HTML",
    "JSON",
    "NAME",
    "RULE",
    "Address",
    "Change",
    "ChangeGroup",
    "ChartRow",
    "Claim",
    "Doubt",
    "DoubtKind",
    "Lock",
    "PageClaims",
    "Plotted",
    "PublishedClaim",
    "Revision",
    "RowChange",
    "Shown",
    "Signature",
    "TranslatedText",
    "UntracedNumber",
    "Usage",
    "Verdict",
    "accept",
    "claims_of",
    "comment_line",
    "corrections",
    "decide",
    "disagreements",
    "doubted",
    "edition_of",
    "find_usages",
    "fits_quote",
    "from_json",
    "group_changes",
    "is_in_headline",
    "joined",
    "joined_csv",
    "lock_text",
    "mark_current",
    "missing_rows",
    "names_fact",
    "no_formula",
    "outdated",
    "parts_of_row",
    "plotted",
    "plotted_in",
    "publish",
    "read_aloud",
    "read_lock",
    "renamed",
    "row_named",
    "row_words",
    "rules_named",
    "sheet_at",
    "sheets",
    "short",
    "size_in_words",
    "summary",
    "to_csv",
    "to_json",
    "translated_texts",
    "untraced_numbers",
    "write_lock",
]
