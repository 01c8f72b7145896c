"""Facts: what arithmetic keeps, what it refuses, and how far a result may be printed."""

from __future__ import annotations

import pickle
import warnings
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutgraf.errors import FactError
from nutgraf.facts import BasisRules, Fact, Facts, FactWarning, Input, Source

WTVF = Source(id="newschannel5_2025", publisher="NewsChannel 5 Nashville (WTVF)", title="How they pay")
REPORT = Source(id="itep_2024_report", publisher="Institute on Taxation and Economic Policy", title="Tax Payments")
RULES = BasisRules(
    clashes=(("itep/2022", "pew/*", "their populations differ"), ("aic/*", "aic/*", "its releases form no series")),
    fits=(("pew/*", "census/*"),),
)


def fact(value: float, unit: str = "usd", **fields: Any) -> Fact:
    """A fact of tax year 2022, rounded to a hundred thousand unless another rounding is given."""
    known: dict[str, Any] = {"rounded_to": 100_000, "key": f"k{value}", "year": 2022, "bases": ("itep/2022",)}
    return Fact(value=value, unit=unit, **{**known, "rules": RULES, "measure": "m", **fields})


TENNESSEE = fact(
    314_200_000,
    key="itep_2022_states:usps=TN,metric=state_local_taxes_paid",
    area="TN",
    within=("US",),
    publisher="ITEP",
    checked_against="reported",
    sources=(WTVF,),
    inputs=(Input(table="itep_2022_states", key={"usps": "TN"}, column="value", value=314_200_000, source_id=WTVF.id),),
)
NATION = fact(
    37_300_000_000,
    rounded_to=100_000_000,
    key="national",
    area="US",
    is_whole=True,
    publisher="ITEP",
    checked_against="publisher",
    sources=(REPORT,),
)


# --- what a derived fact keeps ---


def test_a_share_says_how_it_was_derived() -> None:
    assert TENNESSEE.share_of(NATION).derivation == "314.2 m ÷ 37.3 bn"


def test_a_share_is_printed_with_no_more_digits_than_its_parts_allow() -> None:
    share = TENNESSEE.share_of(NATION)
    assert (round(share.value, 4), share.unit, share.printed_step()) == (0.8424, "percent", 0.01)


def test_a_derived_fact_keeps_every_source_once() -> None:
    assert (TENNESSEE / NATION * 100).sources == (WTVF, REPORT)
    assert (TENNESSEE + TENNESSEE).sources == (WTVF,)


def test_a_derived_fact_keeps_the_rows_it_came_from() -> None:
    assert [each.table for each in (TENNESSEE / NATION).inputs] == ["itep_2022_states"]


def test_a_result_with_one_reported_part_is_reported() -> None:
    assert (TENNESSEE / NATION).checked_against == "reported"
    assert (NATION + NATION).checked_against == "publisher"


def test_the_year_is_kept_where_all_parts_share_it() -> None:
    assert (TENNESSEE / NATION).year == 2022
    assert (TENNESSEE - fact(1_000_000, year=2019)).year is None


def test_two_publishers_are_both_named() -> None:
    other = fact(1000, "persons", publisher="Census Bureau", bases=("itep/2022",))
    assert (TENNESSEE / other).publishers == ("ITEP", "Census Bureau")


def test_the_key_of_a_result_is_built_from_its_parts() -> None:
    part, whole = fact(1, key="a"), fact(2, key="b")
    assert (part / whole).key == "a ÷ b"
    assert ((part + whole) / whole).key == "(a + b) ÷ b"


def test_a_derivation_of_a_derivation_is_in_brackets() -> None:
    gain = fact(537_800_000) - fact(436_500_000)
    assert gain.share_of(fact(436_500_000)).derivation == "(537.8 m − 436.5 m) ÷ 436.5 m"


def test_a_fact_is_always_true() -> None:
    assert bool(fact(0))


