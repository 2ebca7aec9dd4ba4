"""Đóng gói: what a build adds to the files in git."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))

from messages import compile_all  # found only through the line above


class BuildHook(BuildHookInterface[Any]):
    """Compile the translations; carry the tables of facts inside the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Prepare one build; an editable one finds the tables at the top of the checkout."""
        compile_all()
        if self.target_name == "wheel" and version != "editable":
            build_data["force_include"]["reference"] = "nhip/reference"
