"""An invented agency that takes Neraca into use: imported, then played through the services."""

from ledger.services.demo.opening import has_agency
from ledger.services.demo.play import DemoCommand, DemoTools, play_demo
from ledger.services.demo.report import DemoReport

__all__ = ["DemoCommand", "DemoReport", "DemoTools", "has_agency", "play_demo"]
