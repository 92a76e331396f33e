"""The periodic recap: asked for by HR, made by a worker, never changed afterwards."""

from ledger.services.recaps.building import build_recap
from ledger.services.recaps.correcting import correct_recap
from ledger.services.recaps.making import make_recap
from ledger.services.recaps.requesting import BUILD_JOB, request_recap

__all__ = ["BUILD_JOB", "build_recap", "correct_recap", "make_recap", "request_recap"]
