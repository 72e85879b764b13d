"""The scenario floor: what a scenario file may say, and how a text becomes one."""
