"""The delivery floor: runs a plan on a connection and tells what happened; writes no JSON."""
