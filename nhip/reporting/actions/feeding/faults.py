"""Lỗi của bảng nạp: gathered to a bound, then refused together."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Invalid
from nhip.reporting.queries.feed_rows import in_both_languages
from nhip.reporting.rules.feed_tables import MOST_FAULTS, RowFault


class FeedIsWrong(Invalid):
    """Bảng nạp có lỗi: ``findings`` list every row in both languages; nothing was stored."""

    message = _("%(count)d rows cannot be stored; nothing of the feed was kept.")


@dataclass
class Faults:
    """Các lỗi đã gặp, in the order of the rows."""

    found: list[RowFault] = field(default_factory=list)

    def add(self, faults: Sequence[RowFault]) -> None:
        """Keep more faults; beyond the bound the feed is refused at once. Raises FeedIsWrong."""
        self.found += faults
        if len(self.found) > MOST_FAULTS:
            self.found[MOST_FAULTS:] = [RowFault(0, "", "too-many-faults")]
            self.refuse()

    def refuse(self) -> None:
        """Refuse if there was any fault. Raises FeedIsWrong."""
        if self.found:
            raise wrong_feed(self.found)


def wrong_feed(faults: Sequence[RowFault]) -> FeedIsWrong:
    """Return the refusal that lists these faults."""
    return FeedIsWrong(count=len(faults), findings=[in_both_languages(one) for one in faults])
