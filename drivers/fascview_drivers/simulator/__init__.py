"""The synthetic patient."""
