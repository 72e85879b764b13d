"""The pictures of the README and the docs, each made from what the program really shows."""
