"""Lines of numbers, as any Arduino sketch prints them."""
