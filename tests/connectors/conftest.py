"""A front desk per test, and where its customers' files come from."""

from tests.connectors.graph import graph_url, meta, stranger
from tests.fixtures.messages import desk, other_desk

__all__ = ["desk", "graph_url", "meta", "other_desk", "stranger"]
