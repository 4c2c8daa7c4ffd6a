"""What Rasa may ask for: each action translates slots into one call of `core`."""
