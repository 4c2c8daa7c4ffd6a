"""What Ratiba says at each step and what customers tap, by language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """Pieces of texts that tell one step from every other, and titles of buttons."""

    wish: str
    asks_service: str
    asks_day: str
    asks_time: str
    asks_name: str
    service: str
    held: str
    pay: str
    asking: str
    confirmed: str
    reference: str
    price: str
    cancel: str
    released: str
    taken: str
    expired: str
    book_again: str
    receipt: str
    unread_media: str
    foreign: tuple[str, ...]
    """Words that only the other language has."""


WORDING = {
    "en": Wording(
        wish="Hi, I'd like to book braids with Amina {day} at 3pm",
        asks_service="What would you like to book?",
        asks_day="Which day suits you",
        asks_time="What time on",
        asks_name="May I have your name",
        service="Braids",
        held="I have kept it for you until",
        pay="Pay KES 500",
        asking="Asking M-Pesa to send the prompt",
        confirmed="Booked and paid, thank you!",
        reference="Reference: *",
        price="Price: KES 2,500",
        cancel="Cancel",
        released="nothing was charged",
        taken="is already taken",
        expired="I could not keep",
        book_again="Book again",
        receipt="The M-Pesa receipt for booking",
        unread_media="I can only read text for now",
        foreign=("Naomba", "Lini:", "Nimekuwekea", "Bei:", "asante", "Kusuka", "saa "),
    ),
    "sw": Wording(
        wish="nataka kubook kusuka na Amina {day} saa tisa mchana",
        asks_service="Ungependa kubook huduma gani?",
        asks_day="Siku gani inakufaa",
        asks_time="Saa ngapi",
        asks_name="Naomba jina lako",
        service="Kusuka",
        held="Nimekuwekea hadi",
        pay="Lipa KES 500",
        asking="Naomba M-Pesa itume ombi",
        confirmed="Booking imekamilika na malipo yamefika, asante!",
        reference="Namba ya booking: *",
        price="Bei: KES 2,500",
        cancel="Ghairi",
        released="hujatozwa chochote",
        taken="tayari imechukuliwa",
        expired="Sikuweza kuendelea kukuwekea",
        book_again="Book tena",
        receipt="Risiti ya M-Pesa ya booking",
        unread_media="nasoma maandishi tu",
        foreign=("Braids", "When:", "With:", "Price:", "thank you", " at ", "your ", "PM"),
    ),
}
LANGUAGES = tuple(WORDING)
