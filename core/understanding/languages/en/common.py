"""Ordinary English words of messages to a business."""

from typing import Final

from core.understanding.languages import word_list

COMMON: Final = frozenset(
    word_list("""
the be to of and a in that have i it for not on with he as you do at this but his by from they
we say her she or an will my one all would there their what so up out if about who get which go
me when make can like time no just him know take people into year your good some could them see
other than then now look only come its over think also back after use two how our work first
well way even new want because any these give day most us is are was were been being am has had
did does done doing hi hello hey hiya dear please pls plz kindly thanks thank thx tnx ty you're
welcome okay ok yes yeah yep yup nope sure fine great nice cool awesome perfect lovely alright
right correct wrong true sorry excuse book booking booked bookings appointment appointments
reserve reservation reserved schedule scheduled reschedule cancel cancelled canceled cancellation
change move shift slot slots opening available availability free busy open opened closed close
closing need needed wanna gonna wanted would should shall might must let lets price prices cost
costs charge charges charged much many how where when why location located address directions
place near far town road street building floor shop salon spa barber barbershop clinic hotel
restaurant office branch pay payment paid paying money cash mpesa m-pesa card deposit balance
refund discount offer offers bring come coming came going went gone arrive arriving late early
earlier later soon sooner wait waiting before until till during while still already yet again
once twice often always never ever maybe perhaps possible possibly probably hope hoping think
thinking thought guess believe feel feeling love loved like liked hate prefer preferred better
best bad worse worst big small large little long short medium high low old young hot cold warm
hair head face body hand hands foot feet nail nails eye eyes skin back neck leg legs men women
man woman boy girl kid kids child children baby mum mom mother dad father sister brother wife
husband friend friends family son daughter lady ladies guy guys gentleman person anyone someone
everyone nobody anything something nothing everything anywhere somewhere today tonight tomorrow
yesterday morning afternoon evening night noon week weekend month year hour hours minute minutes
day days date number phone call calling called text message messages whatsapp email send sent
give gave given tell told ask asked asking question questions answer help helping helped want
wants know known find found keep kept leave left start started starting stop stopped end ended
finish finished try trying tried wash cut style styling color colour dye treatment service
services appointment do doing done fix fixed make made making check checking checked confirm
confirmed confirmation details detail information info list menu option options choose chose
chosen select selected pick picked choice another same different next last previous following
both each every few more less most least enough too very really quite just almost about around
between against without within through across along behind below above under over off down away
here there everywhere that's it's i'm i'd i'll i've you'd you'll don't doesn't didn't can't
won't couldn't wouldn't isn't aren't wasn't what's who's where's let's she's he's they're we're
dont cant wont im ill ive id thats whats lets didnt doesnt isnt
happy sad glad excited birthday wedding party event bridal bride meeting meet talk speak speaking
human agent manager owner staff stylist therapist doctor nurse dentist consultant trainer coach
lesson class room table seat stay night nights check guest guests dinner lunch breakfast food
drink water car vehicle service repair clean cleaning house home school job business customer
account reply respond response quick quickly fast slow urgent urgently emergency actually
basically honestly literally instead rather except besides however although though unless since
why whose whom both either neither nor yours mine ours theirs myself yourself himself herself
itself ourselves themselves able unable allowed works working worked full empty half quarter
total amount per each extra free include included including special normal regular usual change
changed changing mind minds sick ill pain hurt ache urgent thing things stuff kind kinds type types
size sizes bit lot lots part parts side point case fact idea problem problems issue issues
reason reasons way ways end name names english swahili language translate understand understood
repeat again stop unsubscribe start restart over begin beginning bye goodbye later see soon take
care tc cheers blessed god bless welcome anytime whenever wherever whatever however reach reached
remind reminder reminders forgot forget remember missed miss late delay delayed traffic lost
weather rain sunny joke song president news football match score movie music game capital
math code write poem story recipe cook weather stock bitcoin loan politics
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
