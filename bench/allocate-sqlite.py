"""One of several contending processes: the same names from SQLite, and prints how long each took."""

import json
import os
import sqlite3
import sys
import time

root, count = sys.argv[1], int(sys.argv[2])
database = sqlite3.connect(os.path.join(root, "names.db"), timeout=60, isolation_level=None)
database.execute("PRAGMA journal_mode=WAL")
database.execute("PRAGMA synchronous=FULL")
database.execute("CREATE TABLE IF NOT EXISTS counter (family TEXT PRIMARY KEY, number INTEGER NOT NULL)")
database.execute("CREATE TABLE IF NOT EXISTS name (name TEXT PRIMARY KEY)")
outputs = os.path.join(root, "outputs")
os.makedirs(outputs, exist_ok=True)
print("ready", flush=True)
sys.stdin.readline()
took_ms = []
for _ in range(count):
    start = time.perf_counter()
    database.execute("BEGIN IMMEDIATE")
    (number,) = database.execute(
        "INSERT INTO counter VALUES ('m.d', 1) ON CONFLICT (family) DO UPDATE SET number = number + 1 RETURNING number"
    ).fetchone()
    database.execute("INSERT INTO name VALUES (?)", (f"m-d-full-run{number}",))
    database.execute("COMMIT")
    os.mkdir(os.path.join(outputs, f"m-d-full-run{number}"))
    folder = os.open(outputs, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    took_ms.append((time.perf_counter() - start) * 1000)
print(json.dumps(took_ms), flush=True)
