"""Numbers, dates, lists and interface strings as readers see them, in English and Spanish."""

import ast
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import assume, given
from hypothesis import strategies as st

import nutgraf
from nutgraf.errors import UsageError
from nutgraf.language import Language, language, languages
from nutgraf.language.catalog import LOCALES
from nutgraf.language.rounding import numeral
from nutgraf.language_files import language_codes

EN, ES = language("en"), language("es")
PERSON, PERSONA = {"one": "person", "other": "people"}, {"one": "persona", "other": "personas"}

# --- money


@pytest.mark.parametrize(
    ("value", "step", "english", "spanish"),
    [
        (314_200_000, 100_000, "$314.2 million", "314.2 millones de dólares"),
        (8_889, 1, "$8,889", "8,889 dólares"),
        (96_700_000_000, 100_000_000, "$96.7 billion", "96.7 mil millones de dólares"),
        (7_000_000_000, 100_000_000, "$7.0 billion", "7.0 mil millones de dólares"),
        (7_000_000_000, 1_000_000_000, "$7 billion", "7 mil millones de dólares"),
        (37_277_600_000, 100_000, "$37.3 billion", "37.3 mil millones de dólares"),
        (11_840_000_000, 10_000_000, "$11.8 billion", "11.8 mil millones de dólares"),
        (1_000_000, None, "$1 million", "1 millón de dólares"),
        (1_000_000_000, None, "$1 billion", "mil millones de dólares"),
        (1_000_000_000, 100_000_000, "$1.0 billion", "1.0 mil millones de dólares"),
        (1_200_000_000_000, None, "$1.2 trillion", "1.2 billones de dólares"),
        (1_000_000_000_000, None, "$1 trillion", "1 billón de dólares"),
        (997_000_000, 1_000_000, "$997 million", "997 millones de dólares"),
        (999_999_999, 1, "$1 billion", "mil millones de dólares"),
        (999_999, 1, "$999,999", "999,999 dólares"),
        (999_999_600_000, None, "$1 trillion", "1 billón de dólares"),
        (1, 1, "$1", "1 dólar"),
        (0, 1, "$0", "0 dólares"),
        (12.5, None, "$12.50", "12.50 dólares"),
        (-3_500_000, 100_000, "−$3.5 million", "−3.5 millones de dólares"),
    ],
)
def test_money_reads_as_in_a_newsroom(value: float, step: int | None, english: str, spanish: str) -> None:
    assert (EN.money(value, step), ES.money(value, step)) == (english, spanish)


def test_money_can_be_written_in_full() -> None:
    assert EN.money(15_883_626_037, 1, full=True) == "$15,883,626,037"
    assert ES.money(15_883_626_037, 1, full=True) == "15,883,626,037 dólares"


def test_money_can_be_asked_for_with_two_decimals() -> None:
    assert EN.money(11_840_000_000, 10_000_000, places=2) == "$11.84 billion"


def test_decimals_that_are_asked_for_are_not_invented() -> None:
    assert EN.money(8_500_000_000, 100_000_000, places=3) == "$8.5 billion"


# --- counts and plurals


@pytest.mark.parametrize(
    ("value", "english", "spanish"),
    [
        (0, "0 people", "0 personas"),
        (1, "1 person", "1 persona"),
        (2, "2 people", "2 personas"),
        (1.5, "1.5 people", "1.5 personas"),
        (-1, "−1 person", "−1 persona"),
        (-2, "−2 people", "−2 personas"),
        (12_345, "12,345 people", "12,345 personas"),
        (1_000_000, "1 million people", "1 millón de personas"),
        (1_280_412, "1.28 million people", "1.28 millones de personas"),
        (1_500_000, "1.5 million people", "1.5 millones de personas"),
        (8_100_000_000, "8.1 billion people", "8.1 mil millones de personas"),
        (1_000_000_000, "1 billion people", "mil millones de personas"),
    ],
)
def test_counted_people_are_one_or_several(value: float, english: str, spanish: str) -> None:
    assert (EN.count(value, PERSON), ES.count(value, PERSONA)) == (english, spanish)


def test_a_count_is_never_finer_than_its_step() -> None:
    assert EN.count(65_432, PERSON, 5_000) == "65,000 people"


def test_a_step_that_is_no_power_of_ten_keeps_no_zeros() -> None:
    assert EN.count(14_000_000, PERSON, 500_000) == "14 million people"


