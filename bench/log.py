"""The Python half of bench/log.mjs: one log() call against json.dumps and one os.write. Prints JSON."""

import json
import os
import random
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
import rundir


def percentile(sorted_ns, part):
    return sorted_ns[min(len(sorted_ns) - 1, int(len(sorted_ns) * part))] / 1000


def main(calls, rounds):
    folder = tempfile.mkdtemp(prefix="rundir-bench-log-")
    os.environ["RUN_DIR"] = folder
    run = rundir.init()
    descriptor = os.open(os.path.join(folder, "base.jsonl"), os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def base(metrics, step):
        record = {"step": step, **metrics, "_at": int(time.time() * 1000)}
        os.write(descriptor, (json.dumps(record) + "\n").encode())

    results = []
    clock = time.perf_counter_ns
    for metric_count in (1, 10, 100):
        spent = {"base": [], "log": []}
        names = ["metric/%d" % index for index in range(metric_count)]
        step = 0
        for turn in range(rounds):
            order = [("base", base), ("log", run.log)]
            for kind, call in order if turn % 2 else reversed(order):
                times = []
                for _ in range(max(200, calls // metric_count)):
                    metrics = {name: random.random() for name in names}
                    step += 1
                    started = clock()
                    call(metrics, step)
                    times.append(clock() - started)
                spent[kind].append(sorted(times))
        for kind, turns in spent.items():
            medians = sorted(percentile(times, 0.5) for times in turns)
            tails = sorted(percentile(times, 0.99) for times in turns)
            results.append(
                {
                    "language": "python",
                    "metrics": metric_count,
                    "kind": kind,
                    "median_us": round(medians[len(medians) // 2], 3),
                    "p99_us": round(tails[len(tails) // 2], 3),
                }
            )
    run.finish()
    os.close(descriptor)
    for name in os.listdir(os.path.join(folder, "metrics")):
        os.unlink(os.path.join(folder, "metrics", name))
    os.rmdir(os.path.join(folder, "metrics"))
    os.unlink(os.path.join(folder, "base.jsonl"))
    os.rmdir(folder)
    print(json.dumps(results))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 20000, int(sys.argv[2]) if len(sys.argv) > 2 else 7)
