"""Reads one day by every reader that docs/clients.md promises, each as its own pages show it.

Prints, as JSON, of each reader how many rows it has found, the sum of their values, and the first time.
"""

import io
import json
import os
import urllib.request
import warnings

import adbc_driver_postgresql.dbapi
import connectorx
import httpx
import ibis
import nanoarrow
import pandas as pd
import polars as pl
import psycopg
import pyarrow as pa
from sqlalchemy import MetaData, create_engine, make_url, select

CONNECTOR = os.environ["CONNECTOR_URL"]
TARGET = os.environ["TARGET_DATABASE_URL"]
QUERY = "start=2025-01-03&end=2025-01-04&variables=wind_speed"
BINS = """
    select data."timestamp", data.value from data join signal on signal.id = data.signal_id
    where signal.name = 'wind_speed_mean'
      and data."timestamp" >= '2025-01-03T00:00Z' and data."timestamp" < '2025-01-04T00:00Z'
    order by data."timestamp"
"""


def url(kind: str) -> str:
    return f"{CONNECTOR}/data.{kind}?{QUERY}"


def content(kind: str) -> bytes:
    return httpx.get(url(kind)).raise_for_status().content


# The Connector: the day's 1440 minutes.


def pandas_csv():
    return pd.read_csv(url("csv"), parse_dates=["timestamp"])


def pandas_json():
    return pd.read_json(url("json"))


def pandas_ndjson():
    return pd.read_json(url("ndjson"), lines=True)


def pyarrow_stream():
    with urllib.request.urlopen(url("arrow")) as answer:
        table = pa.ipc.open_stream(answer).read_all()
    assert table.schema.field("wind_speed").metadata[b"unit"] == b"m/s", table.schema
    return table.to_pandas()


def polars_stream():
    return pl.read_ipc_stream(content("arrow")).to_pandas()


def polars_csv():
    return pl.read_csv(content("csv"), try_parse_dates=True).to_pandas()


def nanoarrow_stream():
    stream = nanoarrow.ArrayStream.from_readable(io.BytesIO(content("arrow")))
    return pa.table(stream).to_pandas()


# The Target: the day's 144 bins of one signal.


def sqlalchemy_and_pandas():
    # A bare postgresql:// is psycopg 3 in SQLAlchemy 2.1.
    engine = create_engine(TARGET)
    metadata = MetaData()
    metadata.reflect(engine, only=["signal", "data"])
    signal, data = metadata.tables["signal"], metadata.tables["data"]
    query = (
        select(data.c.timestamp, data.c.value)
        .join_from(data, signal)
        .where(signal.c.name == "wind_speed_mean")
        .where(data.c.timestamp >= pd.Timestamp("2025-01-03", tz="UTC"))
        .where(data.c.timestamp < pd.Timestamp("2025-01-04", tz="UTC"))
        .order_by(data.c.timestamp)
    )
    return pd.read_sql(query, engine)


def psycopg_rows():
    with psycopg.connect(TARGET) as connection:
        return pd.DataFrame(connection.execute(BINS).fetchall(), columns=["timestamp", "value"])


def ibis_expression():
    place = make_url(TARGET)
    database = ibis.postgres.connect(
        host=place.host,
        port=place.port,
        user=place.username,
        password=place.password,
        database=place.database,
    )
    data, signal = database.table("data"), database.table("signal")
    mean = signal.filter(signal.name == "wind_speed_mean")
    bins = data.join(mean, data.signal_id == mean.id)
    start, end = (ibis.timestamp(f"2025-01-0{day}T00:00:00", timezone="UTC") for day in (3, 4))
    bins = bins.filter((bins.timestamp >= start) & (bins.timestamp < end))
    return bins.select("timestamp", "value").order_by("timestamp").to_pandas()


def adbc():
    with (
        adbc_driver_postgresql.dbapi.connect(TARGET) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(BINS)
        return cursor.fetch_arrow_table().to_pandas()


def connector_x():
    return connectorx.read_sql(TARGET, BINS, return_type="arrow").to_pandas()


def polars_by_adbc():
    return pl.read_database_uri(BINS, TARGET, engine="adbc").to_pandas()


READERS = {
    "connector": {
        "pandas": [pandas_csv, pandas_json, pandas_ndjson],
        "pyarrow": [pyarrow_stream],
        "polars": [polars_stream, polars_csv],
        "nanoarrow": [nanoarrow_stream],
    },
    "target": {
        "sqlalchemy": [sqlalchemy_and_pandas],
        "psycopg": [psycopg_rows],
        "ibis-framework": [ibis_expression],
        "adbc-driver-postgresql": [adbc, polars_by_adbc],
        "connectorx": [connector_x],
    },
}


def describe(frame: pd.DataFrame) -> dict:
    first = pd.to_datetime(frame["timestamp"], utc=True).iloc[0]
    values = frame.drop(columns="timestamp").iloc[:, 0]
    return {"rows": len(frame), "sum": float(values.sum()), "first": first.isoformat()}


def main() -> None:
    warnings.simplefilter("ignore")
    found = []
    for of, packages in READERS.items():
        for package, readers in packages.items():
            for read in readers:
                reader = {"of": of, "package": package, "reader": read.__name__}
                try:
                    found.append(reader | describe(read()))
                except Exception as error:  # The test tells of each reader.
                    found.append(reader | {"failed": f"{type(error).__name__}: {error}"})
    print(json.dumps(found))


if __name__ == "__main__":
    main()
