"""Makes data/*.csv and data/datapackage.json from the gathered numbers; run `.venv/bin/python data/prepare.py`."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
RETRIEVED = "2026-11-23"
UNITS = {"people": "persons", "usd_per_year": "usd"}
PERCENTS = {
    "percent_of_income": "of income",
    "percent_of_state_local": "of state and local taxes paid by undocumented immigrants",
}
HEDGES = {
    "about": ("about", "approximately", "roughly", "a quarter"),
    "more than": ("more than", "over"),
    "nearly": ("nearly", "almost"),
    "up to": ("as much as", "up to"),
}

PEW_STEPS = ((100_000, 5_000), (250_000, 10_000), (1_000_000, 25_000))  # below the first number, rounded to the second
AP_MONTHS = ["Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."]
ENGLISH = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
SPANISH = [
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
]

OF_THE_PACKAGE = ("rules", "bases", "clashes", "fits", "areas", "units", "publishers")
PREFER = ("checked_against", "qualifier", "rounded_to", "source_id")

Row = dict[str, Any]


def main(folder: Path = HERE) -> None:
    """Write every table and the data package into the folder."""
    package = _written("package")
    tables = {name: list(settle()) for name, settle in SETTLED.items()}
    for name, spec in package["tables"].items():
        _write_csv(folder / f"{name}.csv", _column_names(spec), tables[name])
    text = json.dumps(_describe(package, tables), ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")


# --- the tables -------------------------------------------------------------------------------------------------------


def publishers() -> Iterator[Row]:
    for name, words in sorted(_written("words")["publishers"].items()):
        full = words.get("name_en", name)
        yield {
            "publisher": name,
            "short_es": words.get("short_es", name),
            "name_en": full,
            "name_es": words.get("name_es", full),
            "kind": words["kind"],
        }


def sources() -> Iterator[Row]:
    words = _written("words")
    for row in _gathered("sources"):
        own = words["sources"].get(row["source_id"], {})
        publisher = own.get("publisher", row["publisher"])
        article = words["articles"].get(publisher, {})
        credit = own.get("credit_en", f"{article.get('en', '')} {publisher}".strip())
        credit_es = own.get("credit_es", f"{article.get('es', '')} {publisher}".strip())
        published, published_note = _published(row["published_date"])
        described = re.fullmatch(r"\((.*)\)", row["title"])
        is_package = not row["url"].startswith("http") and row["url"]
        yield row | {
            "publisher": publisher,
            "credit_en": credit,
            "credit_es": credit_es,
            "via_en": own.get("via_en") or _via(credit, {"a ": "in a "}, "as reported by"),
            "via_es": own.get("via_es") or _via(credit_es, {"un ": "en un ", "una ": "en una "}, "según"),
            "title": own.get("title", row["title"]),
            "title_note": own.get("title_note", "our description; the title was not seen" if described else ""),
            # Every source is in English unless data/editorial declares another language.
            "title_lang": own.get("title_lang", "en"),
            "published": published,
            "published_note": published_note,
            "url": "" if is_package else row["url"],
            "package": row["url"] if is_package else "",
            "retrieved": RETRIEVED,
            "terms": row["licence_or_terms"],
            "next_expected": str(own.get("next_expected", "")),
            "may_publish": str(own.get("may_publish", True)).lower(),
            "withdrawn": own.get("withdrawn", ""),
        }


def state_reference() -> Iterator[Row]:
    words = _written("words")["states"]
    for order, row in enumerate(_gathered("state_reference")):
        own = words.get(row["usps"], {})
        name_es = own.get("name_es", row["state_name"])
        yield row | {
            "order": order,
            "name_es": name_es,
            "in_en": own.get("in_en", f"in {row['state_name']}"),
            "in_es": own.get("in_es", f"en {name_es}"),
        }


def itep_2022_national() -> Iterator[Row]:
    for row in _gathered("itep_2022_national"):
        yearly = row["unit"] == "usd_per_year"
        yield _figure(row, publisher="ITEP", base="itep/2022") | {
            "year": row["tax_year"],
            "as_of": row["tax_year"],
            "note": "a year" if yearly else "",
        }


def itep_2022_states() -> Iterator[Row]:
    for row in _gathered("itep_2022_states"):
        words, _, note = row["published_as"].partition(" (")
        year_note = ""
        if row["usps"] == "KY":
            year_note = "inferred: the year is not in the excerpt; earlier ITEP editions gave $36m to $59m"
            note = "the report does not say “state and local” or the year outright"
        if row["usps"] == "TN":
            note = "the report says “taxes”; state and local is inferred, as ITEP gives only that level by state"
        figure = _figure(row | {"published_as": words}, publisher="ITEP", base="itep/2022")
        yield figure | {
            "published_as": words,
            "note": note.removesuffix(")"),
            "year": row["tax_year"],
            "as_of": row["tax_year"],
            "year_note": year_note,
        }


def itep_earlier_editions() -> Iterator[Row]:
    for row in _gathered("itep_earlier_editions"):
        edition, _, note = row["edition"].partition(" (")
        fpi = edition.startswith("FPI")
        base = "itep/fpi-2013" if fpi else "itep/" + edition.removeprefix("ITEP ")
        yield _figure(row, publisher="Fiscal Policy Institute" if fpi else "ITEP", base=base) | {
            "edition": edition,
            "edition_note": note.removesuffix(")"),
            "year": row["data_year"],
            "year_note": "" if row["data_year"] else "the data year of this edition was not seen",
            "as_of": row["data_year"],
        }


def aic_undocumented_taxes() -> Iterator[Row]:
    for row in _gathered("aic_undocumented_taxes"):
        nae = row["source_id"].startswith("nae_")
        report = row["data_year"].endswith(" report")
        year = "" if report else row["data_year"]
        base = f"nae/{row['usps'].lower()}-{row['data_year'][:4]}-report" if nae else f"aic/{year}"
        if row["source_id"] in ("gh_economic_data_ts", "todayinamerica_2024"):
            base = f"aic/copy-{row['source_id']}"
        counted, _, note = row["population_unit"].partition(" (")
        yield _figure(row, publisher="New American Economy" if nae else "AIC", base=base) | {
            "state_name": row["area_name"],
            "population_unit": counted,
            "note": note.removesuffix(")"),
            "level": row["level"].replace(" ", "_") or "none",
            "year": year,
            "year_note": f"{row['data_year']}; the data year is not stated" if report else "",
            "as_of": year,
        }


def aic_states() -> Iterator[Row]:
    for row in _gathered("aic_states"):
        year = row["data_year"] if row["data_year"].isdigit() else ""
        base = f"aic/{year}" if year else f"aic/copy-{row['source_id']}"
        publisher = "AIC" if row["publish"] == "true" else ""
        yield _figure(row, publisher=publisher, base=base) | {
            "state_name": row["state"],
            "year": year,
            "year_note": "" if year else "not stated",
            "as_of": year,
        }


def itin_counts() -> Iterator[Row]:
    # The gathered dates that are not dates, and the audit that a later copy does not name.
    dates = {"2011-2014": ("2011/2014", ""), "2013 vs 2010-2012": ("2013", "against 2010-2012")}
    dates["2016 response"] = ("2016", "IRS response of 2016")
    for row in _gathered("itin_counts"):
        as_of, note = dates.get(row["as_of"], (row["as_of"], ""))
        by = _written("words")["publisher_of_source"][row["source_id"]]
        if row["metric"] == "active_itins" and row["source_id"] == "gh_itin_lending_report":
            by = "TIGTA"
        words = row["approximate"] if row["approximate"] == "a quarter" else ""
        figure = row | {"qualifier": row["approximate"], "published_as": words}
        yield _figure(figure, publisher=by, base=f"itin/{row['source_id']}") | {
            "as_of": as_of,
            "as_of_note": note,
            "published_as": words,
        }


def itin_returns_and_taxes() -> Iterator[Row]:
    for row in _gathered("itin_returns_and_taxes"):
        hedge, _, rest = row["note"].partition(";")
        qualifier = _hedge(hedge) if hedge.split(" ")[0] in ("about", "over", "nearly", "almost") else ""
        note = row["note"]
        if qualifier and hedge in ("about", "over", "nearly", "almost"):
            note = rest.strip()
        elif qualifier:
            qualifier = ""  # "about $1bn of it multi-year claims" is about another number
        tigta = "tigta" in row["note"].lower() or row["source_id"] == "allgov_tigta2012"
        by = "TIGTA" if tigta else _written("words")["publisher_of_source"][row["source_id"]]
        year = row["tax_year"].removeprefix("processing year ")
        incomplete = year == "2023"
        year_note = "processing year" if year != row["tax_year"] else ""
        if row["source_id"] == "allgov_tigta2012":
            note, year_note = "Treasury inspector general as reported by AllGov", "may be the processing year"
        if incomplete:
            year_note = "tax year 2023, incomplete when drawn on Sept. 26, 2024"
            note = re.sub(
                r"(TY2023 incomplete \(drawn Sept. 26, 2024\)|filed by Sept. 2024, incomplete)(; )?", "", note
            )
        base = "tigta/" + row["source_id"].replace("_", "-") if tigta else "nta/ty2017-2022"
        exact = row["source_id"] == "gh_nta_calc_py"
        yield _figure(row | {"qualifier": qualifier}, publisher=by, base=base, exact=exact) | {
            "base": "nta/ty2023" if incomplete else base,
            "year": year,
            "year_note": year_note,
            "as_of": "2024-09-26" if incomplete else year,
            "note": note,
        }


def itin_returns_by_state_ty2022() -> Iterator[Row]:
    kinds = {"state": "state", "filed from foreign country": "foreign_country"}
    for row in _gathered("itin_returns_by_state_ty2022"):
        kind = kinds[row["area_type"]]
        together = row["area_name"].startswith("top 15")
        figure = row | {"value": row["returns_with_any_itin"]}
        by, exact = "National Taxpayer Advocate", kind == "state"
        yield _figure(figure, publisher=by, base="nta/ty2017-2022", exact=exact) | {
            "area_type": "foreign_countries_together" if together else kind,
            "year": row["tax_year"],
            "as_of": row["tax_year"],
        }


_PROJECTED = {"projected": "2025-04", "change": "2024-07"}
"""When the two projections were made, by the first word of what they project."""


def federal_estimates() -> Iterator[Row]:
    studies = {
        "SSA Office of the Chief Actuary, Note 151": ("Social Security actuaries", "Actuarial Note 151"),
        "Penn Wharton Budget Model": ("Penn Wharton Budget Model", "not named in the copy"),
        "Yale Budget Lab": ("Yale Budget Lab", "IRS-ICE data sharing, April 2025"),
        "Tax Policy Center": ("Tax Policy Center", "TaxVox, 2025"),
        "CBO (June 2025)": ("CBO", "June 2025"),
        "CBO (July 2024)": ("CBO", "July 2024"),
        "SSA Inspector General A-03-15-50058": ("SSA Inspector General", "A-03-15-50058"),
    }
    for row in _gathered("federal_estimates"):
        by, study = studies[row["estimator"]]
        base = "federal/" + re.sub(r"[^a-z0-9]+", "-", f"{by} {study}".lower()).strip("-")
        period = row["period"].removeprefix("TY")
        years = re.findall(r"\b\d{4}\b", period.partition("-09-30")[0])
        note = "tax years" if period != row["period"] else ""
        if period.startswith("rest of"):
            period = note = "rest of the fiscal year ending Sept. 30, 2025"
        yield _figure(row | {"value": row["value"] or row["low"]}, publisher=by, base=base) | {
            "value": row["value"],
            "study": study,
            "period": period,
            "year": years[0] if years else "",
            "year_end": years[1] if len(years) > 1 else "",
            "year_note": note if years else "an average; its period is not in the copy",
            # A projection is dated by the day it was made, not by the year that it covers.
            "as_of": made if (made := _PROJECTED.get(row["metric"].partition("_")[0])) else "/".join(years),
        }


def unauthorized_population_by_state() -> Iterator[Row]:
    editions = {
        "pew_state_trends_2025": ("Pew Research Center", "August 2025", "pew/2025-08"),
        "axios_briefly_pew2023": ("Pew Research Center", "August 2025", "pew/2025-08"),
        "wikizero": ("Pew Research Center", "July 2024, before revision", "pew/2024-07"),
        "cms_state_2010_2019": ("Center for Migration Studies", "states 2010-2019", "cms/2019"),
        "cms_2024_mass_deportation": ("Center for Migration Studies", "October 2024", "cms/2022"),
        "gh_unauthorized_taxes_py": ("ITEP", "population used for tax year 2022", "itep/2022"),
    }
    for row in _gathered("unauthorized_population_by_state"):
        by, edition, base = editions[row["source_id"]]
        below = row["published_as"].removeprefix("<").replace(",", "") if "<" in row["published_as"] else ""
        figure = _figure(row | {"value": row["unauthorized_immigrants"] or below}, publisher=by, base=base)
        if row["source_id"] == "pew_state_trends_2025":
            figure["rounded_to"] = _pew_step(int(row["unauthorized_immigrants"] or 0))
        yield figure | {
            "state_name": row["area_name"],
            "edition": edition,
            "as_of": row["year"],
            "published_below": below,
        }


def state_population_census() -> Iterator[Row]:
    for row in _gathered("state_population_census"):
        figure = row | {"value": row["resident_population"]}
        yield _figure(figure, publisher="Census Bureau", base="census/vintage-2023", exact=True) | {
            "state_name": row["area_name"],
            "as_of": row["year"],
        }


def timeline_irs_dhs_case() -> Iterator[Row]:
    gathered = _gathered("timeline_irs_dhs_case")
    events = _written("timeline")
    if sorted(event["gathered"] for event in events) != list(range(1, len(gathered) + 1)):
        raise SystemExit("data/editorial/timeline.yaml must have every gathered event once")
    for order, event in enumerate(events, 1):
        row = gathered[event["gathered"] - 1]
        first = date.fromisoformat((row["event_date"] + "-01-01")[:10])
        when = event.get("when") or _when(first, row["date_precision"])
        if event.get("numbers") == "second-hand":  # the source gives them at second hand
            row = row | {"people_requested": "", "people_matched_or_disclosed": ""}
        disclosed = row["people_matched_or_disclosed"]
        ruled = event.get("times_law_broken")  # the court's count of violations is not a count of people
        got = "" if ruled else disclosed
        yield row | {
            "event_id": event["id"],
            "sort_key": order * 10,
            "event_date": first.isoformat(),
            "as_of": row["event_date"],
            "when_en": when["en"],
            "when_es": when["es"],
            "label_en": event["label"]["en"],
            "label_es": event["label"]["es"],
            "event_en": event["en"],
            "event_es": event["es"],
            "requested_qualifier": event.get("people_requested", ""),
            "requested_rounded_to": _last_digit(row["people_requested"]),
            "people_disclosed": got,
            "disclosed_qualifier": event.get("people_disclosed", ""),
            "disclosed_rounded_to": _last_digit(got),
            "people_in_first_queries": event.get("people_in_first_queries", ""),
            "times_law_broken": disclosed if ruled else "",
            "times_qualifier": ruled or "",
            "active_itins": event.get("active_itins", ""),
            "active_itins_qualifier": event.get("active_itins_qualifier", ""),
            "share_percent": event.get("share_percent", ""),
            "share_qualifier": event.get("share_qualifier", ""),
            "share_of_en": event.get("share_of", {}).get("en", ""),
            "share_of_es": event.get("share_of", {}).get("es", ""),
            "note": event.get("note", ""),
            "publish": "true",
            "base": f"timeline/{event['id']}",
        }


SETTLED = {
    settle.__name__: settle
    for settle in (
        publishers,
        sources,
        state_reference,
        itep_2022_national,
        itep_2022_states,
        itep_earlier_editions,
        aic_undocumented_taxes,
        aic_states,
        itin_counts,
        itin_returns_and_taxes,
        itin_returns_by_state_ty2022,
        federal_estimates,
        unauthorized_population_by_state,
        state_population_census,
        timeline_irs_dhs_case,
    )
}


def _via(credit: str, copies: dict[str, str], reported_by: str) -> str:
    """The words between the estimator and the publisher: a copy is not a report."""
    for article, within in copies.items():
        if credit.startswith(article):
            return within + credit.removeprefix(article)
    return f"{reported_by} {credit}"


# --- one number -------------------------------------------------------------------------------------------------------


def _figure(row: Row, *, publisher: str, base: str, exact: bool = False) -> Row:
    words = row.get("published_as", "")
    unit = row.get("unit", "")
    hedged = bool(_hedge(row.get("qualifier", ""))) and "." not in words
    return row | {
        "unit": "percent" if unit in PERCENTS else UNITS.get(unit, unit),
        "unit_note": PERCENTS.get(unit, ""),
        "rounded_to": row.get("rounded_to") or ("1" if exact else _rounded_to(row["value"], words, hedged)),
        "qualifier": _hedge(words) or _hedge(row.get("qualifier", "")),
        "publish": row.get("publish", "true"),
        "publisher": publisher,
        "base": base,
    }


def _rounded_to(value: str, words: str, hedged: bool) -> str:
    if words == "a quarter":
        return "5"
    found = re.search(r"\d[\d,]*(\.\d+)?", words)
    if not found or hedged or _hedge(words) or "_" in words:
        return _last_digit(value)
    number = Decimal(found.group().replace(",", ""))
    step = Decimal(1).scaleb(number.as_tuple().exponent)  # type: ignore[arg-type]
    return _plain(step * Decimal(value) / number)


def _last_digit(value: str) -> str:
    """The place of the last nonzero digit; a printed decimal counts even if it is zero."""
    if not value:
        return ""
    number = Decimal(value)
    if number.as_tuple().exponent == 0:
        number = number.normalize()
    return _plain(Decimal(1).scaleb(number.as_tuple().exponent))  # type: ignore[arg-type]


def _pew_step(persons: int) -> str:
    return str(next((step for below, step in PEW_STEPS if persons < below), 50_000))


def _hedge(words: str) -> str:
    lower = words.lower()
    return next((word for word, seen in HEDGES.items() if lower.startswith(seen)), "")


def _plain(number: Decimal) -> str:
    text = format(number.normalize(), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _published(text: str) -> tuple[str, str]:
    """A gathered date as (ISO date as precise as known, note)."""
    if text == "not seen":
        return "", "not seen"
    day, _, note = text.partition(" (")
    if "/" in day:
        first, _, second = day.partition("/")
        year, month = first.split("-")
        return year, f"{ENGLISH[int(month) - 1]} or {ENGLISH[int(second) - 1]}"
    return day, note.removesuffix(")")


def _when(day: date, precision: str) -> dict[str, str]:
    month = day.month - 1
    exact = {
        "en": f"{AP_MONTHS[month]} {day.day}, {day.year}",
        "es": f"{day.day} de {SPANISH[month]} de {day.year}",
    }
    if precision == "approx":
        return {"en": f"about {exact['en']}", "es": f"hacia el {exact['es']}"}
    if precision == "month":
        return {"en": f"{ENGLISH[month]} {day.year}", "es": f"{SPANISH[month]} de {day.year}"}
    return exact if precision == "day" else {"en": str(day.year), "es": str(day.year)}


# --- reading and writing ----------------------------------------------------------------------------------------------


def _gathered(name: str) -> list[Row]:
    with (HERE / "raw" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _written(name: str) -> Any:
    return yaml.safe_load((HERE / "editorial" / f"{name}.yaml").read_text(encoding="utf-8"))


def _write_csv(path: Path, columns: list[str], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _column_names(spec: Row) -> list[str]:
    return [column if isinstance(column, str) else next(iter(column)) for column in spec["columns"]]


def _describe(package: Row, tables: dict[str, list[Row]]) -> Row:
    cited = {row["source_id"]: row for row in tables["sources"]}
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        **{name: package[name] for name in ("name", "title", "description", "version", "created")},
        "nutgraf": {name: package[name] for name in OF_THE_PACKAGE},
        "resources": [
            _resource(name, spec, package, [cited[key] for key in _cited(tables[name])])
            for name, spec in package["tables"].items()
        ],
    }


def _cited(rows: list[Row]) -> list[str]:
    return sorted({row["source_id"] for row in rows if "source_id" in row and "url" not in row})


def _resource(name: str, spec: Row, package: Row, cited: list[Row]) -> Row:
    fields = [_field(column, package["columns"]) for column in spec["columns"]]
    refers = {field["name"]: field.pop("refers", None) for field in fields}
    keys = {"state_reference": "usps", "sources": "source_id", "publishers": "publisher"}
    resource = {
        "name": name,
        "type": "table",
        "path": f"{name}.csv",
        "title": spec["title"],
        "description": spec["description"],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "retrievedDate": package["retrieved"],
        "sources": [_source(source) for source in cited],
        "schema": {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "fields": fields,
            "missingValues": [""],
            "primaryKey": spec["primary"],
            "foreignKeys": [
                {"fields": [column], "reference": {"resource": table, "fields": [keys[table]]}}
                for column, table in refers.items()
                if table
            ],
        },
        "nutgraf": _custom(spec, [field["name"] for field in fields], cited),
    }
    return {key: value for key, value in resource.items() if value != []}


def _field(column: Any, shared: Row) -> Row:
    name, changes = (column, {}) if isinstance(column, str) else next(iter(column.items()))
    spec = shared.get(name, {}) | changes
    own = {key: spec.pop(key) for key in ("unit", "qualifier", "rounded_to") if key in spec}
    field = {"name": name, **spec}
    if own:
        field["nutgraf"] = own
    if field.get("constraints") == {}:
        del field["constraints"]
    return field


def _source(row: Row) -> Row:
    source = {"title": f"{row['publisher']}: {row['title']}", "path": row["url"], "version": row["published"]}
    return {key: value for key, value in source.items() if value}


def _custom(spec: Row, names: list[str], cited: list[Row]) -> Row:
    """The properties of a table for nutgraf, in addition to the standard's."""
    has = set(names)
    value = spec.get("value", "value")
    terms = sorted({row["terms"] for row in cited})
    custom = {
        "row": spec["row"],
        "noun": spec["noun"],
        "missing": spec["missing"],
        "terms": "Terms as seen at the sources: " + "; ".join(terms) if terms else "",
        "value": value if value in has else None,
        "unit": "unit" if "unit" in has else None,
        "key": spec.get("key", spec["primary"]),
        "measure": spec.get("measure", ""),
        "prefer": [name for name in PREFER if name in has] if value in has else [],
        "nextExpected": None,
    }
    roles = {"low": "low", "high": "high", "moe": "moe_90pct_persons", "area": "usps", "asOf": "as_of"}
    roles |= {name: name for name in ("year", "publisher", "base", "publish", "qualifier")}
    roles |= {"roundedTo": "rounded_to", "checkedAgainst": "checked_against", "source": "source_id"}
    custom |= {role: column for role, column in roles.items() if column in has}
    custom |= {"areas": "state"} if "usps" in has else {}
    return {key: value for key, value in custom.items() if value != ""}


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