def test_a_count_can_be_written_in_full() -> None:
    assert ES.count(3_791_421, {"one": "declaración", "other": "declaraciones"}, full=True) == "3,791,421 declaraciones"


# --- percent and points


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [(8.4, 0.1, "8.4%"), (8.0, 0.1, "8.0%"), (46, 1, "46%"), (15.4321, None, "15.4%"), (0.37, None, "0.37%")],
)
def test_percentages_keep_what_was_published(value: float, step: float | None, text: str) -> None:
    assert (EN.percent(value, step), ES.percent(value, step)) == (text, text)


def test_a_negative_percentage_has_a_real_minus() -> None:
    assert EN.percent(-2.5) == "−2.5%"


def test_zero_has_no_minus() -> None:
    assert EN.percent(-0.04, 0.1) == "0.0%"


def test_percentage_points_are_one_or_several() -> None:
    assert (EN.points(1), EN.points(2.1)) == ("1 percentage point", "2.1 percentage points")
    assert (ES.points(1), ES.points(2.1)) == ("1 punto porcentual", "2.1 puntos porcentuales")


# --- number words


def test_english_ordinals_are_words_to_ninth() -> None:
    assert [EN.ordinal(n) for n in (1, 2, 3, 9, 10, 11, 12, 13, 21, 22, 23, 101, 111)] == [
        *("first", "second", "third", "ninth", "10th", "11th", "12th", "13th", "21st", "22nd", "23rd", "101st"),
        "111th",
    ]


def test_spanish_ordinals_have_gender() -> None:
    assert [ES.ordinal(n) for n in (1, 3, 7, 10, 11)] == ["primero", "tercero", "séptimo", "décimo", "11.º"]
    assert [ES.ordinal(n, "f") for n in (1, 3, 7, 10, 11)] == ["primera", "tercera", "séptima", "décima", "11.ª"]


def test_spanish_ordinals_are_cut_short_before_a_masculine_noun() -> None:
    assert [ES.ordinal(n, "short") for n in (1, 2, 3, 4, 21, 23)] == [
        *("primer", "segundo", "tercer", "cuarto", "21.er", "23.er"),
    ]


def test_numbers_to_nine_are_spelled() -> None:
    assert [EN.spelled(n) for n in (0, 1, 9, 10, 1234)] == ["zero", "one", "nine", "10", "1,234"]


def test_spanish_one_has_three_forms() -> None:
    assert [ES.spelled(1, gender) for gender in ("m", "f", "short")] == ["uno", "una", "un"]


def test_longer_numbers_are_spelled_when_asked() -> None:
    assert [EN.spelled(n, upto=99) for n in (16, 20, 21, 99)] == ["sixteen", "twenty", "twenty-one", "ninety-nine"]
    assert [ES.spelled(n, "f", upto=99) for n in (16, 21, 31, 99)] == [
        *("dieciséis", "veintiuna", "treinta y una", "noventa y nueve"),
    ]
    assert ES.spelled(21, "short", upto=99) == "veintiún"


def test_a_misspelled_gender_is_refused() -> None:
    with pytest.raises(ValueError, match="no gender 'fem'"):
        ES.ordinal(2, "fem")


# --- dates


@pytest.mark.parametrize(
    ("value", "precision", "english", "spanish"),
    [
        ("2025-02-27", "", "Feb. 27, 2025", "27 de febrero de 2025"),
        ("2025-09-30", "day", "Sept. 30, 2025", "30 de septiembre de 2025"),
        ("2025-04-07", "day", "April 7, 2025", "7 de abril de 2025"),
        ("2025-02", "", "February 2025", "febrero de 2025"),
        ("2025-02-27", "month", "February 2025", "febrero de 2025"),
        ("2026", "year", "2026", "2026"),
        ("2025-03-22", "approx", "about March 22, 2025", "hacia el 22 de marzo de 2025"),
        ("2025-03", "approx", "about March 2025", "hacia marzo de 2025"),
        (date(2025, 6, 5), "", "June 5, 2025", "5 de junio de 2025"),
    ],
)
def test_dates_are_as_precise_as_they_are_known(value: date | str, precision: str, english: str, spanish: str) -> None:
    assert (EN.date(value, precision), ES.date(value, precision)) == (english, spanish)


