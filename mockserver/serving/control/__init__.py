"""The control plane: what a test in any language does to a server and asks of it, over HTTP."""
