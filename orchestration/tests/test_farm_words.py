"""What Dagster is told of a farm's day, from what Minuano reports of each asset."""

import dagster as dg

from minuano_dagster.day_metadata import metadata_of
from minuano_dagster.farm_lacks import describe_farm
from minuano_dagster.lacks import NO_DATA, Lack
from minuano_dagster.reported_day import group_by_day

DAY = "2025-01-05"


def loaded(asset: str, missing: int = 0, **samples: int | dict[str, int]):
    facts = {"expected": 1440, "valid": 1440 - missing, "missing": missing, "outOfRange": 0}
    return {
        "type": "day",
        "asset": asset,
        "day": DAY,
        "status": "loaded",
        "sourceRows": 1440 - missing,
        "targetRows": 576,
        "inserted": 576,
        "updated": 0,
        "deleted": 0,
        "samples": {
            "power": {**facts, **samples, "coverage": (1440 - missing) / 1440},
            "wind_speed": {**facts, "missing": 0, "coverage": 1.0},
        },
    }


def without(asset: str):
    return {"type": "day", "asset": asset, "day": DAY, "status": "no-source-data"}


def failed(asset: str, message: str = "rows differ"):
    known = {"code": "conflicting-rows", "message": message}
    return {"type": "day", "asset": asset, "day": DAY, "status": "failed", **known}


def closed(asset: str):
    known = {"code": "closed-month", "message": "2025-01 of T04 is closed"}
    return {"type": "day", "asset": asset, "day": DAY, "status": "closed", **known}


def test_a_closed_month_and_what_is_excluded_by_hand_are_told():
    found = metadata(loaded("T01", excluded=60), closed("T04"))
    assert found["status"] == "closed: 1, loaded: 1"
    assert [(row["asset"], row["reason"]) for row in table(found)] == [
        ("T04", "2025-01 of T04 is closed"),
        ("T01", "power: of 1,440 samples 60 excluded by hand"),
    ]


def metadata(*reports):
    (day,) = group_by_day(reports)
    return metadata_of(day, "http://docs")


def table(found) -> list[dict]:
    assert isinstance(found["by_asset"], dg.TableMetadataValue)
    return [dict(record.data) for record in found["by_asset"].records]


def test_totals_are_sums_and_the_table_begins_with_what_is_least_whole():
    found = metadata(loaded("T01"), without("T02"), loaded("T03", missing=360))
    assert found["status"] == "no-source-data: 1, loaded: 2"
    assert (found["assets"], found["assets_whole"]) == (3, 1)
    assert found["rows_read"] == 1440 + 1080
    assert found["dagster/partition_row_count"] == found["rows_inserted"] == 1152
    # The asset without data counts as nothing covered.
    assert found["coverage_power"] == (1 + 0.75) / 3
    assert found["coverage_wind_speed"] == 2 / 3
    assert "assets_left_out" not in found
    assert table(found) == [
        {
            "asset": "T02",
            "status": "no-source-data",
            "source_rows": None,
            "values": None,
            "least_coverage": None,
            "variable": None,
            "reason": "the Source has no rows",
        },
        {
            "asset": "T03",
            "status": "loaded",
            "source_rows": 1080,
            "values": 576,
            "least_coverage": 0.75,
            "variable": "power",
            "reason": "power: of 1,440 samples 360 missing",
        },
        {
            "asset": "T01",
            "status": "loaded",
            "source_rows": 1440,
            "values": 576,
            "least_coverage": 1.0,
            "variable": "power",
            "reason": "",
        },
    ]


def test_of_a_thousand_assets_the_worst_are_in_the_table_and_the_others_are_counted():
    found = metadata(*(loaded(f"T{n:04}", missing=n % 7) for n in range(1000)))
    rows = table(found)
    assert len(rows) == 100
    assert {row["reason"] for row in rows} == {"power: of 1,440 samples 6 missing"}
    assert found["assets_left_out"].value.startswith("900 of 1000 assets are not in the table")
    assert (found["assets"], found["assets_whole"]) == (1000, 143)


def test_values_that_differ_at_one_time_are_not_whole_though_all_is_covered():
    found = metadata(loaded("T01", conflicts=2))
    assert found["assets_whole"] == 0
    assert table(found)[0]["reason"] == "power: of 1,440 samples 2 that differ at one time"


