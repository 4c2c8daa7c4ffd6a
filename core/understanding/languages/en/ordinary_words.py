"""Ordinary English words of messages to a business."""

from typing import Final

from core.understanding.languages import word_list

COMMON: Final = frozenset(
    word_list("""
a able abort about above absolutely accept accepted accepting accepts accessible account accounts
ache across actually added address adjust adult adults afresh after afternoon again against agent
agree agreed agrees airport airtime alarm alignment all allergic allergy allow allowed allows
almost along already alright also although always am ambulance amount amounts an and ankle another
answer any anymore anyone anything anytime anywhere apartment apartments appointment appointments
appreciate appreciated are area areas aren't around arrange arrive arriving as ask asked asking
assist assistance at ate attend attending aunt aunty automated availability available away awesome
babies baby back bad balance bank banks barber barbershop basically battery be because become
becomes been before begin beginning behind being believe belly below beside besides best better
between big bill bills bird birds birthday bit bitcoin black bless blessed block blood blue boat
boda body
bolt bone book booked booking bookings boss both bought boy brake branch branches brand brands
breakfast bridal bride bring brother brought brown building bulk bundles bus business busy but buy
buying by bye calendar call called calling calls came can can't cancel canceled cancellation
cancellations cancelled cant capital car card cards care carried carry case cash catch certainly
chance change changed changing charge charged charges charging chat cheap cheaper check checked
checking checkup cheers chest child children choice choose chose chosen class clean cleaning
clinic close closed closing coach code cold colleague colleagues color colour come coming command
commands complain complained complaint complaints complete completed complex confirm confirmation
confirmed connect consultant contact continue contract conversation cook cooked cool coordinator
corporate correct cost costs could couldn't couple couples course cousin credit crew customer cut
dad date daughter day days deal dear decline definitely delay delayed delete deleted deliver
delivered delivery dental dentist deposit detail details diary did didn't didnt difference
different dinner directions directly director disappeared discount discounts discuss disturb do
doctor does doesn't doesnt doing don't done dont double down download downstairs drank dress drink
drive driver driving drop dropped dropping duration during dye each ear earlier early ears eat
edit either elderly else email emergency empty end ended engine english enjoy enough entered
entrance entry estate even evening event events ever every everyone everything everywhere example
except exchange excited excuse exit expensive experience experienced expired explain extensions
extra eye eyes face fact fall family far farewell fast father fee feel feeling fees feet fell
female few figure filling find fine finish finished first fix fixed flat flats flight floor
following food foot football for forex forget forgot found free fresh friend friends from fuel
full fully game gate gave general gentleman genuine get gets getting gift gifts girl give given
glad go god goes going gone gonna good goodbye got grandma grandpa grateful great green greetings
grooming guess guest guests guide guy guys had hair half hallo hand hands happy has hate have
having he he's head hear heard held hello help helped helpful helping her here herself hey hi high
hike him himself hiring his hiya hold holiday holidays home homework honestly hope hoping host hot
hotel hour hours house houses how however human hurry hurt husband i i'd i'll i'm i've id idea if
ignore ill im in include included including incorrect indeed info information inside install
instead instructions insurance interested into invest is isn't isnt issue issues it it's its
itself ive jam job joke junction junior just keep kept kid kids kind kindly kinds knee know known
neat tidy gentle careful patient skilled thorough decent professional affordable punctual friendly
ladies lady language languages large last late later least leave left leg legs length less lesson
let let's lets lift like liked line lines link lips list listen literally little live loan located
location long longer look looking looks lost lot lots love loved lovely low lunch m-pesa madam
made main make makeup making male mall man management manager many marketing matatu match math
maximum maybe me mean meaning means medium meet meeting men mentioned menu message messages method
methods might mind minds mine minimum minute minutes miss missed mistake mistakes mister modify
mom money month more morning most mother move movie mpesa much mum music must my myself nail nails
name names national natural near neck need needed needs negative neighbor neighbour neither nephew
never new news next nice niece night nights no nobody none noon nope nor normal nose not noted
nothing notification notifications now number nurse of off offer offers office often ok okay old
on once one ones online only open opened opening opposite option options or order orders organise
organize other our ours ourselves out outside over own owner owners page paid pain parcel park
parking part partnership parts party pass passed passport password pay paying payment peace pencil
people per perfect perhaps person personal pets phone physio pick picked picks pickup pizza place
plan planned planner plans play played plaza please pls plz poem point policy politics pool
possible possibly prefer preferably preferred pregnancy president press pressure previous price
prices principal private probably problem problems proceed product products project projects promo
promotion promotions public put puts quarter question questions quick quickly quit quite quote
rain ran rate rates rather reach reached read reading ready real really reason reasons receipt
receive received reception receptionist recipe red redo reference referral refund refundable
refuse regular reject release remember remind reminder reminders remove removed rent repair
repairs repeat replacement reply report representative request requested requests reschedule
resend reservation reservations reserve reserved reset respond response rest restart restaurant
rested resume ride right road robot room root run running sad safe said salon same sat saw say
says schedule scheduled school score seat see seeing seem seems seen sees select selected sell
selling send senior seniors sent service services session sessions set sets shall share shared
shares sharing she she's shift shoot shop shopping short should shoulder shoulders show shown sick
side sign silk since single sir sister sit site size sizes skin skip sleep slept slot slots slow
small so sold some someone something somewhere son song soon sooner sorry sound sounds spa spare
speak speaking special spoke spoken staff staffed stage stairs stand start started starting status
stay stayed steaming still stock stomach stood stop stopped story street stuck student students
stuff style styling stylist stylists subscribe suit suits sum sums sunny support sure suspension
swahili swimming system table take talk talked talking taxi tc team teams teen teenager teeth tell
test tested tests text than thank thanks that that's thats the their theirs them themselves then
therapist there these they they're thing things think thinking this though thought through thx
till time times tired tires tnx to today toddler tokens told tomorrow tonight too tooth total
totals tour tower towers town traffic train trainer training transaction transfer transfers
translate treatment tried trip trips true try trying turn turned turns twice twins twists two ty
type types tyre uber ultrasound unable uncle under understand understood undo unfortunately unless
unsubscribe until up update updates upstairs urgent urgently us use usual vaccination vegetarian
vehicle venue verify very video view views visa visit visiting visits void voucher vouchers wait
waiting walk walked walking wallet wanna want wanted wants warm warranty was wash wasn't water way
ways we we're wear weather weave wedding week weekdays weekend welcome well went were what what's
whatever whats whatsapp wheel wheelchair when whenever where where's wherever which while white
whitening who who's whole whom whose why wife wifi will window wish wishes with withdraw within
without woman women won't wont wore work worked working works worn worse worst would wouldn't
wrist write writing written wrong wrote yeah year yep yes yesterday yet you you'd you'll you're
young your yours yourself yup
""")
)

