"""Result codes of payment prompts, with the wording that was seen for them."""

RESULTS: dict[int | str, str] = {
    0: "The service request is processed successfully.",
    1: "The balance is insufficient for the transaction.",
    2: "The amount is less than the minimum transaction value.",
    3: "The amount is more than the maximum transaction value.",
    4: "The amount is more than the daily transfer limit of the customer.",
    8: "The amount would exceed the maximum balance of the receiving account.",
    17: "Rule limited.",
    26: "System internal error.",
    1001: "Unable to lock subscriber, a transaction is already in process for the subscriber.",
    1019: "Transaction has expired.",
    1025: "An error occurred while sending a push request.",
    1031: "Request cancelled by user.",
    1032: "Request cancelled by user.",
    1036: "SMSC ACK timeout.",
    1037: "DS timeout user cannot be reached.",
    2001: "The initiator information is invalid.",
    2028: "The request is not permitted according to product assignment.",
    4999: "The transaction is still under processing.",
    8006: "The security credential is locked.",
    9999: "An error occurred while sending a push request.",
    "SFC_IC0003": "The operator does not exist.",
}
ANSWERS: dict[str, int] = {
    "paid": 0,
    "insufficient": 1,
    "wrong_pin": 2001,
    "canceled": 1032,
    "no_answer": 1037,
}


def describe(code: int | str) -> str:
    """The description that goes with a result code."""
    if code in RESULTS:
        return RESULTS[code]
    if isinstance(code, str) and code.isdigit():
        return RESULTS.get(int(code), "Unknown result.")
    return "Unknown result."
