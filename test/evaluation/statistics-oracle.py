"""Writes fixture/statistics.json: what SciPy says of samples that the tests of src/evaluation/ are checked with.

    python3 -m venv /tmp/oracle && /tmp/oracle/bin/pip install scipy
    /tmp/oracle/bin/python test/evaluation/statistics-oracle.py

The ends of a bootstrap interval are random. `sd_low` and `sd_high` say how much they vary with 9,999 resamples.
"""

import json
import pathlib

import numpy as np
import scipy
from scipy import stats

RESAMPLES = 9_999
REPEATS = 60
generator = np.random.default_rng(20261121)


def samples():
    yield "two", [0.25, 0.75]
    yield "constant", [0.5] * 8
    yield "proportion", (generator.random(40) < 0.3).astype(float).tolist()
    yield "normal", generator.normal(0.6, 0.15, 25).round(6).tolist()
    yield "skewed", generator.lognormal(0, 1.2, 60).round(6).tolist()
    yield "far from zero", (1e6 + generator.normal(0, 1, 30)).round(6).tolist()
    yield "many", generator.beta(2, 5, 300).round(6).tolist()


def bootstrap(values):
    ends = []
    for _ in range(REPEATS):
        result = stats.bootstrap((values,), np.mean, n_resamples=RESAMPLES, method="percentile", rng=generator, batch=1000)
        ends.append([result.confidence_interval.low, result.confidence_interval.high])
    low, high = np.mean(ends, axis=0)
    sd_low, sd_high = np.std(ends, axis=0, ddof=1)
    return {"low": float(low), "high": float(high), "sd_low": float(sd_low), "sd_high": float(sd_high)}


def folded(values):
    interval = stats.t.interval(0.95, len(values) - 1, np.mean(values), stats.sem(values))
    return [float(end) for end in interval]


cases = []
for name, values in samples():
    array = np.array(values)
    cases.append(
        {
            "name": name,
            "values": values,
            "mean": float(array.mean()),
            "standard_error": float(stats.sem(array)),
            "student": None if name == "constant" else folded(array),
            "bootstrap": None if name == "constant" else bootstrap(array),
        }
    )

welch = []
for sizes, shift, spread in [((3, 3), 0.4, 0.2), ((5, 9), 0.05, 0.5), ((2, 30), 1.0, 2.0)]:
    first = generator.normal(0.5, 0.1, sizes[0]).round(6)
    second = generator.normal(0.5 + shift, spread, sizes[1]).round(6)
    interval = stats.ttest_ind(second, first, equal_var=False).confidence_interval(0.95)
    welch.append({"first": first.tolist(), "second": second.tolist(), "low": float(interval.low), "high": float(interval.high)})

factors = [[freedom, float(stats.t.ppf(0.975, freedom))] for freedom in [1, 1.5, 2, 3, 4.2, 7, 10, 29, 100, 5000, 1e6]]
document = {"scipy": scipy.__version__, "factors": factors, "welch": welch, "cases": cases}
target = pathlib.Path(__file__).parent / "fixture" / "statistics.json"
target.parent.mkdir(exist_ok=True)
target.write_text(json.dumps(document) + "\n")
