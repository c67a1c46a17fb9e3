"""Measuring: quality against other ways to plan a round, growth, and where the time goes."""
