"""Writing PDFs that were put together, the same bytes each time."""

from io import BytesIO

from pikepdf import Name, ObjectStreamMode, Page, Pdf


def lay(paper: Pdf, page: Page, other: Page, *, name: str, under: bool) -> None:
    """Draw a page of another file, of the same size, under or over this one.

    ``name`` must be the only one of its file: pages may share their resources. pikepdf's own
    overlay takes a name by chance, and the same paper must be the same bytes each time.
    """
    drawing = paper.copy_foreign(other.as_form_xobject())
    page.add_resource(drawing, Name.XObject, Name(f"/{name}"))
    if not under:
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"\nQ", prepend=False)
    page.contents_add(f"\nq /{name} Do Q\n".encode(), prepend=under)


def save_pdf(paper: Pdf) -> bytes:
    """The bytes, with an identifier made from the content instead of the clock."""
    out = BytesIO()
    paper.save(out, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()
