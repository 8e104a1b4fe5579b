"""Runs a command at a terminal and talks to it: at-terminal.py '[["what it says", "what is typed"], …]' COMMAND…

Prints all that the terminal showed and ends with the status of the command.
"""

import json
import os
import pty
import select
import sys
import time

LIMIT_S = 60
steps, command = json.loads(sys.argv[1]), sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)

shown = b""
looked_at = 0
give_up_at = time.monotonic() + LIMIT_S
while time.monotonic() < give_up_at:
    ready, _, _ = select.select([terminal], [], [], 0.1)
    if ready:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # Linux says so when the other side has ended.
            break
        if not chunk:
            break
        shown += chunk
    while steps and steps[0][0].encode() in shown[looked_at:]:
        expected, typed = steps.pop(0)
        looked_at = shown.index(expected.encode(), looked_at) + len(expected.encode())
        os.write(terminal, typed.encode())
else:
    os.kill(child, 9)

sys.stdout.buffer.write(shown)
for expected, _ in steps:
    print(f"\nnever said: {expected}")
_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status) if hasattr(os, "waitstatus_to_exitcode") else status >> 8)
