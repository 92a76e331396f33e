"""One certificate: from a process that has made one before, beside a fresh WeasyPrint call each."""

import time
from collections.abc import Callable

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from bench.measures import ROOT, Measure, percentile, report
from ledger.documents import certificate
from ledger.documents.contexts import CertificateContext
from ledger.documents.fetching import ClosedFetcher
from ledger.documents.parties import Letterhead, PersonBlock, Signer
from ledger.documents.typesetting import render_html

CALLS = 20
FRESH_CALLS = 6
STYLES = ("fonts.css", "print.css", "certificate.css", "certificate_frame.css")
FOLDER = ROOT / "ledger" / "templates" / "documents"


def context_of(number: int) -> CertificateContext:
    return CertificateContext(
        letterhead=Letterhead(government="Pemerintah Provinsi Contoh", agency="Dinas Contoh"),
        place="Kota Contoh",
        date_text="23 November 2026",
        number=f"800.1.12.8/{number}/DC/2026",
        verification_url=f"https://neraca.example/verifikasi/7K4MQ-2XW9T-BD0R3-{number:05}",
        is_draft=False,
        recipient=PersonBlock(
            name=f"Siti Rahmawati {number}",
            nip="198701122010012003",
            position="Pranata Komputer Ahli Muda",
            unit="Bidang Pelayanan",
        ),
        award_title="Pelayanan Cepat dan Ramah",
        reason="menyelesaikan 1.204 permohonan akta kelahiran lebih cepat dari standar pelayanan.",
        signer=Signer(name="Ratna Kusumawardhani", post="Kepala Dinas Contoh"),
    )


def fresh_call(context: CertificateContext, frame: str) -> bytes:
    """The same page in one document, with fonts and styles of its own, as a plain call makes it."""
    page = render_html(certificate.LAYOUT, {"context": context})
    fonts, fetcher = FontConfiguration(), ClosedFetcher()
    texts = [(FOLDER / name).read_text(encoding="utf-8") for name in STYLES]
    styles = [CSS(string=text, font_config=fonts, url_fetcher=fetcher) for text in texts]
    document = HTML(string=page.replace("</body>", f"{frame}</body>"), url_fetcher=fetcher)
    return bytes(
        document.write_pdf(
            stylesheets=styles, font_config=fonts, pdf_variant="pdf/a-3b", pdf_tags=True
        )
    )


def frame_markup() -> str:
    """The border as it stands in its own page."""
    page = render_html(certificate.FRAME_LAYOUT, certificate.frame_shapes())
    return page[page.index("<svg") : page.index("</svg>") + len("</svg>")]


def timed(make: Callable[[int], bytes], calls: int) -> list[float]:
    seconds = []
    for number in range(calls + 1):
        started = time.perf_counter()
        assert make(number).startswith(b"%PDF-")
        seconds.append(time.perf_counter() - started)
    # The first of a process draws the border and reads the fonts.
    return seconds[1:]


if __name__ == "__main__":
    border = frame_markup()
    ours = timed(lambda number: certificate.render(context_of(number)), CALLS)
    theirs = timed(lambda number: fresh_call(context_of(number), border), FRESH_CALLS)
    median, fresh = percentile(ours, 0.5), percentile(theirs, 0.5)
    report(
        "Neraca, one certificate as PDF/A",
        [
            Measure("median", median * 1000, "ms"),
            Measure("p95", percentile(ours, 0.95) * 1000, "ms"),
            Measure("fresh WeasyPrint call: median", fresh * 1000, "ms"),
            Measure("fresh call, as often", fresh / median, "×"),
        ],
    )
