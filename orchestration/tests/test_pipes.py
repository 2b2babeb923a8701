"""Dagster itself understands all that the Pipes client in TypeScript says."""

import os
import subprocess
from contextlib import contextmanager

import dagster as dg
import pytest
from dagster._core.pipes.utils import extract_message_or_forward_to_stdout

from minuano_dagster.settings import REPOSITORY

PROGRAM = REPOSITORY / "test/pipes/programs/every-message.ts"
COMMAND = ["node", str(PROGRAM)]
partitions = dg.StaticPartitionsDefinition(["2025-01-03", "2025-01-04"])


class StreamReader(dg.PipesMessageReader):
    """Takes the messages from what a process has written to a standard stream."""

    def __init__(self, key: str, stream: str):
        self.parameters = {key: stream}
        self.stream = stream

    @contextmanager
    def read_messages(self, handler):
        self.handler = handler
        yield self.parameters

    def take(self, ended: subprocess.CompletedProcess) -> None:
        for line in getattr(ended, self.stream).splitlines():
            extract_message_or_forward_to_stdout(self.handler, line)

    def no_messages_debug_text(self) -> str:
        return "the process wrote no messages"


def by_stream(context, key: str, stream: str):
    """Runs the program with its context in the environment, and its messages on a stream."""
    reader = StreamReader(key, stream)
    with dg.open_pipes_session(
        context,
        dg.PipesEnvContextInjector(),
        reader,
        extras={"partition_keys": list(context.partition_keys)},
    ) as session:
        env = {**os.environ, **session.get_bootstrap_env_vars()}
        reader.take(subprocess.run(COMMAND, env=env, capture_output=True, text=True, check=True))
    return session


def run_asset(run, **selection):
    @dg.asset(
        name="wind",
        partitions_def=partitions,
        backfill_policy=dg.BackfillPolicy.single_run(),
        check_specs=[
            dg.AssetCheckSpec("is_whole", asset="wind"),
            dg.AssetCheckSpec("has_gaps", asset="wind"),
        ],
    )
    def wind(context: dg.AssetExecutionContext):
        return run(context)

    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize([wind], instance=instance, raise_on_error=False, **selection)
        logs = [record.user_message for record in instance.all_logs(result.run_id)]
    return result, logs


def check_result(result, logs, days):
    assert result.success
    made = result.asset_materializations_for_node("wind")
    assert sorted(event.partition for event in made) == days
    for event in made:
        metadata = event.metadata
        assert metadata["rows"] == dg.MetadataValue.int(1440)
        assert metadata["whole"] == dg.MetadataValue.int(3)
        assert metadata["mean"] == dg.MetadataValue.float(7.25)
        assert metadata["none"] == dg.MetadataValue.null()
        assert metadata["isDone"] == dg.MetadataValue.bool(True)
        assert metadata["undefined"] == dg.MetadataValue.text("NaN")
        assert metadata["list"] == dg.MetadataValue.json([1, "two"])
        assert metadata["title"] == dg.MetadataValue.md("# **día**")
        assert metadata["docs"] == dg.MetadataValue.url("http://127.0.0.1:8000/docs")
        assert metadata["took"] == dg.MetadataValue.float(0.5)
        assert metadata["at"] == dg.MetadataValue.timestamp(1735862400.5)
        assert metadata["table"].records[0].data == {"signal": "wind_speed_mean", "average": 7.25}
        assert event.tags["dagster/data_version"] == "v1"
    checks = {check.check_name: check for check in result.get_asset_check_evaluations()}
    assert checks["is_whole"].passed
    assert not checks["has_gaps"].passed
    assert checks["has_gaps"].severity == dg.AssetCheckSeverity.WARN
    assert checks["has_gaps"].metadata["gaps"] == dg.MetadataValue.int(2)
    assert "São José: 3 m/s ≤ 4 m/s 🌬" in logs


def by_files(context, extras, command=COMMAND):
    return dg.PipesSubprocessClient().run(context=context, command=command, extras=extras)


def test_one_partition_by_files():
    def run(context):
        invocation = by_files(context, {"partition_keys": [context.partition_key]})
        (custom,) = invocation.get_custom_messages()
        assert custom == {"day": ["2025-01-03"], "power": -1.5}
        return invocation.get_results()

    check_result(*run_asset(run, partition_key="2025-01-03"), ["2025-01-03"])


def test_several_partitions_by_files():
    def run(context):
        invocation = by_files(context, {"partition_keys": list(context.partition_keys)})
        assert invocation.get_custom_messages()[0]["day"] == ["2025-01-03", "2025-01-04"]
        return invocation.get_results()

    tags = {
        "dagster/asset_partition_range_start": "2025-01-03",
        "dagster/asset_partition_range_end": "2025-01-04",
    }
    check_result(*run_asset(run, tags=tags), ["2025-01-03", "2025-01-04"])


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize("key", ["stdio", "buffered_stdio"])
def test_inline_context_and_messages_by_stream(key, stream):
    def run(context):
        session = by_stream(context, key, stream)
        assert session.get_custom_messages()[0]["day"] == ["2025-01-03"]
        return session.get_results()

    check_result(*run_asset(run, partition_key="2025-01-03"), ["2025-01-03"])


def test_an_exception_arrives_with_its_cause():
    errors = []

    def run(context):
        try:
            return by_files(context, {}, [*COMMAND, "fail"]).get_results()
        finally:
            for record in context.instance.all_logs(context.run_id):
                event = record.dagster_event
                if event and event.is_engine_event and event.engine_event_data.error:
                    errors.append(event.engine_event_data.error)

    result, _ = run_asset(run, partition_key="2025-01-03")
    assert not result.success
    (error,) = errors
    assert (error.cls_name, error.message) == ("TypeError", "no wind")
    assert error.cause.message == "calm"
    assert "every-message.ts" in error.stack[0]
