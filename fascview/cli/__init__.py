"""The command line, which puts the program together."""