def test_a_fact_can_be_pickled_and_used_as_a_key() -> None:
    share = TENNESSEE.share_of(NATION)
    assert pickle.loads(pickle.dumps(share)) == share
    assert {share: 1}[pickle.loads(pickle.dumps(share))] == 1


def test_a_fact_equals_its_bare_number_and_is_ordered_by_value() -> None:
    assert TENNESSEE == 314_200_000
    assert max([TENNESSEE, NATION]) is NATION
    assert TENNESSEE > 300_000_000
    assert sorted([NATION, TENNESSEE]) == [TENNESSEE, NATION]


def test_two_facts_of_one_value_from_two_rows_are_not_the_same() -> None:
    assert replace(TENNESSEE, key="another") != TENNESSEE


def test_sum_of_python_adds_facts() -> None:
    assert sum([TENNESSEE, NATION]).value == 37_614_200_000  # type: ignore[union-attr]


def test_a_bare_factor_scales() -> None:
    half = TENNESSEE / 2
    assert (half.value, half.unit, half.derivation) == (157_100_000, "usd", "314.2 m ÷ 2")


# --- units ---


def test_dollars_do_not_add_to_people() -> None:
    with pytest.raises(FactError, match="USD and persons do not add"):
        TENNESSEE + fact(10, "persons")


def test_rates_do_not_add() -> None:
    with pytest.raises(FactError, match="rates and shares cannot be added"):
        fact(8.9, "percent") + fact(9.1, "percent")


def test_the_difference_of_two_rates_is_in_points() -> None:
    gap = fact(9.1, "percent", rounded_to=0.1) - fact(8.9, "percent", rounded_to=0.1)
    assert (gap.value, gap.unit, gap.printed_step()) == (0.2, "points", 0.1)


def test_dollars_over_people_are_dollars_per_person() -> None:
    assert (TENNESSEE / fact(10, "persons")).unit == "usd_per_person"


def test_dollars_per_person_times_people_are_dollars() -> None:
    assert (fact(8889, "usd_per_person") * fact(10, "persons")).unit == "usd"


def test_a_percent_of_an_amount_is_an_amount() -> None:
    part = fact(42, "percent", rounded_to=1) * fact(436_500_000)
    assert (part.value, part.unit) == (183_330_000, "usd")


def test_dollars_times_dollars_are_refused() -> None:
    with pytest.raises(FactError, match="USD times USD is not an amount of anything"):
        TENNESSEE * NATION


def test_facts_of_two_units_cannot_be_compared() -> None:
    with pytest.raises(FactError, match="only facts of one unit"):
        max([TENNESSEE, fact(10, "persons")])


def test_a_bare_number_cannot_be_added() -> None:
    for add in (lambda: TENNESSEE + 5, lambda: 5 - TENNESSEE, lambda: 5 / TENNESSEE):
        with pytest.raises(FactError, match="a bare number has no unit and no source"):
            add()


def test_nothing_cannot_be_added_and_the_advice_is_to_ask_first() -> None:
    with pytest.raises(FactError, match="ask first whether there is one"):
        TENNESSEE + None


def test_dividing_by_zero_is_refused_in_words() -> None:
    with pytest.raises(FactError, match="divided by zero"):
        TENNESSEE / fact(0)


# --- bases and years ---


def test_itep_over_pew_is_refused_with_the_reason() -> None:
    pew = fact(190_000, "persons", bases=("pew/2025-08",), year=2023)
    with pytest.raises(FactError, match="their populations differ"):
        TENNESSEE / pew


def test_two_bases_of_one_clashing_family_are_refused_but_one_base_is_not() -> None:
    old, new = fact(1, bases=("aic/2018",)), fact(2, bases=("aic/2023",))
    with pytest.raises(FactError, match="form no series"):
        new.change_from(old)
    assert (new + new).value == 4


def test_a_clash_is_remembered_through_a_computation() -> None:
    per_month = TENNESSEE / 12
    with pytest.raises(FactError, match="their populations differ"):
        per_month / fact(190_000, "persons", bases=("pew/2025-08",))


