"""The turn protocol on the wire: real Rasa, real rasa-sdk, real PostgreSQL."""

from __future__ import annotations

import time
import uuid

import httpx
import pytest

from tests.bots.fixtures.stack import Dialogue, Postgres, Rasa, in_form, read

# A busy machine takes a minute to train and start what the first test needs.
pytestmark = [pytest.mark.contract, pytest.mark.timeout(300)]

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class TestHandledTurn:
    def test_a_whole_booking_fills_the_form_turn_by_turn(self, dialogue: Dialogue) -> None:
        in_form(dialogue)
        assert dialogue.say("braids", reading=read(service="Braids"))["requested_slot"] == "date"
        assert dialogue.say("kesho", reading=read(date="2026-11-22"))["requested_slot"] == "time"
        assert dialogue.say("3pm", reading=read(time="15:00"))["requested_slot"] == "notes"
        done = dialogue.say("nothing else")
        assert done["active_loop"] is None
        assert [reply["response"] for reply in done["replies"]] == ["utter_held"]

    def test_a_reply_carries_every_template_and_its_typed_variables(
        self, dialogue: Dialogue
    ) -> None:
        in_form(dialogue)
        read_all = read(service="Braids", date="2026-11-22", time="15:00")
        dialogue.say("braids kesho saa tisa", reading=read_all)
        [reply] = dialogue.say("nothing")["replies"]
        assert reply["texts"] == {
            "en": "Held until {held_until}, to pay {price}.",
            "sw": "Tumeshika hadi {held_until}, lipa {price}.",
        }
        assert reply["variables"]["price"] == {
            "type": "money",
            "amount_minor": 150000,
            "currency": "KES",
        }

    def test_slots_named_in_a_template_are_its_variables(self, dialogue: Dialogue) -> None:
        [reply] = dialogue.say("hello")["replies"]
        assert reply["variables"] == {"business_name": "Zuri"}

    def test_buttons_come_in_the_language_of_the_request(self, rasa: Rasa) -> None:
        dialogue = Dialogue(rasa, language="sw")
        [reply] = dialogue.say("habari")["replies"]
        assert [button["title"] for button in reply["buttons"]] == [
            "Weka nafasi",
            "Uliza {business_name}",
        ]

    def test_the_language_slot_follows_the_request(self, dialogue: Dialogue) -> None:
        assert dialogue.say("hello")["slots"]["language"] == "en"
        dialogue.language = "sw"
        assert dialogue.say("habari")["slots"]["language"] == "sw"

    def test_seed_slots_count_only_when_the_dialogue_is_new(self, dialogue: Dialogue) -> None:
        assert dialogue.say("hello")["slots"]["business_name"] == "Zuri"
        again = dialogue.say("hello", seed_slots={"business_name": "Other", "nonsense": 1})
        assert again["slots"]["business_name"] == "Zuri"

    def test_actions_and_timings_are_reported(self, dialogue: Dialogue) -> None:
        answer = dialogue.say("where are you located")
        assert [call["name"] for call in answer["actions"]] == ["action_answer_question"]
        timing = answer["timing"]
        assert timing.keys() == {"lock_ms", "parse_ms", "actions_ms", "tracker_ms", "total_ms"}
        assert 0 < timing["actions_ms"] < timing["total_ms"]

    def test_an_action_sees_metadata_slots_and_a_bounded_history(self, dialogue: Dialogue) -> None:
        for _ in range(8):
            dialogue.say("hello")
        deadline, message_id = time.time() + 7, uuid.uuid4().hex
        answer = dialogue.say(
            "where are you located",
            message_id=message_id,
            deadline=deadline,
            traceparent=TRACEPARENT,
            reading=read(number=4),
        )
        told = answer["replies"][1]["custom"]
        assert told["seen"] == {
            "message_id": message_id,
            "language": "en",
            "deadline": deadline,
            "reading": read(number=4),
            "traceparent": TRACEPARENT,
        }
        assert told["slots"]["business_name"] == "Zuri"
        assert told["events"] <= 40

    def test_media_and_literal_text_of_an_action_are_kept(self, dialogue: Dialogue) -> None:
        said = dialogue.say("where are you located")["replies"][1]
        assert said["response"] is None
        assert said["texts"] == {"en": "A picture"}
        assert said["image"] == "https://files.example/picture.png"

    def test_declared_silence_is_told_from_an_empty_reply(self, dialogue: Dialogue) -> None:
        answer = dialogue.say("asante sana")
        assert answer["replies"] == []
        assert answer["silent"] is True
        assert "silent" not in dialogue.say("hello")


