"""All commands together."""

import typer

from launcher.cli import (
    business,
    conversations,
    design,
    develop,
    misunderstood,
    models,
    run,
    stories,
)

app = typer.Typer(
    help="Ratiba, the open front desk.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for commands in (run, business, conversations, design, misunderstood, stories, models, develop):
    commands.register(app)
