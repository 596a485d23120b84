"""The array check: its page, its acts and its words."""
