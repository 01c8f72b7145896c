"""Claims published so far, what moved, what an editor signed off: a verdict for each page.

    stated(page)                          the claims of a page, each with its sentence and its id
    read_lock, write_lock                 facts.lock, the pages and claims as they were last published
    weigh(lock, page, claims, policy)     publish, note or hold, with every move
    publish, accept                       the lock after publication, or after an editor signed off
    to_json, from_json, to_csv            the fact sheet for machines

model      the values: Stated, Line, Move, Verdict
stating    claims, sentences, ids
inputs     the rows that went into a claim
lock       the file
moving     what moved, and why
plotting   the values that figures draw, and what moved in them
agreeing   whether the editions of a page carry the same facts in every language
wording    sentences edited in one language and not in the other
loose      numbers that no fact stands behind
weighing   the verdict; moves of many pages gathered by figure
signing    lines signed off, their history, and the corrections that readers see
standing   every page, sentence and chart in which a figure stands
sheet      facts.json and facts.csv
"""

from nutgraf.ledger.agreeing import disagreements
from nutgraf.ledger.lock import NAME, Lock, read_lock, write_lock
from nutgraf.ledger.loose import Loose, loose_numbers
from nutgraf.ledger.model import Address, Line, Move, Past, Plotted, Shown, Stated, Verdict
from nutgraf.ledger.moving import lost
from nutgraf.ledger.plotting import plotted, plotted_in
from nutgraf.ledger.sheet import CSV, HTML, JSON, from_json, joined, joined_csv, row_words, to_csv, to_json
from nutgraf.ledger.signing import Signature, accept, corrections, names_figure, publish, renamed
from nutgraf.ledger.spreadsheet import no_formula
from nutgraf.ledger.standing import Drawn, Sheet, Standing, sheet_at, sheets, standing
from nutgraf.ledger.stating import edition_of, read_aloud, short, stated
from nutgraf.ledger.weighing import POLICIES, Shift, gathered, in_short, weigh
from nutgraf.ledger.wording import Wording, agree, stale, wordings

__all__ = [
    "CSV",
    "HTML",
    "JSON",
    "NAME",
    "POLICIES",
    "Address",
    "Drawn",
    "Line",
    "Lock",
    "Loose",
    "Move",
    "Past",
    "Plotted",
    "Sheet",
    "Shift",
    "Shown",
    "Signature",
    "Standing",
    "Stated",
    "Verdict",
    "Wording",
    "accept",
    "agree",
    "corrections",
    "disagreements",
    "edition_of",
    "from_json",
    "gathered",
    "in_short",
    "joined",
    "joined_csv",
    "loose_numbers",
    "lost",
    "names_figure",
    "no_formula",
    "plotted",
    "plotted_in",
    "publish",
    "read_aloud",
    "read_lock",
    "renamed",
    "row_words",
    "sheet_at",
    "sheets",
    "short",
    "stale",
    "standing",
    "stated",
    "to_csv",
    "to_json",
    "weigh",
    "wordings",
    "write_lock",
]
