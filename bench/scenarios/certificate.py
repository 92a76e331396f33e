"""One certificate, alone and in a batch, beside a fresh WeasyPrint call for each."""

import time
from collections.abc import Callable

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from bench.measures import ROOT, Measure, percentile, report
from bench.memory import watched
from ledger.documents import certificate
from ledger.documents.contexts import CertificateContext
from ledger.documents.fetching import ClosedFetcher
from ledger.documents.parties import Letterhead, PersonBlock, Signer
from ledger.documents.press import Order, Press
from ledger.documents.qr import qr_svg
from ledger.documents.typesetting import render_html
from ledger.domain.documents import CertificateDesign

CALLS = 20
ON_DEMAND = 100
BATCH = 1_000
FRESH_CALLS = 6
STYLES = ("fonts.css", "print.css", "certificate.css", "certificate_frame.css")
#: Where certificate.py draws the border and the code.
DRAWN_STYLE = """
.under {{ height: 210mm; left: 0; position: absolute; top: 0; width: 297mm; z-index: -2; }}
.square {{ bottom: {}mm; height: {}mm; left: {}mm; position: absolute; width: {}mm; }}
"""
FOLDER = ROOT / "ledger" / "templates" / "documents"


def context_of(
    number: int, design: CertificateDesign = CertificateDesign.ANYAMAN
) -> CertificateContext:
    return CertificateContext(
        design=design.value,
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


def fresh_call(context: CertificateContext) -> bytes:
    """The same page in one document, with fonts and styles of its own, as a plain call makes it."""
    fonts, fetcher = FontConfiguration(), ClosedFetcher()
    texts = [(FOLDER / name).read_text(encoding="utf-8") for name in STYLES]
    styles = [CSS(string=text, font_config=fonts, url_fetcher=fetcher) for text in texts]
    left, bottom, side = certificate.CODES[CertificateDesign(context.design)]
    drawn = DRAWN_STYLE.format(bottom, side, left, side)
    styles.append(CSS(string=drawn, font_config=fonts, url_fetcher=fetcher))
    document = HTML(string=whole_page(context), url_fetcher=fetcher)
    return bytes(
        document.write_pdf(
            stylesheets=styles, font_config=fonts, pdf_variant="pdf/a-3a", pdf_tags=True
        )
    )


def whole_page(context: CertificateContext) -> str:
    """Words, border, emblem and code in one page."""
    spacing = certificate.spacing_of(context)
    words = render_html(certificate.LAYOUT, {"context": context, "spacing": spacing})
    design = CertificateDesign(context.design)
    shapes = {**certificate.frame_shapes(design), "spacing": spacing}
    frame = render_html(certificate.FRAME_LAYOUT, shapes)
    drawn = frame[frame.index("<svg") : frame.index("</body>")]
    under = f'<div class="under">{drawn}</div><main'
    code = f'<div class="square">{qr_svg(context.verification_url)}</div></body>'
    return words.replace("<main", under, 1).replace("</body>", code)


def timed(make: Callable[[int], bytes], calls: int) -> list[float]:
    """Seconds of each call but the first, which draws the border and reads the fonts."""
    seconds = []
    for number in range(calls + 1):
        started = time.perf_counter()
        assert make(number).startswith(b"%PDF-")
        seconds.append(time.perf_counter() - started)
    return seconds[1:]


def beside_fresh(design: CertificateDesign) -> Measure:
    """How many certificates of a design come in the time of one fresh call, in one process."""
    ours = timed(lambda number: certificate.render(context_of(number, design)), CALLS)
    theirs = timed(lambda number: fresh_call(context_of(number, design)), FRESH_CALLS)
    ratio = percentile(theirs, 0.5) / percentile(ours, 0.5)
    return Measure(f"the same, {design.value}", ratio, "×")


def order_of(number: int) -> Order:
    return Order(kind=certificate.KIND, context=context_of(number))


def seconds_each_in_a_batch(press: Press, papers: int) -> float:
    """By as many processes as are worth it, their start included where they are not warm yet."""
    started = time.perf_counter()
    printed = press.print_many(order_of(number) for number in range(papers))
    assert all(isinstance(paper, bytes) for paper in printed)
    return (time.perf_counter() - started) / papers


if __name__ == "__main__":
    ours = timed(lambda number: certificate.render(context_of(number)), CALLS)
    theirs = timed(lambda number: fresh_call(context_of(number)), FRESH_CALLS)
    median, fresh = percentile(ours, 0.5), percentile(theirs, 0.5)
    with watched() as fifth:
        cold = Press()
        seconds_each_in_a_batch(cold, BATCH // 5)
        cold.close()
    with watched() as peak:
        press = Press()
        each = seconds_each_in_a_batch(press, BATCH)
    demanded = timed(lambda number: press.print_one(order_of(number)), ON_DEMAND)
    press.close()
    report(
        "Neraca, one certificate as PDF/A",
        [
            Measure("median", median * 1000, "ms"),
            Measure("p95", percentile(ours, 0.95) * 1000, "ms"),
            Measure(
                "on demand from a warm process of its own: p95",
                percentile(demanded, 0.95) * 1000,
                "ms",
            ),
            Measure(f"in a batch of {BATCH:,}", each * 1000, "ms"),
            Measure("fresh WeasyPrint call: median", fresh * 1000, "ms"),
            Measure("fresh call, as often", fresh / median, "×"),
            *(beside_fresh(design) for design in CertificateDesign),
            Measure("fresh call, as often as one of a batch", fresh / each, "×"),
            Measure(f"peak memory of {BATCH // 5:,}, all processes", fifth.mebibytes, "MiB"),
            Measure(f"peak memory of {BATCH:,}, all processes", peak.mebibytes, "MiB"),
        ],
    )
