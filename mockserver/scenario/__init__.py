"""The scenario floor: what a scenario file may say, and how a text becomes one."""

from . import said as said  # it writes records as files, which each record can be asked for
