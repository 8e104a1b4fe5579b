# Copyright the rundir authors. Licensed under the Apache License, Version 2.0.
"""Log a run from Python: one file, standard library only, Python 3.8 and newer. Copy it beside your program.

    import rundir

    with rundir.init(project="digits", config={"lr": 1e-3}) as run:
        for step in range(100):
            run.log({"loss": 1 / (step + 1)}, step=step)

Started by `rundir run -- python train.py` it attaches to that run; started alone it asks the command `rundir` for one.
The files that it writes are described in docs/format.md.
"""

import atexit
import json
import operator
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from zlib import crc32

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

__all__ = ["init", "Run", "SkillHandle", "RundirError"]

STATUSES = ("completed", "failed", "cancelled")
_MAX_STEP = 2**53 - 1
_MOST_KNOWN_NAMES = 100_000
_TAIL_BYTES = 64 * 1024
_SYNC_EVERY_MS = 1000
_RANK_VARIABLES = ("RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK")
_INFINITE = float("inf")

# NaN and infinities are no JSON: they make it raise ValueError, and the careful way is taken.
_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False, check_circular=False).encode
_sync = getattr(os, "fdatasync", os.fsync)
_open_runs = []


class RundirError(RuntimeError):
    """What went wrong and what to do about it, in one sentence."""


def init(
    *,
    project=None,
    model=None,
    dataset=None,
    sample_size=None,
    layout=None,
    config=None,
    tags=None,
    parent=None,
    group=None,
    batch=None
):
    """Attaches to the run that this process is part of (`RUN_DIR`), or makes one with the command `rundir new`.

    A second call returns the run that is open. A run that is made records `config`, with what the environment sets, and has that
    in its `config`. When attached, names and tags are those of the run; `config` gives defaults for what the run's configuration
    does not say, which the run does not record.
    """
    directory = os.environ.get("RUN_DIR")
    for run in _open_runs:
        if run._owner_pid == os.getpid() and str(run.dir) == directory:
            return run
    given = {} if config is None else dict(config)
    if directory:
        return Run(directory, given, made=None)
    rank = _rank()
    if rank:
        raise RundirError(
            "this process has rank %d and no RUN_DIR: start the job with `rundir run -- COMMAND`, "
            "or export RUN_DIR from rank 0" % rank
        )
    names = {
        "project": project,
        "model": model,
        "dataset": dataset,
        "sample-size": sample_size,
        "layout": layout,
        "parent": parent,
        "group": group,
        "batch": batch,
    }
    made = _make_run(names, {} if tags is None else tags, given)
    return Run(made["run_dir"], given, made)


