"""The figure with muscles coloured by rate."""
