"""Biểu đồ điều hành: the trend, the ranking and the map of the national board."""

from nhip.command_centre.queries.charts.figures import Measure, Place, Point
from nhip.command_centre.queries.charts.map import province_map
from nhip.command_centre.queries.charts.ranking import ranking
from nhip.command_centre.queries.charts.trend import trend

__all__ = ["Measure", "Place", "Point", "province_map", "ranking", "trend"]
