"""The memory of a process that has started."""

import gc

_ALLOCATIONS = 20_000
"""How many more objects than are freed there may be before the young ones are looked through."""


def settle_heap() -> None:
    """Leave everything loaded so far out of later garbage collections, which stop every turn."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS, 20, 20)
