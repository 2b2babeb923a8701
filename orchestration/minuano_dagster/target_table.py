"""The table that the days lie in, for Dagster's catalogue: its name, its columns, its database."""

from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from .target import TargetResource

TABLE_NAME = "dagster/table_name"
COLUMN_SCHEMA = "dagster/column_schema"
URI = "dagster/uri"

# Of a URL's query, what says where the server is; the rest may hold a password.
WHERE = ("host", "port")

REQUIRED = dg.TableColumnConstraints(nullable=False)

# As Minuano makes the table; a test compares it with one that it has made.
SCHEMA = dg.TableSchema(
    columns=[
        dg.TableColumn("signal_id", "integer", "Whose value it is", REQUIRED),
        dg.TableColumn("timestamp", "timestamp with time zone", "Start of the bin", REQUIRED),
        dg.TableColumn(
            "value",
            "double precision",
            "A statistic that is not defined (an empty bin, std of one sample) has no row",
            REQUIRED,
        ),
    ],
    constraints=dg.TableConstraints(
        [
            'PRIMARY KEY (signal_id, "timestamp")',
            "FOREIGN KEY (signal_id) REFERENCES signal(id)",
        ]
    ),
)

COLUMNS = """
select current_database() as database, nspname as schema, relname as table, attname as name,
  format_type(atttypid, atttypmod) as type, not attnotnull as nullable,
  coalesce(col_description(pg_class.oid, attnum), '') as description
from pg_class
join pg_namespace on pg_namespace.oid = relnamespace
join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
where pg_class.oid = to_regclass('data')
order by attnum"""

# Not those of NOT NULL, which the columns have.
CONSTRAINTS = """
select pg_get_constraintdef(oid) as definition from pg_constraint
where conrelid = to_regclass('data') and contype in ('p', 'u', 'f', 'c', 'x')
order by position(contype in 'pufcx'), conname"""


def metadata_of_definition(database_url: str | None) -> dict[str, Any]:
    """What is known without asking the Target: as far as its URL says it, and never its password."""
    url = _read(database_url)
    if url is None:
        return {TABLE_NAME: "public.data", COLUMN_SCHEMA: SCHEMA}
    known = {COLUMN_SCHEMA: SCHEMA, URI: _uri_of(url)}
    # With a search path of its own the table may be in any schema: the days' events say in which.
    if "search_path" in str(url.query.get("options", "")):
        return known
    parts = [part for part in (url.database, "public", "data") if part]
    return known | {TABLE_NAME: ".".join(parts)}


def metadata_of_event(target: TargetResource) -> dict[str, Any]:
    """As the Target says it, with whatever its owner has added."""
    columns = target.query(COLUMNS, {})
    if columns.empty:
        return {}
    first = columns.iloc[0]
    schema = dg.TableSchema(
        columns=[
            dg.TableColumn(
                row.name,
                row.type,
                row.description or None,
                dg.TableColumnConstraints(bool(row.nullable)),
            )
            for row in columns.itertuples(index=False)
        ],
        constraints=dg.TableConstraints(list(target.query(CONSTRAINTS, {})["definition"])),
    )
    return {
        TABLE_NAME: f"{first['database']}.{first['schema']}.{first['table']}",
        COLUMN_SCHEMA: schema,
    }


def _read(database_url: str | None) -> URL | None:
    """None where it cannot be read without doubt, also of several hosts."""
    # An @ that is not written as %40 may be the password's: what is taken for the host would be a part of it.
    if not database_url or database_url.count("@") > 1:
        return None
    try:
        return make_url(database_url.replace("postgres://", "postgresql://", 1))
    except (ArgumentError, ValueError):
        return None


def _uri_of(url: URL) -> str:
    """The database, without user and password."""
    where: Mapping[str, str | Sequence[str]] = {
        name: value for name, value in url.query.items() if name in WHERE
    }
    place = URL.create("postgresql", None, None, url.host, url.port, url.database, where)
    return place.render_as_string()