@pytest.mark.parametrize(
    ("value", "precision"), [("2025", "day"), ("27/02/2025", ""), ("2025-02-30", ""), ("2025", "dya")]
)
def test_a_date_that_is_not_known_is_not_made_up(value: str, precision: str) -> None:
    with pytest.raises(ValueError, match=r"has no|is not a date|day is out of range|must be in range"):
        EN.date(value, precision)


# --- lists


def test_an_english_list_has_no_comma_before_and() -> None:
    assert EN.listed(["Texas", "Ohio", "Maine"]) == "Texas, Ohio and Maine"


def test_items_with_commas_are_kept_apart_by_semicolons() -> None:
    assert EN.listed(["Austin", "Washington, D.C.", "Reno"]) == "Austin; Washington, D.C.; and Reno"


def test_a_list_has_the_comma_of_the_language() -> None:
    assert language("ar").listed(["أسوان", "الأقصر", "مطروح"]) == "أسوان، الأقصر ومطروح"
    assert language("ar").with_commas("أسوان", "", "2023") == "أسوان، 2023"
    assert language("fr").with_commas("Lyon", "2023") == "Lyon, 2023"


@pytest.mark.parametrize(("code", "text"), [("ar", "5؛ 2022"), ("fr", "5\u202f; 2022"), ("de", "5; 2022")])
def test_what_is_set_apart_has_the_semicolon_of_the_language(code: str, text: str) -> None:
    assert language(code).apart("5", "2022") == text


@pytest.mark.parametrize(
    ("items", "text"),
    [
        (["Texas"], "Texas"),
        ([], ""),
        (["Texas", "Maine"], "Texas y Maine"),
        (["Texas", "Maine", "Idaho"], "Texas, Maine e Idaho"),
        (["Ohio", "Illinois"], "Ohio e Illinois"),
        (["padres", "hijos"], "padres e hijos"),
        (["agua", "hierro"], "agua y hierro"),
        (["Ohio", "Iowa"], "Ohio y Iowa"),
        (["Ann Arbor", "Ypsilanti"], "Ann Arbor e Ypsilanti"),
    ],
)
def test_spanish_y_becomes_e_before_the_sound_i(items: list[str], text: str) -> None:
    assert ES.listed(items) == text


@pytest.mark.parametrize(
    ("items", "text"),
    [
        (["Texas", "Ohio"], "Texas u Ohio"),
        (["mujeres", "hombres"], "mujeres u hombres"),
        (["7", "8"], "7 u 8"),
        (["10", "11"], "10 u 11"),
        (["10", "110"], "10 o 110"),
        (["uno", "dos"], "uno o dos"),
    ],
)
def test_spanish_o_becomes_u_before_the_sound_o(items: list[str], text: str) -> None:
    assert ES.listed(items, "or") == text


def test_spanish_de_el_is_contracted() -> None:
    assert ES.joined("más de", "el doble") == "más del doble"


# --- whatever the number

MONEY = st.one_of(
    st.integers(-(10**15), 10**15), st.floats(-1e14, 1e14, allow_nan=False).filter(lambda value: abs(value) >= 0.01)
)
STEPS = st.sampled_from([None, 0.1, 1, 5, 10, 1_000, 5_000, 25_000, 100_000, 10**6, 5 * 10**7, 10**8, 10**9])
SCALES = {"million": 6, "billion": 9, "trillion": 12}
SCALES |= {"mil millones": 9, "millones": 6, "millón": 6, "billones": 12, "billón": 12}


def read_back(text: str) -> Decimal:
    """What a reader takes the words to mean."""
    words = text.replace("$", "").removesuffix(" dólares").removesuffix(" dólar").removesuffix(" de")
    sign = -1 if words.startswith("−") else 1
    words = words.removeprefix("−")
    scale = next((name for name in SCALES if words.endswith(name)), "")
    digits = words.removesuffix(scale).strip().replace(",", "") or "1"
    return sign * Decimal(digits).scaleb(SCALES.get(scale, 0))


@given(MONEY, STEPS, st.sampled_from([EN, ES]))
def test_printed_money_reads_back_to_within_half_its_last_place(
    value: float, step: float | None, said: Language
) -> None:
    text = said.money(value, step)
    digits = re.search(r"\d[\d,]*(\.\d+)?", text)
    scale = next((SCALES[name] for name in SCALES if name in text), 0)
    last = Decimal(1).scaleb(scale - (len(digits[1]) - 1 if digits and digits[1] else 0))
    half = max(last, Decimal(str(step or 0))) / 2
    assert abs(read_back(text) - Decimal(str(value))) <= half


