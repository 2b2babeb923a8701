"""Frozen samples as pandas finds them: a JSON list of series in, a list of lists of booleans out."""

import json
import sys

import pandas as pd

MINUTE = pd.Timedelta(minutes=1)


def frozen(series):
    samples = pd.DataFrame(series["samples"], columns=["minute", "value"]).astype(float)
    used = samples[samples["value"] > series["above"]].copy()
    used["time"] = pd.Timestamp("2025-10-25T12:00Z") + pd.to_timedelta(used["minute"], unit="min")
    gap = used["time"].diff() > 3.5 * MINUTE
    flags = pd.Series(False, index=samples.index)
    if series["tolerance"] == 0:
        run = (gap | (used["value"].diff() != 0)).cumsum()
        time = used["time"].groupby(run)
        lasts = time.transform("max") - time.transform("min") + 1.5 * MINUTE
        size = time.transform("size")
        flags[used.index] = (size >= 3) & (lasts >= series["minutes"] * MINUTE)
        return flags.tolist()
    for _, block in used.groupby(gap.cumsum()):
        for first in range(len(block)):
            rest = block.iloc[first:]
            spread = rest["value"].cummax() - rest["value"].cummin()
            run = rest[(spread <= series["tolerance"] + 1e-9).cummin()]
            lasts = run["time"].iloc[-1] - run["time"].iloc[0] + 1.5 * MINUTE
            if len(run) >= 3 and lasts >= series["minutes"] * MINUTE:
                flags[run.index] = True
    return flags.tolist()


json.dump([frozen(series) for series in json.load(sys.stdin)], sys.stdout)
