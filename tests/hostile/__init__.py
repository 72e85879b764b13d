"""What nobody should send, and what befalls a server: nothing of it ends or changes a stream.

A run of CI takes a few examples each. `MOCKSERVER_HOSTILE=N pytest tests/hostile` takes N times as
many, other ones in each run; `docs/security.md` has the figures of such a run.
"""
