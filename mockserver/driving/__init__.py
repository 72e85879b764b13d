"""Runs a client's command through scenarios, each with a server of its own; judges nothing."""
