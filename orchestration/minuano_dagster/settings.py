"""A plant's settings of Dagster's side, all from the environment. docs/orchestration.md lists them."""

import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Settings:
    time_zone: str
    """The plant's: where a day begins."""
    asset_prefix: tuple[str, ...]
    """What the keys of all assets begin with, so that many locations can stand in one catalogue."""
    first_day: str
    """The first partition."""
    days_per_run: int
    """Most days that one run of a backfill carries."""
    daily_cron: str
    """When yesterday is loaded, in the plant's zone."""
    late_days_cron: str
    """When late days are looked for."""
    late_days_window: int
    """How many days back late days are looked for."""
    freshness_cron: str
    """By when yesterday is to be there."""
    retry_seconds: int
    """How long to wait before the first retry; it doubles."""
    retries: int
    tick_seconds: int
    """How long Dagster's daemon waits for a schedule."""
    command: tuple[str, ...]
    """Minuano's command line, without arguments."""
    folder: Path
    """Where it runs: a minuano.json in there holds."""


def read_settings(env: Mapping[str, str] = os.environ) -> Settings:
    def read(name: str, default: str) -> str:
        return env.get(name) or default

    return Settings(
        time_zone=read("MINUANO_TIME_ZONE", "UTC"),
        asset_prefix=_read_prefix(env.get("DAGSTER_ASSET_PREFIX") or ""),
        first_day=read("DAGSTER_FIRST_DAY", "2025-01-01"),
        days_per_run=int(read("DAGSTER_DAYS_PER_RUN", "31")),
        daily_cron=read("DAGSTER_DAILY_CRON", "0 1 * * *"),
        late_days_cron=read("DAGSTER_LATE_DAYS_CRON", "30 * * * *"),
        late_days_window=int(read("DAGSTER_LATE_DAYS_WINDOW", "30")),
        freshness_cron=read("DAGSTER_FRESHNESS_CRON", "0 6 * * *"),
        retry_seconds=int(read("DAGSTER_RETRY_SECONDS", "30")),
        retries=int(read("DAGSTER_RETRIES", "3")),
        # Dagster's own.
        tick_seconds=int(read("DAGSTER_SCHEDULE_GRPC_TIMEOUT_SECONDS", "60")),
        # Node itself, never npm: a signal is to reach Minuano, not a shell around it.
        command=tuple(
            shlex.split(
                read("MINUANO_COMMAND", f"node {shlex.quote(str(REPOSITORY / 'dist/main.js'))}")
            )
        ),
        folder=Path(read("MINUANO_FOLDER", str(REPOSITORY))),
    )


def _read_prefix(text: str) -> tuple[str, ...]:
    """Raises `ValueError` for what cannot be a part of a key, and of the name that Dagster makes of it."""
    parts = tuple(text.split("/")) if text else ()
    if all(re.fullmatch(r"[A-Za-z0-9_-]+", part) for part in parts):
        return parts
    raise ValueError(
        f"DAGSTER_ASSET_PREFIX is {text!r}: write parts of letters, digits, _ and - alone, with one / "
        "between two and none at the ends, such as wind/minuano"
    )
