"""Tệp tĩnh: collected once under names that change with their content, and compressed.

What the installed packages bring is more than pages use: maps of sources,
styles for scripts written from right to left, and parts of what comes whole.
"""

import shutil
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import get_finders
from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)

LEFT_OUT = [
    *("*.map", "*.rtl.*", "bootstrap-*", "bootstrap.css", "bootstrap.js", "*.bundle.js"),
    *("*.esm.*", "jquery*", "htmax*", "htmx-4*", "ext"),
]


class Files(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Kho tệp tĩnh: hashed names, gzip beside each file; a source has no map here."""

    manifest_strict = False
    support_js_module_import_aggregation = True
    patterns = tuple(
        (kind, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for kind, rules in CompressedManifestStaticFilesStorage.patterns
    )

    def stored_name(self, name: str) -> str:
        """Return the hashed name; a file newer than the collection is served under its own."""
        return str(self.hashed_files.get(self.hash_key(self.clean_name(name)), name))


def collect(folder: Path) -> None:
    """Collect what pages use; the folder changes only when all is there."""
    draft = folder.with_name(f"{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    files: Any = Files(location=draft)
    found = {}
    for finder in get_finders():
        for name, source in finder.list(LEFT_OUT):
            if name not in found:
                with source.open(name) as content:
                    files.save(name, content)
                found[name] = (files, name)
    for _name, _hashed, done in files.post_process(found):
        if isinstance(done, Exception):
            raise done
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)
