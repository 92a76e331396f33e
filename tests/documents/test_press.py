"""Papers set in processes of their own: the same bytes, and no harm from one to the next."""

import pytest

from ledger.documents.press import Bounds, Order, Press
from ledger.documents.rendering import render_pdf
from ledger.errors import Conflict, InvalidInput, LedgerError
from tests.documents import samples
from tests.documents.test_contexts import ALL

#: Two thousand pages of it would take minutes.
ENDLESS = "melayani warga dengan ramah " * 60_000


@pytest.fixture(scope="module")
def press():
    held = Press(size=2, bounds=Bounds(seconds=8))
    yield held
    held.close()


def certificate(**changes) -> Order:
    return Order(kind="certificate", context=samples.make_certificate(**changes))


@pytest.mark.parametrize("kind", ALL)
def test_paper_from_the_press_is_the_paper(press, kind):
    assert press.print_one(Order(kind=kind, context=ALL[kind]())) == render_pdf(kind, ALL[kind]())


def test_many_come_in_the_order_asked(press):
    contexts = [samples.make_certificate(number=f"800.1.12.8/{n}/DKPS/2026") for n in range(9)]
    orders = [Order(kind="certificate", context=context) for context in contexts]
    orders.insert(1, Order(kind="guidance_letter", context=samples.make_guidance_letter()))
    assert list(press.print_many(orders)) == [
        render_pdf(order.kind, order.context) for order in orders
    ]


def test_refusal_comes_as_it_was_raised_and_never_stops_the_rest(press):
    mapping = {**samples.make_certificate().to_mapping(), "template_version": 99}
    orders = [certificate(), Order(kind="certificate", context=mapping), certificate()]
    first, refusal, last = press.print_many(orders)
    assert first == last == render_pdf("certificate", samples.make_certificate())
    with pytest.raises(InvalidInput) as raised:
        render_pdf("certificate", mapping)
    assert isinstance(refusal, InvalidInput)
    assert (refusal.message, refusal.code) == (raised.value.message, raised.value.code)


def test_endless_paper_ends_with_a_sentence_and_the_press_goes_on(press):
    letter = samples.make_guidance_letter(reply_text=ENDLESS)
    with pytest.raises(Conflict) as refusal:
        press.print_one(Order(kind="guidance_letter", context=letter))
    assert refusal.value.code == "document_too_large"
    assert "Nomornya tetap" in refusal.value.message
    assert press.print_one(certificate()).startswith(b"%PDF-")


def test_paper_beyond_its_memory_ends_with_a_sentence():
    press = Press(size=1, bounds=Bounds(seconds=60, memory_bytes=400 << 20))
    letter = samples.make_guidance_letter(facts=("Terlambat",) * 100_000)
    results = press.print_many([Order(kind="guidance_letter", context=letter), certificate()])
    refusal, paper = results
    press.close()
    assert isinstance(refusal, LedgerError)
    assert refusal.code == "document_too_large"
    assert paper == render_pdf("certificate", samples.make_certificate())


def test_killed_process_is_replaced(press):
    press.print_one(certificate())
    for printer in list(press._idle):
        printer._process.kill()
        printer._process.wait()
    assert press.print_one(certificate()).startswith(b"%PDF-")
