"""What takes long is made while the rest of the build goes on."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread


def meanwhile(make: Callable, *given) -> Future:
    """Have something made in a thread of its own; in a daemon, for a build that ends early because of a mistake doesn't wait."""
    made = Future()

    def run() -> None:
        try:
            made.set_result(make(*given))
        except BaseException as error:
            made.set_exception(error)

    Thread(target=run, daemon=True).start()
    return made
