"""Other engines than :func:`~conferencekit.scheduling.solver.solve`, and finding them by name.

Nobody gets one who does not ask for it. What an engine needs is imported when it is called.
"""

from conferencekit.engines.exact import cpsat
from conferencekit.engines.finding import engine, engine_names

__all__ = ["cpsat", "engine", "engine_names"]
