"""One server as several processes on one port, for more than one core; each is a whole mock."""
