"""What a client made of each scenario: expected, said, judged, reported; pure, runs nothing."""
