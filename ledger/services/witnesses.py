"""Keeping what witnesses outside signed over our checkpoints."""

from datetime import UTC, datetime

from sqlalchemy import select

from ledger.database import transaction
from ledger.domain.witnesses import WitnessKey, cosigned_at
from ledger.errors import NotFound, sentence
from ledger.models.entries import Checkpoint, Cosignature


def keep_cosignature(
    agency_id: int, *, tree_size: int, line: str, witness: WitnessKey, now: datetime
) -> datetime:
    """Keep a witness's signature line beside its checkpoint and return when it was signed.

    The same witness is kept once for a checkpoint. Raises NotFound without a checkpoint of that
    size, BadCheckpoint when the line is not the witness's signature over it.
    """
    with transaction() as work:
        checkpoint = work.scalar(
            select(Checkpoint).where(
                Checkpoint.agency_id == agency_id, Checkpoint.tree_size == tree_size
            )
        )
        if checkpoint is None:
            raise NotFound(sentence("Tidak ada segel atas %(size)s entri."), size=tree_size)
        moment = datetime.fromtimestamp(cosigned_at(checkpoint.note + line, witness), UTC)
        known = select(Cosignature.cosigned_at).where(
            Cosignature.checkpoint_id == checkpoint.id, Cosignature.witness_key == witness.text
        )
        if (before := work.scalar(known)) is not None:
            return before
        work.add(
            Cosignature(
                agency_id=agency_id,
                checkpoint_id=checkpoint.id,
                witness_key=witness.text,
                line=line,
                cosigned_at=moment,
                recorded_at=now,
            )
        )
        return moment
