"""Pictures for people: the chart of a goal. Needs the extra ``charts``."""

from conferencekit.render.chart import ChartWords, goal_chart

__all__ = ["ChartWords", "goal_chart"]
