"""`python -m profile_service.cli.trial_process ARGUMENT...`: a command that a server starts in a session of its own. It
lives no longer than the server, however that ends: the pipe to the standard input closes then."""

import os
import signal
import threading

from profile_service.cli.commands import main

_BYTES = 512


def _end_with_the_server(pipe: int) -> None:
    while os.read(pipe, _BYTES):
        pass
    os.killpg(os.getpgrp(), signal.SIGKILL)  # with what it has started


def _start() -> None:
    threading.Thread(target=_end_with_the_server, args=(0,), daemon=True).start()
    main()


if __name__ == "__main__":
    _start()
