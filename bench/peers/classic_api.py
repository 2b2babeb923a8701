"""The classic Connector: FastAPI and SQLAlchemy, JSON by way of row objects."""

import os
import sys
from datetime import datetime
from typing import Annotated, Literal

import orjson
import uvicorn
from fastapi import FastAPI, Query, Response
from pydantic import BaseModel
from serving import end_with_parent
from sqlalchemy import Column, DateTime, Double, MetaData, Table, create_engine, select

table = Table(
    "data",
    MetaData(),
    Column("timestamp", DateTime(timezone=True), primary_key=True),
    Column("wind_speed", Double),
    Column("power", Double),
    Column("ambient_temperature", Double),
)
engine = create_engine(os.environ["DATABASE_URL"], pool_size=8)
app = FastAPI()

Variable = Literal["wind_speed", "power", "ambient_temperature"]


class Row(BaseModel):
    timestamp: datetime
    wind_speed: float | None = None
    power: float | None = None
    ambient_temperature: float | None = None


def read_rows(start: datetime, end: datetime, variables: list[Variable]):
    statement = (
        select(table.c.timestamp, *(table.c[name] for name in variables))
        .where(table.c.timestamp >= start, table.c.timestamp < end)
        .order_by(table.c.timestamp)
    )
    with engine.connect() as connection:
        return connection.execute(statement).all()


# The model is not only for the documentation: rows without one go through jsonable_encoder, which
# is slower still.
@app.get("/data", response_model=list[Row], response_model_exclude_unset=True)
def data(start: datetime, end: datetime, variables: Annotated[list[Variable], Query()]):
    return [row._mapping for row in read_rows(start, end, variables)]


@app.get("/orjson")
def data_by_orjson(
    start: datetime, end: datetime, variables: Annotated[list[Variable], Query()]
) -> Response:
    # Plain strings as keys: orjson takes no others.
    names = ("timestamp", *variables)
    rows = [dict(zip(names, row)) for row in read_rows(start, end, variables)]
    return Response(orjson.dumps(rows), media_type="application/json")


if __name__ == "__main__":
    end_with_parent()
    # Longer than a month takes to load: else the ETL may ask on a connection that is closing.
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        timeout_keep_alive=120,
        access_log=False,
        log_level="warning",
    )
