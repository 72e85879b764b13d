"""The building floor: what a scenario file says, said in Python; `mockserver.build` is its face."""
