"""English words for how days and times stand to each other, and for changing one's mind."""

from typing import Any, Final

from core.understanding import tags
from core.understanding.languages import flags

WORDS: Final[dict[str, dict[str, Any]]] = {
    tags.IN_SPAN: flags("""
            in | after | in about | in like | in another | in roughly | in around | in maybe |
            in approximately | in exactly | in say | in just
        """)
    | {"within": "within", "within the next": "within", "in the next": "within"},
    tags.FROM_NOW: {
        "from now": 0, "from today": 0, "from tomorrow": 1, "time": 0,
        "to come": 0, "after today": 0, "after tomorrow": 1, "'time": 0,
    },
    tags.NEXT_ONE: dict.fromkeys(
        ("the next one", "next one", "the one after", "the following one"), "week"
    )
    | dict.fromkeys(
        (
            "the next day", "next day", "the following day", "following day", "day after",
            "the very next day", "the day following",
        ),
        "day",
    ),
    tags.FROM_DAY: {"from today": 0, "from tomorrow": 1, "starting today": 0, "from tmrw": 1,
        "starting tomorrow": 1, "as from today": 0, "as from tomorrow": 1},
    tags.AGO: flags("ago | back | before today"),
    tags.AFTER: flags("""
            after | the one after | past | later than | any time after | anytime after |
            from after | sometime after | post | but after | it has to be after | and after | beyond
        """)
    | dict.fromkeys(
        (
            "not before", "no earlier than", "not earlier than", "but not before",
            "but not earlier than", "but no earlier than", "and not before",
        ),
        "inclusive",
    )
    | dict.fromkeys(("earliest", "the earliest", "earliest at"), "clock")
    | {"or after": "or"},
    tags.THEREAFTER: {
        "after that": "after", "afterwards": "after", "after then": "after", "from then": "after",
        "from then on": "after", "any time after that": "after", "anytime after that": "after",
        "thereafter": "after", "before that": "before", "before then": "before",
        "any time before that": "before", "anytime before that": "before",
    },
    tags.BEFORE: dict.fromkeys(
        (
            "before", "sometime before", "any time before", "anytime before", "but before",
            "and before", "b4", "earlier than", "sooner than",
        ),
        "exclusive",
    )
    | flags("""
            by | no later than | not later than | not after | until | till | up to | latest |
            latest by | latest at | at the latest by | but not after | but not later than |
            but no later than | and not later than | and no later than | and not after |
            by end of day | by the end of the day | by close of business | by eod |
            not past | not beyond | on or before | any time up to | at the latest
        """),
    tags.BETWEEN: flags("""
            between | btwn | btw | btn | anywhere between | any time between | anytime between |
            somewhere between | sometime between | in between
        """),
    tags.FROM: flags("from | starting from | as from | any time from | frm")
    | dict.fromkeys(("starting at", "beginning at", "commencing at"), "start")
    | dict.fromkeys(("starting", "beginning", "commencing"), "week"),
    tags.UNTIL: flags("""
            to | until | till | til | through | thru | up to | - | \u2013 | \u2014
        """),
    tags.ONWARDS: flags("""
            onwards | onward | or later | and later | or after | going forward | or any time after
        """)
    | dict.fromkeys(
        ("and above", "upwards", "and up", "earliest", "at the earliest", "at earliest"), "more"
    ),
    tags.NO_LATER: flags("""
            at the latest | latest | or earlier | or before | or sooner | max | at the very latest
        """),
    tags.AND: flags("and | & | n | plus | +"),
    tags.OR: flags("or | or after | / | either | or even | or maybe"),
    tags.OF: flags("of"),
    tags.ON_DAY: flags("on | on the"),
    tags.NEVER_ALONE: flags("may | march | mar | last"),
    tags.THE: flags("the"),
    tags.FOR: flags("for"),
    tags.GLUE: flags("""
            on | on the | the | of | at | in | in the | , | during | during the | for | around |
            about | @ | that | is | which is | i.e | ie | ( | ) | date | - | a | an | maybe | say |
            and | from | . | either | it's | its | it is | that's | thats | that would be |
            i think |
            like | coming in | coming
        """),
    tags.NOT: flags("""
            not | neither | nor | instead of |
            in place of | rather than | except | but not | not on |
            anything but |
            other than | not at | any day but | any day except | every day but | excluding |
            better than | than | not available on | not free on | don't want | dont want |
            do not want
        """),
    tags.DROP: flags("""
            no more | drop | leave | remove | leave out | minus | without | cancel | take out |
            take off | leave the | hold the
        """)
    | dict.fromkeys(
        ("scratch", "skip", "forget", "forget about", "ditch", "scrap", "never mind"), "wish"
    ),
    tags.CANNOT: flags("""
            tied up | i work | i'm working | am working | in class | occupied |
            can't | cannot | cant | can not | won't | wont | unable | couldn't | not able |
            doesn't work | does not work | doesnt work | won't work | wont work | not good |
            not possible | isn't good | is taken | was taken | not available | not free |
            don't want | dont want | do not want | busy | can't make it | cant make it |
            cannot make it | can not make it | won't make it | wont make it | not make it |
            couldn't make it | unable to make it | can't do | cant do | cannot do | doesn't suit |
            does not suit | away | out of town | at work | booked up | full | travelling |
            traveling | have plans | got plans | too early | too late | too soon | is out |
            is off | is bad | no good | isn't possible | not convenient | inconvenient |
            not ideal | doesn't fit | isn't available | is not available | unavailable |
            isn't free | are bad | are hard | are no good | is hard | don't work | dont work |
            is a no | won't do | wont do | isn't ideal | not suitable | bit early | bit late |
            is booked | is gone | got taken
        """),
    tags.OTHER_EVENT: flags("""
            i have a wedding | i have a meeting | i have a party | i have a thing | i have class |
            i have a class | i have a flight | i have work | i have an exam | i have church |
            i have a funeral | i have a trip | i have a function | i have an event | i work |
            i am at work | i'm in | i am in | my flight | my wedding is | the wedding is |
            my wedding's | the party is | party starts | the event is | the event starts |
            i must be out | i have to leave | i need to leave | i have to pick | i need to pick |
            i must leave | i have to be | i need to be | so i can | so that | so we can |
            i'm booked for | i am booked for | i was booked for | i'm booked on |
            i have an appointment | i have a booking | my appointment is | my booking is |
            my plane | my train | my bus | leaves | starts | ends | lands | departs | last time |
            i came | i came on | i usually come |
            can my | could my |
            you wrote | you put | you gave me | you booked me | you have me |
            you put me | you put me down | my appointment was | my booking was |
            i had booked | i have booked
        """),
    tags.MORE: flags("more | extra | additional"),
    tags.STAY_END: flags("""
            check out | checkout | checking out | leave | leaving | depart | departing | return |
            returning | check-out | extend | extend it | extend my stay | extend our stay |
            extend the stay | extend my booking | extend our booking | extend the booking |
            going home | heading home | going back | heading back | flying out | flying back
        """),
    tags.CORRECTION: flags("""
            actually | sorry | i mean | i meant | or rather | correction | make it | make that |
            no wait | wait | scratch that | instead | change it to | change that to | no |
            rather | let's do | lets do | i said | but | better | lets make it | let's make it |
            oops | nope | change to | preferably | ideally | strike that | forget that | lemme |
            on second thought | how about | what about | on second thoughts | hold on | hang on |
            should be | should have been | supposed to be | my bad | my mistake | apologies |
            become | becomes | can it be | could it be | so | put it on | put it at | * |
            is best | works best | would be best | suits me best | hmm | uhm | um | uh | ah |
            aah | err
        """),
    tags.WISH: flags("""
            book | want | need | put | fit | squeeze | reserve | schedule | can | could |
            i'd | we'd | love | let's | lets | pencil | can you do | could you do | can we do |
            could we do | shall we do | can do | could do | make it | make that | let's do |
            lets do | how about | what about | take | give
        """)
    | dict.fromkeys(("please", "pls", "plz", "kindly", "instead"), "after")
    | dict.fromkeys(("prefer", "preferred"), "over"),
    tags.SO: flags("so | then"),
    tags.IF: flags("if | unless | in case"),
    tags.REASON: flags("""
            because | since | cause | cos | coz | cuz | due to | bcz
        """),
    tags.ALSO: flags("""
            fine | good | great | free | available | possible | ok | okay | works | suits | open
        """)
    | dict.fromkeys(("also", "too", "alternatively"), "more"),
    tags.SHIFT: dict.fromkeys(
        (
            "later", "later than", "back", "push", "pushed", "postpone", "postponed", "delay",
            "defer",
        ),
        1,
    )
    | dict.fromkeys(("earlier", "earlier than", "sooner", "sooner than", "forward"), -1)
    | {"ahead": 0},
    tags.BY: flags("by"),
    tags.MOVE: flags("""
            move | moved | moving | shift | shifted | shifting | reschedule | rescheduled |
            rescheduling | postpone | postponed | push | pushed | pushing | bring | rebook |
            put off | delay | defer | bump | put back | rearrange | slide | brought |
            put it on
        """)
    | dict.fromkeys(
        (
            "change", "changed", "changing", "update", "adjust", "readjust", "switch", "swap",
            "transfer", "switched", "swapped", "adjusted",
        ),
        "change",
    ),
    tags.IGNORE: flags("""
            anyone there | anybody there | anyone else | is there anyone | is anyone |
            good morning | good evening | good afternoon | good night | good day | gud morning |
            gud evening | gud afternoon | goodmorning | goodevening | morning all |
            have a nice day | have a good day | have a great day | have a nice weekend |
            have a good weekend | have a nice evening | have a good evening | have a lovely day |
            these days | any day | day off | may i | may we | may you | may be |
            you may | i may | we may | 24/7 | the other day | for now | by now | until now |
            up to now | one time | this time | next time | last time | first time | second time |
            third time | the first time | at first | first of all | on the one hand | no one |
            someone | everyone | this one | that one | one more thing | a second | one second |
            one sec | a sec | a minute | one minute | one moment | a moment | at once |
            all at once | every day | everyday | now that | happy new year | next to | the day |
            all night | every time | how about you | what about you | sun screen | second hand |
            i sat | he sat | she sat | we sat | they sat | you sat | who sat | the sun |
            wed like | wed love | wed want | wed prefer | wed rather | wed be | wed need |
            leave me alone | alone time | left alone |
            come by | to come by | coming by | came by | pass by | passing by | drop by |
            dropping by | stop by | pop by | swing by |
            good friday | easter monday | easter sunday | black friday | as last week |
            as last time | like last time | as last month |
            like last week | same as last week | sat down |
            sat there | sat in | sat on the chair | 4 by 4 | sat next |
            at last | half price | last minute | fridays off | march on | 24 7 | the only one |
            lock it in | lock it | lock in | lock that in | lock up | locked out | lock me in |
            in line | line up | lines up | lined up | lining up | on line | cut short | cut off |
            one by one | how was your weekend |
            enjoy your weekend | good weekend |
            hope you had a good weekend | noon prayers | friday prayers | sunday school |
            happy friday | happy monday | new year new me | usual time |
            new one | past few | past week | monthly | happy birthday | as well
        """),
}  # fmt: skip
