"""What a Python task may use of Downbeat.

    import downbeat

    def load(day):
        rows = fetch(day)
        if not rows:
            raise downbeat.Skip("nothing new")          # the task is skipped
        if bad(rows):
            raise downbeat.Fail("the source changed")   # the task fails and is not retried
        downbeat.context().xcom_push("rows", len(rows))
        return {"rows": len(rows)}

A script, which returns nothing, calls downbeat.output(value) instead.
"""

import datetime
import json
import logging
import os
import pathlib
import time

__all__ = ["Context", "Fail", "Skip", "context", "output"]


class Skip(Exception):
    """Ends the task as skipped, with the reason."""


class Fail(Exception):
    """Fails the task for good: it is not retried."""


class Context:
    """What the task knows of itself. The same values by item: context["run_id"].

    run_id, dag_id, task_id   who it is (run_id is a number)
    map_index                 the item it works on, from 0; -1 when it is not mapped
    try_number                from 1
    logical_date, data_interval_start, data_interval_end   datetimes in UTC
    ds                        the logical date as the DAG's templates see it
    params                    the run's params, a dict
    idempotency_key           the same for every try of this task
    artifacts                 a folder (pathlib.Path) for large results, kept with the run
    scratch                   a folder for scratch files, deleted after the task
    checkpoint_file           where checkpoint() and save_checkpoint() keep their value
    progress_file             where progress() says how far the task is
    log                       a logging.Logger
    """

    def __init__(self, values):
        for name in ("logical_date", "data_interval_start", "data_interval_end"):
            values[name] = _instant(values[name])
        for name in ("artifacts", "scratch", "checkpoint_file", "progress_file"):
            values[name] = pathlib.Path(values[name])
        self._values = values
        self._xcoms = {}
        self._progress_at = None
        self.__dict__.update(values)
        self.log = logging.getLogger("downbeat.task")

    def __getitem__(self, name):
        return self._values[name]

    def get(self, name, default=None):
        return self._values.get(name, default)

    def keys(self):
        return self._values.keys()

    def __contains__(self, name):
        return name in self._values

    def __iter__(self):
        return iter(self._values)

    def xcom_push(self, key, value):
        """Leaves a small named value beside the task's output: xcom.<task>.<key> in templates."""
        if not isinstance(key, str) or not key:
            raise TypeError("the key of an xcom is a string, not %r" % (key,))
        self._xcoms[key] = value

    def checkpoint(self, default=None):
        """What an earlier attempt left by save_checkpoint, or the default."""
        try:
            with open(self.checkpoint_file, encoding="utf-8") as file:
                return json.load(file)
        except FileNotFoundError:
            return default

    def save_checkpoint(self, value):
        """Remembers how far the task has come, for the next attempt should this one fail or be lost.

        A JSON value. It is durable when this returns, and forgotten when the task succeeds.
        """
        text = json.dumps(value)
        self.checkpoint_file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.checkpoint_file.with_suffix(".new")
        with open(fresh, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self.checkpoint_file)

    def progress(self, done, total=0, unit=""):
        """Says how far the task is, for those who look on: progress(3, 10, "files"). Also a sign of life.

        It may be called often. A total that is not known is 0.
        """
        if done < 0 or total < 0:
            raise ValueError("progress counts from 0, not %r of %r" % (done, total))
        now = time.monotonic()
        if self._progress_at is None or now - self._progress_at >= 0.1 or done == total:
            self._progress_at = now
            with open(self.progress_file, "w", encoding="utf-8") as file:
                file.write("%d %d %s\n" % (done, total, unit))


class _Task:
    """Set by the worker before the user's code runs."""

    context = None
    output = None


def context():
    """The Context of this task."""
    if _Task.context is None:
        raise RuntimeError("downbeat.context() is there only in a task that Downbeat runs")
    return _Task.context


def output(value):
    """Sets the output of a script; a function just returns it."""
    context()
    _Task.output = value


def _instant(text):
    # Python before 3.11 reads neither "Z" nor nanoseconds.
    moment, _, fraction = text.rstrip("Z").partition(".")
    parsed = datetime.datetime.strptime(moment, "%Y-%m-%dT%H:%M:%S" if moment.count(":") == 2 else "%Y-%m-%dT%H:%M")
    micros = int((fraction + "000000")[:6]) if fraction else 0
    return parsed.replace(microsecond=micros, tzinfo=datetime.timezone.utc)
