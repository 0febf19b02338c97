"""Jobs done in one process or in many, with the same pieces in the same order."""

from __future__ import annotations

import pickle
import signal
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor

from cleanpage.stream import Job, Piece, Worker


class PoolError(RuntimeError):
    """Work can't be done in other processes."""


def run(worker: Worker, work: Iterable[Job], processes: int = 1) -> Generator[Piece, None, None]:
    """Do jobs, in order, in this process or in others; only a few are read ahead."""
    if processes == 1:
        for job in work:
            yield from worker(job)
        return
    pool = ProcessPoolExecutor(processes, initializer=_start, initargs=(_pickled(worker),))
    waiting: deque[Future[list[Piece]]] = deque()
    done = False
    try:
        for job in work:
            waiting.append(pool.submit(_work, job))
            if len(waiting) > 2 * processes:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
        done = True
    except BrokenExecutor as error:
        msg = "a process died, perhaps for lack of memory"
        raise PoolError(msg) from error
    finally:
        # a pool that nobody waited for may complain when the interpreter ends; after an interrupt nobody wants to wait
        pool.shutdown(wait=done, cancel_futures=True)


def _pickled(worker: Worker) -> bytes:
    try:
        return pickle.dumps(worker)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        msg = f"a rule that can't be pickled can't work in other processes: {error}"
        raise PoolError(msg) from error


#: The worker of this process, if it is one of a pool: unpickled once, not with every job.
_mine: list[Worker] = []


def _start(pickled: bytes) -> None:
    """Make a process ready for work."""
    # an interrupt from the keyboard reaches all processes: the first one deals with it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _mine.append(pickle.loads(pickled))  # noqa: S301 - made by our own parent process


def _work(job: Job) -> list[Piece]:
    return _mine[0](job)
