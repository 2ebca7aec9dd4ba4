"""A verdict names what is wrong, and says "could not be checked" where it could not."""

import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from nhip.signing.providers import pades, verify
from nhip.signing.providers.authorities import PEOPLE, TSA, Authorities, Terms
from nhip.signing.providers.trust import NOBODY, Trust
from nhip.signing.rules.verdicts import Conclusion, Reason, Revocation, TimeSource
from tests.signing.papers import COMMITTEE, LATER, MINH, NOW, Hands, report_page, stamp

DAY = dt.timedelta(days=1)


def test_a_paper_without_signature_says_so(signers):
    verdict = signers.verdict(stamp("Đã ký: Nguyễn Văn Minh"))

    assert verdict.conclusion is Conclusion.NOT_GOOD
    assert verdict.reasons == (Reason.NO_SIGNATURE,)


def test_data_in_a_paper_nobody_signed_are_not_signed(signers, report):
    assert signers.verdict(report).data_are_signed is False


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7", b"no PDF at all", b"\x00" * 10_000])
def test_what_is_no_pdf_could_not_be_checked(signers, junk):
    verdict = signers.verdict(junk)

    assert verdict.conclusion is Conclusion.COULD_NOT_CHECK
    assert verdict.reasons == (Reason.UNREADABLE,)


def test_without_trusted_authorities_nothing_is_concluded(signers, signed):
    verdict = signers.verdict(signed, trust=NOBODY)

    assert verdict.conclusion is Conclusion.COULD_NOT_CHECK
    assert Reason.NO_TRUST_ANCHORS in verdict.reasons
    assert all(one.intact for one in verdict.signatures)


def test_a_signer_under_another_authority_is_not_trusted(signed, hands):
    verdict = hands.verdict(signed)

    assert verdict.conclusion is Conclusion.NOT_GOOD
    assert Reason.NO_TRUSTED_PATH in verdict.reasons


@pytest.mark.parametrize(
    "terms",
    [
        Terms(valid_from=NOW - 300 * DAY, valid_to=NOW - DAY),
        Terms(valid_from=NOW + DAY, valid_to=NOW + 300 * DAY),
    ],
    ids=["expired", "not yet valid"],
)
def test_a_certificate_out_of_its_period_is_named_as_the_reason(signers, report, terms):
    key = signers.enrol(PEOPLE, MINH, terms=terms)

    verdict = signers.verdict(signers.sign(report, "person", key=key))

    assert verdict.conclusion is Conclusion.NOT_GOOD
    assert Reason.CERTIFICATE_NOT_IN_FORCE in verdict.reasons
    assert Reason.NO_TRUSTED_PATH not in verdict.reasons


def test_a_certificate_for_another_purpose_is_named_as_the_reason(signers, report):
    key = signers.enrol(PEOPLE, MINH, terms=Terms(signs=False))

    verdict = signers.verdict(signers.sign(report, "person", key=key))

    assert verdict.conclusion is Conclusion.NOT_GOOD
    assert Reason.WRONG_PURPOSE in verdict.reasons
    assert Reason.NO_TRUSTED_PATH not in verdict.reasons


def test_a_signature_of_a_revoked_certificate_is_not_good(hands, authorities, report):
    authorities.revoke(hands.keys["person"].certificate, NOW - DAY)
    authorities.publish_lists(NOW)

    verdict = hands.verdict(hands.sign(report, "person"))

    assert verdict.conclusion is Conclusion.NOT_GOOD
    assert verdict.reasons == (Reason.CERTIFICATE_REVOKED,)
    assert "CA cá nhân trình diễn" in verdict.signatures[0].revocation_source


def test_a_suspended_certificate_is_called_suspended(hands, authorities, report):
    hold = x509.ReasonFlags.certificate_hold
    authorities.revoke(hands.keys["person"].certificate, NOW - DAY, hold)
    authorities.publish_lists(NOW)

    verdict = hands.verdict(hands.sign(report, "person"))

    assert verdict.reasons == (Reason.CERTIFICATE_SUSPENDED,)


def test_a_revocation_after_a_proven_signing_time_changes_nothing(hands, authorities, report):
    signed = hands.sign_all(report)
    authorities.revoke(hands.keys["person"].certificate, LATER)
    authorities.publish_lists(LATER)

    assert hands.verdict(signed, now=LATER + DAY).conclusion is Conclusion.GOOD


def test_a_revocation_counts_when_the_signing_time_is_only_claimed(hands, authorities, report):
    signed = hands.sign(report, "person", stamped=False)
    authorities.revoke(hands.keys["person"].certificate, LATER)
    authorities.publish_lists(LATER)

    verdict = hands.verdict(signed, now=LATER + DAY)

    assert Reason.CERTIFICATE_REVOKED in verdict.reasons
    assert Reason.TIME_IS_CLAIMED in verdict.reasons


