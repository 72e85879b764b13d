"""The public names of mockserver."""
