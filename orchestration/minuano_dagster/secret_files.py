"""Secrets that the environment holds as files: NAME_FILE beside NAME, as Minuano's own settings."""

import os
import re
from pathlib import Path

# Also those of one plant: PLANT_NORTH_TARGET_DATABASE_URL_FILE.
SECRET_FILE = re.compile(r"((?:PLANT_.+_)?(?:CONNECTOR_API_KEY|TARGET_DATABASE_URL))_FILE")


def read_secret_files() -> None:
    """Makes each NAME_FILE available as NAME, which is what `EnvVar` reads."""
    for variable, file in list(os.environ.items()):
        match = SECRET_FILE.fullmatch(variable)
        if match and file and not os.environ.get(match[1]):
            os.environ[match[1]] = Path(file).read_text().strip()
