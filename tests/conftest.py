"""What every test may use: engines, databases, the running system; and the stages of the gate."""

pytest_plugins = [
    "tests.fixtures.stages",
    "tests.fixtures.engines",
    "tests.fixtures.collector",
    "tests.fixtures.system",
    "tests.fixtures.chromium",
]
