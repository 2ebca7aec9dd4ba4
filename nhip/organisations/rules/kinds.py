"""Loại đơn vị: the words for what a unit can be. Pure."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "nation": _("country"),
    "province": _("province or city under central authority"),
    "provincial_council": _("People's Council of a province"),
    "district": _("district"),
    "commune": _("commune, ward or special zone"),
    "ministry": _("ministry"),
    "ministerial_agency": _("ministerial-level agency"),
    "government_office": _("Government Office"),
    "government_agency": _("agency under the Government"),
    "national_university": _("national university"),
    "coordinating_body": _("coordinating body"),
    "state_body": _("central state body"),
    "sociopolitical_organisation": _("socio-political organisation"),
    "social_organisation": _("social or professional organisation"),
    "department": _("department of a province"),
    "division": _("division of a district"),
    "affiliate": _("affiliated unit"),
    "bank": _("bank"),
}


def label_of(kind: str) -> str:
    """Return the words for a kind in the language of the reader."""
    return str(LABELS.get(kind, kind))
