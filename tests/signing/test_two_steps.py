"""A document may wait between two steps; what comes back is it, signed by that person."""

import io
import pickle

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from nhip.signing.providers import pades
from nhip.signing.providers.authorities import PEOPLE
from nhip.signing.providers.pades import AlreadySigned, NotThatSignature
from nhip.signing.rules.preparation import Prepared
from nhip.signing.rules.verdicts import Conclusion
from tests.signing.papers import MINH, NOW, stamp


@pytest.fixture
def waiting(signers, report) -> Prepared:
    return signers.prepare(report, "person")


@pytest.fixture
def by_minh(signers, waiting) -> bytes:
    return signers.keys["person"].sign(waiting.to_sign)


def test_what_waits_can_be_stored_and_completed_later(signers, waiting, by_minh):
    restored = pickle.loads(pickle.dumps(waiting))

    signed = pades.complete(restored, by_minh, None)

    assert signers.verdict(signed).role("person").intact


def test_the_result_is_the_prepared_bytes_outside_the_container(waiting, by_minh):
    signed = pades.complete(waiting, by_minh, None)
    start, end = waiting.container

    assert signed[:start] == waiting.pdf[:start]
    assert signed[end:] == waiting.pdf[end:]
    assert len(signed) == len(waiting.pdf)


def test_the_prepared_bytes_begin_with_the_document(report, waiting):
    assert waiting.pdf.startswith(report)


def test_the_signing_time_is_the_domain_time(signers, waiting, by_minh):
    signed = pades.complete(waiting, by_minh, None)

    assert signers.verdict(signed).role("person").signed_at == NOW


def test_another_persons_signature_is_refused(signers, waiting):
    stranger = signers.enrol(PEOPLE, MINH)

    with pytest.raises(NotThatSignature):
        pades.complete(waiting, stranger.sign(waiting.to_sign), None)


def test_a_signature_over_something_else_is_refused(signers, waiting):
    with pytest.raises(NotThatSignature):
        pades.complete(waiting, signers.keys["person"].sign(b"something else"), None)


@pytest.mark.parametrize("place", [0, 1_000, -1])
def test_a_replaced_prepared_file_is_refused(waiting, by_minh, place):
    data = bytearray(waiting.pdf)
    data[place] ^= 1
    replaced = Prepared(**{**vars(waiting), "pdf": bytes(data)})

    with pytest.raises(NotThatSignature):
        pades.complete(replaced, by_minh, None)


def test_a_role_is_signed_once(signers, report):
    with pytest.raises(AlreadySigned):
        signers.prepare(signers.sign(report, "person"), "person")


def test_an_upload_that_is_the_prepared_file_and_its_signature_is_taken(signers, waiting, by_minh):
    uploaded = pades.complete(waiting, by_minh, signers.authorities.timestamper(NOW))

    assert pades.accept(waiting, uploaded) == uploaded
    assert signers.verdict(uploaded).conclusion is Conclusion.GOOD


def test_an_upload_of_another_file_is_refused(signers, waiting):
    with pytest.raises(NotThatSignature):
        pades.accept(waiting, signers.sign(stamp("khác"), "person"))


def test_an_upload_signed_by_another_person_is_refused(signers, report, waiting):
    uploaded = signers.sign(report, "person", key=signers.enrol(PEOPLE, MINH))

    with pytest.raises(NotThatSignature):
        pades.accept(waiting, uploaded)


def test_an_upload_with_an_extra_annotation_is_refused(waiting, by_minh):
    writer = IncrementalPdfFileWriter(io.BytesIO(pades.complete(waiting, by_minh, None)))
    note = generic.DictionaryObject({generic.pdf_name("/Subtype"): generic.pdf_name("/Text")})
    writer.register_annotation(writer.root["/Pages"]["/Kids"].raw_get(0), writer.add_object(note))
    scribbled = io.BytesIO()
    writer.write(scribbled)

    with pytest.raises(NotThatSignature):
        pades.accept(waiting, scribbled.getvalue())


def test_an_upload_with_something_hidden_behind_the_signature_is_refused(waiting, by_minh):
    uploaded = bytearray(pades.complete(waiting, by_minh, None))
    uploaded[waiting.container[1] - 3 : waiting.container[1] - 1] = b"41"

    with pytest.raises(NotThatSignature):
        pades.accept(waiting, bytes(uploaded))


def test_an_upload_without_a_signature_is_refused(waiting):
    with pytest.raises(NotThatSignature):
        pades.accept(waiting, waiting.pdf)