def test_bases_that_fit_are_combined_in_silence() -> None:
    people = fact(190_000, "persons", bases=("pew/2025-08",))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        people.share_of(fact(7_126_489, "persons", bases=("census/vintage-2023",), rounded_to=1))


def test_bases_that_no_rule_speaks_of_are_combined_with_a_warning() -> None:
    with pytest.warns(FactWarning, match="rest on different bases"):
        TENNESSEE / fact(3, "returns", bases=("nta/ty2017-2022",))


def test_a_sum_over_two_years_warns_and_a_change_over_two_years_does_not() -> None:
    with pytest.warns(FactWarning, match="2022 and 2019"):
        fact(2) + fact(1, year=2019)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fact(2).change_from(fact(1, year=2019))


# --- how sure ---


def test_a_rounded_number_reaches_half_a_step_each_way() -> None:
    assert TENNESSEE.bounds() == (314_150_000, 314_250_000)


def test_more_than_means_above() -> None:
    assert fact(5_800_000, "itins", qualifier="more than").bounds() == (5_800_000, 5_900_000)


def test_nearly_means_below() -> None:
    assert fact(5, "percent", rounded_to=1, qualifier="nearly").bounds() == (4, 5)


def test_fewer_than_means_anything_down_to_nothing() -> None:
    assert fact(5000, "persons", rounded_to=5000, qualifier="fewer than").bounds() == (0, 5000)


def test_an_exact_count_is_exact() -> None:
    assert fact(866_378, "returns", rounded_to=1).bounds() == (866_378, 866_378)


def test_a_published_range_is_kept() -> None:
    assert fact(25, low=12, high=39).bounds() == (12, 39)


def test_a_margin_of_error_is_wider_than_rounding() -> None:
    assert fact(85_000, "persons", rounded_to=5000, moe=10_000).bounds() == (75_000, 95_000)


def test_an_end_of_its_own_margin_is_as_fine_as_the_number_and_the_margin() -> None:
    row = Input(table="people", key={"usps": "CT"}, column="people", value=170_000, source_id="pew")
    people = fact(170_000, "persons", rounded_to=10_000, moe=25_000, inputs=(row,))
    margin = fact(25_000, "persons", rounded_to=1000, inputs=(replace(row, column="moe", value=25_000),))
    other = replace(margin, inputs=(replace(row, key={"usps": "ME"}),))
    assert [(each.value, each.rounded_to) for each in (people - margin, people + margin)] == [
        (145_000, 1000),
        (195_000, 1000),
    ]
    assert (people - other).rounded_to == 100_000


def test_a_change_within_the_margins_has_bounds_on_both_sides_of_zero() -> None:
    now = fact(85_000, "persons", rounded_to=5000, moe=10_000)
    low, high = now.change_from(fact(70_000, "persons", rounded_to=5000, moe=10_000)).bounds()
    assert low < 0 < high


def test_a_change_is_given_in_percent_of_the_earlier_number() -> None:
    change = fact(17_308_825_668, rounded_to=1).change_from(fact(15_283_349_533, rounded_to=1))
    assert round(change.value, 2) == 13.25
    assert change.derivation.endswith("÷ 15,283,349,533")


def test_a_change_from_a_negative_number_is_refused() -> None:
    with pytest.raises(FactError, match="no change in percent"):
        fact(5).change_from(fact(-5))


def test_surely_above_needs_intervals_apart() -> None:
    assert NATION.surely_above(TENNESSEE)
    assert not fact(9.1, "percent", rounded_to=0.1).surely_above(fact(9.0, "percent", rounded_to=0.1))


