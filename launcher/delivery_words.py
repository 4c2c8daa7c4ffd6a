"""Why a message did not go out, for whoever looks after a business; by the code in the outbox."""

from collections.abc import Mapping

_WORDS: Mapping[str, str] = {
    # ours
    "taken_over": "a person answers this conversation",
    "window_closed": "the contact has not written for more than 24 hours",
    "no_such_channel": "this kind of channel is not served here",
    "channel_not_found": "the channel is gone or switched off",
    "outcome_unknown": "no answer came; it may have arrived",
    # WhatsApp Cloud API
    "3": "the access token lacks a permission",
    "4": "too many requests for the app",
    "10": "the access token lacks a permission",
    "190": "the access token is wrong or has run out",
    "368": "the account is blocked for breaking a policy",
    "80007": "too many messages for the account",
    "130429": "too many messages at once",
    "130472": "held back by WhatsApp's experiment",
    "131005": "the access token lacks a permission",
    "131021": "the contact is the business itself",
    "131026": "WhatsApp cannot reach this number",
    "131030": "the number is not on the test list",
    "131031": "the account is locked",
    "131042": "the account has a payment problem at Meta",
    "131045": "the phone number is not registered well",
    "131047": "the contact has not written for more than 24 hours",
    "131048": "held back: too many people reported messages",
    "131049": "held back by WhatsApp for this contact",
    "131050": "the contact stopped messages of this kind",
    "131051": "this kind of message is not supported",
    "131053": "the file could not be uploaded",
    "131056": "too many messages to this contact",
    "133010": "the phone number is not registered",
    # Africa's Talking
    "401": "the provider holds it back, or refuses the credentials",
    "402": "the sender's name is not registered",
    "403": "not a phone number, or the credentials are refused",
    "404": "this kind of number gets no SMS",
    "405": "the SMS account has no money left",
    "406": "the contact stopped SMS of this sender",
    "407": "no way to this network",
    "409": "the contact refuses such SMS",
    "insufficientcredit": "the SMS account has no money left",
    "userinblacklist": "the contact stopped SMS of this sender",
    "userisinactive": "the phone is switched off for good",
    "useraccountsuspended": "the phone's account is suspended",
    "notnetworksubcriber": "the number is not in use",
    "userdoesnotexist": "the number is not in use",
    "deliveryfailure": "the network could not deliver it",
    "donotdisturbrejection": "the contact refuses such SMS",
}


def in_words(code: str) -> str:
    """What a code of the outbox means; an unknown one is named as it is."""
    if code.startswith("http_"):
        return f"the provider answered HTTP {code.removeprefix('http_')}"
    if known := _WORDS.get(code.lower()):
        return f"{known} ({code})" if code[0].isdigit() else known
    return f"the provider's error {code}"