class TestRepeatedMessage:
    def test_it_is_answered_from_the_tracker_without_an_action(self, dialogue: Dialogue) -> None:
        first = dialogue.say("where are you located", message_id="m-1")
        second = dialogue.say("where are you located", message_id="m-1")
        assert (first["repeated"], second["repeated"]) == (False, True)
        assert second["actions"] == []
        for part in ("replies", "parse", "slots"):
            assert second[part] == first[part], part

    def test_it_is_answered_even_after_later_turns(self, dialogue: Dialogue) -> None:
        first = dialogue.say("hello", message_id="m-1")
        dialogue.say("where are you located", message_id="m-2")
        assert dialogue.say("hello", message_id="m-1")["replies"] == first["replies"]

    def test_it_leaves_the_stored_tracker_alone(
        self, dialogue: Dialogue, postgres: Postgres
    ) -> None:
        dialogue.say("hello", message_id="m-1")
        before = stored_version(postgres, dialogue)
        dialogue.say("hello", message_id="m-1")
        assert stored_version(postgres, dialogue) == before

    def test_two_at_once_run_one_turn(self, dialogue: Dialogue, postgres: Postgres) -> None:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(2) as pool:
            same = [pool.submit(dialogue.say, "hello", message_id="m-1") for _ in range(2)]
            answers = [each.result() for each in same]
        assert sorted(answer["repeated"] for answer in answers) == [False, True]
        assert stored_version(postgres, dialogue) == 1


class TestPayloads:
    def test_a_buttons_payload_decides_intent_and_entities(self, dialogue: Dialogue) -> None:
        in_form(dialogue)
        answer = dialogue.say("Braids", payload='/inform{"service": "Braids"}')
        assert answer["parse"]["source"] == "payload"
        assert answer["slots"]["service"] == "Braids"

    def test_text_with_a_slash_is_plain_text(self, dialogue: Dialogue) -> None:
        in_form(dialogue)
        answer = dialogue.say('/inform{"service": "Braids"}')
        assert answer["parse"]["source"] == "local"
        assert "service" not in answer["slots"]
        assert dialogue.say("/restart")["active_loop"] == "booking_form"

    def test_a_payload_of_an_unknown_intent_is_read_as_text(self, dialogue: Dialogue) -> None:
        answer = dialogue.say("hello", payload="/no_such_intent")
        assert answer["parse"]["intent"]["name"] == "greet"

    def test_a_number_picks_the_button_that_was_offered(self, dialogue: Dialogue) -> None:
        in_form(dialogue)
        answer = dialogue.say("2", reading=read(choice=2, number=2))
        assert answer["slots"]["service"] == "Haircut"

    @pytest.mark.parametrize("typed", ["manicure", "MANICURE!", "manicur"])
    def test_a_typed_title_picks_its_button(self, dialogue: Dialogue, typed: str) -> None:
        in_form(dialogue)
        assert dialogue.say(typed)["slots"]["service"] == "Manicure"

    def test_a_number_beyond_the_buttons_picks_none(self, dialogue: Dialogue) -> None:
        in_form(dialogue)
        assert "service" not in dialogue.say("9", reading=read(choice=9))["slots"]


class TestCorrections:
    @pytest.mark.parametrize("text", ["no, not that one, 10am", "no no, at 10am"])
    def test_a_no_that_names_another_time_is_that_time(self, dialogue: Dialogue, text: str) -> None:
        in_form(dialogue)
        answer = dialogue.say(text, reading=read(time="10:00"))
        assert answer["parse"]["intent"]["name"] == "inform"
        assert answer["slots"]["time"] == "10:00"

    def test_a_bare_no_stays_one(self, dialogue: Dialogue) -> None:
        in_form(dialogue)
        assert dialogue.say("no")["parse"]["intent"]["name"] == "deny"


class TestSeveralServices:
    def test_naming_nothing_else_is_wanting_them(self, dialogue: Dialogue) -> None:
        text = "zxqv na wvut"
        spans = [
            {"entity": "service", "start": text.index(name), "end": text.index(name) + len(name)}
            for name in ("zxqv", "wvut")
        ]
        reading = {**read(service={"ids": ["a", "b"], "text": text}), "spans": spans}
        answer = dialogue.say(text, reading=reading)
        assert answer["parse"]["intent"]["name"] == "book_service"
        assert answer["active_loop"] == "booking_form"


class TestOnlyOneIntent:
    """Who opted out may say one thing; anything else is as if nobody had heard it."""

    def test_anything_else_leaves_the_tracker_untouched(
        self, dialogue: Dialogue, postgres: Postgres
    ) -> None:
        answer = dialogue.say("nataka kubook kusuka", only_intent="ask_question")
        assert (answer["outcome"], answer["silent"]) == ("ignored", True)
        assert stored_version(postgres, dialogue) is None

    def test_that_one_is_handled(self, dialogue: Dialogue) -> None:
        answer = dialogue.say("where are you located", only_intent="ask_question")
        assert answer["outcome"] == "handled"


