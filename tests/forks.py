"""Runs `python -m MODULE ...` again and again without the imports, which take most of the time of a short run.

A server that has imported what builds and tests take from other packages, and nothing of the book, forks for each run. It listens
at a socket, whose path stands in the environment of each run: what a run begins is forked by the same server.
"""

import gc
import json
import os
import runpy
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from functools import cache
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
SERVER = "FORKS_SERVER"  # the variable with the path of the server's socket
starting = threading.Lock()


def run(arguments: list[str], cwd: Path, env: dict[str, str], seconds: int) -> subprocess.CompletedProcess:
    """What ``python -m ARGUMENTS`` does and says; after ``seconds`` it is ended by SIGALRM."""
    with starting:
        server = os.environ.get(SERVER) or started()[0]
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as asking:
        said = Path(folder, "out"), Path(folder, "err")
        told = {"arguments": arguments, "cwd": str(cwd), "env": env | {SERVER: server}, "seconds": seconds}
        asking.connect(server)
        asking.sendall(json.dumps(told | {"said": [*map(str, said)]}).encode() + b"\n")
        code = int(asking.makefile().read())
        return subprocess.CompletedProcess(arguments, code, *(path.read_text("utf-8") for path in said))


@cache
def started() -> tuple[str, subprocess.Popen]:
    """The socket of a server, and the server, which ends with this process: that is the end of its input."""
    path = os.path.join(tempfile.mkdtemp(), "socket")
    # NumPy reads it when it is imported; a build says it before.
    one_thread = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    server = subprocess.Popen([sys.executable, __file__, path], cwd="/", env=one_thread, text=True, **pipes)
    server.stdout.readline()  # it listens
    return path, server


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


def serve(path: str) -> None:
    """Fork for whoever asks; returns in the processes that were forked to run something, and at the end of the input."""
    for name in IMPORTED:
        import_module(name)
    gc.freeze()  # else the collector of each run would look through all of it, and so copy it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who answer
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(path)
    listening.listen()
    print("listens", flush=True)
    while listening in select.select([listening, sys.stdin], [], [])[0]:
        asking = listening.accept()[0]
        if not os.fork():
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            listening.close()
            told = json.loads(asking.makefile().readline())
            if running := os.fork():
                code = os.waitstatus_to_exitcode(os.waitpid(running, 0)[1])
                asking.sendall(str(code).encode())
                os._exit(0)
            asking.close()
            begin(**told)
            runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
            return
        asking.close()
    shutil.rmtree(os.path.dirname(path))


if __name__ == "__main__":
    serve(sys.argv[1])
