"""What takes long to make is kept in a cache, under a name that tells what it was made from, sealed with a checksum."""

import contextlib
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


def kept(cache: Path, name: str, made_from: bytes, make: Callable[[], bytes]) -> bytes:
    """What ``make`` returns, made only if ``cache`` lacks it or holds it damaged; a digest is added to the file's ``name``."""
    stem, suffix = Path(name).stem, Path(name).suffix
    entry = cache / f"{stem}-{hashlib.sha256(b'sealed' + made_from).hexdigest()[:32]}{suffix}"
    with contextlib.suppress(FileNotFoundError):  # another build may remove it, or be at it too
        if (found := _opened(entry.read_bytes())) is not None:
            return found
    data = make()
    cache.mkdir(parents=True, exist_ok=True)
    write(entry, _sealed(data))
    for old in cache.glob(f"{stem}-{'?' * 32}{suffix}"):
        if old != entry:
            old.unlink(missing_ok=True)
    return data


def write(path: Path, data: bytes) -> None:
    """Write the file so that whoever reads it meanwhile finds the old one or the new."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_bytes(data)
    unfinished.replace(path)


def _sealed(data: bytes) -> bytes:
    return hashlib.sha256(data).digest() + data


def _opened(entry: bytes) -> bytes | None:
    """What was sealed, or None if it is damaged."""
    data = entry[32:]
    return data if _sealed(data) == entry else None


class Templates(BytecodeCache):
    """Templates as Jinja has compiled them, which takes half a second for those of the theme.

    Jinja's own cache in files has no checksums: a damaged entry would end the build, or change a page.
    """

    def __init__(self, folder: Path):
        self.folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(FileNotFoundError):
            if (code := _opened((self.folder / bucket.key).read_bytes())) is not None:
                bucket.bytecode_from_string(code)  # unless its template has changed since

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        write(self.folder / bucket.key, _sealed(bucket.bytecode_to_string()))
