"""Pages for people: what is planned, and what was found, as HTML that stands alone; pure."""