def test_what_the_source_says_of_its_samples_is_summed_and_in_the_table():
    bad = {"bad-quality": 12, "no-number": 2}
    found = metadata(
        loaded("T01", missing=14, reasons=bad, keptReasons={"substituted": 3}),
        loaded("T02", missing=1, reasons={"bad-quality": 1}),
        loaded("T03", reasons={"bad-quality": 1}),
    )
    assert found["no_value_because"] == "power: 14 bad-quality, 2 no-number"
    assert found["kept_though"] == "power: 3 substituted"
    words = "power: of 1,440 samples 14 missing (12 bad-quality, 2 no-number)"
    assert table(found)[0]["reason"] == words
    # Another row of the time has a value: nothing is lost.
    assert found["assets_whole"] == 1
    alone = metadata_of(group_by_day([loaded("T01")])[0], "http://docs")
    assert "no_value_because" not in alone and "kept_though" not in alone


def test_a_failed_day_says_which_assets_and_is_not_called_loaded():
    (day,) = group_by_day([failed(f"T{n:02}", "x" * 999) for n in range(9)] + [loaded("T99")])
    assert not day.is_loaded
    said = day.describe_failure()
    assert said.startswith("2025-01-05: 9 of 10 assets failed: T00: xxx")
    assert said.endswith("…; and 4 more")
    assert len(said) < 2000
    first = table(metadata(*day.reports))[0]
    assert (first["asset"], first["status"]) == ("T00", "failed")
    assert first["reason"].startswith("conflicting-rows: xxx")
    assert len(first["reason"]) == 300


def test_a_day_of_which_no_asset_has_data_is_not_called_loaded_where_a_run_fails():
    (day,) = group_by_day([without("T01"), without("T02")])
    assert not day.is_loaded
    assert metadata(*day.reports)["status"] == "no-source-data"


def test_reports_without_an_asset_are_those_of_the_one_that_there_is():
    reports = [{**failed(""), "day": day} for day in ("2025-01-06", DAY)]
    for report in reports:
        del report["asset"]
    days = group_by_day(reports)
    assert [day.describe_failure() for day in days] == [
        "2025-01-05: rows differ",
        "2025-01-06: rows differ",
    ]


def lack(asset: str, variable: str, words: str, *, is_error=False, coverage=None) -> Lack:
    return Lack(DAY, asset, variable, words, is_error, coverage)


def test_a_check_counts_what_is_whole_and_names_what_is_not():
    lacks = [
        lack("T17", "power", NO_DATA),
        lack("T17", "wind_speed", NO_DATA),
        lack("T42", "power", "562 of 1440 samples missing or out of range", coverage=0.6199),
        lack("T42", "wind_speed", "1 of 1440 samples missing or out of range", coverage=0.9993),
    ]
    assert describe_farm(lacks, [DAY, "2025-01-06"], 100, 2) == (
        [],
        ["2025-01-05: 98 of 100 assets whole; T17 no source data; T42 coverage 0.619"],
    )
    lacks.append(lack("T50", "power", "3 values, not 576", is_error=True))
    assert describe_farm(lacks, [DAY], 100, 2) == (
        [
            "2025-01-05: 97 of 100 assets whole; T50 power: 3 values, not 576; "
            "T17 no source data; T42 coverage 0.619"
        ],
        [],
    )


def test_a_check_of_a_thousand_assets_names_the_worst():
    lacks = [lack(f"T{n:04}", "power", "some", coverage=1 - n / 1000) for n in range(1, 1000)]
    ((), (line,)) = describe_farm(lacks, [DAY], 1000, 1)
    assert line.startswith("2025-01-05: 1 of 1000 assets whole; T0999 coverage 0.001; T0998 ")
    assert line.endswith("; and 989 more")


def test_what_is_frozen_is_summed_and_what_is_left_out_of_it():
    found = metadata(
        loaded("T01", frozen=40, leftOut={"frozen": 40}),
        loaded("T02", frozen=5, leftOut={"frozen": 5, "uncertain": 2}),
        loaded("T03"),
    )
    assert found["frozen"] == "power: 45"
    assert found["left_out"] == "power: 45 frozen, 2 uncertain"
    alone = metadata_of(group_by_day([loaded("T03")])[0], "http://docs")
    assert "frozen" not in alone and "left_out" not in alone
