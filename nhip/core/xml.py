"""XML từ bên ngoài: read hostile XML in bounds — no DTD, no entities, no network."""

from django.utils.translation import gettext_lazy as _
from lxml import etree

from nhip.core.errors import Invalid

DEEPEST = 64


class UnsafeXml(Invalid):
    """XML không an toàn: malformed, too large, too deep, or carrying a DTD."""

    message = _("This XML cannot be read safely: %(reason)s.")


def parse(data: bytes, *, max_bytes: int) -> etree._Element:
    """Return the root element of ``data``. Raises UnsafeXml."""
    if len(data) > max_bytes:
        raise UnsafeXml(reason=f"{len(data)} > {max_bytes} bytes")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\x00" in data[:4]:
        raise UnsafeXml(reason="DTD")
    parser = etree.XMLParser(
        encoding="utf-8",  # whatever it declares: no other encoding may hide a DTD from the check
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnsafeXml(reason=error.msg) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnsafeXml(reason="DTD")
    _check_depth(root)
    return root


def _check_depth(root: etree._Element) -> None:
    depth = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise UnsafeXml(reason=f"> {DEEPEST} levels")
