"""Fetches a day by the client that openapi-generator makes, which lies in the folder that is given."""

import json
import sys

folder, url, key, start, end = sys.argv[1:]
sys.path.insert(0, folder)

import connector  # noqa: E402

configuration = connector.Configuration(host=url, access_token=key)
with connector.ApiClient(configuration) as client:
    api = connector.DataApi(client)
    rows = api.read_data(start=start, end=end)
    text = api.read_data_csv(start=start, end=end, variables=["power"])
    variables = api.list_variables().variables
    days = api.read_inventory(start=start, end=end).days
    live = connector.HealthApi(client).is_live().status
power = [row.power for row in rows]
print(
    json.dumps(
        {
            "rows": len(rows),
            "first": rows[0].timestamp.isoformat(),
            "sum": sum(value for value in power if value is not None),
            "nulls": power.count(None),
            "lines": len(text.splitlines()),
            "units": [variable.unit for variable in variables],
            "counted": days[0].variables["power"].values,
            "live": live,
        }
    )
)
