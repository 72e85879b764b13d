"""Tests of the delivery floor."""
