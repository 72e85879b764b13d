"""The wire floor: bytes and the program that sends them; knows no dialect, scenario or socket."""
