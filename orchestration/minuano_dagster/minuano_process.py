"""Launches Minuano's command line as a process of its own, alone or as a Dagster Pipes process."""

import json
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import dagster as dg
from dagster import AssetExecutionContext

from .plant import Plant

PATIENCE_SECONDS = 20
FAILED = 1
WORTH_A_RETRY = 75


@dataclass(frozen=True)
class Ended:
    exit_code: int
    days: Sequence[Mapping[str, Any]]
    """What the process reported of each day, with the names of its JSON; of a farm of each asset's."""
    reason: str | None
    """Why it failed as a whole."""


def is_worth_a_retry(exit_code: int) -> bool:
    """Minuano says so, or it was killed."""
    return exit_code == WORTH_A_RETRY or exit_code < 0


def has_come_to_its_end(exit_code: int) -> bool:
    """Nothing has ended it: all that was asked for is done or has failed, and is reported."""
    return exit_code in (0, FAILED, WORTH_A_RETRY)


def run_in_pipes(
    context: AssetExecutionContext,
    plant: Plant,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    extras: Mapping[str, Any],
) -> Ended:
    """Runs a command to its end, and gathers what it reports, also when it fails."""
    with dg.open_pipes_session(
        context,
        context_injector=dg.PipesTempFileContextInjector(),
        message_reader=dg.PipesTempFileMessageReader(),
        extras=dict(extras),
    ) as session:
        given = {**environment, **session.get_bootstrap_env_vars()}
        with _started(plant, arguments, given) as process:
            exit_code = process.wait()
    messages = session.get_custom_messages()
    days = [message for message in messages if message.get("type") == "day"]
    return Ended(exit_code, days, _reason_of(context) if exit_code != 0 else None)


def _reason_of(context: AssetExecutionContext) -> str | None:
    """What the process said when it closed: Dagster keeps that as an event alone."""
    logs = context.instance.all_logs(context.run_id, of_type=dg.DagsterEventType.ENGINE_EVENT)
    errors = [
        record.dagster_event.engine_event_data.error
        for record in logs
        if record.dagster_event and "pipes" in (record.dagster_event.message or "")
    ]
    found = [error.message for error in errors if error]
    return found[-1] if found else None


def read_json(plant: Plant, arguments: Sequence[str], environment: Mapping[str, str]) -> Any:
    """Runs a command that prints one JSON object, and gives it. Raises `Failure` where it fails."""
    # Sooner than the daemon, which would not say what it has waited for.
    seconds = max(1, plant.settings.tick_seconds - 10)
    try:
        ended = subprocess.run(
            [*plant.settings.command, *arguments, "--json"],
            env=plant.environment() | dict(environment),
            cwd=plant.settings.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise dg.Failure(
            f"minuano {arguments[0]} has not ended in {seconds} s: give all of Dagster's processes a "
            "greater DAGSTER_SCHEDULE_GRPC_TIMEOUT_SECONDS, or look back fewer days "
            "(DAGSTER_LATE_DAYS_WINDOW)"
        ) from error
    if ended.returncode != 0:
        raise dg.Failure(
            f"minuano {arguments[0]} ended with {ended.returncode}: {ended.stderr.strip()}",
            allow_retries=ended.returncode == WORTH_A_RETRY,
        )
    return json.loads(ended.stdout)


@contextmanager
def _started(
    plant: Plant, arguments: Sequence[str], environment: Mapping[str, str]
) -> Iterator["subprocess.Popen[bytes]"]:
    """The process, which ends with the block, and with this process even if that is killed."""
    # Node sees by its end of this channel that we are gone; Minuano then ends itself.
    ours, its = socket.socketpair()
    with ours, its:
        process = subprocess.Popen(
            [*plant.settings.command, *arguments],
            env=plant.environment() | dict(environment) | {"NODE_CHANNEL_FD": str(its.fileno())},
            cwd=plant.settings.folder,
            stdin=subprocess.DEVNULL,
            pass_fds=[its.fileno()],
        )
        its.close()
        try:
            yield process
        finally:
            _stop(process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Lets the days in flight end; a process that does not listen is killed."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
