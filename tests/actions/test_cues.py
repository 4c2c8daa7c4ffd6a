from typing import Any

import pytest

from actions.cues import Cue, says
from actions.hearing import Heard

pytestmark = pytest.mark.unit


class TestSays:
    @pytest.mark.parametrize(
        ("text", "cue"),
        [
            ("let me talk to Grace", "talking"),
            ("nataka kuongea na Amina", "talking"),
            ("I'll do that later", "later"),
            ("si sasa, nikipata pesa", "later"),
            ("can I pay in a little while", "later"),
            ("but I already paid", "paid"),
            ("nimeshalipa jana", "paid"),
            ("please CANCEL it", "canceling"),
            ("nataka kughairi", "canceling"),
            ("push it to friday", "moving"),
            ("nihamishie ijumaa", "moving"),
            ("lipisha nambari ingine", "other_number"),
            ("can I come and talk to somebody in person", "in_person"),
            ("naeza kuja kuongea na mtu kwanza", "in_person"),
            ("nimekumbuka niko na event, jumatatu", "correcting"),
            ("nikitoka kazini nitalipa", "later"),
            ("I'll come at 2, don't give it to someone else", "still_wanted"),
            ("pole nimechanganya, nataka jumatatu", "mistaken"),
            ("tuongeze mmoja", "more_people"),
            ("wacha tu bana", "giving_up"),
            ("Acha", "giving_up"),
            ("nataka miadi mpya wiki ijayo", "another_booking"),
            ("nitatuma baadaye, usinitoe", "still_wanted"),
            ("nina lalamiko, tukutane tuliongelee", "in_person"),
            ("I have a complaint, let's meet", "in_person"),
            ("amueni nyinyi, simind", "any"),
            ("sitaweza kufika, nipe nyingine", "in_its_place"),
            ("we cannot make it, is there another one", "in_its_place"),
            ("meeting tu, nataka kuongea na mkubwa", "in_person"),
        ],
    )
    def test_knows_words_that_say_it_plainly(self, text: str, cue: Cue) -> None:
        assert says(Heard("inform", text), cue)

    @pytest.mark.parametrize(
        ("text", "cue"),
        [
            ("I want Grace to do it", "talking"),
            ("nisonge mbele", "talking"),
            ("yes, send it now", "later"),
            ("I have not paid yet", "paid"),
            ("sijalipa", "paid"),
            ("acha tu", "canceling"),
            ("book me on friday", "moving"),
            ("nambari yangu ni hii", "other_number"),
            ("tuko watu wawili", "more_people"),
            ("nataka siku nyingine", "another_booking"),
            ("acha nifikirie kwanza", "giving_up"),
        ],
    )
    def test_takes_nothing_else_for_them(self, text: str, cue: Cue) -> None:
        assert not says(Heard("inform", text), cue)

    def test_a_button_says_only_what_it_stands_for(self) -> None:
        values: dict[str, Any] = {"is_button": True}
        assert not says(Heard("deny", "Cancel", **values), "canceling")
