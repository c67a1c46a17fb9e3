"""The round as a model of OR-Tools' CP-SAT. This is the only place that imports it."""
