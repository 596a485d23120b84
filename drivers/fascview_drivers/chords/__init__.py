"""Upside Down Labs Chords firmware."""
