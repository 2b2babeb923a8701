"""The fastest ETL in Python: Arrow over HTTP, polars, binary COPY by psycopg, a month at a time."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta, timezone
from http.client import HTTPConnection

import numpy as np
import polars as pl
import psycopg

VARIABLES = ["wind_speed", "power"]
STATISTICS = ["mean", "min", "max", "std"]

SCHEMA = """
create table if not exists signal (id integer primary key, name text not null unique);
create table if not exists data (
  signal_id integer not null references signal,
  "timestamp" timestamptz not null,
  value double precision not null,
  primary key (signal_id, "timestamp"))"""

# A row of PostgreSQL's binary COPY: how many fields, and each field's length and value.
ROW = np.dtype(
    [
        ("fields", ">i2"),
        ("signal_id_length", ">i4"),
        ("signal_id", ">i4"),
        ("timestamp_length", ">i4"),
        ("timestamp", ">i8"),
        ("value_length", ">i4"),
        ("value", ">f8"),
    ]
)
COPY_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
COPY_TRAILER = b"\xff\xff"
# PostgreSQL counts its microseconds from 2000.
MICROSECONDS_TO_2000 = 946_684_800_000_000

Window = tuple[datetime, datetime]


def ensure_signals(connection: psycopg.Connection) -> dict[str, int]:
    connection.execute(SCHEMA)
    names = [f"{variable}_{statistic}" for variable in VARIABLES for statistic in STATISTICS]
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into signal values (%s, %s) on conflict do nothing", list(enumerate(names, 1))
        )
        return dict(cursor.execute("select name, id from signal").fetchall())


def extract(api: HTTPConnection, start: datetime, end: datetime) -> pl.DataFrame:
    variables = "&".join(f"variables={name}" for name in VARIABLES)
    api.request("GET", f"/arrow?start={start:%Y-%m-%dT%H:%MZ}&end={end:%Y-%m-%dT%H:%MZ}&{variables}")
    response = api.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"the API answered {response.status}: {body!r}")
    return pl.read_ipc_stream(body)


def aggregate(samples: pl.DataFrame) -> pl.DataFrame:
    return samples.group_by_dynamic("timestamp", every="10m").agg(
        getattr(pl.col(variable), statistic)().alias(f"{variable}_{statistic}")
        for variable in VARIABLES
        for statistic in STATISTICS
    )


def encode(bins: pl.DataFrame, signals: dict[str, int]) -> bytes:
    """All rows as binary COPY wants them, signal by signal, as the primary key orders them."""
    times = bins["timestamp"].dt.epoch("us").to_numpy() - MICROSECONDS_TO_2000
    parts = [COPY_HEADER]
    for name, signal_id in sorted(signals.items(), key=lambda signal: signal[1]):
        defined = bins[name].is_not_null().to_numpy()
        rows = np.empty(np.count_nonzero(defined), ROW)
        rows["fields"] = 3
        rows["signal_id_length"] = 4
        rows["signal_id"] = signal_id
        rows["timestamp_length"] = rows["value_length"] = 8
        rows["timestamp"] = times[defined]
        rows["value"] = bins[name].drop_nulls().to_numpy()
        parts.append(rows.tobytes())
    parts.append(COPY_TRAILER)
    return b"".join(parts)


def load(connection: psycopg.Connection, rows: bytes, start: datetime, end: datetime) -> None:
    """Copies into an empty window; into one that holds rows it writes the difference."""
    window = f"data.\"timestamp\" >= '{start}' and data.\"timestamp\" < '{end}'"
    with connection.transaction(), connection.cursor() as cursor:
        (is_empty,) = cursor.execute(
            f"select not exists (select from data where {window})"
        ).fetchone()
        if is_empty:
            return copy(cursor, "data", rows)
        cursor.execute("create temporary table loaded (like data) on commit drop")
        copy(cursor, "loaded", rows)
        cursor.execute("analyze loaded")
        cursor.execute(
            f"""delete from data where {window} and not exists (
              select from loaded where loaded.signal_id = data.signal_id
                and loaded."timestamp" = data."timestamp")"""
        )
        cursor.execute(
            """insert into data select * from loaded
            on conflict (signal_id, "timestamp") do update set value = excluded.value
            where data.value <> excluded.value"""
        )


def copy(cursor: psycopg.Cursor, table: str, rows: bytes) -> None:
    with cursor.copy(f"copy {table} from stdin (format binary)") as sink:
        sink.write(rows)


def months(first: date, last: date) -> Iterator[Window]:
    """The days from first to last, cut at the ends of months."""
    start = first
    while start <= last:
        next_month = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        end = min(next_month, last + timedelta(days=1))
        yield midnight(start), midnight(end)
        start = end


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.utc)


def main(first: date, last: date) -> None:
    host, port = os.environ["API_URL"].removeprefix("http://").split(":")
    api = HTTPConnection(host, int(port))
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        signals = ensure_signals(connection)

        def prepare(window: Window) -> bytes:
            return encode(aggregate(extract(api, *window)), signals)

        windows = list(months(first, last))
        # The next month is read while this one is loaded.
        with ThreadPoolExecutor(1) as reader:
            coming = reader.submit(prepare, windows[0])
            for window, after in zip(windows, [*windows[1:], None]):
                rows = coming.result()
                if after is not None:
                    coming = reader.submit(prepare, after)
                load(connection, rows, *window)


if __name__ == "__main__":
    main(date.fromisoformat(sys.argv[1]), date.fromisoformat(sys.argv[2]))
