"""Slot allocation: a round in, a plan out."""
