"""Any board BrainFlow knows."""
