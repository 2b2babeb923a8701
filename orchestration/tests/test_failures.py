"""What is worth a retry is tried again; what is not, is not."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
import pytest
from loading import load
from sqlalchemy import Engine, text

from minuano_dagster.minuano_process import read_json
from minuano_dagster.plant import Plant
from minuano_dagster.settings import read_settings
from minuano_dagster.source import SourceResource
from minuano_dagster.target import TargetResource


def test_a_connector_that_is_down_is_tried_again(instance):
    loaded = load(
        instance, "2025-01-02", resources={"source": SourceResource(url="http://127.0.0.1:1")}
    )
    assert not loaded.success
    assert loaded.retries == 1
    assert "exit code 75" in loaded.failures[0]
    assert loaded.metadata == {}


def test_a_target_that_is_down_is_tried_again(instance):
    nowhere = TargetResource(database_url="postgresql://nobody:secret@127.0.0.1:1/none")
    loaded = load(instance, "2025-01-02", "2025-01-03", resources={"target": nowhere})
    assert not loaded.success
    assert loaded.retries == 1
    assert "exit code 75" in loaded.failures[0]
    assert "secret" not in loaded.failures[0]


def test_a_connector_that_refuses_is_not_tried_again(instance):
    refused = SourceResource(url=os.environ["CONNECTOR_URL"], api_key="a-key-that-is-wrong")
    loaded = load(instance, "2025-01-02", "2025-01-03", resources={"source": refused})
    assert not loaded.success
    assert loaded.retries == 0
    assert "exit code 1" in loaded.failures[0]
    assert "API key" in loaded.failures[0], loaded.failures[0]


def test_days_that_a_failed_run_has_loaded_are_known_as_such(instance, target_owner):
    with refusing(target_owner, "2025-01-03"):
        loaded = load(instance, "2025-01-02", "2025-01-04")
    assert not loaded.success
    assert loaded.retries == 0
    assert "2025-01-03: " in loaded.failures[0]
    assert sorted(loaded.metadata) == ["2025-01-02", "2025-01-04"]
    assert loaded.metadata["2025-01-04"]["status"] == "loaded"
    assert load(instance, "2025-01-02", "2025-01-04").success


@contextmanager
def refusing(engine: Engine, day: str) -> Iterator[None]:
    """The Target refuses one day's loads."""
    begin = f"""
        create function refuse() returns trigger language plpgsql as $$
          begin raise exception 'refused by a test'; end $$;
        create trigger refuse before insert or update on load for each row
          when (new.day = '{day}') execute function refuse()"""
    with engine.begin() as connection:
        connection.execute(text(begin))
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(text("drop trigger refuse on load; drop function refuse()"))


def test_a_command_that_does_not_end_says_what_gives_it_longer():
    settings = read_settings(
        {
            "MINUANO_COMMAND": "node -e 'setTimeout(() => undefined, 1e6)'",
            "DAGSTER_SCHEDULE_GRPC_TIMEOUT_SECONDS": "11",
        }
    )
    with pytest.raises(dg.Failure, match="sync has not ended in 1 s: .*GRPC_TIMEOUT_SECONDS"):
        read_json(Plant("", settings), ["sync"], {})
