"""What no committed text may contain: this machine's paths, package index addresses."""

import re
from collections.abc import Iterable, Iterator

from launcher.lint.source import Finding

_FORBIDDEN = {
    # Written so that this file does not contain what it looks for.
    re.compile("/" + "root/(?!\\.)"): "a path of one machine",
    re.compile("/" + "home/[a-z]+/"): "a path of one machine",
    re.compile(r"pypi" + r"\.org|python" + r"hosted\.org|registry\.npm" + "js"): "a package index",
}


def check_texts(texts: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """Every line that names a place of one machine or a package index."""
    for path, text in texts:
        for pattern, what in _FORBIDDEN.items():
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                yield Finding(path, line, "machine", f"{match[0]!r} is {what}")
