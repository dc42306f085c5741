"""The penguin pipeline as Python functions: the standard library only.

Each function is a task; what it returns is what the next one is given. They run as well in a shell or a unit test.
"""
import csv
import json
import math
import random
import shutil
import sqlite3
from pathlib import Path

SPECIES = ["Adelie", "Chinstrap", "Gentoo"]
MEASURES = ["beak_length_mm", "beak_depth_mm", "flipper_length_mm", "body_mass_g"]


def extract(data, warehouse):
    """Copies the CSV file into a table of text."""
    Path(warehouse).parent.mkdir(parents=True, exist_ok=True)
    with open(data, newline="", encoding="utf-8") as file, connect(warehouse) as db:
        rows = csv.DictReader(file)
        columns = ", ".join(rows.fieldnames)
        db.execute("drop table if exists raw")
        db.execute(f"create table raw ({columns})")
        marks = ", ".join("?" for _ in rows.fieldnames)
        db.executemany(f"insert into raw values ({marks})", ([v or None for v in row.values()] for row in rows))
        count = db.execute("select count(*) from raw").fetchone()[0]
    print(f"extracted {count} rows")
    return {"rows": count}


def validate(warehouse, data):
    """Row count, nulls, ranges and types; the first check that fails stops the run."""
    with connect(warehouse) as db:
        rows = db.execute("select * from raw").fetchall()
    if not rows:
        raise ValueError(f"the data is empty: {data} has no rows")
    if len(rows) < 100:
        raise ValueError(f"only {len(rows)} rows: at least 100 are needed to train on")
    without_mass = 0
    for number, row in enumerate(rows, start=2):
        if row["species"] not in SPECIES:
            raise ValueError(f"line {number}: species {row['species']!r} is none of {', '.join(SPECIES)}")
        if row["body_mass_g"] is None:
            without_mass += 1
        elif not 2000 <= float(row["body_mass_g"]) <= 7000:
            raise ValueError(f"line {number}: a body mass of {row['body_mass_g']} g is outside 2000 to 7000")
    if without_mass > 0.05 * len(rows):
        raise ValueError(f"{without_mass} of {len(rows)} rows have no body mass")
    return {"rows": len(rows), "without_mass": without_mass}


def features(warehouse):
    """Standardised measures; every fifth penguin is held out."""
    with connect(warehouse) as db:
        rows = db.execute("select * from raw where body_mass_g is not null").fetchall()
    values = [[float(row[measure]) for measure in MEASURES] for row in rows]
    means = [sum(column) / len(column) for column in zip(*values)]
    spreads = [math.sqrt(sum((v - m) ** 2 for v in column) / len(column)) for column, m in zip(zip(*values), means)]
    examples = [
        {"label": SPECIES.index(row["species"]), "x": [(v - m) / s for v, m, s in zip(vector, means, spreads)]}
        for row, vector in zip(rows, values)
    ]
    return {
        "train": [example for i, example in enumerate(examples) if i % 5],
        "test": [example for i, example in enumerate(examples) if i % 5 == 0],
        "scale": {"means": means, "spreads": spreads},
    }


def train(features, epochs):
    """Multinomial logistic regression by stochastic gradient descent."""
    weights = [[0.0] * (len(MEASURES) + 1) for _ in SPECIES]
    order = list(features["train"])
    shuffle = random.Random(7)
    for epoch in range(epochs):
        shuffle.shuffle(order)
        rate = 0.1 / (1 + 0.01 * epoch)
        for example in order:
            x = example["x"] + [1.0]
            for label, share in enumerate(shares(weights, x)):
                error = share - (1.0 if label == example["label"] else 0.0)
                weights[label] = [w - rate * error * v for w, v in zip(weights[label], x)]
    return {"weights": weights, "scale": features["scale"], "measures": MEASURES, "species": SPECIES}


def evaluate(features, model):
    """Accuracy and recall on the penguins held out."""
    seen = [0] * len(SPECIES)
    right = [0] * len(SPECIES)
    for example in features["test"]:
        guess = shares(model["weights"], example["x"] + [1.0])
        seen[example["label"]] += 1
        right[example["label"]] += guess.index(max(guess)) == example["label"]
    accuracy = round(sum(right) / sum(seen), 4)
    print(f"accuracy {accuracy} on {sum(seen)} penguins it has not seen")
    return {
        "accuracy": accuracy,
        "rows": sum(seen),
        "recall": {name: round(r / s, 4) for name, r, s in zip(SPECIES, right, seen)},
    }


def publish(model, metrics, folder, threshold):
    """Publishes into a folder of its own; publishing again replaces it."""
    folder = Path(folder)
    draft = folder.with_name(folder.name + ".draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    (draft / "model.json").write_text(json.dumps(model, indent=2), encoding="utf-8")
    (draft / "metrics.json").write_text(json.dumps(metrics, indent=2), encoding="utf-8")
    (draft / "MODEL_CARD.md").write_text(
        "# Penguin species classifier\n"
        "**Model**: multinomial logistic regression on four measures.\n"
        f"**Accuracy**: {metrics['accuracy']} on {metrics['rows']} penguins held out; the gate asks for {threshold}.\n"
        f"**Recall by species**: {metrics['recall']}\n"
        "**Data**: Palmer penguins (CC0).\n",
        encoding="utf-8",
    )
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)
    print(f"published {folder}")
    return {"folder": str(folder), "accuracy": metrics["accuracy"]}


def notify(metrics, threshold):
    print(f"The model was not published: accuracy {metrics['accuracy']} is below {threshold}")


def clean_up(warehouse):
    Path(warehouse).unlink(missing_ok=True)


def shares(weights, x):
    """Softmax of the linear scores."""
    scores = [sum(w * v for w, v in zip(row, x)) for row in weights]
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    return [power / sum(powers) for power in powers]


def connect(warehouse):
    db = sqlite3.connect(warehouse)
    db.row_factory = sqlite3.Row
    return db
