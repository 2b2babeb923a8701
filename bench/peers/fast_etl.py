"""The fastest ETL in Python: Arrow over HTTP, polars, binary COPY by psycopg, a month at a time."""

import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta, timezone
from http.client import HTTPConnection
from itertools import repeat
from struct import Struct

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
ROW = Struct(">hiiiqid")
COPY_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
COPY_TRAILER = b"\xff\xff"
# PostgreSQL counts its microseconds from 2000.
MICROSECONDS_TO_2000 = 946_684_800_000_000

Window = tuple[datetime, datetime]
own = threading.local()


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
    interval = f"start={start:%Y-%m-%dT%H:%MZ}&end={end:%Y-%m-%dT%H:%MZ}"
    api.request("GET", f"/arrow?{interval}&{variables}")
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


def arrange(bins: pl.DataFrame, signals: dict[str, int]) -> pl.DataFrame:
    """The Target's rows, in its primary key's order."""
    return (
        bins.rename({name: str(signal_id) for name, signal_id in signals.items()})
        .unpivot(index="timestamp", variable_name="signal_id")
        .drop_nulls()
        .select(pl.col("signal_id").cast(pl.Int32), "timestamp", "value")
        .sort("signal_id", "timestamp")
    )


def load(
    connection: psycopg.Connection, rows: pl.DataFrame, start: datetime, end: datetime
) -> None:
    """Writes a window whose rows are not there as they should be, and only such a one."""
    window = f"\"timestamp\" >= '{start}' and \"timestamp\" < '{end}'"
    with connection.transaction(), connection.cursor() as cursor:
        (is_empty,) = cursor.execute(
            f"select not exists (select from data where {window})"
        ).fetchone()
        if not is_empty:
            if is_held(rows, window):
                return
            # Where every value changed, this and COPY are quicker than an upsert from a temporary
            # table.
            cursor.execute(f"delete from data where {window}")
        with cursor.copy("copy data from stdin (format binary)") as sink:
            sink.write(encode(rows))


def encode(rows: pl.DataFrame) -> bytes:
    """What binary COPY takes. Without numpy, whose import alone takes a tenth of a second."""
    times = rows["timestamp"].dt.epoch("us") - MICROSECONDS_TO_2000
    ids, values = rows["signal_id"], rows["value"]
    eight = repeat(8)
    fields = (repeat(3), repeat(4), ids.to_list(), eight, times.to_list(), eight, values.to_list())
    return COPY_HEADER + b"".join(map(ROW.pack, *fields)) + COPY_TRAILER


def is_held(rows: pl.DataFrame, window: str) -> bool:
    """Whether the Target holds these very rows. Comparing them here is quicker than filling a
    temporary table for PostgreSQL to compare."""
    with stored().cursor() as cursor:
        cursor.execute(
            f'select signal_id, "timestamp", value from data where {window}'
            ' order by signal_id, "timestamp"'
        )
        held = pl.DataFrame(cursor.fetch_record_batch())
    return rows.with_columns(pl.col("timestamp").dt.cast_time_unit("us")).equals(held)


def stored():
    """This thread's ADBC connection: made where rows are to be compared, as a new day's are not."""
    if not hasattr(own, "stored"):
        import adbc_driver_postgresql.dbapi as adbc

        own.stored = adbc.connect(os.environ["DATABASE_URL"], autocommit=True)
    return own.stored


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


def work(windows: Iterator[Window], signals: dict[str, int]) -> None:
    """Takes one window after the other, until there are no more."""
    host, port = os.environ["API_URL"].removeprefix("http://").split(":")
    api = HTTPConnection(host, int(port))
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        signals = signals or ensure_signals(connection)
        for window in windows:
            load(connection, arrange(aggregate(extract(api, *window)), signals), *window)


def main(first: date, last: date) -> None:
    windows = list(months(first, last))
    if len(windows) == 1:
        return work(iter(windows), {})
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        signals = ensure_signals(connection)
    # Four months in flight take two thirds of the time of one after the other.
    queue = iter(windows)
    with ThreadPoolExecutor(4) as workers:
        for done in [workers.submit(work, queue, signals) for _ in range(4)]:
            done.result()


if __name__ == "__main__":
    main(date.fromisoformat(sys.argv[1]), date.fromisoformat(sys.argv[2]))
