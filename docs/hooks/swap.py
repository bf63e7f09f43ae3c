"""Puts a folder that was built beside another in its place, so that at each moment one of the two is there, whole.

Linux and macOS exchange two names in one step. Elsewhere that takes two renames, and whoever kills the build between them
finds the old folder set aside under another name: the next build begins by putting it back.
"""

import contextlib
import ctypes
import os
import shutil
import sys
import time
from collections.abc import Iterable
from pathlib import Path

# What a build left that was killed is removed once no build can still be at it.
ABANDONED_AFTER = 3600
TRIES = 100


def beside(target: Path) -> Path:
    """Where to build what is to become ``target``: a name of this process; what killed builds left is tidied up."""
    left = list(target.parent.glob(f".{target.name}-[0-9]*"))
    with contextlib.suppress(OSError):  # another build was faster
        aside = [folder for folder in left if folder.name.endswith("-old")]
        if aside and not target.exists():
            max(aside, key=lambda folder: folder.stat().st_mtime).rename(target)
    remove_abandoned(left)
    new = target.with_name(f".{target.name}-{os.getpid()}")
    shutil.rmtree(new, ignore_errors=True)  # by an earlier process of this number
    return new


def remove_abandoned(left: Iterable[Path]) -> None:
    """Remove those of the files and folders that no build can still be at."""
    for path in left:
        with contextlib.suppress(OSError):  # another build was faster
            if path.stat().st_mtime < time.time() - ABANDONED_AFTER:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def put_in_place(new: Path, target: Path) -> None:
    """Make the folder ``new`` be ``target``, and remove what was there. Of builds that do so at once, the last one's stays."""
    aside = new.with_name(f"{new.name}-old")
    for tries_left in reversed(range(TRIES)):
        shutil.rmtree(aside, ignore_errors=True)
        try:
            if not target.exists():
                new.rename(target)
            elif _exchange(new, target):
                shutil.rmtree(new, ignore_errors=True)
            else:
                target.rename(aside)
                new.rename(target)
                shutil.rmtree(aside, ignore_errors=True)
            return
        except OSError:  # another build has just set the old folder aside, or put its own in place
            if not tries_left:
                raise
            time.sleep(0.02)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two folders in one step; False where the system or the disk can't."""
    names = os.fsencode(one.absolute()), os.fsencode(other.absolute())
    try:
        library = ctypes.CDLL(None)
        if sys.platform == "darwin":
            return library.renamex_np(*names, 2) == 0  # RENAME_SWAP
        return library.renameat2(-1, names[0], -1, names[1], 2) == 0  # RENAME_EXCHANGE
    except (AttributeError, OSError, TypeError):
        return False
