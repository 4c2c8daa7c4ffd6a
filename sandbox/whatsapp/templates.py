"""Template messages: what is checked and how the customer sees them."""

import re
from typing import Any

from sandbox.models import Business, Template
from sandbox.whatsapp.errors import GraphError

_HYDRATED_LIMIT = 1024
_FORBIDDEN_IN_PARAMETERS = re.compile(r"\n|\t| {5,}")


def check_template(template: dict[str, Any], business: Business, *, recipient: object) -> None:
    """Raise the documented error of the first thing that is wrong with a template send."""
    if not isinstance(template.get("name"), str) or not template["name"]:
        raise GraphError(131008, "Required parameter is missing: template.name")
    language = template.get("language")
    if not isinstance(language, dict) or not language.get("code"):
        raise GraphError(131008, "Required parameter is missing: template.language.code")
    values = [_value(parameter) for parameter in _parameters(template, "body")]
    for value in values:
        if _FORBIDDEN_IN_PARAMETERS.search(value):
            raise GraphError(132007, "Parameter text has a new line, a tab or 5 spaces in a row")
    if not business.templates:
        return
    known = _find(business, template["name"], language["code"])
    if known is None:
        raise GraphError(
            132001, f"template name ({template['name']}) does not exist in {language['code']}"
        )
    if known.category == "authentication" and recipient:
        raise GraphError(131062)
    if len(values) != known.parameters:
        raise GraphError(
            132000,
            f"body: number of localizable_params ({len(values)}) does not match the expected "
            f"number of params ({known.parameters})",
        )
    if len(_hydrate(known.body, template)) > _HYDRATED_LIMIT:
        raise GraphError(132005)


def template_text(template: dict[str, Any], business: Business) -> str:
    """The template as the customer reads it."""
    language = template.get("language", {}).get("code", "")
    known = _find(business, template.get("name", ""), language)
    if known is not None and known.body:
        return _hydrate(known.body, template)
    values = [_value(parameter) for parameter in _parameters(template, "body")]
    return "\n".join(values) or template.get("name", "").replace("_", " ")


def _find(business: Business, name: str, language: str) -> Template | None:
    for template in business.templates:
        if (template.name, template.language) == (name, language):
            return template
    return None


def _parameters(template: dict[str, Any], component_type: str) -> list[dict[str, Any]]:
    for component in template.get("components") or []:
        if component.get("type") == component_type:
            return list(component.get("parameters") or [])
    return []


def _value(parameter: dict[str, Any]) -> str:
    if parameter.get("type") != "text":
        return f"[{parameter.get('type')}]"
    text = parameter.get("text")
    if not isinstance(text, str) or not text:
        raise GraphError(132012, "Parameter of type text needs a text")
    return text


def _hydrate(body: str, template: dict[str, Any]) -> str:
    text = body
    for position, parameter in enumerate(_parameters(template, "body"), start=1):
        name = parameter.get("parameter_name") or str(position)
        text = text.replace("{{" + name + "}}", _value(parameter))
    return text
