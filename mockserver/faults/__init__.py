"""The faults: cuts and stalls at places of a stream, each level one module."""
