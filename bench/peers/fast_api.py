"""The fastest Connector in Python: Arrow as ADBC reads it by COPY, JSON as orjson writes it."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from queue import LifoQueue
from typing import Annotated

import adbc_driver_postgresql.dbapi as adbc
import orjson
import psycopg
import pyarrow as pa
import uvicorn
from fastapi import FastAPI, HTTPException, Query, Response
from serving import end_with_parent

COLUMNS = ("wind_speed", "power", "ambient_temperature")
URL = os.environ["DATABASE_URL"]

Variables = Annotated[list[str], Query()]


def pool_of(connect: Callable, size: int = 4) -> Callable:
    """As many connections as there are clients; the one that was used last is the next."""
    free: LifoQueue = LifoQueue()
    for _ in range(size):
        free.put(connect())

    @contextmanager
    def borrow() -> Iterator:
        connection = free.get()
        try:
            yield connection
        finally:
            free.put(connection)

    return borrow


adbc_connection = pool_of(lambda: adbc.connect(URL, autocommit=True))
# Every query is prepared at once: there is just one.
psycopg_connection = pool_of(lambda: psycopg.connect(URL, autocommit=True, prepare_threshold=0))


def columns_of(variables: list[str]) -> str:
    if not set(variables) <= set(COLUMNS):
        raise HTTPException(422, "there is no such variable")
    return ", ".join(variables)


app = FastAPI(openapi_url=None)


# Functions that are not async: four threads wait for PostgreSQL at once. As coroutines, which wait
# one after the other, both routes are a fifth slower.
@app.get("/arrow")
def arrow(start: datetime, end: datetime, variables: Variables) -> Response:
    # With literals, not parameters: only so ADBC reads by COPY.
    query = (
        f'select "timestamp", {columns_of(variables)} from data'
        f" where \"timestamp\" >= '{start.astimezone(timezone.utc).isoformat()}'"
        f" and \"timestamp\" < '{end.astimezone(timezone.utc).isoformat()}'"
        f' order by "timestamp"'
    )
    with adbc_connection() as connection, connection.cursor() as cursor:
        cursor.execute(query)
        table = cursor.fetch_arrow_table()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return Response(memoryview(sink.getvalue()), media_type="application/vnd.apache.arrow.stream")


@app.get("/json")
def json(start: datetime, end: datetime, variables: Variables) -> Response:
    query = (
        f'select "timestamp", {columns_of(variables)} from data'
        ' where "timestamp" >= %s and "timestamp" < %s order by "timestamp"'
    )
    with psycopg_connection() as connection, connection.cursor(binary=True) as cursor:
        rows = cursor.execute(query, (start, end)).fetchall()
    names = ("timestamp", *variables)
    body = orjson.dumps([dict(zip(names, row)) for row in rows])
    return Response(body, media_type="application/json")


if __name__ == "__main__":
    end_with_parent()
    # Longer than a month takes to load: else the ETL may ask on a connection that is closing.
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        timeout_keep_alive=120,
        access_log=False,
        log_level="warning",
    )
