"""What takes long to make is kept in a cache, under a name that tells what it was made from."""

import contextlib
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


def kept(cache: Path, name: str, made_from: bytes, make: Callable[[], bytes]) -> bytes:
    """What ``make`` returns, made only if ``cache`` lacks it; ``name`` is that of the file, to which a digest is added."""
    stem, suffix = Path(name).stem, Path(name).suffix
    entry = cache / f"{stem}-{hashlib.sha256(made_from).hexdigest()[:32]}{suffix}"
    with contextlib.suppress(FileNotFoundError):  # another build may remove it, or be at it too
        return entry.read_bytes()
    data = make()
    cache.mkdir(parents=True, exist_ok=True)
    write(entry, data)
    for old in cache.glob(f"{stem}-*{suffix}"):
        if old != entry:
            old.unlink(missing_ok=True)
    return data


def write(path: Path, data: bytes) -> None:
    """Write the file so that whoever reads it meanwhile finds the old one or the new."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_bytes(data)
    unfinished.replace(path)


class Templates(BytecodeCache):
    """Templates as Jinja has compiled them, which takes half a second for those of the theme.

    Jinja's own cache in files has no checksums: a damaged entry would end the build, or change a page.
    """

    def __init__(self, folder: Path):
        self.folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(FileNotFoundError):
            entry = (self.folder / bucket.key).read_bytes()
            digest, code = entry[:32], entry[32:]
            if hashlib.sha256(code).digest() == digest:
                bucket.bytecode_from_string(code)  # unless its template has changed since

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        code = bucket.bytecode_to_string()
        write(self.folder / bucket.key, hashlib.sha256(code).digest() + code)
