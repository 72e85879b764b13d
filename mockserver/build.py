"""Replies and scenarios said in Python: one function for each step of a scenario file."""
