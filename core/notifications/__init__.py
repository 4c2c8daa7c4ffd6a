"""Messages that no conversation asked for: SMS to staff."""
