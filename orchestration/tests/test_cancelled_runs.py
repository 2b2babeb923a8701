"""A run that is cancelled or killed leaves no process behind, and each day whole or untouched."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pytest
from sqlalchemy import Connection, Engine, text

# Days of a month are loaded together: these are days of two, with a gap in between.
BEFORE = ["2025-01-09", "2025-01-10"]
RANGE = {
    "dagster/asset_partition_range_start": BEFORE[0],
    "dagster/asset_partition_range_end": "2025-02-02",
}


@pytest.fixture
def two_months(source_owner: Engine) -> Iterator[None]:
    """Two days of February in the Source, beside those of January."""
    later = """insert into data (timestamp, wind_speed, power)
               select timestamp + interval '31 days', wind_speed, power from data
               where timestamp < '2025-01-03T00:00Z'"""
    with source_owner.begin() as connection:
        connection.execute(text(later))
    yield
    with source_owner.begin() as connection:
        connection.execute(text("delete from data where timestamp >= '2025-02-01T00:00Z'"))


@pytest.fixture
def empty_target(target_owner: Engine) -> Engine:
    with target_owner.begin() as connection:
        connection.execute(text("delete from data"))
        connection.execute(text("delete from load"))
    return target_owner


@contextmanager
def run_in_flight(engine: Engine, home: Path) -> Iterator[tuple[subprocess.Popen, int, Connection]]:
    """A run whose process has begun a month, and waits for the connection's lock to write them."""
    with engine.connect() as connection:
        connection.execute(text("lock table load in exclusive mode"))
        run = subprocess.Popen(
            [sys.executable, "-m", "dagster", "job", "execute"]
            + ["-m", "minuano_dagster.definitions", "-j", "load_days", "--tags", json.dumps(RANGE)],
            env={**os.environ, "DAGSTER_HOME": str(home), "MINUANO_CONCURRENCY": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_until(lambda: is_waiting(engine), "no month has come to be written")
            (process,) = processes_of(run.pid)
            yield run, process, connection
        finally:
            run.kill()
            run.wait()


def is_waiting(engine: Engine) -> bool:
    waiting = "select count(*) from pg_locks where not granted"
    with engine.connect() as connection:
        return connection.execute(text(waiting)).scalar_one() > 0


def processes_of(pid: int) -> list[int]:
    """Minuano's processes among the children; others catch the run's output."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children if b"backfill" in read_command(child)]


def read_command(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition, otherwise: str, seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)


def check_days_are_whole(engine: Engine) -> list[str]:
    """The days that are there, each with all its values, and no value of another."""
    with engine.connect() as connection:
        days = connection.execute(
            text(
                """select (timestamp at time zone 'UTC')::date as day, count(*) as values,
                     (select sum(target_rows) from load where status = 'loaded'
                        and load.day = (data.timestamp at time zone 'UTC')::date)
                   from data group by 1, 3"""
            )
        ).all()
    for day, values, recorded in days:
        assert values == recorded == 1152, day
    return sorted(str(day) for day, _, _ in days)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the processes are found in /proc")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_ends_in_the_middle(two_months, empty_target, tmp_path, ending):
    with run_in_flight(empty_target, tmp_path) as (run, process, connection):
        run.send_signal(ending)
        # It hears of its end before its days can be written.
        time.sleep(0.5)
        connection.rollback()
        wait_until(lambda: not is_alive(process), "our process went on")
        run.wait(180)
    if ending != signal.SIGKILL:
        # Ended, and not up for a retry. (Cancelled it is called where Dagster itself was asked.)
        with dg.DagsterInstance.from_config(str(tmp_path)) as instance:
            (ended,) = instance.get_runs()
        assert ended.status == dg.DagsterRunStatus.FAILURE
    # The month that was under way is there, the next has not begun.
    assert check_days_are_whole(empty_target) == BEFORE
