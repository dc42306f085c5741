"""Runs one Python task, for Downbeat.

    python3 downbeat_worker.py GUARD IDLE_SECONDS

The process makes a process group of itself, starts the guard in it (the shell command GUARD, which reads this process'
standard input from then on), imports what most tasks need and waits. The guard passes one line on: the path of a
request, a JSON file. The worker removes the request when it begins (so that Downbeat can tell a task that never began),
runs it, writes what came of it to files and ends. It ends too when it has waited IDLE_SECONDS for nothing.

Nothing but the user's own output goes to standard output and standard error.
"""

import os
import sys

if sys.version_info < (3, 9):
    sys.stderr.write(
        "Downbeat needs Python 3.9 or later; %s is %s\n" % (sys.executable, ".".join(map(str, sys.version_info[:3])))
    )
    sys.exit(78)

# What follows is imported while the worker waits, so that a task does not pay for it.
import collections.abc
import dataclasses
import datetime
import decimal
import difflib
import enum
import faulthandler
import fcntl
import hashlib
import importlib.util
import inspect
import json
import linecache
import logging
import math
import pathlib
import select
import time
import traceback
import types
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))


class Refused(Exception):
    """The task cannot run as it is written; trying again does not help."""


# ---- The process


def wait_for_request(guard, idle_seconds):
    """Starts the guard and returns the one line it passes on, or None after an idle time."""
    os.setsid()
    reader, writer = os.pipe()
    # Above 4, so that making 3 and 4 of the guard out of 0 and this one is safe in any order.
    passing = fcntl.fcntl(writer, fcntl.F_DUPFD, 10)
    starter = os.posix_spawn(
        "/bin/sh",
        ["sh", "-c", guard],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_DUP2, 0, 3),
            (os.POSIX_SPAWN_DUP2, passing, 4),
            (os.POSIX_SPAWN_CLOSE, passing),
            (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        ],
    )
    os.waitpid(starter, 0)
    os.close(passing)
    os.close(writer)
    nothing = os.open("/dev/null", os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    with open(reader, "rb", buffering=0) as lines:
        if not select.select([lines], [], [], idle_seconds)[0]:
            return None
        line = b""
        while not line.endswith(b"\n"):
            chunk = lines.read(4096)
            if not chunk:
                return None
            line += chunk
        return os.fsdecode(line[:-1])


def prepare_output():
    """Output is written by the line, whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    faulthandler.enable()
    # Messages of level INFO are shown unless the task sets logging up itself.
    logging.lastResort = logging.StreamHandler()
    logging.lastResort.setLevel(logging.INFO)
    logging.getLogger().setLevel(logging.INFO)


# ---- Values


def plain(value):
    """One step from a value that JSON has no form for to one it has."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, decimal.Decimal):
        return int(value) if value.is_finite() and value == value.to_integral_value() else float(value)
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (pathlib.PurePath, uuid.UUID)):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=repr)
    if type(value).__module__ == "numpy" and hasattr(value, "tolist"):
        return value.tolist()
    if hasattr(value, "model_dump") and not isinstance(value, type):
        return value.model_dump(mode="json")
    if isinstance(value, collections.abc.Mapping):
        return dict(value)
    if isinstance(value, (types.GeneratorType, range, map, filter, zip)):
        return list(value)
    raise TypeError("a value of type %s is not JSON" % type_name(value))


def type_name(value):
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else "%s.%s" % (kind.__module__, kind.__qualname__)


