"""Every documented limit of an outbound message, one row each."""

from typing import Any

import pytest

from sandbox.models import Business, Template
from sandbox.whatsapp.errors import ERRORS, GraphError
from sandbox.whatsapp.limits import check_message

pytestmark = pytest.mark.unit

PLAIN = Business(phone_number_id="1")
WITH_TEMPLATES = Business(
    phone_number_id="1",
    templates=[
        Template(name="reminder", language="en", body="Hi {{1}}, {{2}}", parameters=2),
        Template(name="code", language="en", parameters=1, category="authentication"),
        Template(name="long", language="en", body="x" * 1000 + "{{1}}", parameters=1),
    ],
)


def message(kind: str, content: Any, **more: Any) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "to": "+254", "type": kind, kind: content, **more}


def buttons(*titles: str, ids: tuple[str, ...] = ()) -> dict[str, Any]:
    names = ids or tuple(str(i) for i in range(len(titles)))
    replies = [
        {"type": "reply", "reply": {"id": name, "title": title}}
        for name, title in zip(names, titles, strict=True)
    ]
    return {"type": "button", "body": {"text": "Choose"}, "action": {"buttons": replies}}


def rows(count: int, **row: Any) -> dict[str, Any]:
    listed = [{"id": str(i), "title": f"Row {i}", **row} for i in range(count)]
    return {
        "type": "list",
        "body": {"text": "Choose"},
        "action": {"button": "See", "sections": [{"title": "All", "rows": listed}]},
    }


def sections(count: int, title: str | None = "Part") -> dict[str, Any]:
    made = []
    for number in range(count):
        section: dict[str, Any] = {"rows": [{"id": str(number), "title": "Row"}]}
        if title is not None:
            section["title"] = title
        made.append(section)
    action = {"button": "See", "sections": made}
    return {"type": "list", "body": {"text": "Choose"}, "action": action}


def link(text: str, url: str) -> dict[str, Any]:
    parameters = {"display_text": text, "url": url}
    action = {"name": "cta_url", "parameters": parameters}
    return {"type": "cta_url", "body": {"text": "Pay"}, "action": action}


def template(name: str, *values: str, language: str | None = "en") -> dict[str, Any]:
    parameters = [{"type": "text", "text": value} for value in values]
    made: dict[str, Any] = {
        "name": name,
        "components": [{"type": "body", "parameters": parameters}],
    }
    if language:
        made["language"] = {"code": language}
    return made


