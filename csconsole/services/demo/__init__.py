"""The demo: a believable service centre, built through the services, and one shift played in it (REF-36)."""

from csconsole.services.demo.build import DemoSize, build_demo, demo_day

__all__ = ["DemoSize", "build_demo", "demo_day"]