def to_json(value, name):
    """UTF-8 of a value as JSON; the quick way first, step by step only to repair it or to say where it is wrong."""
    try:
        text = json.dumps(value, default=plain, allow_nan=False, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        text = json.dumps(repaired(value, name, 0), ensure_ascii=False)
    return text.encode("utf-8", "replace")


def repaired(value, path, depth):
    if depth > 200:
        raise Refused("%s is nested too deeply, or holds itself" % path[:200])
    if value is None or isinstance(value, (bool, int, str)) and not isinstance(value, enum.Enum):
        return value
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        sys.stderr.write("downbeat: %s is %r, which JSON cannot hold: null is passed on\n" % (path, value))
        return None
    if isinstance(value, dict):
        return {key_text(key, path): repaired(item, "%s[%r]" % (path, key), depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [repaired(item, "%s[%d]" % (path, at), depth + 1) for at, item in enumerate(value)]
    try:
        return repaired(plain(value), path, depth + 1)
    except TypeError:
        raise Refused(
            "%s is of type %s, which JSON cannot hold: return plain values, or write it to a file in "
            "context.artifacts and return the path" % (path, type_name(value))
        ) from None


def key_text(key, path):
    if isinstance(key, (str, int, float, bool)) or key is None:
        return key
    step = key
    try:
        step = plain(key)
    except TypeError:
        pass
    if isinstance(step, (str, int, float)):
        return step
    raise Refused("%s has the key %r of type %s; the keys of JSON are strings" % (path, key, type_name(key)))


def loaded(value):
    """Arguments, with large values that came by reference read from their files."""
    if isinstance(value, dict):
        if "$artifact" in value:
            return artifact(value)
        return {key: loaded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [loaded(item) for item in value]
    return value


def artifact(reference):
    with open(reference["$artifact"], "rb") as file:
        content = file.read()
    wanted = reference.get("sha256")
    if wanted and hashlib.sha256(content).hexdigest() != wanted:
        raise Refused("the artifact %s is damaged: its SHA-256 is not %s" % (reference["$artifact"], wanted))
    return json.loads(content)


# ---- The task


def call_function(request, task, args):
    path, name = request["file"], request["call"]
    module_name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location(module_name, path)
    if spec is None:
        raise Refused("%s is not a Python file" % path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    spec.loader.exec_module(module)
    function = module
    for part in name.split("."):
        function = attribute(function, part, path)
    if isinstance(args, dict):
        return function(**with_context(function, args, task))
    return function(*args, **with_context(function, {}, task))


def attribute(owner, name, path):
    if not hasattr(owner, name):
        known = [each for each in vars(owner) if callable(getattr(owner, each)) and not each.startswith("_")]
        close = difflib.get_close_matches(name, known, 1)
        raise Refused(
            "%s has no function '%s'%s"
            % (os.path.basename(path), name, "; did you mean '%s'?" % close[0] if close else "")
        )
    return getattr(owner, name)


def with_context(function, args, task):
    try:
        wanted = "context" in inspect.signature(function).parameters
    except (TypeError, ValueError):
        wanted = False
    return dict(args, context=task.context) if wanted and "context" not in args else args


def run_script(request, task, args):
    path = request["file"] or "<script>"
    if request["file"]:
        with open(path, "rb") as file:
            source = file.read()
    else:
        source = request["script"]
        # So that a traceback shows its lines.
        linecache.cache[path] = (len(source), None, source.splitlines(True), path)
    main = types.ModuleType("__main__")
    if request["file"]:
        main.__file__ = path
    main.__builtins__ = __builtins__
    sys.modules["__main__"] = main
    if isinstance(args, dict) and not request["file"]:
        vars(main).update(args)
        sys.argv = [path]
    else:
        sys.argv = [path] + words(args)
    exec(compile(source, path, "exec"), vars(main))
    return task.output


def words(args):
    """Arguments of a script file: a list as it is, a map as --name value."""
    if isinstance(args, list):
        return [word(arg) for arg in args]
    result = []
    for name, value in args.items():
        if value is True:
            result.append("--" + name)
        elif value is not False and value is not None:
            result += ["--" + name, word(value)]
    return result


def word(value):
    return value if isinstance(value, str) else json.dumps(value)


def execute(request, task):
    os.environ.update(request["env"])
    if "TZ" in request["env"] and hasattr(time, "tzset"):
        time.tzset()
    os.chdir(request["folder"])
    task.context = downbeat.Context(request["context"])
    # The folders of the task's code come first, as they do for `python3 file.py`.
    sys.path[:0] = request["path"]
    args = loaded(request["args"])
    return call_function(request, task, args) if request["call"] else run_script(request, task, args)


def outcome(request, task):
    """Runs the task: how it ended, for Downbeat."""
    try:
        write(request["result"], to_json(result_of(request, task), "result"))
        return ended(request, task, "success")
    except downbeat.Skip as skip:
        return ended(request, task, "skip", str(skip) or "skipped")
    except downbeat.Fail as fail:
        return ended(request, task, "fail", str(fail) or "failed")
    except Refused as refused:
        return ended(request, task, "fail", str(refused))
    except SystemExit as leaving:
        return ended(request, task, "error", exit_message(leaving.code))
    except BaseException as failure:
        failure.__traceback__ = of_user(failure.__traceback__)
        traceback.print_exception(type(failure), failure, failure.__traceback__)
        message = traceback.format_exception_only(type(failure), failure)[-1].strip()
        retry = not isinstance(failure, (SyntaxError, ModuleNotFoundError))
        return ended(request, task, "error" if retry else "fail", message, type(failure).__name__)


def result_of(request, task):
    """sys.exit() and sys.exit(0) are success."""
    try:
        return execute(request, task)
    except SystemExit as leaving:
        if leaving.code is None or leaving.code == 0:
            return task.output
        raise


def exit_message(code):
    """A text is printed and counts as 1, as Python has it."""
    if isinstance(code, int):
        return "exit code %d" % code
    sys.stderr.write("%s\n" % (code,))
    return "exit code 1: %s" % (code,)


def ended(request, task, status, message="", exception=None):
    xcoms = task.context._xcoms if task.context else {}
    result = {"status": status, "message": message, "exception": exception}
    try:
        values = b",".join(
            to_json(key, "key") + b":" + to_json(value, "xcom[%r]" % key) for key, value in xcoms.items()
        )
        write(request["xcoms"], b"{" + values + b"}")
    except Refused as refused:
        result = {"status": "fail", "message": str(refused)}
    return result


def of_user(trace):
    """A traceback from the user's first frame on."""
    step = trace
    while step is not None:
        file = step.tb_frame.f_code.co_filename
        if file != __file__ and not file.startswith("<frozen importlib"):
            return step
        step = step.tb_next
    return None


def write(path, content):
    with open(path, "wb") as file:
        file.write(content)


def main():
    line = wait_for_request(sys.argv[1], float(sys.argv[2]))
    if line is None:
        return
    prepare_output()
    with open(line, "rb") as file:
        request = json.load(file)
    os.remove(line)
    result = outcome(request, downbeat._Task)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            pass  # the task closed it
    # Renamed, so that an outcome is whole or not there.
    write(request["outcome"] + ".part", to_json(result, "outcome"))
    os.replace(request["outcome"] + ".part", request["outcome"])


# The folder of this file goes last: a task's own modules win over what stands here.
sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder or ".") != HERE]
sys.path.append(HERE)
sys.dont_write_bytecode, kept = True, sys.dont_write_bytecode
import downbeat

sys.dont_write_bytecode = kept

if __name__ == "__main__":
    main()
