"""What is worth a retry is tried again; what is not, is not."""

import os

from loading import load

from minuano_dagster.source import SourceResource


def test_a_connector_that_is_down_is_tried_again(instance):
    loaded = load(
        instance, "2025-01-02", resources={"source": SourceResource(url="http://127.0.0.1:1")}
    )
    assert not loaded.success
    assert loaded.retries == 1
    assert "exit code 75" in loaded.failures[0]
    assert loaded.metadata == {}


def test_a_connector_that_refuses_is_not_tried_again(instance):
    refused = SourceResource(url=os.environ["CONNECTOR_URL"], api_key="a-key-that-is-wrong")
    loaded = load(instance, "2025-01-02", "2025-01-03", resources={"source": refused})
    assert not loaded.success
    assert loaded.retries == 0
    assert "exit code 1" in loaded.failures[0]
    assert "2025-01-02: " in loaded.failures[0]
