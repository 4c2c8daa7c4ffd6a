"""What a designer can get wrong without noticing: languages, conditions, variables, examples."""

from pathlib import Path

from launcher.checks.examples import example_problems
from launcher.checks.languages import Folders, language_problems, training_languages
from launcher.checks.problems import Problem
from launcher.checks.reach import Reach
from launcher.checks.responses import response_problems
from launcher.domain import load_domain

__all__ = ("Problem", "check_dialogue")


def check_dialogue(root: Path) -> list[Problem]:
    """Everything wrong with the responses, the training data and the languages of a checkout."""
    data, domain = root / "data", root / "bots" / "domain"
    languages = training_languages(data)
    facts = load_domain(domain)
    found = [
        *response_problems(domain, languages, facts.intents, Reach.of(root, facts)),
        *example_problems(data, languages, facts.intents),
        *language_problems(languages, Folders.of(root)),
    ]
    return sorted(each.seen_from(root) for each in found)
