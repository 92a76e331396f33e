"""Writing PDFs that were put together, the same bytes each time."""

from io import BytesIO

from pikepdf import ObjectStreamMode, Pdf


def save_pdf(paper: Pdf) -> bytes:
    """The bytes, with an identifier made from the content instead of the clock."""
    out = BytesIO()
    paper.save(out, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()
