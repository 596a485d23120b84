"""The page of stored recordings, and what the commands do on it."""
