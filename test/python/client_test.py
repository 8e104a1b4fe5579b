"""What the Python client promises, on a real disk with real processes. Run by client.test.ts; python3 client_test.py runs it alone."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path
from zlib import crc32

HERE = Path(__file__).resolve().parent
CLIENT = HERE.parent.parent / "python"
sys.path.insert(0, str(CLIENT))
import rundir  # noqa: E402

try:
    import numpy
except ImportError:
    numpy = None

OURS = ("RUN_", "RUNDIR_", "RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK")


def records(folder, name="main.1.jsonl"):
    lines = (Path(folder) / "metrics" / name).read_bytes().split(b"\n")
    assert lines.pop() == b"", "a torn tail"
    return [json.loads(line) for line in lines]


class InARun(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.dir = Path(self.scratch.name).resolve()
        before = dict(os.environ)
        self.addCleanup(lambda: (os.environ.clear(), os.environ.update(before)))
        for name in list(os.environ):
            if name.startswith(OURS):
                del os.environ[name]
        os.environ["RUN_DIR"] = str(self.dir)

    def open(self, **more):
        run = rundir.init(**more)
        self.addCleanup(run.finish)
        return run

    def run_program(self, text, **variables):
        return subprocess.run(
            [sys.executable, "-c", text],
            env={**os.environ, "PYTHONPATH": str(CLIENT), "PYTHONDONTWRITEBYTECODE": "1", **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )


class Logging(InARun):
    def test_a_record_is_one_sealed_line_with_step_time_and_count(self):
        self.open().log({"loss": 0.5, "train/acc": 1}, step=3)
        line = (self.dir / "metrics" / "main.1.jsonl").read_bytes().rstrip(b"\n")
        record = json.loads(line)
        self.assertEqual(list(record), ["step", "loss", "train/acc", "_at", "_seq", "_crc"])
        self.assertEqual(record["_crc"], "%08x" % crc32(line[: line.rfind(b',"_crc"')]))
        self.assertEqual((record["step"], record["loss"], record["train/acc"], record["_seq"]), (3, 0.5, 1, 1))

    def test_a_step_left_out_is_one_more_than_the_last(self):
        run = self.open()
        for step in (None, None, 10, None):
            run.log({"a": 1}, step)
        self.assertEqual([one["step"] for one in records(self.dir)], [0, 1, 10, 11])

    def test_numbers_that_json_cannot_hold_are_texts(self):
        run = self.open()
        run.log({"a": float("nan"), "b": float("inf"), "c": -float("inf"), "d": 10**400, "e": -(10**5000), "f": True})
        [one] = records(self.dir)
        self.assertEqual([one[name] for name in "abcdef"], ["NaN", "Infinity", "-Infinity", "Infinity", "-Infinity", 1])

    def test_objects_are_flattened_and_names_may_be_any_text(self):
        self.open().log({"train": {"loss": 1.0, "größe \"x\"\n": {"y": 2}}, "\U0001f600": 3})
        [one] = records(self.dir)
        self.assertEqual((one["train/loss"], one["train/größe \"x\"\n/y"], one["\U0001f600"]), (1.0, 2, 3))

    def test_what_has_a_float_is_a_number(self):
        from decimal import Decimal

        class Tensor:
            shape = ()

            def __float__(self):
                return 0.25

        self.open().log({"a": Tensor(), "b": Decimal("0.5")})
        self.assertEqual([records(self.dir)[0][name] for name in "ab"], [0.25, 0.5])

    def test_what_is_no_number_is_a_type_error_that_names_the_metric(self):
        run = self.open()

        class Vector:
            shape = (2,)

            def __float__(self):
                return 0.0

        for value in ("1", None, [1], b"1", 1j, Vector(), object()):
            for metrics in ({"bad": value}, {"good": 1.0, "in": {"bad": value}}):
                with self.assertRaisesRegex(TypeError, "bad"):
                    run.log(metrics)
        with self.assertRaisesRegex(TypeError, "dict"):
            run.log("loss")
        with self.assertRaisesRegex(TypeError, "name"):
            run.log({1: 1.0})
        self.assertEqual(list((self.dir / "metrics").glob("*")) if (self.dir / "metrics").exists() else [], [])

    def test_reserved_names_and_wrong_steps_are_refused(self):
        run = self.open()
        for name in ("step", "_at", "_x"):
            for _ in range(2):
                with self.assertRaisesRegex(ValueError, name):
                    run.log({name: 1})
        for step in (-1, 2**53):
            with self.assertRaises(ValueError):
                run.log({"a": 1}, step)
        for step in (1.5, "1"):
            with self.assertRaises(TypeError):
                run.log({"a": 1}, step)

    @unittest.skipIf(numpy is None, "numpy is not installed")
    def test_numpy_scalars_are_numbers(self):
        self.open().log(
            {"a": numpy.float32(0.5), "b": numpy.int64(3), "c": numpy.array(2.0), "d": numpy.float64("nan")},
            step=numpy.int64(4),
        )
        [one] = records(self.dir)
        self.assertEqual([one[name] for name in ("a", "b", "c", "d", "step")], [0.5, 3, 2.0, "NaN", 4])
        with self.assertRaisesRegex(TypeError, "e.*shape"):
            self.open().log({"e": numpy.zeros(1)})

    def test_a_log_after_finish_is_refused(self):
        run = self.open()
        run.finish()
        with self.assertRaisesRegex(rundir.RundirError, "finished"):
            run.log({"a": 1})


class GoingOn(InARun):
    def test_a_later_process_goes_on_with_count_and_step(self):
        for _ in range(3):
            run = rundir.init()
            run.log({"a": 1})
            run.finish()
        self.assertEqual([(one["_seq"], one["step"]) for one in records(self.dir)], [(1, 0), (2, 1), (3, 2)])

    def test_a_new_attempt_goes_on_with_the_step_only(self):
        for attempt in ("1", "2", "4"):
            os.environ["RUNDIR_ATTEMPT"] = attempt
            run = rundir.init()
            run.log({"a": 1})
            run.finish()
        [last] = records(self.dir, "main.4.jsonl")
        self.assertEqual((last["_seq"], last["step"]), (1, 2))

    def test_a_torn_tail_is_ended_and_swallows_nothing(self):
        run = rundir.init()
        run.log({"a": 1})
        run.log({"a": 2})
        run.finish()
        path = self.dir / "metrics" / "main.1.jsonl"
        whole = path.read_bytes()
        for length in range(len(whole) + 1):
            path.write_bytes(whole[:length])
            run = rundir.init()
            run.log({"a": 99})
            run.finish()
            lines = path.read_bytes().split(b"\n")
            good = [one for one in map(rundir._parse_line, lines) if one]
            self.assertEqual(good[-1]["a"], 99)
            self.assertEqual(good[-1]["_seq"], len(good))
            self.assertLessEqual(len(lines) - 1 - len(good), 1)

    def test_a_log_of_another_program_is_continued(self):
        (self.dir / "metrics").mkdir()
        (self.dir / "metrics" / "main.1.jsonl").write_text('{"a":1}\n{"a":2}\nnonsense\n')
        self.open().log({"a": 3})
        line = (self.dir / "metrics" / "main.1.jsonl").read_text().splitlines()[-1]
        self.assertEqual((json.loads(line)["step"], json.loads(line)["_seq"]), (2, 1))


class ManyWriters(InARun):
    def test_each_rank_has_its_own_log(self):
        for variable in ("RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK"):
            done = self.run_program("import rundir; rundir.init().log({'a': 1})", **{variable: "3"})
            self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(len(records(self.dir, "rank3.1.jsonl")), 3)

    def test_threads_share_one_log_without_a_lost_or_mixed_record(self):
        run = self.open()
        threads = [threading.Thread(target=lambda: [run.log({"a": 1.0}) for _ in range(500)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([one["_seq"] for one in records(self.dir)], list(range(1, 2001)))

    @unittest.skipUnless(hasattr(os, "fork"), "no fork here")
    def test_a_forked_child_writes_its_own_log_even_when_a_thread_held_the_lock(self):
        run = self.open()
        run.log({"a": 1})
        with run._lock:
            child = os.fork()
            if child == 0:
                run.log({"a": 2})
                run.finish()
                os._exit(0)
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        run.log({"a": 3})
        self.assertEqual([one["a"] for one in records(self.dir)], [1, 3])
        self.assertEqual([one["a"] for one in records(self.dir, "main-p%d.1.jsonl" % child)], [2])

    def test_a_second_process_of_the_same_rank_takes_another_log(self):
        self.open().log({"a": 1})
        done = self.run_program("import os, rundir; rundir.init().log({'a': 2}); print(os.getpid())")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual([one["a"] for one in records(self.dir)], [1])
        self.assertEqual([one["a"] for one in records(self.dir, "main-p%s.1.jsonl" % done.stdout.strip())], [2])


class Failing(InARun):
    def test_a_full_disk_is_told_once_and_counted_and_never_raises(self):
        done = self.run_program(
            "import resource, rundir, signal\n"
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "run = rundir.init()\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (4100, resource.RLIM_INFINITY))\n"
            "for step in range(100): run.log({'loss': 0.5})\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
            "run.log({'loss': 9.0})\n"
            "print(run.dropped)\n"
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1)
        self.assertIn("are being lost", done.stderr)
        lines = (self.dir / "metrics" / "main.1.jsonl").read_bytes().split(b"\n")
        good = [one for one in map(rundir._parse_line, lines) if one]
        self.assertEqual(len(good) + int(done.stdout), 101)
        self.assertEqual(good[-1]["loss"], 9.0)

    def test_a_folder_that_cannot_be_made_never_raises_either(self):
        (self.dir / "metrics").write_text("in the way")
        run = self.open()
        errors = os.dup(2)
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
            try:
                run.log({"a": 1})
                run.log({"a": 1})
            finally:
                os.dup2(errors, 2)
        self.assertEqual(run.dropped, 2)

    def test_run_dir_that_is_no_folder_is_an_error_that_names_it(self):
        os.environ["RUN_DIR"] = "/nowhere/at/all"
        with self.assertRaisesRegex(rundir.RundirError, "/nowhere/at/all"):
            rundir.init()

    def test_the_status_in_a_launched_run_is_left_to_the_launcher(self):
        os.environ["RUNDIR_COMMAND"] = "/nowhere/rundir"
        run = rundir.init()
        run.finish("failed")
        with self.assertRaises(ValueError):
            run.finish("done")


class Files(InARun):
    def test_the_configuration_of_the_run_wins_over_the_defaults_given(self):
        path = self.dir / "config.json"
        path.write_text('{"lr": 0.1, "model": {"width": 8}}')
        os.environ["RUNDIR_CONFIG"] = str(path)
        run = self.open(config={"lr": 1, "epochs": 3, "model": {"depth": 2}})
        self.assertEqual(run.config, {"lr": 0.1, "epochs": 3, "model": {"depth": 2, "width": 8}})

    def test_numbers_that_json_cannot_hold_are_numbers_again_and_texts_stay_texts(self):
        path = self.dir / "config_resolved.json"
        path.write_text('{"a": "Infinity", "text": "NaN", "list": [1, {"b": "-Infinity"}]}')
        (self.dir / "config_nonfinite.json").write_text('[["a"], ["list", 1, "b"], ["gone", "too"]]')
        os.environ["RUNDIR_CONFIG"] = str(path)
        infinity = float("inf")
        self.assertEqual(self.open().config, {"a": infinity, "text": "NaN", "list": [1, {"b": -infinity}]})

    def test_an_artifact_has_its_folders_and_stays_in_the_run(self):
        run = self.open()
        path = run.artifact("checkpoints/deep/last.pt")
        self.assertEqual(path, self.dir / "artifacts/checkpoints/deep/last.pt")
        self.assertTrue(path.parent.is_dir())
        (self.dir / "artifacts" / "best").symlink_to("checkpoints/deep")
        self.assertEqual(run.artifact("best/first.pt"), path.parent / "first.pt")
        for bad in ("/etc/passwd", "../x", "a/../../x", "", ".", "a//b", "C:/x", "a/C:/x", "..\\x", "a\0b", "a\n"):
            with self.assertRaises(rundir.RundirError, msg=bad) as caught:
                run.artifact(bad)
            self.assertIn(repr(bad), str(caught.exception))

    def test_no_link_takes_a_file_out_of_the_run_and_nothing_is_made_outside(self):
        run = self.open()
        run.artifact("predictions/deep/x")
        with tempfile.TemporaryDirectory() as outside:
            links = {
                "out": outside,
                "predictions/deep/out": outside,
                "file": outside + "/there",
                "new": outside + "/not-there",
                "nowhere": "not-there",
                "round": "round",
                "predictions/frame_0007.npz": outside + "/there",
            }
            (Path(outside) / "there").write_text("theirs")
            for name, target in links.items():
                (self.dir / "artifacts" / name).symlink_to(target)
            paths = ["out/x", "out/a/b", "predictions/deep/out/x", "round/x", "nowhere/x"] + list(links)
            for path in paths:
                with self.assertRaises(rundir.RundirError, msg=path) as caught:
                    run.write(path, "ours")
                self.assertIn(path, str(caught.exception))
            self.assertEqual(os.listdir(outside), ["there"])
            self.assertEqual((Path(outside) / "there").read_text(), "theirs")
            os.symlink(outside, str(self.dir / "metrics"))
            with self.assertRaises(rundir.RundirError):
                run.log({"a": 1})
            self.assertEqual(os.listdir(outside), ["there"])

    def test_a_folder_exchanged_for_a_link_in_the_middle_of_a_write_takes_nothing_out(self):
        run = self.open()
        path = run.artifact("results/x")
        with tempfile.TemporaryDirectory() as outside:
            path.parent.rename(self.dir / "aside")
            path.parent.symlink_to(outside)
            with self.assertRaises(rundir.RundirError):
                rundir._replace(path, b"ours")
            self.assertEqual(os.listdir(outside), [])

    def test_what_is_written_is_there_whole_and_replaces_what_was(self):
        run = self.open()
        for content in ("größe\n", b"\0\xff"):
            path = run.write("deep/x.bin", content)
            self.assertEqual(path, self.dir / "artifacts/deep/x.bin")
            self.assertEqual(path.read_bytes(), content if isinstance(content, bytes) else content.encode())
        self.assertEqual(os.listdir(str(path.parent)), ["x.bin"])

    def test_a_skill_writes_into_the_run_and_can_neither_make_nor_end_one(self):
        run = self.open(config={"lr": 1})
        skill = run.skill_handle()
        run.log({"a": 1})
        skill.log({"a": 2})
        skill.write("x.txt", "x")
        self.assertEqual([one["_seq"] for one in records(self.dir)], [1, 2])
        self.assertEqual((skill.dir, skill.name, skill.config), (run.dir, run.name, {"lr": 1}))
        self.assertTrue((skill.artifact("x.txt")).exists())
        for name in ("finish", "skill_handle", "init", "__enter__", "__exit__"):
            self.assertFalse(hasattr(skill, name), name)
        run.finish()
        with self.assertRaises(rundir.RundirError):
            skill.log({"a": 3})

    def test_the_same_run_is_returned_while_it_is_open(self):
        run = self.open()
        self.assertIs(rundir.init(), run)
        run.finish()
        self.assertIsNot(self.open(), run)

    @unittest.skipIf(numpy is None, "numpy is not installed")
    def test_arrays_are_frames_with_one_entry_each(self):
        run = self.open()
        run.save_array("frame_0001", numpy.arange(6).reshape(2, 3), intrinsics={"fx": numpy.float32(1.5)})
        run.save_array(0, {"depth": numpy.zeros(2), "mask": numpy.ones(2, bool)}, timestamp=5, intrinsics_ref="cam0")
        path = run.save_array("0001", numpy.arange(3))
        self.assertEqual(path, self.dir / "artifacts/predictions/frame_0001.npz")
        self.assertEqual(numpy.load(str(path))["data"].tolist(), [0, 1, 2])
        document = json.loads((path.parent / "metadata.json").read_text())
        self.assertEqual([one["frame_id"] for one in document["frames"]], ["0000", "0001"])
        self.assertEqual((document["frames"][0]["timestamp"], document["frames"][0]["intrinsics_ref"]), (5, "cam0"))
        self.assertEqual(sorted(os.listdir(str(path.parent))), ["frame_0000.npz", "frame_0001.npz", "metadata.json"])
        for bad in ("frame_1", "x", "frame_00a0", "../0000", -1):
            with self.assertRaises(ValueError):
                run.save_array(bad, numpy.zeros(1))
        with self.assertRaisesRegex(TypeError, "objects"):
            run.save_array(2, numpy.array([object()]))


COMMAND = HERE.parent.parent / "bin" / "rundir"
IS_BUILT = (HERE.parent.parent / "dist" / "cli" / "rundir.cjs").exists()


class OnItsOwn(InARun):
    """Without `rundir run`: the client asks the command for a run."""

    def setUp(self):
        super().setUp()
        del os.environ["RUN_DIR"]
        os.environ["RUNDIR_COMMAND"] = str(COMMAND)
        self.workspace = self.dir / "workspace"
        self.workspace.mkdir()
        (self.workspace / "rundir.yaml").write_text("")
        before = os.getcwd()
        os.chdir(str(self.workspace))
        self.addCleanup(os.chdir, before)

    def manifest(self):
        [path] = self.workspace.glob("runs/**/run_manifest.json")
        return json.loads(path.read_text())

    @unittest.skipUnless(IS_BUILT, "bin/rundir is not built")
    def test_a_run_is_made_logged_into_and_completed(self):
        with rundir.init(project="digits", config={"lr": 0.5, "clip": float("inf")}, tags={"kind": "try"}) as run:
            run.log({"loss": 0.25}, step=7)
            self.assertEqual(self.manifest()["status"], "running")
            done = self.run_program("import rundir; print(rundir.init().dir)")
            self.assertEqual((done.stdout.strip(), done.stderr), (str(run.dir), ""))
        self.assertNotIn("RUN_DIR", os.environ)
        manifest = self.manifest()
        self.assertEqual((manifest["status"], manifest["tags"], manifest["run_id"]), ("completed", {"kind": "try"}, run.id))
        self.assertEqual(json.loads((run.dir / "metrics.json").read_text())["scalars"]["loss"]["last"], 0.25)
        self.assertEqual((run.dir / "config_resolved.yaml").read_text(), "lr: 0.5\nclip: .inf\n")

    @unittest.skipUnless(IS_BUILT, "bin/rundir is not built")
    def test_a_run_that_is_made_has_the_configuration_that_it_records(self):
        os.environ["RUNDIR__lr"] = "0.25"
        self.addCleanup(os.environ.pop, "RUNDIR__lr")
        config = {"lr": 1, "out": "${run.name}/x", "clip": float("inf"), "api_key": "sk-abcdefghij0123456789"}
        with rundir.init(project="digits", config=config) as run:
            self.assertEqual(run.config, {**config, "lr": 0.25, "out": run.name + "/x"})
            recorded = json.loads((run.dir / "config_resolved.json").read_text())
            self.assertEqual(recorded, {**run.config, "clip": "Infinity", "api_key": "***"})

    @unittest.skipUnless(IS_BUILT, "bin/rundir is not built")
    def test_the_end_of_the_program_is_the_status_of_the_run(self):
        endings = {
            "": "completed",
            "raise KeyError('x')": "failed",
            "raise KeyboardInterrupt": "cancelled",
            "with run: raise SystemExit(3)": "failed",
            "with run: raise SystemExit(0)": "completed",
        }
        for ending, status in endings.items():
            self.run_program("import rundir; run = rundir.init(project='ends'); run.log({'a': 1})\n" + ending)
            newest = max(self.workspace.glob("runs/ends/*/run_manifest.json"), key=lambda path: path.stat().st_mtime_ns)
            self.assertEqual(json.loads(newest.read_text())["status"], status, ending)

    def test_without_the_command_the_cure_is_named(self):
        del os.environ["RUNDIR_COMMAND"]
        os.environ["PATH"] = str(self.dir)
        with self.assertRaisesRegex(rundir.RundirError, "bin of a built checkout") as caught:
            rundir.init(project="digits")
        # Nobody publishes a package of that name: whoever takes it must not be installed by our advice.
        self.assertNotRegex(str(caught.exception), "npm install -g rundir")

    def test_a_command_that_fails_is_quoted(self):
        command = self.dir / "fails"
        command.write_text("#!/bin/sh\necho 'the disk is full' >&2\nexit 6\n")
        command.chmod(0o755)
        os.environ["RUNDIR_COMMAND"] = str(command)
        with self.assertRaisesRegex(rundir.RundirError, "status 6: the disk is full"):
            rundir.init(project="digits")

    def test_a_rank_above_0_makes_no_run(self):
        os.environ["RANK"] = "2"
        with self.assertRaisesRegex(rundir.RundirError, "rank 2"):
            rundir.init(project="digits")


if __name__ == "__main__":
    unittest.main()
