"""A farm's day: totals, and a table of its assets, those first that are least whole."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import dagster as dg

from .reasons import describe_reasons, list_reasons
from .reported_day import Report, ReportedDay, shorten

# Dagster keeps a table whole in each event: of a thousand assets the worst will do.
MOST_ASSETS = 100

COLUMNS = [
    dg.TableColumn("asset", "string"),
    dg.TableColumn("status", "string"),
    dg.TableColumn("source_rows", "int"),
    dg.TableColumn("values", "int"),
    dg.TableColumn("least_coverage", "float", "of its variables"),
    dg.TableColumn("variable", "string", "that has it"),
    dg.TableColumn("reason", "string", "why it is not whole"),
]

# Why samples are no part of a statistic, or one too much.
LOST = (
    ("missing", "missing"),
    ("outOfRange", "out of range"),
    ("ambiguous", "of ambiguous times"),
    ("excluded", "excluded by hand"),
    ("conflicts", "that differ at one time"),
    ("excess", "more than bins hold"),
)

# As a day is described: what is worst first.
STATUSES = ("failed", "no-source-data", "closed", "open", "loaded")


def farm_metadata_of(day: ReportedDay, docs_url: str) -> dict[str, Any]:
    """The totals are sums over the assets, and a coverage is the mean of theirs."""
    reports = sorted(day.reports, key=_by_wholeness)
    # An observation may tell of a day that has failed in part, for which there are no such facts.
    loaded = [report for report in reports if "sourceRows" in report]
    metadata: dict[str, Any] = {
        "status": describe_statuses(reports),
        "connector_docs": dg.MetadataValue.url(docs_url),
        "assets": len(reports),
        "assets_whole": sum(_is_whole(report) for report in reports),
        "by_asset": _table_of(reports[:MOST_ASSETS]),
    }
    if len(reports) > MOST_ASSETS:
        metadata["assets_left_out"] = dg.MetadataValue.text(
            f"{len(reports) - MOST_ASSETS} of {len(reports)} assets are not in the table: "
            "it begins with those that are least whole"
        )
    if not loaded:
        return metadata
    return metadata | {
        "rows_read": _sum(loaded, "sourceRows"),
        "dagster/partition_row_count": _sum(loaded, "targetRows"),
        "rows_inserted": _sum(loaded, "inserted"),
        "rows_updated": _sum(loaded, "updated"),
        "rows_deleted": _sum(loaded, "deleted"),
        **describe_reasons(report["samples"] for report in loaded),
        **{f"coverage_{name}": part for name, part in _mean_coverages(reports).items()},
    }


def _sum(reports: Iterable[Report], member: str) -> int:
    return sum(report[member] for report in reports)


def describe_statuses(reports: Iterable[Report]) -> str:
    """`loaded` where all are, else `failed: 1, no-source-data: 2, loaded: 97`."""
    counts = Counter(report["status"] for report in reports)
    if len(counts) == 1:
        return next(iter(counts))
    return ", ".join(f"{status}: {counts[status]}" for status in STATUSES if counts[status] > 0)


def _coverages(report: Report) -> Mapping[str, float]:
    """Of each variable whose coverage is known."""
    samples = report.get("samples", {})
    return {
        name: float(facts["coverage"])
        for name, facts in samples.items()
        if facts["coverage"] is not None
    }


def _mean_coverages(reports: Iterable[Report]) -> Mapping[str, float]:
    """By variable. An asset of which the Source has nothing has covered nothing of it."""
    known = [_coverages(report) for report in reports if "samples" in report]
    without = sum(report["status"] == "no-source-data" for report in reports)
    names = dict.fromkeys(name for coverages in known for name in coverages)
    parts = {name: [one[name] for one in known if name in one] for name in names}
    return {name: sum(of) / (len(of) + without) for name, of in parts.items()}


def _least(report: Report) -> tuple[float, str] | None:
    coverages = _coverages(report)
    return min(((part, name) for name, part in coverages.items()), default=None)


def _by_wholeness(report: Report) -> tuple[int, float, str]:
    least = _least(report)
    rank = min(STATUSES.index(report["status"]), STATUSES.index("open"))
    return (rank, least[0] if least else 0.0, report["asset"])


def _is_whole(report: Report) -> bool:
    least = _least(report)
    whole = report["status"] == "loaded" and least is not None and least[0] >= 1
    return whole and not _reason_of(report)


def _table_of(reports: Iterable[Report]) -> dg.TableMetadataValue:
    records = []
    for report in reports:
        least = _least(report)
        # A table's cell may be empty, but not missing.
        cells = {
            "asset": report["asset"],
            "status": report["status"],
            "source_rows": report.get("sourceRows"),
            "values": report.get("targetRows"),
            "least_coverage": round(least[0], 4) if least else None,
            "variable": least[1] if least else None,
            "reason": _reason_of(report),
        }
        records.append(dg.TableRecord(cells))
    return dg.MetadataValue.table(records, schema=dg.TableSchema(COLUMNS))


def _reason_of(report: Report) -> str:
    if report["status"] == "failed":
        return shorten(f"{report['code']}: {report['message']}")
    if report["status"] == "no-source-data":
        return "the Source has no rows"
    if report["status"] == "closed":
        return shorten(report["message"])
    lost = []
    for name, facts in report["samples"].items():
        parts = [f"{facts[member]:,} {words}" for member, words in LOST if facts.get(member, 0) > 0]
        if parts:
            why = f" ({list_reasons(facts['reasons'])})" if "reasons" in facts else ""
            lost.append(f"{name}: of {facts['expected']:,} samples {', '.join(parts)}{why}")
    return shorten("; ".join(lost))