class Run:
    """A run that this process logs into. Made by `init`; safe to use from threads and forked processes."""

    def __init__(self, directory, config, made):
        self.dir = Path(directory)
        if not self.dir.is_dir():
            raise RundirError("RUN_DIR is %s, which is no folder: unset it to make a new run" % directory)
        if made is None:
            self.config = _merge(config, _read_config(os.environ.get("RUNDIR_CONFIG")))
        else:
            recorded = _read_config(os.path.join(directory, "config_resolved.json"))
            self.config = _merge(config, _without_masked(recorded))
        self.name = os.environ.get("RUN_NAME", self.dir.name) if made is None else made["name"]
        self.id = os.environ.get("RUN_ID") if made is None else made["run_id"]
        #: Records that could not be written, because the disk was full or gone.
        self.dropped = 0
        self._made = made
        self._owner_pid = os.getpid()
        self._finished = False
        self._attempt = _whole_number(os.environ.get("RUNDIR_ATTEMPT"), 1) if made is None else 1
        self._log = None
        self._known_names = set()
        self._warned = False
        self._lock = threading.Lock()
        self._outer_environment = {} if made is None else _export(made)
        _open_runs.append(self)
        atexit.register(self._finish_at_exit)

    def log(self, metrics, step=None):
        """Appends one record: numbers by name (objects are flattened with `/`), at `step` or one after the last.

        When it returns, the record survives the death of this process. A full disk never raises: it is told once on
        stderr and counted in `dropped`. Raises TypeError for what is no number, ValueError for a step below 0.
        """
        body = None
        try:
            if _PLAIN_TYPES.issuperset(map(type, metrics.values())) and metrics.keys() <= self._known_names:
                body = _encode(metrics)
        except AttributeError:
            raise TypeError("log takes a dict of numbers, not %s" % _describe(metrics)) from None
        except ValueError:
            pass
        if body is None:
            body = self._encode_carefully(metrics)
        if step is not None and (type(step) is not int or not 0 <= step <= _MAX_STEP):
            step = _check_step(step)
        with self._lock:
            if self._finished:
                raise RundirError("the run %s is finished: log before finish()" % self.name)
            try:
                log = self._log
                if log is None:
                    folder = os.path.dirname(_place_below(str(self.dir), "metrics", "log"))
                    log = self._log = _Log(Path(folder), self._writer_name(), self._attempt)
                log.append(body, step)
            except OSError as error:
                self.dropped += 1
                self._warn(error)

    def artifact(self, path):
        """The absolute path of a file below `artifacts/`, its folders made. Raises RundirError for a path that leads out."""
        return Path(_place_below(str(self.dir), "artifacts", path))

    def write(self, path, content):
        """Writes text or bytes to a file below `artifacts/`, or replaces it, whole or not at all. Returns its path."""
        place = self.artifact(path)
        _replace(place, content.encode("utf-8") if isinstance(content, str) else content)
        return place

    def save_array(self, frame, array, **metadata):
        """Saves a numpy array (or a dict of arrays) as `artifacts/predictions/frame_<id>.npz`, and its metadata beside it.

        `frame` is `"frame_0000"`, `"0000"` or 0. `metadata.json` gets one entry for each frame: what is given, with
        `timestamp` (ms) and `contract_version` ("1.0") where they are not. Returns the path.
        """
        import numpy

        frame_id = _frame_id(frame)
        arrays = {"data": array} if not isinstance(array, dict) else array
        arrays = {name: numpy.asarray(one) for name, one in arrays.items()}
        for name, one in arrays.items():
            if one.dtype.hasobject:
                raise TypeError("array %r holds Python objects: only numbers and texts can be saved" % name)
        path = self.artifact("predictions/frame_%s.npz" % frame_id)
        with tempfile.TemporaryFile(dir=str(path.parent)) as scratch:
            numpy.savez(scratch, **arrays)
            scratch.seek(0)
            _replace(path, scratch.read())
        entry = {"frame_id": frame_id, "timestamp": int(time.time() * 1000), "contract_version": "1.0"}
        entry.update(metadata)
        entry["frame_id"] = frame_id
        with self._lock:
            _note_frame(path.parent / "metadata.json", entry)
        return path

    def skill_handle(self):
        """What a skill that works for this run is given: it shares the log, and has no way to make or end a run."""
        return SkillHandle(self)

    def flush(self):
        """Makes everything that was logged survive a power cut too. A failure is told once on stderr."""
        with self._lock:
            self._sync_log()

    def finish(self, status="completed"):
        """Ends the run. Inside `rundir run` the launcher does that with the program's exit; here the log is closed."""
        if status not in STATUSES:
            raise ValueError("status is %r, not one of %s" % (status, ", ".join(STATUSES)))
        with self._lock:
            if self._finished:
                return
            self._finished = True
            self._sync_log()
            if self._log is not None:
                self._log.close()
                self._log = None
        _open_runs.remove(self)
        atexit.unregister(self._finish_at_exit)
        if self._made is None or self._owner_pid != os.getpid():
            return
        _restore(self._outer_environment)
        _ask_rundir("finish", str(self.dir), "--status=" + status, "--workspace=" + self._made["workspace"])

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if kind is None:
            self.finish()
            return
        try:
            self.finish(_status_after(kind, error))
        except RundirError as failure:
            print("rundir: %s" % failure, file=sys.stderr)

    def _finish_at_exit(self):
        # The interpreter leaves the exception that ended the program here.
        kind = getattr(sys, "last_type", None)
        try:
            self.finish("completed" if kind is None else _status_after(kind, getattr(sys, "last_value", None)))
        except RundirError as failure:
            print("rundir: %s" % failure, file=sys.stderr)

    def _encode_carefully(self, metrics):
        flat = {}
        _flatten("", metrics, flat)
        if len(self._known_names) > _MOST_KNOWN_NAMES:
            self._known_names = set()
        self._known_names.update(metrics)
        return _encode(flat)

    def _writer_name(self):
        rank = _rank()
        name = "rank%d" % rank if rank else "main"
        return name if os.getpid() == self._owner_pid else "%s-p%d" % (name, os.getpid())

    def _sync_log(self):
        try:
            if self._log is not None:
                self._log.sync()
        except OSError as error:
            self._warn(error)

    def _warn(self, error):
        if self._warned:
            return
        self._warned = True
        print("rundir: metrics of %s are being lost: %s" % (self.name, error), file=sys.stderr)

    def _forget_parent(self):
        """In a forked child: the log belongs to the parent, and a thread of the parent may have held the lock."""
        self._lock = threading.Lock()
        if self._log is not None:
            self._log.close()
            self._log = None