def test_a_margin_of_error_coarsens_a_share() -> None:
    share = fact(190_000, "persons", rounded_to=10_000, moe=15_000, bases=()).share_of(
        fact(7_126_489, "persons", rounded_to=1, bases=())
    )
    assert share.printed_step() == 0.1  # 2.7%: rounded to a percent it would be off by a tenth of itself
    assert (share.bounds()[0], share.bounds()[1]) == pytest.approx((2.46, 2.88), abs=0.01)
    large = fact(1_900_000, "persons", rounded_to=10_000, moe=150_000, bases=()).share_of(
        fact(7_126_489, "persons", rounded_to=1, bases=())
    )
    assert large.printed_step() == 10


def test_a_sum_of_like_qualifiers_keeps_the_word() -> None:
    assert (fact(1, qualifier="more than") + fact(2)).qualifier == "more than"
    assert (fact(2) - fact(1, qualifier="more than")).qualifier == "about"


def test_a_limit_less_an_exact_number_is_a_limit() -> None:
    """Up to $194.4 million less $157.2 million is up to $37.2 million, and not about as much."""
    assert (fact(194_400_000, qualifier="up to") - fact(157_200_000)).qualifier == "up to"
    assert (fact(3, qualifier="nearly") - fact(2)).qualifier == "about"


AMOUNTS = st.integers(1, 10**6).map(lambda n: n * 100_000)
STEPS = st.sampled_from([1000, 5000, 100_000, 1_000_000, 100_000_000])


@given(AMOUNTS, STEPS, AMOUNTS, STEPS)
def test_no_sum_or_difference_is_finer_than_its_coarsest_part(a: int, b: int, c: int, d: int) -> None:
    left, right = fact(a, rounded_to=b), fact(c, rounded_to=d)
    assert (left + right).printed_step() >= max(b, d)
    assert (left - right).printed_step() >= max(b, d)


@given(AMOUNTS, STEPS, AMOUNTS, STEPS)
def test_no_quotient_has_more_digits_than_its_poorest_part(a: int, b: int, c: int, d: int) -> None:
    ratio = fact(a, rounded_to=b) / fact(c, rounded_to=d)
    assert ratio.printed_step() / ratio.value >= max(b / a, d / c) * 0.999_999


@given(AMOUNTS, STEPS, AMOUNTS, STEPS)
def test_the_bounds_of_a_result_hold_every_result_of_its_parts(a: int, b: int, c: int, d: int) -> None:
    left, right = fact(a, rounded_to=b), fact(c, rounded_to=d)
    for x in left.bounds():
        for y in right.bounds():
            assert (left + right).bounds()[0] <= x + y <= (left + right).bounds()[1]
            assert (left - right).bounds()[0] <= x - y <= (left - right).bounds()[1]
            if y > 0 and right.bounds()[0] > 0:
                low, high = (left / right).bounds()
                assert low * 0.999_999_999 <= x / y or x / y >= low
                assert x / y <= high * 1.000_000_001 or x / y <= high


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_addition_does_not_depend_on_order(a: int, b: int, c: int) -> None:
    x, y, z = (fact(value) for value in (a, b, c))
    assert (x + y).value == (y + x).value
    assert ((x + y) + z).value == (x + (y + z)).value
    assert ((x + y) + z).bounds() == (x + (y + z)).bounds()


@given(AMOUNTS, AMOUNTS)
def test_what_is_added_can_be_taken_away(a: int, b: int) -> None:
    assert ((fact(a) + fact(b)) - fact(b)).value == a


@given(AMOUNTS, AMOUNTS)
def test_a_share_and_its_whole_give_the_part_back(a: int, b: int) -> None:
    part, whole = fact(a), fact(b)
    assert abs((part.share_of(whole) * whole).value - a) <= 1e-6 * a


# --- several facts ---

STATES = [
    fact(8_500_000_000, area="CA", within=("US",), key="CA", rounded_to=100_000_000),
    fact(4_900_000_000, area="TX", within=("US",), key="TX", rounded_to=100_000_000),
    fact(1_300_000_000, area="NJ", within=("US",), key="NJ", rounded_to=100_000_000),
    fact(997_000_000, area="WA", within=("US",), key="WA", rounded_to=1_000_000),
]