ACCEPTED = {
    "text of 4096": message("text", {"body": "x" * 4096}),
    "three buttons": message("interactive", buttons("A", "B", "C")),
    "button title of 20": message("interactive", buttons("x" * 20)),
    "ten rows": message("interactive", rows(10)),
    "list body of 4096": message("interactive", {**rows(1), "body": {"text": "x" * 4096}}),
    "one section without title": message("interactive", sections(1, None)),
    "link button": message("interactive", link("Pay by card", "https://example.com")),
    "image by link": message("image", {"link": "https://example.com/a.png", "caption": "x" * 1024}),
    "document with filename": message("document", {"id": "1", "filename": "a.pdf"}),
    "reaction removed": message("reaction", {"message_id": "wamid.x", "emoji": ""}),
    "location": message("location", {"latitude": -1.29, "longitude": 36.8}),
    "contact card": message("contacts", [{"name": {"formatted_name": "Amina"}}]),
    "unregistered template": message("template", template("anything", "x")),
}
REFUSED = {
    "no product": ({"to": "+254", "type": "text", "text": {"body": "x"}}, 100),
    "no recipient": ({"messaging_product": "whatsapp", "type": "text"}, 100),
    "unknown type": (message("poll", {}), 100),
    "no content": ({"messaging_product": "whatsapp", "to": "+254", "type": "text"}, 131008),
    "empty text": (message("text", {"body": ""}), 131008),
    "text of 4097": (message("text", {"body": "x" * 4097}), 100),
    "preview_url as text": (message("text", {"body": "x", "preview_url": "yes"}), 100),
    "four buttons": (message("interactive", buttons("A", "B", "C", "D")), 131009),
    "no buttons": (message("interactive", buttons()), 131009),
    "button title of 21": (message("interactive", buttons("x" * 21)), 131009),
    "button id of 257": (message("interactive", buttons("A", ids=("x" * 257,))), 131009),
    "same title twice": (message("interactive", buttons("A", "A")), 131009),
    "same id twice": (message("interactive", buttons("A", "B", ids=("1", "1"))), 131009),
    "empty button title": (message("interactive", buttons("")), 131008),
    "button body of 1025": (
        message("interactive", {**buttons("A"), "body": {"text": "x" * 1025}}),
        131009,
    ),
    "footer of 61": (
        message("interactive", {**buttons("A"), "footer": {"text": "x" * 61}}),
        131009,
    ),
    "header of 61": (
        message("interactive", {**buttons("A"), "header": {"type": "text", "text": "x" * 61}}),
        131009,
    ),
    "picture over a list": (
        message("interactive", {**rows(1), "header": {"type": "image", "image": {"id": "1"}}}),
        131009,
    ),
    "eleven rows": (message("interactive", rows(11)), 131009),
    "eleven rows over sections": (message("interactive", sections(11)), 131009),
    "sections without titles": (message("interactive", sections(2, None)), 131008),
    "section title of 25": (message("interactive", sections(1, "x" * 25)), 131009),
    "row title of 25": (message("interactive", rows(1, title="x" * 25)), 131009),
    "row description of 73": (message("interactive", rows(1, description="x" * 73)), 131009),
    "row id of 201": (message("interactive", rows(1, id="x" * 201)), 131009),
    "same row id twice": (message("interactive", rows(2, id="same")), 131009),
    "list button of 21": (
        message("interactive", {**rows(1), "action": {**rows(1)["action"], "button": "x" * 21}}),
        131009,
    ),
    "link text of 21": (message("interactive", link("x" * 21, "https://example.com")), 131009),
    "link to a script": (message("interactive", link("Pay", "javascript:1")), 131009),
    "unknown interactive": (message("interactive", {"type": "wheel", "action": {}}), 131009),
    "caption of 1025": (message("image", {"id": "1", "caption": "x" * 1025}), 131009),
    "caption on audio": (message("audio", {"id": "1", "caption": "x"}), 131009),
    "image by id and link": (message("image", {"id": "1", "link": "https://x.example"}), 131009),
    "image by nothing": (message("image", {}), 131009),
    "latitude of 91": (message("location", {"latitude": 91, "longitude": 0}), 131009),
    "contact without name": (message("contacts", [{}]), 131008),
    "template without language": (message("template", template("reminder", language=None)), 131008),
    "unknown template": (message("template", template("nothing")), 132001),
    "template in another language": (
        message("template", template("reminder", "a", "b", language="sw")),
        132001,
    ),
    "one parameter of two": (message("template", template("reminder", "a")), 132000),
    "line break in a parameter": (message("template", template("reminder", "a", "b\nc")), 132007),
    "empty parameter": (message("template", template("reminder", "", "b")), 132012),
    "hydrated over 1024": (message("template", template("long", "y" * 30)), 132005),
    "code to a user id": (
        message("template", template("code", "1"), recipient="KE.1"),
        131062,
    ),
}


class TestCheckMessage:
    @pytest.mark.parametrize("body", ACCEPTED.values(), ids=ACCEPTED.keys())
    def test_accepts_what_is_within_the_limits(self, body: dict[str, Any]) -> None:
        check_message(body, PLAIN)

    @pytest.mark.parametrize(("body", "code"), REFUSED.values(), ids=REFUSED.keys())
    def test_refuses_with_the_documented_code(self, body: dict[str, Any], code: int) -> None:
        with pytest.raises(GraphError) as refusal:
            check_message(body, WITH_TEMPLATES)

        assert refusal.value.code == code


class TestGraphError:
    @pytest.mark.parametrize(
        ("code", "status"),
        [
            (0, 401), (1, 400), (2, 503), (4, 400), (10, 403), (100, 400), (190, 401), (368, 403),
            (80007, 400), (130429, 400), (131000, 500), (131016, 500), (131026, 400),
            (131031, 403), (131045, 500), (131047, 400), (131056, 400), (131057, 500),
            (132001, 404), (133004, 503),
        ],
    )  # fmt: skip
    def test_has_the_documented_http_status(self, code: int, status: int) -> None:
        assert GraphError(code).http_status == status
        assert GraphError(code).as_response().status_code == status

    def test_body_has_the_documented_shape(self) -> None:
        error = GraphError(131047, "24 hours have passed").as_body()["error"]

        assert isinstance(error, dict)
        assert error["code"] == 131047
        assert error["type"] == "OAuthException"
        assert error["message"] == "(#131047) Re-engagement message"
        assert error["error_data"] == {
            "messaging_product": "whatsapp",
            "details": "24 hours have passed",
        }
        assert error["fbtrace_id"]

    def test_transient_errors_say_so(self) -> None:
        error = GraphError(133004).as_body()["error"]

        assert isinstance(error, dict)
        assert error["is_transient"] is True

    def test_most_throttles_are_not_429(self) -> None:
        assert {ERRORS[code].http_status for code in (4, 80007, 130429, 131056)} == {400}
