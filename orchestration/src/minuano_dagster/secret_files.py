"""Secrets that the environment holds as files: NAME_FILE beside NAME, as Minuano's own settings."""

import os
from pathlib import Path

import dagster as dg

SECRETS = ("CONNECTOR_API_KEY", "TARGET_DATABASE_URL")


def read_secret_files() -> None:
    """Makes each NAME_FILE available as NAME, which is what `EnvVar` reads."""
    for name in SECRETS:
        file = os.environ.get(f"{name}_FILE")
        if file and not os.environ.get(name):
            os.environ[name] = Path(file).read_text().strip()


def optional_env(name: str) -> dg.EnvVar | None:
    """An `EnvVar` where the variable is set; Dagster fails on one that is not."""
    return dg.EnvVar(name) if os.environ.get(name) else None
