"""The demo: a believable service centre, built through the services, and one shift played in it (REF-36)."""

from csconsole.services.demo.build import DemoSize, build_demo, demo_day
from csconsole.services.demo.days import Load
from csconsole.services.demo.mark import is_demo, whole_demo
from csconsole.services.demo.play import PlayedShift, play_shift, played_day, shift_reports

__all__ = [
    "DemoSize",
    "Load",
    "PlayedShift",
    "build_demo",
    "demo_day",
    "is_demo",
    "play_shift",
    "played_day",
    "shift_reports",
    "whole_demo",
]
