"""The vocabulary between word tables and readers: what a word can be, whatever the language."""

from typing import Final

# Numbers
NUMBER: Final = "number"
SCALE: Final = "scale"
ORDINAL: Final = "ordinal"
HALF: Final = "half"
QUARTER: Final = "quarter"
AND_HALF: Final = "and_half"  # "and a half" in one word
ARTICLE: Final = "article"  # "a", "an": one of a unit
COUPLE: Final = "couple"

# Days
WEEKDAY: Final = "weekday"
MONTH: Final = "month"
RELATIVE_DAY: Final = "relative_day"
BESIDE: Final = "beside"  # so many days after the day named next
WHICH_BEFORE: Final = "which_before"
WHICH_AFTER: Final = "which_after"
UNIT: Final = "unit"
DATE_WORD: Final = "date_word"
KEPT: Final = "kept"  # between "tarehe" and its number: what is or stays
MONTH_WORD: Final = "month_word"
HOLIDAY: Final = "holiday"
EVENT: Final = "event"  # beside a holiday: what is held then
YEARS_ON: Final = "years_on"
RANKED: Final = "ranked"  # an ordinal before it counts it and is no day
EDGE: Final = "edge"  # start, middle or end of a week or month

# Times
PART: Final = "part"
MEAL: Final = "meal"  # an hour beside it lies in the part of the day it is eaten in
CLOCK_MARKER: Final = "clock_marker"  # "saa": the Swahili clock follows
AT: Final = "at"
MERIDIEM: Final = "meridiem"
OCLOCK: Final = "oclock"
PAST_HOUR: Final = "past_hour"
TO_HOUR: Final = "to_hour"
EXACTLY: Final = "exactly"
ZERO: Final = "zero"  # the leading zero of an hour as it is spoken
CLOCK_WORD: Final = "clock_word"
LEAN: Final = "lean"  # early or late in a part of the day
SOONEST: Final = "soonest"
NOW: Final = "now"
ANY_TIME: Final = "any_time"
THEREAFTER: Final = "thereafter"  # after or before the time or day said last

# Relations
IN_SPAN: Final = "in_span"
FROM_NOW: Final = "from_now"
NEXT_ONE: Final = "next_one"  # reckoned from the day said before: a day or a week later
FROM_DAY: Final = "from_day"  # a range from today or from a day near it, in one phrase
AGO: Final = "ago"
AFTER: Final = "after"
BEFORE: Final = "before"
BETWEEN: Final = "between"
FROM: Final = "from"
UNTIL: Final = "until"
ONWARDS: Final = "onwards"
NO_LATER: Final = "no_later"  # the time before it is the last one
AND: Final = "and"
OR: Final = "or"
OF: Final = "of"
THE: Final = "the"
FOR: Final = "for"
ON_DAY: Final = "on_day"  # a number after it is a day of the month
NEVER_ALONE: Final = "never_alone"  # too ordinary a word to mean a month or a choice by itself
GLUE: Final = "glue"  # stands between parts of one date or time and adds nothing
NOT: Final = "not"
CANNOT: Final = "cannot"  # what is said of this day or time is that it does not suit
DROP: Final = "drop"  # what is named next is not wanted any more, where something else is
OTHER_EVENT: Final = "other_event"  # the day or time named next is that of something else
CORRECTION: Final = "correction"
WISH: Final = "wish"  # asked for is what its clause names; "after": before it; "over": more than
SO: Final = "so"  # what follows from what was said comes next
IF: Final = "if"  # what follows is only the case perhaps
REASON: Final = "reason"  # what follows only tells why
ALSO: Final = "also"  # what is named in its clause is one more possibility
MOVE: Final = "move"
SHIFT: Final = "shift"  # which way what stands before it moves something; 0: untold
BY: Final = "by"  # how far something is moved is said next
MORE: Final = "more"  # between a number and its unit: so many on top
STAY_START: Final = "stay_start"  # the day named next is the first one
STAY_END: Final = "stay_end"  # the day named next is the last one

# Everything else
IGNORE: Final = "ignore"  # a set phrase that means nothing to us; "start": only as a beginning
PEOPLE: Final = "people"
THINGS: Final = "things"  # a number of these counts no people
PARTY_LEAD: Final = "party_lead"
PARTY: Final = "party"
MONEY: Final = "money"
RATED: Final = "rated"  # what a high number before it is a price by: "per", "each"
PAID: Final = "paid"  # a number after it is an amount
PAYING: Final = "paying"  # a day beside it is one of paying; "what": what is paid
SELF: Final = "self"  # "subject": who does; "object": may be for whom it is done
DOER: Final = "doer"  # a word for "I" together with what I do: "i'll", "nataka"
ALL_OF: Final = "all_of"  # what was named is meant as a whole
PRONOUN: Final = "pronoun"  # stands for the person named before
OWN: Final = "own"  # "my": who is named with it belongs to the contact
COMPANION: Final = "companion"  # one person by what he is to the contact
ADDRESS: Final = "address"  # kin by whose name strangers are called: "my daughter", "mwanangu"
CHILD: Final = "child"  # in the name of a service: it is for somebody else than who writes
ALONG: Final = "along"  # joins people as "and" does
COUNTED: Final = "counted"  # a number whose form says that it counts people or things
COUNTING: Final = "counting"  # written in one with a number: so many people
AGE: Final = "age"  # a number beside it is somebody's age
PLUS_ME: Final = "plus_me"  # the people counted next come with the contact
ANYONE: Final = "anyone"
ANY: Final = "any"
CHOICE_LEAD: Final = "choice_lead"
CHOICE_ONE: Final = "choice_one"
CHOICE: Final = "choice"
OFFERED_TIME: Final = "offered_time"  # one of the times offered, by its place among them
OFFERED: Final = "offered"  # what stands before it is one of the offers
PLACED: Final = "placed"  # so many offers after the one named next
CLOSE_BY: Final = "close_by"  # before the former: nothing stands between the two offers
LIST_END: Final = "list_end"  # where a list of offers begins (1) or ends (-1)
RANK: Final = "rank"  # an ordinal that is no day of the month by itself
SUITS: Final = "suits"  # said of an offer that is taken
NAME_LEAD: Final = "name_lead"
NAME_TAIL: Final = "name_tail"
WITH: Final = "with"  # "person": who does it is named next
TITLE: Final = "title"

# What is told of the staff
LAST_TIME: Final = "last_time"  # its clause is about a visit in the past
WANTED_AGAIN: Final = "wanted_again"  # who was told of is praised or wanted again
BEING: Final = "being"  # between somebody and what is said of him
FAULT: Final = "fault"
NO: Final = "no"  # right before one name of several: that one is not wanted
NUMBERED: Final = "numbered"  # a number right after it names a thing and counts nothing
SIGNED: Final = "signed"  # the writer's name follows and ends the message; "end": behind more
AS_WHO: Final = "as_who"  # the contact says of himself what he is
BEHALF: Final = "behalf"  # around somebody of the contact's: it is for him
