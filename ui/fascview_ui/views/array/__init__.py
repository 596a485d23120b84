"""What the array check page is made of."""
