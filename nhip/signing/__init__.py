"""Ký số: sign files with people's and agencies' keys, stamp their time, judge signatures.

Signing is two steps from the first day: *prepare* fixes the exact bytes and
what is to be signed; *complete* takes the signature in and proves that nothing
else changed. Between the two a document may wait for the signer's device.

Says    signing.request.begun, .completed, .cancelled, .expired; signing.file.verified;
        signing.key.registered, .refused; signing.anchor.trusted, .distrusted
Hears   nothing
Talks   to keys (PKCS#12, PKCS#11) and time-stamp authorities, through providers
"""
