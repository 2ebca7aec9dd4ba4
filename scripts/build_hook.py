"""Đóng gói: what a build adds to the files in git."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))

import drawing_program  # found only through the line above, as is the next
from messages import compile_all


class BuildHook(BuildHookInterface[Any]):
    """Compile the translations, bundle what draws charts; carry the tables inside the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Prepare one build; an editable one finds the tables at the top of the checkout."""
        compile_all()
        drawing_program.make()
        if self.target_name == "wheel" and version != "editable":
            build_data["force_include"]["reference"] = "nhip/reference"