class SkillHandle:
    """What reusable code gets of the run that it works for: it writes below the folder of that run and nowhere else."""

    def __init__(self, run):
        self.dir, self.name, self.id, self.config = run.dir, run.name, run.id, run.config
        self.log, self.flush = run.log, run.flush
        self.artifact, self.write, self.save_array = run.artifact, run.write, run.save_array


class _Log:
    """The one writer of one live log: one record is one line and one write."""

    def __init__(self, folder, writer, attempt):
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._writer, self._attempt = folder, writer, attempt
        self._descriptor = _open_log(folder / _log_name(writer, attempt))
        if not _lock_file(self._descriptor):
            # Another process of the same rank writes that log.
            os.close(self._descriptor)
            self._writer = "%s-p%d" % (writer, os.getpid())
            self._descriptor = _open_log(folder / _log_name(self._writer, attempt))
            _lock_file(self._descriptor)
        self._seq, self._step, self._torn = _find_tail(folder / _log_name(self._writer, attempt))
        self._synced_at = 0
        self._dirty = False

    def append(self, body, step):
        if step is None:
            step = self._next_step()
        at = time.time_ns() // 1_000_000
        self._seq += 1
        if len(body) == 2:
            text = '{"step":%d,"_at":%d,"_seq":%d' % (step, at, self._seq)
        else:
            text = '{"step":%d,%s,"_at":%d,"_seq":%d' % (step, body[1:-1], at, self._seq)
        line = text.encode("ascii")
        line = b'%s,"_crc":"%08x"}\n' % (line, crc32(line))
        if self._torn:
            line = b"\n" + line
        self._torn = True
        written = os.write(self._descriptor, line)
        while written < len(line):
            written += os.write(self._descriptor, line[written:])
        self._torn = False
        self._step = step
        self._dirty = True
        if at - self._synced_at >= _SYNC_EVERY_MS:
            self.sync()

    def sync(self):
        self._synced_at = time.time_ns() // 1_000_000
        if self._dirty:
            _sync(self._descriptor)
        self._dirty = False

    def close(self):
        os.close(self._descriptor)

    def _next_step(self):
        if self._step < 0:
            self._step = _last_step_before(self._folder, self._writer, self._attempt)
        return self._step + 1


_PLAIN_TYPES = frozenset((float, int))


def _flatten(prefix, metrics, flat):
    for name, value in metrics.items():
        if not isinstance(name, str):
            raise TypeError("the name of a metric is %r: use a text" % (name,))
        if not prefix and (name == "step" or name.startswith("_")):
            cure = "give it apart: log(values, step=...)" if name == "step" else "names that begin with _ are reserved"
            raise ValueError("%r cannot be the name of a metric: %s" % (name, cure))
        if isinstance(value, dict):
            _flatten(prefix + name + "/", value, flat)
        else:
            flat[prefix + name] = _number(prefix + name, value)


def _number(name, value):
    """The value as JSON has it: a number, or NaN and the infinities as texts."""
    if isinstance(value, int):
        value = int(value)
        if -_MAX_STEP <= value <= _MAX_STEP:
            return value
    if not hasattr(type(value), "__float__") or tuple(getattr(value, "shape", ())) != ():
        raise TypeError("metric %r is %s, not a number" % (name, _describe(value)))
    try:
        number = float(value)
    except OverflowError:
        number = _INFINITE if value > 0 else -_INFINITE
    except (TypeError, ValueError) as error:
        raise TypeError("metric %r is %s, not a number" % (name, _describe(value))) from error
    if number != number:
        return "NaN"
    return number if -_INFINITE < number < _INFINITE else "Infinity" if number > 0 else "-Infinity"


def _describe(value):
    shape = getattr(value, "shape", None)
    kind = type(value).__name__
    return "None" if value is None else kind if shape is None else "%s of shape %s" % (kind, tuple(shape))


def _check_step(step):
    try:
        number = operator.index(step)
    except TypeError:
        raise TypeError("step is %r, not an integer" % (step,)) from None
    if not 0 <= number <= _MAX_STEP:
        raise ValueError("step is %d: count from 0" % number)
    return number


def _log_name(writer, attempt):
    return "%s.%d.jsonl" % (writer, attempt)


def _open_log(path):
    return os.open(str(path), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)


