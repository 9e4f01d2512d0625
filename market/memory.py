"""What a process does about its memory after it has read much: give back what is free, let be what will stay."""

import ctypes
import gc
from contextlib import suppress


def give_back() -> None:
    """Return what loading has freed, where the C library can (glibc); elsewhere nothing happens."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def settle() -> None:
    """Have the collector look at nothing again that is here now: it would stop a page for a tenth of a second."""
    gc.unfreeze()  # what was here before may be garbage by now
    gc.collect()
    gc.freeze()
