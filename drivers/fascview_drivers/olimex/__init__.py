"""Olimex SHIELD-EKG-EMG."""
