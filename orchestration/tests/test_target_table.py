"""What Dagster's catalogue is told of the table is what the Target has, and no secret."""

import os

import dagster as dg
import pytest
from loading import load
from sqlalchemy import make_url, text

from minuano_dagster.definitions import plants
from minuano_dagster.target import TargetResource
from minuano_dagster.target_table import SCHEMA, metadata_of_definition, metadata_of_event

EVERY = {"dagster/table_name", "dagster/column_schema", "dagster/uri"}


def target() -> TargetResource:
    return TargetResource(database_url=os.environ["TARGET_DATABASE_URL"])


def test_the_definition_says_of_the_table_what_the_target_says():
    said = plants[0].asset.metadata_by_key[plants[0].asset.key]
    found = metadata_of_event(target())
    assert EVERY <= set(said)
    assert said["dagster/table_name"] == found["dagster/table_name"]
    assert said["dagster/column_schema"] == SCHEMA
    columns, constraints = SCHEMA.columns, SCHEMA.constraints
    assert described_alike(columns, found["dagster/column_schema"].columns)
    assert constraints == found["dagster/column_schema"].constraints


def described_alike(columns, found) -> bool:
    """Of a column that the Target says nothing of, our own words hold."""
    ours = {column.name: column.description for column in columns}
    said = [
        dg.TableColumn(
            column.name,
            column.type,
            column.description or ours.get(column.name),
            column.constraints,
        )
        for column in found
    ]
    return said == list(columns)


def test_the_uri_opens_the_database_for_who_has_a_login():
    url = make_url(os.environ["TARGET_DATABASE_URL"])
    uri = make_url(plants[0].asset.metadata_by_key[plants[0].asset.key]["dagster/uri"])
    assert (uri.username, uri.password) == (None, None)
    opened = uri.set(username=url.username, password=url.password).render_as_string(False)
    resource = TargetResource(database_url=opened)
    assert resource.query("select count(*) as n from signal", {})["n"].iloc[0] > 0


def test_a_day_says_what_the_target_has_at_that_time(instance, target_owner):
    with target_owner.begin() as connection:
        connection.execute(text("alter table data add column note text default 'none'"))
        connection.execute(text("comment on column data.note is 'of the operator'"))
    try:
        loaded = load(instance, "2025-01-07")
    finally:
        with target_owner.begin() as connection:
            connection.execute(text("alter table data drop column note"))
    assert loaded.success, loaded.failures
    day = loaded.metadata["2025-01-07"]
    assert day["dagster/table_name"].endswith(".public.data")
    note = dg.TableColumn("note", "text", "of the operator", dg.TableColumnConstraints())
    assert day["dagster/column_schema"].columns[-1] == note
    assert described_alike(SCHEMA.columns, day["dagster/column_schema"].columns[:-1])


@pytest.mark.parametrize(
    ("url", "name", "uri"),
    [
        (
            "postgres://etl:secret@db.example:6543/wind?sslmode=require&password=secret",
            "wind.public.data",
            "postgresql://db.example:6543/wind",
        ),
        (
            "postgresql://etl:se%40cret@/wind?host=/run/postgresql&port=5433&sslpassword=secret",
            "wind.public.data",
            "postgresql:///wind?host=%2Frun%2Fpostgresql&port=5433",
        ),
        ("postgresql://secret@db.example", "public.data", "postgresql://db.example"),
        (
            "postgresql://etl@db.example/wind?options=-csearch_path%3Dplant",
            None,
            "postgresql://db.example/wind",
        ),
        # Whose host, if any, cannot be told.
        ("postgresql://etl:a@secret@db.example/wind", "public.data", None),
        ("postgresql://etl:secret@one.example:5432,two.example:5432/wind", "public.data", None),
        ("secret", "public.data", None),
        (None, "public.data", None),
    ],
)
def test_a_url_is_told_without_its_secrets(url, name, uri):
    said = metadata_of_definition(url)
    assert said["dagster/column_schema"] == SCHEMA
    assert said.get("dagster/table_name") == name
    assert said.get("dagster/uri") == uri
    assert "secret" not in str(said)
