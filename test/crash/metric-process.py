"""As metric-process.ts, through the Python client."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.environ["CLIENT"])
import rundir  # noqa: E402

os.environ["RUN_DIR"] = os.path.dirname(sys.argv[1])
run = rundir.init()
value = int(sys.argv[2])
names = ["metric/%d" % index for index in range(int(sys.argv[3]))]
while True:
    run.log({name: value for name in names})
    os.write(1, b"%d\n" % value)
    value += 1
