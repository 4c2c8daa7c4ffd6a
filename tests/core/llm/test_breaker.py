"""When a provider is left alone."""

import pytest

from core.llm.breaker import CircuitBreaker

pytestmark = pytest.mark.unit


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class TestMayCall:
    def test_failures_with_a_success_between_do_not_add_up(self) -> None:
        breaker = CircuitBreaker(2, 10, Clock())
        breaker.failed()
        breaker.succeeded()
        breaker.failed()
        assert breaker.may_call()

    def test_after_enough_failures_nobody_calls_for_a_while(self) -> None:
        clock = Clock()
        breaker = CircuitBreaker(2, 10, clock)
        breaker.failed()
        breaker.failed()
        assert not breaker.may_call()
        clock.now += 9.9
        assert not breaker.may_call()

    def test_then_one_call_tries_and_the_others_wait_for_it(self) -> None:
        clock = Clock()
        breaker = CircuitBreaker(1, 10, clock)
        breaker.failed()
        clock.now += 10.1
        assert breaker.may_call()
        assert not breaker.may_call()
        breaker.succeeded()
        assert breaker.may_call()
