"""What the parts of the house need from outside, put together once by the factory."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from ledger.config import Config
from ledger.domain.signatures import NotSigned, PaperSigner, SignatureMethod
from ledger.errors import sentence
from ledger.gateways.bsre import BsreService, BsreSigner
from ledger.gateways.files import FileStore, LargeFileStore
from ledger.gateways.keys import KeyStore
from ledger.gateways.official_keys import OfficialKeys
from ledger.gateways.pades import LocalSigner
from ledger.gateways.signers import Signers, SignerSocket
from ledger.gateways.web import Post, post

#: Where Flask keeps them: ``app.extensions[EXTENSION]``.
EXTENSION = "neraca"
#: Where click keeps the background work of the house: ``context.meta[WORKSHOP]``.
WORKSHOP = "ledger.workshop"


class Transport(Protocol):
    """Carries the name and id of waiting work to a worker; may lose or repeat a message."""

    def wake(self, name: str, job_id: int) -> None:
        """Send it; a broker that does not answer is logged, for the sweep will send it again."""

    def consume(self, run: Callable[[str, int], object], *, processes: int) -> None:
        """Run what arrives in worker processes until SIGTERM or SIGINT."""


@dataclass(frozen=True, kw_only=True)
class Resources:
    """Handed to views, commands and jobs; ``in_context`` opens a session of its own.

    ``elsewhere`` opens the application over other settings, as a restore needs it. ``exports``
    holds what can be made again at any time, so no backup takes it along.
    """

    config: Config
    files: FileStore
    exports: LargeFileStore
    keys: KeyStore
    transport: Transport
    signer_socket: SignerSocket | None = None
    post: Post = post
    in_context: Callable[[], AbstractContextManager[object]]
    elsewhere: Callable[[Config], AbstractContextManager["Resources"]]

    def paper_signer(self, method: SignatureMethod) -> PaperSigner:
        """Who signs papers in a way; raises NotSigned where it was not set up."""
        if method is SignatureMethod.LOCAL:
            return LocalSigner(
                OfficialKeys(self.config.official_keys_dir),
                timestamp_url=self.config.timestamp_url,
                send=self.post,
            )
        if method is SignatureMethod.BSRE and self.config.bsre_url:
            return BsreSigner(
                BsreService(
                    url=self.config.bsre_url,
                    user=self.config.bsre_user,
                    password=self.config.bsre_password,
                    version=self.config.bsre_version,
                    connect_seconds=self.config.bsre_connect_seconds,
                    read_seconds=self.config.bsre_read_seconds,
                )
            )
        raise NotSigned(
            sentence(
                "Tanda tangan elektronik ini belum disiapkan operator."
                " Unggah pindaian tanda tangan basah, atau tunggu."
            ),
            code="method_missing",
        )

    @property
    def signers(self) -> Signers:
        """Who signs checkpoints."""
        return Signers(self.keys, self.signer_socket)


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """The background work of the house, for the commands, which may not import the jobs.

    ``run`` does what a message named, ``drain`` all that waits and says how many jobs that were,
    ``keep_time`` the periodic work until ``pause(seconds)`` says to stop.
    """

    run: Callable[[str, int], object]
    drain: Callable[[], int]
    keep_time: Callable[[Callable[[float], bool]], None]
