"""How a goal goes, and how a school stands: where goals, support and measurements come together.

Every function takes an :class:`~conferencekit.privacy.policy.Access`, and returns what its viewer
may see.
"""

from conferencekit.overview.progress import GoalProgress, show_progress
from conferencekit.overview.school import SchoolView, show_school

__all__ = ["GoalProgress", "SchoolView", "show_progress", "show_school"]
