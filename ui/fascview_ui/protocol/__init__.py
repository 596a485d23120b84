"""The protocol page and what runs it."""
