"""The threads between source, detector, screen, sound and disk."""
