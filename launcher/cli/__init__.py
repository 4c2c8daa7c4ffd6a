"""The commands, by who needs them; each module imports the rest only when it runs."""
