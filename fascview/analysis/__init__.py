"""What the counted events mean: rates, intervals, statistics."""
