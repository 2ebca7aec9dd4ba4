"""Mở khóa đã đăng ký: from the register of keys to something that signs."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused
from nhip.signing.models import Key
from nhip.signing.providers.drivers import Driver, InMemory, open_file, open_pkcs12
from nhip.signing.providers.pkcs11 import Pkcs11, Place


class OpensElsewhere(Refused):
    """Ký trên thiết bị: the key lies on its owner's device, which signs by itself."""

    message = _("This key signs on its owner's own device; the request waits for it.")


class NotADemonstration(Refused):
    """Không phải bản trình diễn: keys of invented people open nowhere else."""

    message = _("Keys of invented people open only in a demonstration.")


class NotTheCertificate(Refused):
    """Khóa khác chứng thư: the key file holds another key than the one on record."""

    message = _("The key that was opened is not the one on record.")


def folder() -> Path:
    """Return where key files of this node are kept."""
    return Path(settings.NHIP_STATE) / "keys"


def open_key(key: Key, pin: str) -> Driver:
    """Mở khóa: open a key with the PIN its owner has just typed; the PIN is kept nowhere.

    Raises WrongPin, KeyStoreIsOut, OpensElsewhere, NotADemonstration, NotTheCertificate.
    """
    driver = _open(key, pin)
    if driver.certificate != bytes(key.certificate):
        raise NotTheCertificate
    return driver


def open_transport_key(key: Key) -> InMemory:
    """Mở khóa gói tin: open the key with which this node signs an agency's messages.

    Raises KeyStoreIsOut.
    """
    return _opened(folder() / key.location, bytes(key.certificate), key.certificates)


def _open(key: Key, pin: str) -> Driver:
    match Key.Driver(key.driver):
        case Key.Driver.PKCS12:
            return open_pkcs12(folder() / key.location, pin)
        case Key.Driver.PKCS11:
            return Pkcs11(Place.of(key.location), pin, bytes(key.certificate), key.certificates)
        case Key.Driver.DEMO:
            return _open_demo(key)
        case Key.Driver.NODE:
            return open_transport_key(key)
        case Key.Driver.DEVICE:
            raise OpensElsewhere


def _open_demo(key: Key) -> Driver:
    """TRÌNH DIỄN: let an invented person sign without a PIN. No real person's key opens so."""
    if not settings.NHIP_DEMO or (key.user is not None and not key.user.is_simulated):
        raise NotADemonstration
    return _opened(folder() / key.location, bytes(key.certificate), key.certificates)


@lru_cache(maxsize=256)
def _opened(file: Path, certificate: bytes, chain: tuple[bytes, ...]) -> InMemory:
    return open_file(file, certificate, chain)