def test_an_expired_certificate_with_a_claimed_time_could_not_be_checked(signers, report):
    key = signers.enrol(PEOPLE, MINH, terms=Terms(valid_to=NOW + DAY))
    signed = signers.sign(report, "person", key=key, stamped=False)

    verdict = signers.verdict(signed, now=NOW + 2 * DAY)

    assert verdict.conclusion is Conclusion.COULD_NOT_CHECK
    assert Reason.EXPIRED_SINCE in verdict.reasons


def test_without_a_revocation_list_revocation_could_not_be_checked(authorities, report):
    hands = Hands(authorities, lists_travel=False)

    verdict = hands.verdict(hands.sign(report, "person"), trust=hands.root_alone)

    assert verdict.conclusion is Conclusion.COULD_NOT_CHECK
    assert verdict.signatures[0].revocation is Revocation.UNKNOWN
    assert verdict.reasons == (Reason.REVOCATION_UNKNOWN,)


def test_a_list_that_ran_out_before_the_signing_proves_nothing(authorities, report):
    hands = Hands(authorities)

    verdict = hands.verdict(hands.sign(report, "person", at=NOW + 60 * DAY), now=NOW + 61 * DAY)

    assert verdict.signatures[0].revocation is Revocation.UNKNOWN


def test_an_authority_that_was_itself_revoked_is_not_good(hands, authorities, report):
    people = Trust.from_directory(authorities.trust).others
    issuer = next(one for one in people if one == hands.keys["person"].chain[0])
    authorities.revoke(issuer, NOW - DAY)
    authorities.publish_lists(NOW)

    verdict = hands.verdict(hands.sign(report, "person"))

    assert Reason.CERTIFICATE_REVOKED in verdict.reasons


def test_a_forged_authority_in_the_file_cannot_clear_a_revoked_signer(
    hands, authorities, report, tmp_path
):
    """The forger's authority bears the same name and says that nobody was revoked."""
    authorities.revoke(hands.keys["person"].certificate, NOW - DAY)
    authorities.publish_lists(NOW)
    forger = Authorities(tmp_path / "forger")
    forger.found(NOW)
    false = Trust.from_directory(forger.trust)
    mixed = Trust(hands.trust.anchors, (*false.others, *hands.trust.others), false.revocation_lists)

    verdict = hands.verdict(hands.sign(report, "person"), trust=mixed)

    assert Reason.CERTIFICATE_REVOKED in verdict.reasons


def test_without_a_stamp_the_verdict_says_that_the_time_is_claimed(signers, report):
    verdict = signers.verdict(signers.sign(report, "person", stamped=False))

    assert verdict.conclusion is Conclusion.GOOD
    assert verdict.signatures[0].time_source is TimeSource.CLAIMED
    assert verdict.reasons == (Reason.TIME_IS_CLAIMED,)


def test_a_document_time_stamp_proves_the_time_of_signatures_made_without(signers, report):
    verdict = signers.verdict(signers.stamp_whole(signers.sign_all(report, stamped=False)))

    assert verdict.conclusion is Conclusion.GOOD
    assert verdict.reasons == ()
    person = verdict.role("person")
    assert person.time_source is TimeSource.DOCUMENT_TIMESTAMP
    assert person.signed_at == LATER


def test_a_stamp_by_an_authority_nobody_trusts_proves_no_time(hands, report, signers):
    prepared = signers.prepare(report, "person")
    signature = signers.keys["person"].sign(prepared.to_sign)
    stranger = hands.authorities.timestamper(NOW - 90 * DAY)
    signed = pades.complete(prepared, signature, stranger)

    verdict = signers.verdict(signed)

    assert verdict.signatures[0].time_source is TimeSource.CLAIMED
    assert verdict.conclusion is Conclusion.GOOD


def test_a_stamp_of_a_revoked_authority_proves_no_time(hands, authorities, report):
    revoked = authorities.certificate(TSA).public_bytes(Encoding.DER)
    authorities.revoke(revoked, NOW - DAY)
    authorities.publish_lists(NOW)

    verdict = hands.verdict(hands.sign(report, "person"))

    assert verdict.signatures[0].time_source is TimeSource.CLAIMED


def test_a_file_that_is_too_large_is_not_opened(signers, monkeypatch):
    monkeypatch.setattr(verify, "LARGEST_BYTES", 10)

    assert signers.verdict(report_page()).reasons == (Reason.TOO_LARGE,)


def test_the_agency_is_named_by_its_certificate(signers, signed):
    assert signers.verdict(signed).role("seal").signer == COMMITTEE.common_name
    assert signers.verdict(signed).role("seal").holder_code == "H53"
