"""The memory of a process that has started."""

import gc


def settle_heap() -> None:
    """Leave everything loaded so far out of later garbage collections, which stop every turn."""
    gc.collect()
    gc.freeze()
