"""A front desk per test."""

from tests.fixtures.messages import desk, other_desk

__all__ = ["desk", "other_desk"]
