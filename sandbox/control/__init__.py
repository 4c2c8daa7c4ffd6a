"""The control API: what tests, benchmarks and the phone page drive the sandbox with."""

from sandbox.control import customers, language_models, live, messages, payments, tuning

routers = (
    customers.router,
    messages.router,
    payments.router,
    language_models.router,
    tuning.router,
    live.router,
)
