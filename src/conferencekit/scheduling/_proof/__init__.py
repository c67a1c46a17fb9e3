"""Proof: bounds tightened by sharing every meeting's price out among its people."""
