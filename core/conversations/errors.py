from core.kit.errors import Conflict


class LeaseLost(Conflict):
    """Another worker has the conversation now: what was done under the lease is not written."""

    code = "lease_lost"
