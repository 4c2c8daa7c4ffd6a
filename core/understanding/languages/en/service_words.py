"""English words for kinds of service; the key is the concept all languages share."""

from typing import Final

from core.understanding.languages import word_list

SERVICES: Final[dict[str, tuple[str, ...]]] = {
    "braids": ("braids", "braiding", "plaiting", "plaits"),
    "cornrows": ("cornrows", "cornrow", "corn rows", "lines"),
    "haircut": ("haircut", "hair cut", "hair trim", "trim", "fade", "cut"),
    "shave": ("shave", "shaving", "beard trim"),
    "hair wash": ("hair wash", "wash"),
    "hair treatment": ("hair treatment",),
    "hair dye": ("hair dye", "hair color", "hair colour", "hair coloring", "tint"),
    "dreadlocks": ("dreadlocks", "dreads", "locs", "locks"),
    "retouch": ("retouch", "relocking"),
    "weave": ("weave", "weaving", "sew in"),
    "wig": ("wig", "wigs"),
    "manicure": ("manicure", "mani", "nails", "nail"),
    "pedicure": ("pedicure", "pedi", "toe nails", "toe nail", "toenails", "toenail"),
    "gel nails": ("gel nails", "gel polish", "gel"),
    "massage": ("massage", "massages"),
    "facial": ("facial", "facials"),
    "makeup": ("makeup", "make up", "make-up"),
    "waxing": ("waxing", "wax"),
    "eyelashes": ("eyelashes", "lashes", "lash extensions"),
    "eyebrows": ("eyebrows", "brows"),
    "consultation": ("consultation", "consult"),
    "checkup": ("checkup", "check up", "check-up"),
    "dentist": ("dentist", "dental", "teeth cleaning"),
    "doctor": ("doctor", "doctor visit", "physician"),
    "eye test": ("eye test", "eye exam", "eye check", "optician", "eyes"),
    "vaccination": ("vaccination", "vaccine", "jab", "immunization", "immunisation"),
    "safari": ("safari", "game drive", "game drives"),
    "cleaning": ("cleaning",),
    "car wash": ("car wash", "carwash"),
    "car service": ("car service", "vehicle service", "oil change"),
    "table": ("table", "dinner", "lunch reservation"),
    "room": ("room", "stay", "accommodation"),
    "class": ("class", "lesson"),
    "meeting": ("meeting", "viewing"),
    "photo shoot": ("photo shoot", "photoshoot", "photography", "photos"),
}

SAME_AS: Final = {"kid": "kids", "kiddo": "kids", "children": "kids"}

DOING: Final = frozenset(word_list("cut cuts cutting shave shaving trim trimming"))