def _lock_file(descriptor):
    """False when another process holds the lock; a file system without locks counts as free."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _parse_line(line):
    """The record in a line (bytes without newline), or None when it is torn or damaged."""
    try:
        record = json.loads(line.decode("utf-8"))
    except ValueError:
        return None
    if not isinstance(record, dict):
        return None
    crc = record.get("_crc")
    return record if crc is None or crc == "%08x" % crc32(line[: line.rfind(b',"_crc"')]) else None


def _find_tail(path):
    """Last `_seq` (0 for none), last step (-1 for none), and whether the log ends in the middle of a line."""
    with open(str(path), "rb") as file:
        size = file.seek(0, os.SEEK_END)
        if size == 0:
            return 0, -1, False
        start = max(0, size - _TAIL_BYTES)
        file.seek(start)
        lines = file.read().split(b"\n")
        torn = lines[-1] != b""
        whole = lines[1:] if start else lines
        last = _parse_line(whole[-1]) if torn and whole else None
        if last is None and len(whole) > 1:
            last = _parse_line(whole[-2])
        if last is not None and _is_whole(last.get("_seq")) and _is_whole(last.get("step")):
            return last["_seq"], last["step"], torn
        file.seek(0)
        seq, step = 0, -1
        for line in file:
            record = _parse_line(line.rstrip(b"\n"))
            if record is not None:
                seq = max(seq, record["_seq"] if _is_whole(record.get("_seq")) else 0)
                own = record.get("step", step + 1)
                step = own if _is_whole(own) else step
        return seq, step, torn


def _last_step_before(folder, writer, attempt):
    """The last step that `writer` logged in the attempt before, -1 when there is none."""
    attempts = []
    for name in os.listdir(str(folder)):
        match = re.match(r"%s\.([1-9][0-9]*)\.jsonl$" % re.escape(writer), name)
        if match and int(match.group(1)) < attempt:
            attempts.append(int(match.group(1)))
    for before in sorted(attempts, reverse=True):
        step = _find_tail(folder / _log_name(writer, before))[1]
        if step >= 0:
            return step
    return -1


def _is_whole(value):
    return type(value) is int and 0 <= value <= _MAX_STEP


def _whole_number(text, default):
    return int(text) if text and re.match("[0-9]{1,9}$", text) else default


def _rank():
    for name in _RANK_VARIABLES:
        rank = _whole_number(os.environ.get(name), None)
        if rank is not None:
            return rank
    return 0


def _read_config(path):
    if not path or not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        try:
            config = json.load(file)
        except ValueError as error:
            raise RundirError("the configuration %s is no JSON: %s" % (path, error)) from error
    if not isinstance(config, dict):
        return {}
    # Beside it stands which of its texts are numbers that JSON cannot hold.
    beside = os.path.join(os.path.dirname(path), "config_nonfinite.json")
    if os.path.exists(beside):
        with open(beside, encoding="utf-8") as file:
            for place in json.load(file):
                _restore_number(config, place)
    return config


def _restore_number(config, place):
    holder = config
    try:
        for part in place[:-1]:
            holder = holder[part]
        if holder[place[-1]] in ("NaN", "Infinity", "-Infinity"):
            holder[place[-1]] = float(holder[place[-1]])
    except (LookupError, TypeError):
        pass  # The program's own copy of the configuration lacks it.


def _without_masked(config):
    """What the run keeps of a secret is no use to the program that gave it."""
    inner = {key: _without_masked(value) if isinstance(value, dict) else value for key, value in config.items()}
    return {key: value for key, value in inner.items() if isinstance(value, dict) or "***" not in json.dumps(value)}


def _merge(below, above):
    """`above` wins; dicts are merged."""
    merged = dict(below)
    for key, value in above.items():
        inner = merged.get(key)
        merged[key] = _merge(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return merged


def _frame_id(frame):
    text = "%04d" % frame if isinstance(frame, int) else str(frame)
    digits = text[len("frame_") :] if text.startswith("frame_") else text
    if not re.match("[0-9]{4,}$", digits, re.ASCII):
        raise ValueError("%r is no frame: use frame_ and four digits or more, such as frame_0000" % (frame,))
    return digits


_FORBIDDEN_PART = re.compile(r"\.{0,2}\Z|[A-Za-z]:|.*[\x00-\x1f]", re.DOTALL)


def _place_below(root, folder, path):
    """The place of `path` in a folder below `root`, its folders made and their links followed; nothing is made outside of `root`."""
    text = os.fspath(path)
    parts = [folder] + text.replace("\\", "/").split("/")
    if any(_FORBIDDEN_PART.match(part) for part in parts):
        raise RundirError("%r leads out of the %s of the run: use a relative path without .." % (text, folder))
    base = place = os.path.realpath(root)
    for at, part in enumerate(parts):
        place = os.path.join(place, part)
        is_last = at == len(parts) - 1
        if not is_last and not os.path.lexists(place):
            os.makedirs(place, exist_ok=True)
        real = os.path.realpath(place)
        is_there = os.path.exists(real) or (is_last and not os.path.islink(place))
        if not is_there or not real.startswith(os.path.join(base, "")):
            raise RundirError("%r is not below %s: a link leads out of it, or nowhere" % (text, base))
        place = place if is_last else real
    return place


def _note_frame(path, entry):
    """Puts `entry` in the place of an older one of the same frame; other processes may do the same at once."""
    folder = os.open(str(path.parent), os.O_RDONLY) if fcntl is not None else None
    try:
        if folder is not None:
            fcntl.flock(folder, fcntl.LOCK_EX)
        known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"frames": []}
        frames = known["frames"] if "frames" in known else [known]
        frames = [frame for frame in frames if frame.get("frame_id") != entry["frame_id"]] + [entry]
        frames.sort(key=lambda frame: (len(str(frame.get("frame_id"))), str(frame.get("frame_id"))))
        document = {"contract_version": known.get("contract_version", entry["contract_version"]), "frames": frames}
        _replace(path, (json.dumps(document, indent=2, default=_as_json) + "\n").encode())
    finally:
        if folder is not None:
            os.close(folder)


def _as_json(value):
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError("metadata holds %r, which JSON cannot hold" % (value,))


def _replace(path, content):
    """All of `content` or the old file, never a part."""
    descriptor, scratch = tempfile.mkstemp(prefix=".%s.tmp-" % path.name, dir=str(path.parent))
    try:
        with os.fdopen(descriptor, "wb") as file:
            # A folder that was exchanged for a link since its path was checked shows now, before anything gets its final name.
            if os.path.realpath(str(path.parent)) != str(path.parent):
                raise RundirError("%s was exchanged for a link" % path.parent)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(scratch, 0o666 & ~mask)
        os.replace(scratch, str(path))
    except BaseException:
        os.unlink(scratch)
        raise


def _make_run(names, tags, config):
    arguments = ["new", "--json", "--pid=%d" % os.getpid()]
    arguments += ["--%s=%s" % (flag, value) for flag, value in names.items() if value is not None]
    arguments += ["--tag=%s=%s" % tag for tag in tags.items()]
    scratch = None
    try:
        if config:
            # JSON5, because what Python prints for NaN and the infinities is none of JSON.
            descriptor, scratch = tempfile.mkstemp(prefix="rundir-config-", suffix=".json5")
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                try:
                    json.dump(config, file, default=_as_json)
                except (TypeError, ValueError) as error:
                    raise RundirError("the config cannot be written as JSON: %s" % error) from error
            arguments.append("--config=" + scratch)
        return json.loads(_ask_rundir(*arguments))
    finally:
        if scratch is not None:
            os.unlink(scratch)


def _ask_rundir(*arguments):
    command = os.environ.get("RUNDIR_COMMAND") or shutil.which("rundir")
    if not command:
        raise RundirError(
            "the command rundir is not on the PATH: add the folder bin of a built checkout of rundir to it (or run "
            "npm install -g FOLDER_OF_THE_CHECKOUT), set RUNDIR_COMMAND to the path of bin/rundir there, "
            "or start this program with `rundir run -- python ...`"
        )
    try:
        done = subprocess.run(
            [command, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise RundirError("%s cannot be started: %s" % (command, error)) from error
    if done.returncode != 0:
        told = done.stderr.strip() or "it said nothing"
        raise RundirError("rundir %s ended with status %d: %s" % (arguments[0], done.returncode, told))
    return done.stdout


def _export(made):
    """Lets child processes find the run; returns what was there before."""
    names = {
        "RUN_DIR": made["run_dir"],
        "RUN_NAME": made["name"],
        "RUN_ID": made["run_id"],
        "RUN_LOG_DIR": os.path.join(made["workspace"], made["log_dir"]),
        "RUNDIR_WORKSPACE": made["workspace"],
        "RUNDIR_ATTEMPT": "1",
    }
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(names)
    return before


def _restore(environment):
    for name, value in environment.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _status_after(kind, error):
    if issubclass(kind, SystemExit):
        return "completed" if error.code in (None, 0) else "failed"
    return "cancelled" if issubclass(kind, KeyboardInterrupt) else "failed"


def _after_fork():
    for run in _open_runs:
        run._forget_parent()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
