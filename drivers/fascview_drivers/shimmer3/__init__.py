"""Shimmer3 EXG unit."""
