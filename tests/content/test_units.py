"""Units: parsing, conversion factors, and how they are written."""

import pytest

from scripts.content.errors import ContentError
from scripts.content.number import bare, style_of, write
from scripts.content.units import THINGS, parse_unit, plural


@pytest.mark.parametrize(
    ("text", "scale", "base"),
    [
        ("", 1, "dimensionless"),
        ("percent", 0.01, "dimensionless"),
        ("%", 0.01, "dimensionless"),
        ("impression/user/day", 1 / 86400, "impression / second / user"),
        ("USD/(GPU*hour)", 1 / 3600, "USD / GPU / second"),
        ("USD/GPU/hour", 1 / 3600, "USD / GPU / second"),
        ("GB", 1e9, "byte"),
        ("GiB", 2**30, "byte"),
        ("kbit/s", 125, "byte / second"),
        ("month", 30 * 86400, "second"),
        ("year", 365 * 86400, "second"),
        ("queries/s", 1, "query / second"),
        ("qps", 1, "query / second"),
        ("TFLOP/s", 1e12, "FLOP / second"),
        ("USD/kilorequest", 1e-3, "USD / request"),
    ],
)
def test_a_unit_is_a_factor_to_base_units(text: str, scale: float, base: str) -> None:
    unit = parse_unit(text)
    assert unit.scale == pytest.approx(scale, rel=1e-15)
    assert str(unit.base) == base


def test_every_counted_thing_is_a_dimension_of_its_own_and_has_a_plural() -> None:
    bases = {thing: parse_unit(thing).base for thing in THINGS}
    assert len(bases) > 100
    assert len(set(bases.values())) == len(bases)
    for thing, base in bases.items():
        assert str(base) == thing
        assert parse_unit(plural(thing)).base == base


@pytest.mark.parametrize(
    ("text", "fault", "fix"),
    [
        ("reqest/s", "unknown unit 'reqest'", "nearest: request"),
        ("gb", "unknown unit 'gb'", "nearest: GB"),
        ("impression//day", "cannot read the unit", "write it as"),
        ("user.__class__", "cannot read the unit", "write it as"),
        ("9**9**9", "cannot read the unit", "write it as"),
        ("open('x')", "cannot read the unit", "write it as"),
        ("mB", "reads as millibyte", "upper case M"),
        ("(" * 90, "cannot read the unit", "write it as"),
        ("u" * 121, "longer than 120", ""),
    ],
)
def test_a_broken_unit_is_named_with_its_remedy(text: str, fault: str, fix: str) -> None:
    with pytest.raises(ContentError) as error:
        parse_unit(text)
    assert fault in str(error.value)
    assert fix in error.value.fix


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (115_740.74, "request/s", "116 k requests/s"),
        (1e10, "impression/day", "10 B impressions/day"),
        (64, "GB", "64 GB"),
        (64_000, "GB", "64 TB"),
        (64e9, "byte", "64 GB"),
        (9_999, "MB/s", "9,999 MB/s"),
        (65_536, "MiB", "65,500 MiB"),
        (1, "percent", "1%"),
        (2.5, "percent", "2.5%"),
        (0.0208, "percent", "0.0208%"),
        (0.42, "USD", "$0.42"),
        (0.4, "USD", "$0.40"),
        (0.0042, "USD", "$0.0042"),
        (12.5, "USD", "$12.50"),
        (47.538, "USD", "$47.54"),
        (5, "USD", "$5"),
        (9.999, "USD", "$10"),
        (99.999, "USD", "$100"),
        (0.0999, "USD", "$0.0999"),
        (0.09999, "USD", "$0.10"),
        (1_234_567, "USD/month", "$1.23 M/month"),
        (-12.5, "USD", "−$12.50"),
        (0.0032, "USD/kilorequest", "$0.0032/1,000 requests"),
        (0.29, "", "0.29"),
        (0, "request/s", "0 requests/s"),
        (1, "request/s", "1 request/s"),
        (1, "query", "1 query"),
        (2, "query", "2 queries"),
        (1e3, "user", "1,000 users"),
        (1e6, "user", "1 M users"),
        (999_950, "user", "1 M users"),
        (9_999.6, "user", "10 k users"),
        (1_024, "dimension", "1,024 dimensions"),
        (1_234.5, "user", "1,230 users"),
        (2.675, "user", "2.68 users"),
        (1.005, "user", "1.01 users"),
        (0.1 + 0.2, "", "0.3"),
        (2.9999999999999996, "", "3"),
        (86_400, "s", "86,400 s"),
        (20, "ms", "20 ms"),
        (3, "day", "3 days"),
        (1, "hour", "1 hour"),
        (4.8, "GPU*hour", "4.8 GPU-hours"),
        (40, "ms*core/request", "40 core-ms/request"),
        (5, "1/s", "5/s"),
        (312, "TFLOP/s", "312 TFLOP/s"),
        (3.1e23, "FLOP", "310,000 EFLOP"),
        (1e18, "", "1 × 10¹⁸"),
        (1.23e-7, "", "1.23 × 10⁻⁷"),
        (0.0001, "", "0.0001"),
        (1, "meter**2", "1 m²"),
    ],
)
def test_a_value_reads_as_an_engineer_writes_it(value: float, unit: str, text: str) -> None:
    parsed = parse_unit(unit)
    assert write(value * parsed.scale, style_of(parsed)) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"), [(1e10, "impression/day", "10 B"), (2.5, "percent", "2.5"), (64, "GB", "64")]
)
def test_the_number_alone_has_no_unit(value: float, unit: str, text: str) -> None:
    parsed = parse_unit(unit)
    assert write(value * parsed.scale, bare(style_of(parsed))) == text
