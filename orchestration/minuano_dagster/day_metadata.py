"""One day's metadata, from what Minuano reported of it and what the Target holds."""

from typing import Any

import dagster as dg
import pandas as pd

from .farm_metadata import farm_metadata_of
from .reasons import describe_reasons
from .reported_day import Report, ReportedDay
from .shape import Shape

COLUMNS = [
    dg.TableColumn("signal", "string"),
    dg.TableColumn("unit", "string"),
    dg.TableColumn("values", "int"),
    dg.TableColumn("least", "float"),
    dg.TableColumn("average", "float"),
    dg.TableColumn("greatest", "float"),
]


def metadata_of(day: ReportedDay, docs_url: str) -> dict[str, Any]:
    """What Minuano reported of the day."""
    if day.is_of_a_farm:
        return farm_metadata_of(day, docs_url)
    return _metadata_of_one(day.reports[0], docs_url)


def _metadata_of_one(day: Report, docs_url: str) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "status": day["status"],
        "connector_docs": dg.MetadataValue.url(docs_url),
    }
    if day["status"] not in ("loaded", "open"):
        return metadata
    coverage = {f"coverage_{name}": facts["coverage"] for name, facts in day["samples"].items()}
    return metadata | {
        "rows_read": day["sourceRows"],
        "dagster/partition_row_count": day["targetRows"],
        "rows_inserted": day["inserted"],
        "rows_updated": day["updated"],
        "rows_deleted": day["deleted"],
        **{name: float(part) for name, part in coverage.items() if part is not None},
        **describe_reasons([day["samples"]]),
        "seconds": round(float(day["seconds"]), 3),
    }


# Of what is no scalar these have no plain average: of an angle, of a state, of a counter's value.
CODES = ("mean", "mode", "last")


def table_of(values: pd.DataFrame, shape: Shape) -> dg.TableMetadataValue:
    """What the Target holds of the day: a row a signal. Angles and codes have no plain average."""
    scalars = shape.scalars
    records = [
        dg.TableRecord(
            {
                "signal": row.name,
                "unit": row.unit or "",
                "values": int(row.values),
                "least": round(float(row.least), 4),
                "average": round(float(row.average), 4)
                if row.variable in scalars or row.statistic not in CODES
                else None,
                "greatest": round(float(row.greatest), 4),
            }
        )
        for row in values.itertuples(index=False)
    ]
    return dg.MetadataValue.table(records, schema=dg.TableSchema(COLUMNS))
