"""The Source, as HTTP alone: the Connector's URL and key, and never a credential of a database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import dagster as dg
import httpx
import pandas as pd


class SourceResource(dg.ConfigurableResource):
    """The Connector in front of the Source."""

    url: str
    api_key: str | None = None
    timeout_seconds: float = 60

    def fetch(
        self, start: datetime, end: datetime, variables: Sequence[str], asset: str | None = None
    ) -> pd.DataFrame:
        """The Source's rows of [start, end), indexed by their time; a column for each variable.

        Where the Source's rows name their asset, those of one.
        """
        rows = self.get(
            "/data",
            start=_instant(start),
            end=_instant(end),
            variables=list(variables),
            assets=[] if asset is None else [asset],
            format="json",
        )
        frame = pd.DataFrame(rows, columns=["timestamp", *variables])
        frame["timestamp"] = pd.to_datetime(frame["timestamp"], utc=True)
        return frame.set_index("timestamp").astype(float)

    def count_rows(self, start: datetime, end: datetime, variables: Sequence[str] = ()) -> int:
        """How many rows the Source has in [start, end)."""
        answer = self.get(
            "/inventory", start=_instant(start), end=_instant(end), variables=list(variables)
        )
        return sum(day["rows"] for day in answer["days"])

    def list_assets(self) -> list[str] | None:
        """The names of the Source's assets; None where its rows name none."""
        try:
            answer = self.get("/assets", period="false")
        except httpx.HTTPStatusError as error:
            # A Connector that is older than assets.
            if error.response.status_code == httpx.codes.NOT_FOUND:
                return None
            raise
        names = [asset["asset"] for asset in answer["assets"]]
        return None if names == [""] else names

    def get(self, path: str, **params: Any) -> Any:
        # A client sends the first key of several.
        key = (self.api_key or "").split(",")[0].strip()
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        url = f"{self.url.rstrip('/')}{path}"
        answer = httpx.get(
            url,
            params={name: value for name, value in params.items() if value != []},
            headers=headers,
            timeout=self.timeout_seconds,
        )
        return answer.raise_for_status().json()

    @property
    def docs_url(self) -> str:
        return f"{self.url.rstrip('/')}/docs"

    def environment(self) -> dict[str, str]:
        """What Minuano's process needs to know of the Source."""
        key = {"CONNECTOR_API_KEY": self.api_key} if self.api_key else {}
        return {"CONNECTOR_URL": self.url, **key}


def _instant(time: datetime) -> str:
    """RFC 3339. A time without zone would mean the Connector's."""
    if time.tzinfo is None:
        raise ValueError(f"{time} has no time zone")
    return time.isoformat()
