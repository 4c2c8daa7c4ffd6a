"""Business files written for a test, and what reading them says."""

from pathlib import Path

from core.workflows.onboarding.business_file import (
    BusinessFile,
    BusinessFileInvalid,
    load_business_file,
)


def loaded(tmp_path: Path, text: str) -> BusinessFile:
    """The business that the text describes."""
    path = tmp_path / "business.yml"
    path.write_text(text)
    return load_business_file(path, {})


def problems_of(tmp_path: Path, text: str) -> list[str]:
    """What is wrong with the text, none when it is right."""
    try:
        loaded(tmp_path, text)
    except BusinessFileInvalid as error:
        return list(error.problems)
    return []
