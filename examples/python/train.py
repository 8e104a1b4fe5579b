"""Trains a small network to tell two moons apart, with nothing but the standard library, and logs through rundir.

    rundir run --project moons -- python3 examples/python/train.py
    rundir run --project moons +training.lr=0.1 -- python3 examples/python/train.py
    python3 examples/python/train.py

The first two let rundir make the run, and this program attaches to it; the third asks the `rundir` on the PATH for one.
The loss falls from about 0.36 to 0.06 in a second or two. `artifacts/checkpoints/last.json` holds the weights;
`rundir resume RUN` goes on from there and gives the same numbers as a run that was never interrupted.
"""

import json
import math
import os
import random
import sys

try:
    import rundir
except ImportError:
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "python"))
    import rundir

CONFIG = {
    "training": {"model_name_or_path": "mlp", "epochs": 120, "lr": 0.01, "hidden": 12, "seed": 1},
    "data": {"dataset_name": "moons", "sample_size": 200},
}


def make_moons(count, rng):
    """`count` points [x, y, label] on two interleaved half circles, with noise."""
    points = []
    for i in range(count):
        angle, label = math.pi * rng.random(), i % 2
        x, y = (math.cos(angle), math.sin(angle)) if label == 0 else (1 - math.cos(angle), 0.4 - math.sin(angle))
        points.append((x + rng.gauss(0, 0.12), y + rng.gauss(0, 0.12), label))
    return points


def draw_weights(hidden, rng):
    """Rows of [to x, to y, bias, out] for each hidden unit, and the bias of the output."""
    return {"units": [[rng.gauss(0, 1), rng.gauss(0, 1), 0.0, rng.gauss(0, 0.5)] for _ in range(hidden)], "bias": 0.0}


def predict(weights, x, y):
    """The activations of the hidden units, and the probability of label 1."""
    active = [math.tanh(a * x + b * y + c) for a, b, c, _ in weights["units"]]
    score = weights["bias"] + sum(h * unit[3] for h, unit in zip(active, weights["units"]))
    return active, 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def learn(weights, point, lr):
    """One step down the gradient of the cross entropy of one point; returns that cross entropy."""
    x, y, label = point
    active, chance = predict(weights, x, y)
    error = chance - label
    for h, unit in zip(active, weights["units"]):
        through = error * unit[3] * (1 - h * h)
        unit[3] -= lr * error * h
        unit[0] -= lr * through * x
        unit[1] -= lr * through * y
        unit[2] -= lr * through
    weights["bias"] -= lr * error
    return -math.log(max(1e-12, chance if label == 1 else 1 - chance))


def accuracy(weights, points):
    right = sum((predict(weights, x, y)[1] > 0.5) == (label == 1) for x, y, label in points)
    return right / len(points)


def write_whole(path, document):
    """Replaces the file in one step: a reader finds the old one or the new one, never a part."""
    hidden = path.with_name("." + path.name + ".tmp-next")
    with open(hidden, "w", encoding="utf-8") as file:
        json.dump(document, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(hidden, path)


def find_checkpoint(run):
    """What `rundir resume` asks us to go on from, or None."""
    name = os.environ.get("RUNDIR_RESUME_FROM")
    if not name:
        return None
    with open(name if os.path.exists(name) else run.dir / name, encoding="utf-8") as file:
        return json.load(file)


def main():
    with rundir.init(project="moons", config=CONFIG) as run:
        training, data = run.config["training"], run.config["data"]
        rng = random.Random(training["seed"])
        count = 200 if data["sample_size"] in (None, "full") else data["sample_size"]
        points, held = make_moons(count, rng), make_moons(100, rng)
        weights, done = draw_weights(training["hidden"], rng), 0
        checkpoint = find_checkpoint(run)
        if checkpoint:
            weights, done = checkpoint["weights"], checkpoint["epoch"]
        for epoch in range(done + 1, training["epochs"] + 1):
            # a source of its own for each epoch, so that a resume needs no saved random state
            order = random.Random("%d of %d" % (epoch, training["seed"])).sample(points, len(points))
            loss = sum(learn(weights, point, training["lr"]) for point in order) / len(order)
            run.log({"loss": loss, "val_accuracy": accuracy(weights, held)}, step=epoch)
            if epoch % 20 == 0 or epoch == training["epochs"]:
                write_whole(run.artifact("checkpoints/last.json"), {"epoch": epoch, "weights": weights})
                print("step %d loss %.4f accuracy %.2f" % (epoch, loss, accuracy(weights, held)), flush=True)


if __name__ == "__main__":
    main()
