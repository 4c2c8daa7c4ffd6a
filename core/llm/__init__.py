"""Language models: one router over providers, bounded in time, size and cost."""
