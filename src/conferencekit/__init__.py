"""Parent-teacher conferences as a library."""
