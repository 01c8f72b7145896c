"""What the number finder sees in a sentence, and how well it does on the labeled sets."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from nutgraf.numbers import find, likely, sentences, untraced
from support.labeled import labeled, measure

FLOOR = 0.98  # precision and recall of each file; the figures are in tests/numbers/README.md


def flagged(text: str, lang: str) -> list[str]:
    return [number.text for number in untraced(text, lang)]


def why(text: str, lang: str) -> list[tuple[str, str]]:
    return [(number.text, number.exempt) for number in find(text, lang)]


def read(text: str, lang: str) -> tuple[str, float | None, str]:
    (number,) = (number for number in find(text, lang) if not number.exempt)
    return number.kind, number.value, number.unit


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Boeing grounded its 737 Max."),
        ("es", "Boeing dejó en tierra sus 737 Max."),
        ("fr", "Boeing a cloué au sol ses 737 Max."),
        ("de", "Boeing ließ seine 737 Max am Boden."),
        ("pt", "A Boeing deixou em terra seus 737 Max."),
    ],
)
def test_the_number_of_an_airliner_is_a_name_in_every_language_of_the_kit(lang: str, text: str) -> None:
    assert [(number.text, number.exempt) for number in find(text, lang)] == [("737", "name")]


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("half", ["dev", "test", "fresh"])
def test_precision_and_recall_hold_on_the_labeled_sentences(lang: str, half: str) -> None:
    score = measure(lang, half)
    assert (score.precision >= FLOOR, score.recall >= FLOOR) == (True, True), score
    assert score.values_right >= 0.98 * score.values


@pytest.mark.parametrize("lang", ["fr", "de", "pt"])
@pytest.mark.parametrize(("half", "floor"), [("dev", 0.97), ("test", 0.94)])
def test_precision_and_recall_hold_in_the_languages_that_the_common_grammar_reads(
    lang: str, half: str, floor: float
) -> None:
    score = measure(lang, half)
    assert (score.precision >= floor, score.recall >= floor) == (True, True), score
    assert score.values_right >= 0.98 * score.values
    assert len(labeled(lang, "dev")) + len(labeled(lang, "test")) >= 100


@pytest.mark.parametrize("lang", ["en", "es"])
def test_each_language_has_at_least_300_labeled_sentences(lang: str) -> None:
    assert len(labeled(lang, "dev")) + len(labeled(lang, "test")) >= 300


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("They paid $89 billion.", "en", ("digits", 89e9, "usd")),
        ("Pagaron 5.8 millones.", "es", ("digits", 5.8e6, "")),
        ("It issued 12,018,537 of them.", "en", ("digits", 12_018_537, "")),
        ("The rate is 8.9%.", "en", ("digits", 8.9, "percent")),
        ("La tasa es de 8.9 por ciento.", "es", ("digits", 8.9, "percent")),
        ("About five million hold one.", "en", ("words", 5e6, "")),
        ("A dozen sued.", "en", ("words", 12, "")),
        ("It drew half a million visitors.", "en", ("words", 5e5, "")),
        ("Llegó medio millón de visitas.", "es", ("words", 5e5, "")),
        ("Two-thirds of them left.", "en", ("fraction", pytest.approx(2 / 3), "")),
        ("Se fue un tercio.", "es", ("fraction", pytest.approx(1 / 3), "")),
        ("Se fue la mitad.", "es", ("fraction", 0.5, "")),
        ("Three in ten file.", "en", ("fraction", 0.3, "")),
        ("Declara uno de cada cuatro.", "es", ("fraction", 0.25, "")),
        ("Requests doubled.", "en", ("multiple", 2, "")),
        ("There are twice as many.", "en", ("multiple", 2, "")),
        ("El gasto se duplicó.", "es", ("multiple", 2, "")),
        ("Hay el doble.", "es", ("multiple", 2, "")),
        ("It is the third most.", "en", ("ordinal", 3, "")),
        ("Es el tercer estado con más casos.", "es", ("ordinal", 3, "")),
        ("Pagaron 96.7 mil millones de dólares.", "es", ("digits", 96.7e9, "usd")),
    ],
)
def test_a_number_is_read(text: str, lang: str, expected: tuple[str, float, str]) -> None:
    assert read(text, lang) == expected


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("It costs between 12 and 39 billion dollars.", "en"),
        ("Cuesta entre 12 mil y 39 mil millones de dólares.", "es"),
    ],
)
def test_both_ends_of_a_range_take_the_scale_of_the_upper(text: str, lang: str) -> None:
    (number,) = untraced(text, lang)
    assert (number.kind, number.value, number.high, number.unit) == ("range", 12e9, 39e9, "usd")


@pytest.mark.parametrize(
    ("text", "lang", "reason"),
    [
        ("It was signed on April 7, 2025.", "en", "date"),
        ("Se firmó el 7 de abril de 2025.", "es", "date"),
        ("She wrote on Feb. 26.", "en", "date"),
        ("They met at 4:45 p.m.", "en", "time"),
        ("It began in the 1990s.", "en", "year"),
        ("Empezó en los años 90.", "es", "year"),
        ("Under section 6103 it is secret.", "en", "name"),
        ("See 26 U.S.C. § 6103.", "en", "law"),
        ("Vea la página 14.", "es", "name"),
        ("The appeal is No. 25-5181.", "en", "case"),
        ("The suit is 1:25-cv-00677.", "en", "case"),
        ("He signed Executive Order 14406.", "en", "name"),
        ("The House passed H.R. 1.", "en", "law"),
        ("They will zero in on it.", "en", "idiom"),
        ("Part des logements vides, en pour cent.", "fr", "idiom"),
        ("En por ciento de los hogares", "es", "idiom"),
        ("Variação em por cento", "pt", "idiom"),
        ("Call 615-555-0134.", "en", "telephone"),
        ("Nashville, TN 37203", "en", "address"),
        ("NewsChannel 5 reported it.", "en", "name"),
        ("“We sent five million names,” she said.", "en", "quoted"),
        ("«Somos veinte mil», gritó.", "es", "quoted"),
        ("> We gave them 47,289 addresses.", "en", "quoted"),
        ('<span data-not-a-fact="our list">three</span> ways', "en", "exempt"),
        ('<data value="1" data-claim="3">$314.2 million</data>', "en", "fact"),
        ("It was the second suit.", "en", "ordinal"),
    ],
)
def test_a_number_that_needs_no_fact_says_why(text: str, lang: str, reason: str) -> None:
    assert {exempt for _, exempt in why(text, lang)} == {reason}


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The form is a W-7 or a 401(k), and COVID-19 was there.", "en"),
        ("Use `n = 500` and [this](https://example.org/2024/31-million).", "en"),
        ('A <abbr title="42 U.S.C. 1320">law</abbr>.', "en"),
        ("No one knows, and one of the agencies said so.", "en"),
        ("Uno de los jueces y una de las juezas.", "es"),
        ("Hundreds of flights and millions of people.", "en"),
        ("Cientos de vuelos y millones de personas.", "es"),
        ("{{ paid | money }} or {% if n > 3 %}more{% endif %}", "en"),
    ],
)
def test_nothing_is_flagged_where_nothing_is_counted(text: str, lang: str) -> None:
    assert flagged(text, lang) == []


def test_a_typed_number_next_to_a_fact_is_flagged() -> None:
    text = (
        'Of <data value="37300000000" data-claim="1">$37.3 billion</data>, half came from sales taxes and $5 from fees.'
    )
    assert flagged(text, "en") == ["half", "$5"]


def test_a_fact_does_not_lend_its_number_to_a_typed_neighbor() -> None:
    assert flagged('<data value="12" data-claim="1">12</data> to 39 billion', "en") == ["39 billion"]


def test_printed_texts_are_taken_out_of_plain_words_as_often_as_named() -> None:
    assert flagged("Paid $5 million, then $5 million more", "en") == ["$5 million", "$5 million"]
    assert [n.start for n in untraced("Paid $5 million, then $5 million more", "en", ["$5 million"])] == [22]


def test_a_printed_text_is_not_taken_out_of_a_longer_number() -> None:
    assert [number.text for number in untraced("It is 5.8 percent.", "en", ["5"])] == ["5.8 percent"]


def test_spans_can_be_given_as_traced() -> None:
    assert untraced("They paid $89 billion.", "en", [(10, 21)]) == []


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        (
            "The U.S. sued on Feb. 26 in No. 25-5181. It lost 4.5 points. Why?",
            "en",
            ["The U.S. sued on Feb. 26 in No. 25-5181.", "It lost 4.5 points.", "Why?"],
        ),
        (
            "El Sr. Ruiz vive en EE. UU. desde 2019. ¿Qué dice la ley? Nada.",
            "es",
            ["El Sr. Ruiz vive en EE. UU. desde 2019.", "¿Qué dice la ley?", "Nada."],
        ),
        (
            "## What is it?\nA number. It has digits.\n\n- One item\n- Another\n\n| a | b |\n|---|---|\n",
            "en",
            ["## What is it?", "A number.", "It has digits.", "One item", "Another", "| a | b |", "|---|---|"],
        ),
        ("He said “Stop.” She went on.", "en", ["He said “Stop.”", "She went on."]),
        ("They live in the U.S. The court agreed.", "en", ["They live in the U.S.", "The court agreed."]),
    ],
)
def test_a_text_is_cut_into_sentences(text: str, lang: str, expected: list[str]) -> None:
    spans = sentences(text, lang)
    cut = [text[start:end] for start, end in spans]
    assert [piece.removeprefix("## ") for piece in cut] == [piece.removeprefix("## ") for piece in expected]


def test_a_typed_number_is_matched_with_the_fact_it_rounds() -> None:
    (number,) = untraced("They paid $96.7 billion.", "en")
    facts = [
        (96_700_000_000.0, "usd", "total"),
        (37_300_000_000.0, "usd", "state and local"),
        (96.7, "percent", "share"),
    ]
    assert likely(number, facts) == (96_700_000_000.0, "usd", "total")


def test_a_typed_share_is_matched_with_a_percentage() -> None:
    (number,) = untraced("Almost a third came from Texas.", "en")
    assert likely(number, [(33.4, "percent", "Texas"), (33.4, "usd", "fee")]) == (33.4, "percent", "Texas")


def test_a_number_near_no_fact_is_matched_with_none() -> None:
    (number,) = untraced("They paid $96.7 billion.", "en")
    assert likely(number, [(96_900_000_000.0, "usd", "total")]) is None


def test_a_page_of_900_words_is_read_in_20_milliseconds_of_a_quiet_machine() -> None:
    text = "\n\n".join(sentence.text for sentence in labeled("en", "dev"))
    words = len(text.split())
    untraced(text, "en")
    taken = [(_timed(lambda: untraced(text, "en")), _timed(_squares)) for _ in range(5)]
    best, twenty_milliseconds = map(min, zip(*taken, strict=True))
    assert best / words * 900 < twenty_milliseconds


def _squares() -> None:
    """Work for 20 milliseconds of a quiet machine, and for as much longer as a slow or busy one needs for everything."""
    sum(number * number for number in range(470_000))


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("Rents, in 2019 dollars, fell by 4%.", "en", ["4%"]),
        ("They were left with 2000 dollars.", "en", ["2000 dollars"]),
        ("A group of 30-somethings bought it for $3.", "en", ["$3"]),
        ("It ranks the port 12th nationally.", "en", ["12th"]),
        ("It was the 12th among many.", "en", []),
        ("The shop opens seven days a week.", "en", []),
        ("La planta emplea a 46.", "es", ["46"]),
        ("La tienda abre 24 horas al día.", "es", []),
        ("Dividieron cada una en tres partes.", "es", ["tres"]),
    ],
)
def test_short_forms_of_headlines_and_captions_are_read(text: str, lang: str, expected: list[str]) -> None:
    assert flagged(text, lang) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("mil 350 millones de pesos", 1_350_000_000),
        ("2 mil 500 millones", 2_500_000_000),
        ("mil 200 personas", 1_200),
        ("12 mil 500", 12_500),
    ],
)
def test_thousands_of_millions_said_with_digits_are_one_number(text: str, value: float) -> None:
    (number,) = find(text, "es")
    assert number.value == value
