"""The tests run beside a `minuano up` of the ten seeded days, which test/orchestration starts."""

import os
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.defs_state.base import set_defs_state_storage
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.pool import NullPool


def owner_engine(variable: str) -> Engine:
    url = make_url(os.environ[variable]).set(drivername="postgresql+psycopg2")
    return create_engine(url, poolclass=NullPool)


@pytest.fixture(autouse=True)
def no_instance_of_another_test() -> Iterator[None]:
    """Where the garbage of a test before is a generator within an instance, that one, which has ended, would be asked."""
    with set_defs_state_storage(None):
        yield


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as temporary:
        yield temporary


@pytest.fixture
def source_owner() -> Engine:
    """The Source's owner, for what a test changes there: no code of ours has it."""
    return owner_engine("TEST_SOURCE_OWNER_URL")


@pytest.fixture
def target_owner() -> Engine:
    return owner_engine("TARGET_DATABASE_URL")
