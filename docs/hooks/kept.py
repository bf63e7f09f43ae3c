"""What takes long to make is kept in a cache, under a name that tells what it was made from."""

import contextlib
import hashlib
import os
from collections.abc import Callable
from pathlib import Path


def kept(cache: Path, name: str, made_from: bytes, make: Callable[[], bytes]) -> bytes:
    """What ``make`` returns, made only if ``cache`` lacks it; ``name`` is that of the file, to which a digest is added."""
    stem, suffix = Path(name).stem, Path(name).suffix
    entry = cache / f"{stem}-{hashlib.sha256(made_from).hexdigest()[:32]}{suffix}"
    with contextlib.suppress(FileNotFoundError):  # another build may remove it, or be at it too
        return entry.read_bytes()
    data = make()
    cache.mkdir(parents=True, exist_ok=True)
    unfinished = entry.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(data)
    unfinished.replace(entry)
    for old in cache.glob(f"{stem}-*{suffix}"):
        if old != entry:
            old.unlink(missing_ok=True)
    return data
