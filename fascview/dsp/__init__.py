"""Filters and estimators: a pure design function and a small running object each."""