class TestUnsure:
    GIBBERISH = "zxqv wvut qqq"

    def test_it_says_so_and_leaves_the_tracker_untouched(
        self, dialogue: Dialogue, postgres: Postgres
    ) -> None:
        answer = dialogue.say(self.GIBBERISH, ask_if_unsure=True)
        assert answer["outcome"] == "unsure"
        assert stored_version(postgres, dialogue) is None

    def test_what_was_read_to_be_unsure_is_not_read_again(
        self, dialogue: Dialogue, postgres: Postgres
    ) -> None:
        in_form(dialogue)
        dialogue.say(self.GIBBERISH, ask_if_unsure=True)
        # Whoever read these would fail.
        spoiled = "UPDATE dialogue.trackers SET events = 'spoiled' WHERE dialogue_id = %s"
        postgres.query(spoiled, dialogue.id)
        assert dialogue.say("braids", reading=read(service="Braids"))["requested_slot"] == "date"

    def test_the_same_message_with_an_interpretation_is_handled(self, dialogue: Dialogue) -> None:
        dialogue.say(self.GIBBERISH, message_id="m-1", ask_if_unsure=True)
        answer = dialogue.say(
            self.GIBBERISH,
            message_id="m-1",
            ask_if_unsure=True,
            interpretation={"intent": "book_service", "entities": {"service": "Braids"}},
        )
        assert answer["outcome"] == "handled"
        assert answer["parse"]["source"] == "llm"
        assert answer["slots"]["service"] == "Braids"

    def test_an_interpretation_to_be_asked_back_is_a_guess_only(self, dialogue: Dialogue) -> None:
        meant = {"intent": "book_service", "entities": {"service": "Braids"}}
        answer = dialogue.say(self.GIBBERISH, interpretation=meant, ask_back=True)
        parse = answer["parse"]
        assert (parse["intent"]["name"], parse["guess"]) == ("out_of_scope", "book_service")
        assert parse["source"] == "llm"
        assert answer["active_loop"] is None
        assert "service" not in answer["slots"]

    def test_what_is_sure_is_not_asked_back(self, dialogue: Dialogue) -> None:
        answer = dialogue.say("", payload="/greet", ask_back=True)
        assert answer["parse"]["intent"]["name"] == "greet"
        assert "guess" not in answer["parse"]

    def test_the_reading_overrules_an_interpretation(self, dialogue: Dialogue) -> None:
        answer = dialogue.say(
            "braids",
            reading=read(service="Braids"),
            interpretation={"intent": "book_service", "entities": {"service": "Manicure"}},
        )
        assert answer["slots"]["service"] == "Braids"

    def test_without_asking_the_guess_is_handled(self, dialogue: Dialogue) -> None:
        answer = dialogue.say(self.GIBBERISH)
        assert [reply["response"] for reply in answer["replies"]] == ["utter_default"]

    def test_an_ambiguous_value_is_no_entity_but_is_passed_on(self, dialogue: Dialogue) -> None:
        in_form(dialogue)
        dialogue.say("braids", reading=read(service="Braids"))
        dialogue.say("kesho", reading=read(date="2026-11-22"))
        at_four = [{"entity": "time", "candidates": ["04:00", "16:00"]}]
        answer = dialogue.say("at 4", reading={"entities": {}, "ambiguous": at_four})
        assert answer["parse"]["ambiguous"] == at_four
        assert answer["parse"]["intent"]["name"] == "inform"
        assert "time" not in answer["slots"]


class TestRequests:
    def test_a_wrong_token_is_refused(self, rasa: Rasa) -> None:
        assert rasa.post({}, token="wrong").status_code == 401

    def test_a_bad_body_names_its_fields(self, rasa: Rasa) -> None:
        response = rasa.post({"dialogue_id": "no uuid", "message_id": "", "text": 5})
        assert response.status_code == 422
        assert {"dialogue_id", "message_id", "deadline"} <= set(response.json()["fields"])

    @pytest.mark.parametrize(
        "path",
        ["/webhooks/rest/webhook", "/model/parse", "/conversations/x/tracker", "/status", "/"],
    )
    def test_nothing_else_of_rasa_is_open(self, rasa: Rasa, path: str) -> None:
        for method in ("GET", "POST"):
            assert httpx.request(method, rasa.address + path).status_code == 404

    def test_metrics_count_turns(self, rasa: Rasa, dialogue: Dialogue) -> None:
        dialogue.say("hello")
        exposition = httpx.get(f"{rasa.address}/metrics").text
        assert 'ratiba_rasa_turns_total{outcome="handled"}' in exposition


def stored_version(postgres: Postgres, dialogue: Dialogue) -> int | None:
    """The version of the dialogue's row, None without one."""
    rows = postgres.query(
        "SELECT version FROM dialogue.trackers WHERE dialogue_id = %s", dialogue.id
    )
    return rows[0][0] if rows else None
