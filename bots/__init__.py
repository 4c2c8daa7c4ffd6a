"""Rasa's process: turn channel, tracker store, understanding and texts. Imports Rasa only."""

from bots.runtime import prepare

prepare()
