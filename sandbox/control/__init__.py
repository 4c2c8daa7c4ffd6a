"""The control API: what tests, benchmarks and the phone page drive the sandbox with."""

from sandbox.control import customers, live, messages, payments, tuning

routers = (
    customers.router,
    messages.router,
    payments.router,
    tuning.router,
    live.router,
)
