"""What takes long to make is kept in a cache, under a name that tells what it was made from."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path


def kept(cache: Path, name: str, made_from: bytes, make: Callable[[], bytes]) -> bytes:
    """What ``make`` returns, made only if ``cache`` lacks it; ``name`` is that of the file, to which a digest is added."""
    stem, suffix = Path(name).stem, Path(name).suffix
    entry = cache / f"{stem}-{hashlib.sha256(made_from).hexdigest()[:32]}{suffix}"
    if entry.is_file():
        return entry.read_bytes()
    data = make()
    cache.mkdir(parents=True, exist_ok=True)
    for old in cache.glob(f"{stem}-*{suffix}"):
        old.unlink(missing_ok=True)
    unfinished = entry.with_suffix(f".{os.getpid()}")  # another build may be at it too
    unfinished.write_bytes(data)
    unfinished.replace(entry)
    return data