INFORMAL: Final = frozenset(
    word_list(
        "u ur r pls plz thx tnx ty tmrw tmr asap btw lol omg gud hv wat wen wer coz cz bcoz "
        "cos wanna gonna gotta lemme nxt hw abt msg appt apt y'all ya yo sup wassup n thru"
    )
)

LENT: Final = frozenset(
    word_list(
        "appointment appointments booking bookings price prices slot slots service services "
        "haircut braids massage salon spa deposit cash please sorry monday tuesday wednesday "
        "thursday friday saturday sunday mon tue wed thu fri sat sun january february march "
        "april june july august september october november december weekend am pm manicure "
        "pedicure nails facial makeup confirm cancel reschedule payment discount offer "
        "location free"
    )
)

GENERIC: Final = frozenset(
    word_list(
        "a an and back basic body child children classic color colour day deluxe face first "
        "foot for full general group hair half hand home hour hours house in job kids ladies "
        "large long man medium men mens min mini minutes my new no number of on one online "
        "only or other our package per plus premium private s service services session set "
        "short simple small special standard test tests the time to tour tours trip "
        "trips two up visit visits with woman women work your"
    )
)

NEUTRAL: Final = frozenset(
    word_list(
        "dr mr mrs ms prof sir madam a am at bob by bye date email hello hey hi in kes kiss "
        "jan feb apr jun jul sep nov ksh m-pesa me mpesa no number ok okay pm sms so thanks time "
        "to whatsapp"
    )
)
