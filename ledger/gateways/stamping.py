"""Drawing a block on the page itself, where a service signs without one of its own."""

from io import BytesIO

from pikepdf import Array, Dictionary, Name, Pdf, Stream

from ledger.domain.signatures import SignatureLook

_NAME = Name("/SignatureLook")


def stamped(content: bytes, look: SignatureLook) -> bytes:
    """The same paper with the block on it: the same input gives the same bytes."""
    with Pdf.open(BytesIO(content)) as paper:
        form = Stream(paper, look.content)
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.BBox = Array([0, 0, round(look.width, 3), round(look.height, 3)])
        form.Resources = Dictionary()
        page = paper.pages[look.page]
        page.add_resource(form, Name.XObject, _NAME)
        place = f"1 0 0 1 {look.left:.3f} {look.bottom:.3f} cm {_NAME} Do"
        page.contents_add(f"\n/Artifact BMC q {place} Q EMC".encode())
        out = BytesIO()
        # Streams stay as they are: the catalogue's metadata may not be compressed in PDF/A.
        paper.save(out, deterministic_id=True, compress_streams=False)
        return out.getvalue()
