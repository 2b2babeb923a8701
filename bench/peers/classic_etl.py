"""The classic ETL: httpx, pandas' resample, SQLAlchemy's to_sql, day by day in one process."""

import os
import sys
from datetime import date, datetime, time, timedelta, timezone

import httpx
import pandas as pd
from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Double,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    delete,
    select,
)
from sqlalchemy.dialects.postgresql import insert

VARIABLES = ["wind_speed", "power"]
STATISTICS = ["mean", "min", "max", "std"]

metadata = MetaData()
signal = Table(
    "signal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)
data = Table(
    "data",
    metadata,
    Column("signal_id", ForeignKey("signal.id"), primary_key=True),
    Column("timestamp", DateTime(timezone=True), primary_key=True),
    Column("value", Double, nullable=False),
)


def ensure_signals(connection: Connection) -> dict[str, int]:
    names = [f"{variable}_{statistic}" for variable in VARIABLES for statistic in STATISTICS]
    connection.execute(
        insert(signal).on_conflict_do_nothing(), [{"name": name} for name in names]
    )
    return {name: id for id, name in connection.execute(select(signal.c.id, signal.c.name))}


def extract(client: httpx.Client, start: datetime, end: datetime) -> pd.DataFrame:
    response = client.get(
        "/data",
        params={"start": start.isoformat(), "end": end.isoformat(), "variables": VARIABLES},
    )
    response.raise_for_status()
    frame = pd.DataFrame(response.json())
    frame["timestamp"] = pd.to_datetime(frame["timestamp"])
    return frame.set_index("timestamp")


def aggregate(frame: pd.DataFrame, signals: dict[str, int]) -> pd.DataFrame:
    bins = frame.resample("10min").agg(STATISTICS)
    bins.columns = [signals[f"{variable}_{statistic}"] for variable, statistic in bins.columns]
    rows = bins.melt(var_name="signal_id", value_name="value", ignore_index=False)
    return rows.dropna(subset="value").reset_index()


def load(connection: Connection, rows: pd.DataFrame, start: datetime, end: datetime) -> None:
    connection.execute(delete(data).where(data.c.timestamp >= start, data.c.timestamp < end))
    rows.to_sql(
        "data", connection, if_exists="append", index=False, method="multi", chunksize=10_000
    )


def main(first: date, last: date) -> None:
    engine = create_engine(os.environ["DATABASE_URL"])
    with engine.begin() as connection:
        metadata.create_all(connection)
        signals = ensure_signals(connection)
    with httpx.Client(base_url=os.environ["API_URL"], timeout=60) as client:
        day = first
        while day <= last:
            start = datetime.combine(day, time(), timezone.utc)
            end = start + timedelta(days=1)
            rows = aggregate(extract(client, start, end), signals)
            with engine.begin() as connection:
                load(connection, rows, start, end)
            day += timedelta(days=1)


if __name__ == "__main__":
    main(date.fromisoformat(sys.argv[1]), date.fromisoformat(sys.argv[2]))