def test_a_total_is_as_coarse_as_its_coarsest_part() -> None:
    total = Facts(STATES, where="four states").total()
    assert (total.value, total.printed_step(), total.key) == (15_697_000_000, 100_000_000, "total of four states")


def test_a_long_total_names_how_many_numbers_it_holds() -> None:
    assert Facts([*STATES, fact(929_000_000, area="GA", within=("US",))]).total().derivation == (
        "8.5 bn + 4.9 bn + … + 929.0 m (5 numbers)"
    )


def test_a_count_is_a_fact_with_a_noun() -> None:
    count = Facts(STATES).count()
    assert (count.value, count.unit) == (4, "areas")


def test_counting_nothing_gives_zero() -> None:
    assert Facts([]).count() == 0


def test_a_total_of_nothing_is_refused() -> None:
    with pytest.raises(FactError, match="nothing to add"):
        Facts([]).total()


def test_the_nation_is_not_added_to_its_states() -> None:
    with pytest.raises(FactError, match="US would be added with a part of it, CA"):
        Facts([*STATES, NATION]).total()
    assert Facts([*STATES, NATION]).parts.total().value == 15_697_000_000


def test_an_area_is_not_added_twice() -> None:
    with pytest.raises(FactError, match="CA is in it twice"):
        Facts([STATES[0], replace(STATES[0], key="again")]).total()


def test_numbers_of_several_kinds_are_not_added() -> None:
    with pytest.raises(FactError, match="facts of several kinds"):
        Facts([STATES[0], replace(STATES[1], measure="other")]).total()


def test_the_largest_come_first() -> None:
    assert Facts(reversed(STATES)).largest(2).areas == ("CA", "TX")
    assert Facts(STATES).smallest()[0].area == "WA"


def test_a_rank_counts_from_the_largest() -> None:
    rank = Facts(STATES).rank_of(STATES[2])
    assert (rank.value, rank.unit, rank.bounds()) == (3, "rank", (3, 3))


def test_a_rank_that_rounding_leaves_open_has_bounds() -> None:
    near = fact(1_280_000_000, area="IL", key="IL", rounded_to=10_000_000)
    rank = Facts([*STATES, near]).rank_of(near)
    assert (rank.value, rank.bounds()) == (4, (3, 4))


def test_a_figure_that_is_not_among_them_has_no_rank() -> None:
    with pytest.raises(FactError, match="not among them"):
        Facts(STATES).rank_of(TENNESSEE)


def test_the_figure_of_one_area_can_be_asked_for() -> None:
    assert Facts(STATES).of("NJ") is STATES[2]
    assert Facts(STATES).of("TN") is None


def test_a_ratio_less_one_is_a_change() -> None:
    more = fact(150, rounded_to=1) / fact(100, rounded_to=1) - 1
    assert (more.value, more.unit, more.derivation) == (0.5, "ratio", "150 ÷ 100 − 1")


def test_a_quotient_whose_divisor_may_be_zero_has_no_bounds() -> None:
    vague = fact(150) / fact(100)  # each known to the nearest 100,000
    assert (vague - 1).bounds() == (float("-inf"), float("inf"))


def test_a_number_times_two_others_is_as_fine_as_times_their_product() -> None:
    rent = Fact(value=1340, unit="usd", rounded_to=10)
    assert (rent * 24 * 3).rounded_to == (rent * 72).rounded_to == 1000
    assert (rent * 24 * 3 / 72).rounded_to == 10
    assert (rent * 12).share_of(Fact(value=61_900, unit="usd", rounded_to=100)).rounded_to == 1


def test_a_sum_of_products_is_as_coarse_as_the_coarsest_prints() -> None:
    rent = Fact(value=1340, unit="usd", rounded_to=10)
    assert (rent * 24 + rent * 24).rounded_to == 1000
