"""Runs `python -m MODULE ...` again and again without the imports, which take most of the time of a short run.

A server that has imported what builds and tests take from other packages, and nothing of the book, forks for each run. It is told
of a run by a line of its input, and answers with a line that has the exit code.
"""

import gc
import json
import os
import queue
import runpy
import signal
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

IMPORTED = (
    "material",
    "matplotlib.backends.backend_svg",
    "mkdocs.commands.build",
    "mkdocs_jupyter.plugin",
    "playwright.sync_api",
    "pymdownx.blocks",
    "pytest",
    "sybil",
)
# Servers that wait for a run. Each does one at a time, and ends with the tests, whose end is the end of its input.
waiting: queue.SimpleQueue = queue.SimpleQueue()


def run(arguments: list[str], cwd: Path, env: dict[str, str], seconds: int) -> subprocess.CompletedProcess:
    """What ``python -m ARGUMENTS`` does and says; after ``seconds`` it is ended by SIGALRM."""
    try:
        server = waiting.get_nowait()
    except queue.Empty:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        # NumPy reads it when it is imported; a build says it before.
        first = env | {"OPENBLAS_NUM_THREADS": "1"}
        server = subprocess.Popen([sys.executable, __file__], cwd="/", env=first, text=True, **pipes)
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder, "out"), Path(folder, "err")
        told = {"arguments": arguments, "cwd": str(cwd), "env": env, "seconds": seconds, "said": [*map(str, said)]}
        print(json.dumps(told), file=server.stdin, flush=True)
        code = int(server.stdout.readline())
        waiting.put(server)
        return subprocess.CompletedProcess(arguments, code, *(path.read_text("utf-8") for path in said))


def begin(arguments: list[str], cwd: str, env: dict[str, str], seconds: int, said: list[str]) -> None:
    """In the process that was forked: become what Python would be at the start of a run."""
    signal.alarm(seconds)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    for stream, path in enumerate([os.devnull, *said]):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), stream)
    sys.path[0] = cwd
    sys.argv = arguments


def serve() -> None:
    """Fork for each line of the input; returns in the processes that were forked, and at the input's end."""
    for name in IMPORTED:
        import_module(name)
    gc.freeze()  # else the collector of each run would look through all of it, and so copy it
    for line in sys.stdin:
        if forked := os.fork():
            print(os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1]), flush=True)
            continue
        begin(**json.loads(line))
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
        return


if __name__ == "__main__":
    serve()
