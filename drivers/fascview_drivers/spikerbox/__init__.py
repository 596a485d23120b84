"""Backyard Brains SpikerBox and SpikerShield."""
