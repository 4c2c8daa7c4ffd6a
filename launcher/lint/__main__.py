"""`python -m launcher.lint`: prints every broken rule; ends with 1 when there is one."""

import sys
from pathlib import Path

from launcher.lint.platform import LIST, check_platform_callers
from launcher.lint.rules import RULES
from launcher.lint.source import Finding, source_files, tracked_texts
from launcher.lint.texts import check_texts


def findings(root: Path) -> list[Finding]:
    """Everything in the checkout that breaks a rule."""
    files = list(source_files(root))
    found = [finding for file in files for rule in RULES for finding in rule(file)]
    found += check_platform_callers(files, LIST.read_text().splitlines())
    found += check_texts(tracked_texts(root))
    return sorted(found)


def main() -> None:
    """Print the findings."""
    found = findings(Path(__file__).resolve().parents[2])
    for finding in found:
        print(finding)
    print(f"{len(found)} broken rules" if found else "All of our own rules hold.")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
