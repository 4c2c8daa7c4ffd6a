"""The action server of the stock baseline; runs in Rasa's environment."""

from rasa_sdk import Action, FormValidationAction


class ValidateTableForm(FormValidationAction):
    def name(self):
        return "validate_table_form"

    def validate_cuisine(self, value, dispatcher, tracker, domain):
        if str(value).lower() in ("italian", "indian", "mexican"):
            return {"cuisine": value}
        dispatcher.utter_message(response="utter_wrong_cuisine", cuisine=value)
        return {"cuisine": None}


class ActionBookTable(Action):
    def name(self):
        return "action_book_table"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(
            response="utter_booked",
            cuisine=tracker.get_slot("cuisine"),
            people=tracker.get_slot("people"),
            seating=tracker.get_slot("seating"),
        )
        return []
