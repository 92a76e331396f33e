"""Writing PDFs that were put together, the same bytes each time."""

from io import BytesIO

from pikepdf import Name, ObjectStreamMode, Page, Pdf


def lay_over(paper: Pdf, page: Page, other: Page, *, name: str) -> None:
    """Draw a page of another file, of the same size, over this one.

    ``name`` must be the only one of its file: pages may share their resources. pikepdf's own
    overlay takes a name by chance, and the same paper must be the same bytes each time.
    """
    drawing = paper.copy_foreign(other.as_form_xobject())
    page.add_resource(drawing, Name.XObject, Name(f"/{name}"))
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(f"\nQ\n/Artifact BMC q /{name} Do Q EMC\n".encode(), prepend=False)


def save_pdf(paper: Pdf) -> bytes:
    """The bytes, with an identifier made from the content instead of the clock."""
    out = BytesIO()
    paper.save(out, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()