@given(MONEY, st.sampled_from([0.1, 1, 10, 1_000, 100_000, 10**6, 10**8, 10**9]))
def test_printed_money_is_never_finer_than_its_step(value: float, step: float) -> None:
    assert read_back(EN.money(value, step)) % Decimal(str(step)) == 0


@given(st.integers(10**9, 10**12 - 1), STEPS)
def test_spanish_never_says_billon_below_a_million_million(value: int, step: float | None) -> None:
    written = numeral(value, step=step)
    assume(written.amount < 10**12)
    assert "bill" not in ES.money(value, step)


@given(st.integers(-(10**13), 10**13), STEPS)
def test_both_languages_say_the_same_amount(value: int, step: float | None) -> None:
    assert read_back(EN.money(value, step)) == read_back(ES.money(value, step))


@given(st.integers(10**6, 10**14), STEPS)
def test_an_amount_is_the_same_where_a_newsroom_counts_billions_in_millions(value: int, step: float | None) -> None:
    """$136.9 billion is 136,900 millones and not 137,000."""
    assert numeral(value, step=step, scales=(0, 6, 12)).amount == numeral(value, step=step).amount


def test_a_fraction_of_any_kind_can_be_written() -> None:
    assert EN.number(Fraction(1, 3)) == "0.333"  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="not a number"):
        EN.number(value)


# --- languages and catalogs


def test_the_languages_are_those_with_a_catalog() -> None:
    assert {"en", "es"} <= set(languages())


def test_an_unknown_language_is_refused_with_the_likely_one() -> None:
    with pytest.raises(UsageError, match="did you mean 'es'"):
        language("esp")


def test_a_string_of_the_interface_is_in_the_page_language() -> None:
    assert (EN.say("Sources"), ES.say("Sources")) == ("Sources", "Fuentes")


def test_an_unknown_string_names_the_likely_one() -> None:
    with pytest.raises(KeyError, match="did you mean 'Footnotes'"):
        ES.say("Footnoets")


def test_a_string_has_the_plural_of_its_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plural = 'msgid "{n} page"\nmsgid_plural "{n} pages"\nmsgstr[0] "{n} página"\nmsgstr[1] "{n} páginas"\n'
    head = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    (tmp_path / "test.po").write_text(head + plural, encoding="utf-8")
    monkeypatch.setattr("nutgraf.language.catalog.LOCALES", tmp_path)
    said = Language("test", ES.rules)
    assert [said.say("{n} page", many="{n} pages", n=n) for n in (0, 1, 2)] == ["0 páginas", "1 página", "2 páginas"]


def strings_of(code: str) -> dict[str, tuple[str, ...]]:
    with (LOCALES / f"{code}.po").open("rb") as file:
        return {
            (entry.id if isinstance(entry.id, str) else entry.id[0]): (
                (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
            )
            for entry in read_po(file)
            if entry.id
        }


@pytest.mark.parametrize("code", [code for code in languages() if code != "en"])
def test_every_string_is_translated(code: str) -> None:
    untranslated = [key for key, words in strings_of(code).items() if not all(words)]
    assert untranslated == []
    assert strings_of("en").keys() <= strings_of(code).keys()
    # A language without rules of its own has the words for them in its catalog.
    assert code not in language_codes() or strings_of(code).keys() == strings_of("en").keys()


@pytest.mark.parametrize("code", languages())
def test_a_translation_has_the_places_of_its_original(code: str) -> None:
    for key, words in strings_of(code).items():
        for text in filter(None, words):
            assert set(re.findall(r"\{\w*\}", text)) <= {*re.findall(r"\{\w*\}", key), "{n}"}, key


def test_every_string_that_the_kit_says_is_in_the_catalog() -> None:
    said: set[str] = set()
    for path in Path(nutgraf.__file__).parent.rglob("*"):
        if path.suffix == ".py":
            written = path.read_text()
            nodes = ast.walk(ast.parse(written)) if re.search(r"\bsay\s*\(", written) else ()
            calls = (node for node in nodes if isinstance(node, ast.Call))
            for call in calls:
                name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                if name == "say" and call.args and isinstance(call.args[0], ast.Constant):
                    said.add(str(call.args[0].value))
        elif path.suffix in (".j2", ".html"):
            said.update(re.findall(r"\bsay\(\s*[\"']([^\"']+)[\"']", path.read_text()))
    assert sorted(said - set(strings_of("en"))) == []
