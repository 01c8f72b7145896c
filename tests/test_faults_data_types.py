"""Every type, format and way of writing that a data package declares is obeyed, and a slip in a cell is named."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from nutgraf.data.cell_parser import value_reader
from nutgraf.data.fields import read_field
from nutgraf.data.number_parser import Slip
from support.tables import field, lay, resource, said, table, values

READ = [
    ("1.234", field("v", "number", groupChar=".", decimalChar=","), 1234),
    ("1.234,5", field("v", "number", groupChar=".", decimalChar=","), 1234.5),
    ("1,234,567", field("v", "number", groupChar=","), 1234567),
    ("1,234,567", field("v", "integer", groupChar=","), 1234567),
    ("12,34,567", field("v", "number", groupChar=","), 1234567),
    ("1\u202f234", field("v", "number", groupChar="\u202f"), 1234),
    ("12,5", field("v", "number", decimalChar=","), 12.5),
    ("-12,5", field("v", "number", decimalChar=","), -12.5),
    ("$1,234.50", field("v", "number", groupChar=",", bareNumber=False), 1234.5),
    ("95 %", field("v", "number", bareNumber=False), 95),
    ("5 m", field("v", "number", bareNumber=False), 5),
    ("5 mm", field("v", "number", bareNumber=False), 5),
    ("+5 €", field("v", "number", bareNumber=False), 5),
    ("2022 est.", field("v", "number", bareNumber=False), 2022),
    ("-5 °C", field("v", "number", bareNumber=False), -5),
    ("€12", field("v", "integer", bareNumber=False), 12),
    ("0.5", field("v", "number"), 0.5),
    ("1e3", field("v", "number"), 1000.0),
    ("2024", field("v", "year"), 2024),
    ("2024-03", field("v", "yearmonth"), "2024-03"),
    ("yes", field("v", "boolean", trueValues=["yes"], falseValues=["no"]), True),
    ("no", field("v", "boolean", trueValues=["yes"], falseValues=["no"]), False),
    ("1", field("v", "boolean"), True),
    ("0", field("v", "boolean"), False),
    ("24/11/2026", field("v", "date", format="%d/%m/%Y"), date(2026, 11, 24)),
    ("24/11/2026", field("v", "date", format="fmt:%d/%m/%Y"), date(2026, 11, 24)),
    ("11/24/26", field("v", "date", format="%m/%d/%y"), date(2026, 11, 24)),
    ("10:30:00", field("v", "time"), time(10, 30)),
    ("10.30", field("v", "time", format="%H.%M"), time(10, 30)),
    ("2026-11-24T10:00:00", field("v", "datetime"), datetime(2026, 11, 24, 10)),
    ("2026-11-24T10:00:00Z", field("v", "datetime"), datetime(2026, 11, 24, 10, tzinfo=UTC)),
    ("24/11/2026 10:30", field("v", "datetime", format="%d/%m/%Y %H:%M"), datetime(2026, 11, 24, 10, 30)),
    ("P1DT2H", field("v", "duration"), timedelta(days=1, hours=2)),
    ('{"a": 1}', field("v", "object"), {"a": 1}),
    ("[1, 2]", field("v", "array"), [1, 2]),
    ("1;2", field("v", "list", delimiter=";", itemType="integer"), [1, 2]),
    ("a,b", field("v", "list"), ["a", "b"]),
    ("-86.8, 36.2", field("v", "geopoint"), (-86.8, 36.2)),
    ("[-86.8, 36.2]", field("v", "geopoint", format="array"), (-86.8, 36.2)),
    ('{"lon": -86.8, "lat": 36.2}', field("v", "geopoint", format="object"), (-86.8, 36.2)),
    (
        *('{"type": "Point", "coordinates": [1, 2]}', field("v", "geojson")),
        {"type": "Point", "coordinates": [1, 2]},
    ),
    ("012", field("v", "any"), "012"),
    ("012", field("v", "string"), "012"),
    ("a@example.org", field("v", "string", format="email"), "a@example.org"),
    ("https://example.org/a,b?c=%20#d", field("v", "string", format="uri"), "https://example.org/a,b?c=%20#d"),
    ("mailto:a@example.org", field("v", "string", format="uri"), "mailto:a@example.org"),
    *[(one, field("v", "string", format="uuid"), one) for one in ["123e4567-e89b-12d3-a456-426614174000"]],
    ("aGk=", field("v", "string", format="binary"), "aGk="),
]


def _reader(described: dict[str, Any]) -> Any:
    column, wrong = read_field(described, frozenset({""}))
    assert wrong == []
    return value_reader(column)


@pytest.mark.parametrize(("text", "described", "value"), READ, ids=lambda one: str(one)[:60])
def test_a_cell_is_read_as_its_column_declares(text: str, described: dict[str, Any], value: Any) -> None:
    found = _reader(described)(text)
    assert found == value
    assert type(found) is type(value)


SLIPS = [
    ("1_000", "number", "is not a number", "write 1000"),
    ("1_000", "integer", "is not a whole number", "write 1000"),
    (" 12 ", "number", "is not a number", "write 12 without the spaces"),
    ("12\u00a0", "integer", "is not a whole number", "write 12 without the spaces"),
    ("１２", "number", "is not a number", "write 12 with plain digits and signs"),
    ("١٢", "integer", "is not a whole number", ""),
    ("−5", "number", "is not a number", "write -5 with plain digits and signs"),
    ("1e400", "number", "is too large or too small a number to be kept", "look at the exponent"),
    ("12345678901234567.89", "number", "has more digits than can be kept", "round it to 15 digits"),
    ("-1e400", "number", "is too large or too small a number to be kept", "look at the exponent"),
    ("1e-400", "number", "is too large or too small a number to be kept", "look at the exponent"),
    ("NaN", "number", "is not a number", 'leave the cell blank, or declare "missingValues": ["", "NaN"]'),
    ("inf", "number", "is not a number", 'leave the cell blank, or declare "missingValues": ["", "inf"]'),
    ("-Infinity", "number", "is not a number", 'leave the cell blank, or declare "missingValues": ["", "-Infinity"]'),
    ("NA", "integer", "is not a whole number", 'leave the cell blank, or declare "missingValues": ["", "NA"]'),
    ("1,234", "number", "is not a number", 'write 1234, or declare "groupChar": "," for the column'),
    ("12,5", "number", "is not a number", 'write 12.5, or declare "decimalChar": "," for the column'),
    *[
        (
            *("1.234", "integer", "is not a whole number"),
            'write 1234 if the point sets thousands apart, or declare "groupChar": "." for the column',
        ),
        (
            *("1.234.567,5", "number", "is not a number"),
            'write 1234567.5 if the point sets thousands apart, or declare "groupChar": "." and "decimalChar": "," for '
            "the column",
        ),
    ],
    ("$5", "number", "is not a number", 'write the digits alone, or declare "bareNumber": false for the column'),
    *[
        (
            *("06", kind, "begins with a zero, which a number would lose"),
            'give the column the type "string" if it is a code, or take the zero away',
        )
        for kind in ("integer", "number")
    ],
    ("5.0", "integer", "is not a whole number", 'give the column the type "number" if its numbers have decimals'),
    ("0x1F", "integer", "is not a whole number", ""),
    *[
        (
            *("yes", "boolean", "is not true or false"),
            'the column knows true, True, TRUE, 1, false, False, FALSE, 0; others are declared as "trueValues" and '
            '"falseValues"',
        )
    ],
    ("20261124", "date", "is not a date such as 2025-02-27", ""),
    ("2026-W48-2", "date", "is not a date such as 2025-02-27", ""),
    ("2026-02-30", "date", "is not a date such as 2025-02-27", ""),
    (" 2026-02-03", "date", "is not a date such as 2025-02-27", "take the spaces away"),
    ("２０２６-02-03", "date", "is not a date such as 2025-02-27", "write it with plain digits and signs"),
    ("24", "year", "is not a year of four digits", ""),
    ("+123", "year", "is not a year of four digits", ""),
    ("2024-3", "yearmonth", "is not a year and month such as 2025-02", ""),
    ("2024-13", "yearmonth", "is not a year and month such as 2025-02", ""),
    ("10:30", "time", "is not a time such as 10:30:00", ""),
    ("2026-11-24", "datetime", "is not a date and time such as 2025-02-27T10:30:00", ""),
    ("2026-11-24x10:00:00", "datetime", "is not a date and time such as 2025-02-27T10:30:00", ""),
    ("two days", "duration", "is not a duration such as P1DT12H", ""),
    ("[1]", "object", "is not a JSON object", ""),
    ('{"a": NaN}', "object", "is not a JSON object", ""),
    ("{}", "array", "is not a JSON list", ""),
    ("-86.8, 136.2", "geopoint", "is not a place such as -86.78, 36.16", ""),
    ("1_0, 2", "geopoint", "is not a place such as -86.78, 36.16", ""),
    ('{"type": "Pont"}', "geojson", "is not GeoJSON", ""),
]


@pytest.mark.parametrize(("text", "kind", "what", "fix"), SLIPS, ids=lambda one: str(one)[:40])
def test_a_slip_is_named_with_what_to_write(text: str, kind: str, what: str, fix: str) -> None:
    with pytest.raises(Slip) as caught:
        _reader(field("v", kind))(text)
    assert (caught.value.what, caught.value.fix) == (what, fix)


def test_geojson_in_a_column_of_topojson_is_named() -> None:
    read = _reader(field("v", "geojson", format="topojson"))
    assert read('{"type": "Topology", "objects": {}, "arcs": []}')["type"] == "Topology"
    with pytest.raises(Slip, match="is not TopoJSON"):
        read('{"type": "Point", "coordinates": [1, 2]}')


LOST = [
    ("(500)", field("v", "number", bareNumber=False)),
    ("500-", field("v", "number", bareNumber=False)),
    ("−500 $", field("v", "number", bareNumber=False)),
    ("–500", field("v", "integer", bareNumber=False)),
    ("$.5", field("v", "number", bareNumber=False)),
    ("1.2 million", field("v", "number", bareNumber=False)),
    ("5k", field("v", "number", bareNumber=False)),
    ("£5m", field("v", "number", bareNumber=False)),
    ("$5.5 m", field("v", "number", bareNumber=False)),
    ("5M", field("v", "number", bareNumber=False)),
    ("5 Mio. €", field("v", "number", bareNumber=False)),
    ("5 Mrd. €", field("v", "number", bareNumber=False)),
    ("Rs 5 crore", field("v", "number", bareNumber=False)),
    ("<5", field("v", "number", bareNumber=False)),
    ("≥ 5 %", field("v", "number", bareNumber=False)),
    ("~5", field("v", "number", bareNumber=False)),
    ("100+", field("v", "integer", bareNumber=False)),
    ('{"a": 1, "a": 2}', field("v", "object")),
    ('[{"a": 1, "a": 2}]', field("v", "array")),
    ("5５%", field("v", "integer", bareNumber=False)),
    ("12,34", field("v", "number", groupChar=",")),
    ("1,2345", field("v", "number", groupChar=",")),
    ("1.234", field("v", "number", decimalChar=",")),
    ("1,5", field("v", "number", groupChar=".", decimalChar=".5")),
    ("5.5.", field("v", "number", groupChar=",")),
    ("24/13/2026", field("v", "date", format="%d/%m/%Y")),
    ("2026-11-24", field("v", "date", format="%d/%m/%Y")),
    ("true", field("v", "boolean", trueValues=["yes"], falseValues=["no"])),
    ("tRuE", field("v", "boolean")),
    ("1;x", field("v", "list", delimiter=";", itemType="integer")),
    ("1;1_0", field("v", "list", delimiter=";", itemType="integer")),
    ("not an address", field("v", "string", format="uri")),
    ("a at example.org", field("v", "string", format="email")),
    ("123", field("v", "string", format="uuid")),
    ("a*b", field("v", "string", format="binary")),
    ("é", field("v", "string", format="binary")),
]


@pytest.mark.parametrize(("text", "described"), LOST, ids=lambda one: str(one)[:60])
def test_what_would_lose_a_sign_a_part_or_a_scale_is_no_value(text: str, described: dict[str, Any]) -> None:
    column, _ = read_field(described, frozenset({""}))
    with pytest.raises(Slip):
        value_reader(column)(text)


def test_a_slip_is_reported_by_file_row_and_column(tmp_path: Path) -> None:
    package = table(tmp_path, "k,v\na,1\nb,1_000\nc,eight\n", "k", field("v", "number"))
    assert said(package) == [
        ("data/x.csv, row 3, column v", "'1_000' is not a number", "write 1000"),
        ("data/x.csv, row 4, column v", "'eight' is not a number", "write a number, or leave the cell blank"),
    ]


def test_a_point_where_the_decimal_sign_is_a_comma_is_not_advised_to_divide_by_a_thousand(tmp_path: Path) -> None:
    package = table(
        tmp_path, "k;v\na;1.234\nb;1.5\n", "k", field("v", "number", decimalChar=","), dialect={"delimiter": ";"}
    )
    assert [fix for _, _, fix in said(package)] == [
        'write 1234 if the point sets thousands apart, or declare "groupChar": "." for the column',
        "write 1,5, or take the decimalChar out of the column",
    ]


def test_a_blank_that_is_no_missing_value_is_not_advised_to_be_left_blank(tmp_path: Path) -> None:
    package = table(tmp_path, "k,v\na,\nb,NA\n", "k", field("v", "number"), schema={"missingValues": ["NA"]})
    assert said(package) == [
        (
            "data/x.csv, row 2, column v",
            "'' is not a number",
            'write a number, or add "" to "missingValues" if a blank cell has none',
        )
    ]


# --- what nutgraf.table gives


def test_thousands_and_decimal_signs_are_those_the_data_package_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = field("v", "number", groupChar=".", decimalChar=",")
    assert values(monkeypatch, table(tmp_path, 'k,v\na,1.234\nb,"0,5"\n', "k", numbers), "v") == [1234.0, 0.5]


def test_a_missing_value_in_a_column_of_text_is_a_blank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = table(tmp_path, "k,v\na,NA\nb,x\n", "k", "v", schema={"missingValues": ["", "NA"]})
    assert values(monkeypatch, package, "v") == [None, "x"]


def test_a_missing_value_of_one_column_is_no_blank_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = field("v", "integer", missingValues=[{"value": "-99", "label": "refused to answer"}])
    package = table(tmp_path, "k,v,w\n-99,-99,-99\nb,2,3\n", "k", own, field("w", "integer"))
    assert values(monkeypatch, package, "v") == [None, 2]
    assert values(monkeypatch, package, "w") == [-99, 3]
    assert values(monkeypatch, package, "k") == ["-99", "b"]


def test_a_blank_is_an_error_where_another_text_means_missing(tmp_path: Path) -> None:
    package = table(tmp_path, "k,v\na,NA\nb,\n", "k", field("v", "integer"), schema={"missingValues": ["NA"]})
    assert [where for where, _, _ in said(package)] == ["data/x.csv, row 3, column v"]


def test_years_and_times_are_years_and_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = ["k", field("year", "year"), field("when", "datetime")]
    package = table(tmp_path, "k,year,when\na,2024,2026-11-24T10:00:00Z\nb,,\n", *fields)
    assert values(monkeypatch, package, "year") == [2024, None]
    assert values(monkeypatch, package, "when") == [datetime(2026, 11, 24, 10, tzinfo=UTC), None]


def test_hours_keep_their_zone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = table(tmp_path, "k,when\na,2026-11-24T22:00:00-05:00\n", "k", field("when", "datetime"))
    zone = timezone(timedelta(hours=-5))
    assert [str(one) for one in values(monkeypatch, package, "when")] == [str(datetime(2026, 11, 24, 22, tzinfo=zone))]


def test_hours_of_two_zones_are_the_same_moments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "k,when\na,2026-01-01T22:00:00-05:00\nb,2026-07-01T22:00:00-04:00\n"
    found = values(monkeypatch, table(tmp_path, text, "k", field("when", "datetime")), "when")
    assert found == [datetime(2026, 1, 2, 3, tzinfo=UTC), datetime(2026, 7, 2, 2, tzinfo=UTC)]


def test_a_time_without_a_zone_among_others_with_one_is_named(tmp_path: Path) -> None:
    text = "k,when\na,2026-01-01T22:00:00Z\nb,2026-07-01T22:00:00\n"
    assert said(table(tmp_path, text, "k", field("when", "datetime"))) == [
        (
            "data/x.csv, row 3, column when",
            "the time has no zone, unlike those above",
            "write all with a zone, or all without",
        ),
    ]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("time", "10:30:00", time(10, 30)),
        ("yearmonth", "2024-03", "2024-03"),
        ("duration", "P1DT2H", timedelta(days=1, hours=2)),
        ("object", '"{""a"": 1}"', {"a": 1}),
        ("array", '"[1, 2]"', [1, 2]),
        ("list", '"a,b"', ["a", "b"]),
        ("geopoint", '"-86.8, 36.2"', (-86.8, 36.2)),
        ("any", "012", "012"),
        ("string", "012", "012"),
        ("string", "None", "None"),
        ("integer", "9223372036854775808", 9223372036854775808),
    ],
)
def test_a_frame_holds_values_of_every_type_and_blanks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, text: str, value: Any
) -> None:
    package = table(tmp_path, f"k,v\na,{text}\nb,\n", "k", field("v", kind))
    assert values(monkeypatch, package, "v") == [value, None]


# --- constraints


@pytest.mark.parametrize(
    ("described", "text", "what"),
    [
        (field("v", constraints={"minLength": 3}), "ab", "'ab' is shorter than the number of characters allowed, 3"),
        (field("v", constraints={"maxLength": 1}), "ab", "'ab' is longer than the number of characters allowed, 1"),
        (field("v", constraints={"pattern": "TN|WY"}), "TNX", "'TNX' does not have the form, TN|WY"),
        (field("v", "integer", constraints={"minimum": 5}), "4", "'4' is below the least allowed, 5"),
        (field("v", "integer", constraints={"exclusiveMinimum": 5}), "5", "'5' is not above the limit, 5"),
        (field("v", "number", constraints={"exclusiveMaximum": 5}), "5.0", "'5.0' is not below the limit, 5"),
        *[
            (
                *(field("v", "date", constraints={"minimum": "2026-01-01"}), "2025-12-31"),
                "'2025-12-31' is below the least allowed, 2026-01-01",
            ),
            (
                field("v", "date", format="%d/%m/%Y", constraints={"maximum": "2026-01-01"}),
                *("02/01/2026", "'02/01/2026' is above the most allowed, 2026-01-01"),
            ),
        ],
        (field("v", "year", constraints={"maximum": 2025}), "2026", "'2026' is above the most allowed, 2025"),
        (field("v", "number", constraints={"enum": [1, 2]}), "3", "'3' is not one of the values allowed"),
        (field("v", "boolean", constraints={"enum": [True]}), "false", "'false' is not one of the values allowed"),
        (
            field("v", "array", constraints={"minLength": 2}),
            *('"[1]"', "'[1]' is shorter than the number of items allowed, 2"),
        ),
        (field("v", "integer", constraints={"required": True}), "", "the cell is blank"),
    ],
    ids=lambda one: str(one)[:60],
)
def test_a_cell_that_breaks_a_constraint_is_named(
    tmp_path: Path, described: dict[str, Any], text: str, what: str
) -> None:
    package = table(tmp_path, f"k,v\na,{text}\n", "k", described)
    assert [(where, was) for where, was, _ in said(package)] == [("data/x.csv, row 2, column v", what)]


def test_a_value_allowed_in_another_writing_is_allowed(tmp_path: Path) -> None:
    package = table(tmp_path, "k,v\na,1.50\nb,2\n", "k", field("v", "number", constraints={"enum": [1.5, 2.0]}))
    assert said(package) == []


def test_a_required_text_that_is_written_as_missing_is_blank(tmp_path: Path) -> None:
    own = field("v", missingValues=["-"], constraints={"required": True})
    package = table(tmp_path, "k,v\na,-\n", "k", own)
    assert said(package) == [
        ("data/x.csv, row 2, column v", "the cell is blank", "every row needs a value here"),
    ]


def test_a_leading_zero_in_a_numeric_column_is_refused_and_in_text_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    towns = "town,fips\nCeton,012\nDeton,10\n"
    assert [where for where, _, _ in said(table(tmp_path / "a", towns, "town", field("fips", "integer")))] == [
        "data/x.csv, row 2, column fips"
    ]
    assert values(monkeypatch, table(tmp_path / "b", towns, "town", "fips"), "fips") == ["012", "10"]


def test_a_null_sequence_is_a_blank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = resource("x", "k", field("v", "integer"), dialect={"nullSequence": "\\N"})
    package = lay(tmp_path, [made], {"x.csv": "k,v\na,\\N\nb,2\n"})
    assert values(monkeypatch, package, "v") == [None, 2]
