"""Measurements in time, and what can honestly be said of them.

Aimline, trend, decision rules that cite the measurements they rest on, forecasts with their
uncertainty. Knows neither goals nor plans of support; both build on it.
"""

from conferencekit.progress.before_after import BeforeAfter, Estimate, before_and_after
from conferencekit.progress.compose import (
    AllAgree,
    EnoughData,
    FidelityGate,
    FirstOf,
    WholeRecord,
    judge,
    standard_rule,
)
from conferencekit.progress.finding import Finding, Outcome
from conferencekit.progress.forecast import DayRange, Forecast, forecast
from conferencekit.progress.formats import rule_from_json, rule_to_json
from conferencekit.progress.model import Aimline, Course, Direction, Point, SupportGiven
from conferencekit.progress.protocols import Rule
from conferencekit.progress.record import Record, record_from_json, record_to_json
from conferencekit.progress.remarks import DataRemark, DataRemarkKind, remarks
from conferencekit.progress.rules import MedianRule, PointRule, Ties, TrendRule
from conferencekit.progress.trend import Interval, Method, Trend, trend

__all__ = [
    "Aimline",
    "AllAgree",
    "BeforeAfter",
    "Course",
    "DataRemark",
    "DataRemarkKind",
    "DayRange",
    "Direction",
    "EnoughData",
    "Estimate",
    "FidelityGate",
    "Finding",
    "FirstOf",
    "Forecast",
    "Interval",
    "MedianRule",
    "Method",
    "Outcome",
    "Point",
    "PointRule",
    "Record",
    "Rule",
    "SupportGiven",
    "Ties",
    "Trend",
    "TrendRule",
    "WholeRecord",
    "before_and_after",
    "forecast",
    "judge",
    "record_from_json",
    "record_to_json",
    "remarks",
    "rule_from_json",
    "rule_to_json",
    "standard_rule",
    "trend",
]
