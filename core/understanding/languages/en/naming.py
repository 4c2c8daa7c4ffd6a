"""English words around a name in an answer to "your name?"."""

from typing import Final

from core.understanding.languages import word_list

INTRODUCING: Final = r"""
    goes | named | known
    | (?:call|regist|record|save|sav|write|put|use|book|reserv|enter|list|sign)
      (?:s|e|ed|er|ered|ing|es)?
"""
BESIDE_NAMES: Final = "i'm | im | i | me | it | go | by | as | under | name | names | answer"
WITHIN_NAMES: Final = frozenset(word_list("van von der den de la del di da du dos al el ibn bin"))
AFTER_NAMES: Final = frozenset(
    word_list(
        "please pls plz kindly thanks thank you thx here speaking is my name the fine ok okay only "
        "just as before that's that bro sir madam for me"
    )
)
ASKING: Final = frozenset(word_list("where what when how why who which whose"))
# Ordinary words that many people are called by.
NAMES_TOO: Final = frozenset(
    word_list("""
        april art august augusta augustine bill blessing bob candy chance charity crystal daisy
        dawn diamond eve faith favour frank frida fridah gift given glory grace guy happy hope
        innocent ivy jasmine jewel joy julia julie juliet julius june junior lily lucky mark martin
        max may mercy monda patience peace pearl precious prince princess purity queen rose ruby
        sabina sandy sunny tom trinity victor victory violet will
    """)
)
# Said by itself, or as an outcry, where a name was asked for.
NO_NAMES: Final = frozenset(
    word_list("""
        wow whoa huh hmm hmmm mmm mm uh uhm um umm eh oh ooh ah aah aha aww oops oopsie ouch yikes
        ugh gosh jeez geez duh meh nah nope yup yep yea yeah phew omg omfg wtf wth lmao lmfao lmk
        brb idk idc ikr smh rofl tbh imo fyi nvm asap afk bruh dude pardon excuse apologies
        test testing tested anonymous anon unknown private confidential secret undisclosed nameless
        someone somebody whatever whoever nevermind regardless
        idiot idiots stupid fool fools foolish moron dumb dumbass crap bullshit shit fuck fucking
        fucker fck fuk bitch bastard asshole ass damn dammit hell nonsense rubbish trash useless
        pathetic ridiculous annoying boring slow scam scammer scammers thief thieves liar liars
        spam bot robot robots chatbot computer machine human ai crazy insane silly weird strange
        rude unfair terrible horrible awful disgusting disgraceful unprofessional unacceptable
        website link app online email gmail yahoo whatsapp facebook instagram
        discount discounts deposit receipt invoice refund refunds mpesa paybill till airtel visa
        directions landmark nearby entrance gate parking wifi toilet washroom
        sooner later earlier longer cheaper nearer quicker faster exactly precisely roughly
        sijui maybe perhaps possibly definitely absolutely obviously certainly totally literally
        seriously honestly basically actually indeed correct incorrect confirmed noted received
        done finished skip next previous back cancelled canceled pending soonest urgent emergency
        loc pin eta pic pics photo photos picture pictures video videos sample samples portfolio
        style styles hairstyle hairstyles extensions products dreadlocks wig wigs facial waxing
        same ditto usual previous
        ttyl tysm tyvm okey okk oky okie kk kkk helo helloo hallo heyy amen dunno depends fresh null
        nil none undefined blank empty abc abcd xyz emoji bs hurry respond reply loyalty points
        keratin relaxer henna acrylic acrylics sisterlocks lash brow piercing tattoo botox laser
        sauna scrub perm highlights balayage ombre rebonding texturizer twist twists crochet sew
        nickname alias initials relax surprise stress vip mask afro lineup
        unit profile account above below signature photo
    """)
)
# Words of everyday English by their endings; few names have them, and those are asked back.
DOUBTFUL: Final = r"""
    \w{3,}(?:tion|tions|sion|ments|ingly|edly|ously|fully|ously|able|ible|ful|less|ness|ical|izing)
    | \w{4,}(?:ing|ings|ously|ously|ified|ated|ized|ised)
"""
