"""Ordinary Swahili and Sheng words of messages to a business."""

from typing import Final

from core.understanding.languages import word_list

COMMON: Final = frozenset(
    word_list("""
na ya wa la za cha vya kwa ni si sio katika kutoka hadi mpaka kama lakini lkn au ama pia tu sana
sasa bado tena kila hata ili kwamba basi bas kwani je nini nani wapi lini gani ngapi vipi vp mbona
hii hiyo hizi hizo huyu huyo hawa hao hapa hapo huko kule pale ile yule wale yangu yako yake yetu
yenu yao wangu wako wake wetu wenu wao langu lako lake changu chako zangu zako zake mimi wewe yeye
sisi nyinyi wao ndio ndiyo ndo hapana la sawa sawasawa haya poa asante ahsante asanteni shukrani
karibu tafadhali tafadhalini naomba naombeni niombe nataka natka nataraji nahitaji ninahitaji
ningependa ningetaka napenda naweza ninaweza tunaweza unaweza mnaweza nitaweza siwezi sitaweza
niko nipo uko upo yuko yupo tuko tupo mko mpo wako kuna hakuna mna nina una ana tuna wana sina
huna hana hatuna nilikuwa ilikuwa itakuwa nitakuwa tutakuwa nimekuwa kuwa kwenda kuja njoo nakuja
nitakuja tutakuja tunakuja naja nije tuje niende fika nitafika nimefika nifike kufika chelewa
nimechelewa nitachelewa mapema haraka polepole habari hujambo jambo sijambo mambo vipi salama
shikamoo marahaba niaje mzuri nzuri njema mbaya kubwa dogo ndogo mrefu refu fupi mpya zamani
leo kesho jana juzi asubuhi mchana jioni usiku alasiri alfajiri saa siku wiki mwezi mwaka dakika
wakati muda tarehe jumatatu jumanne jumatano alhamisi ijumaa jumamosi jumapili bei gharama
pesa shilingi lipa kulipa nilipe nalipa nimelipa nitalipa malipo deposit ngapi elfu mia bei
huduma kazi duka saluni kinyozi msusi daktari hospitali hoteli mkahawa ofisi tawi mahali sehemu
barabara jengo nywele kichwa uso mwili mkono mikono mguu miguu kucha jino meno macho ngozi mgongo
shingo kusuka suka kunyoa nyoa kukata kata kuosha osha kupaka paka rangi masaji mtu watu mtoto
watoto mama baba dada kaka rafiki mume mke familia mwanamke mwanaume msichana mvulana mteja wateja
mgeni wageni jina simu namba nambari piga pigia tuma nitumie tumeni ujumbe barua pepe swali maswali
jibu jibuni uliza nauliza niulize kuuliza saidia nisaidie msaada eleza nieleze ambia niambie sema
ongea kuongea zungumza kuzungumza binadamu wakala meneja mwenye mfanyakazi badilisha kubadilisha
badili hamisha ahirisha kuahirisha sogeza ghairi kughairi futa kufuta katisha kusitisha
thibitisha kuthibitisha nafasi miadi ahadi buking kubook kuweka weka niwekee niweke wekea panga
kupanga ratiba fungua funga mnafungua mnafunga wazi imefungwa chagua nachagua chaguo nyingine
mwingine ingine zingine wengine yote zote wote mmoja moja mbili tatu nne tano sita saba nane tisa
kumi kwanza pili mwisho baada kabla kati ndani nje juu chini mbele nyuma karibu mbali pamoja
kuanzia kuendelea zaidi kidogo kiasi nusu robo kasoro lugha kiswahili kiingereza kuelewa naelewa
sielewi elewa rudia tena acha wacha simamisha kwaheri baadaye tutaonana onana mungu akubariki
ubarikiwe pole samahani radhi shida tatizo sababu kitu vitu jambo mambo namna jinsi hivi hivyo
vile kabisa labda pengine hakika kweli uongo meza chumba chakula maji gari nyumba nyumbani shule
mkutano darasa somo harusi sherehe tangu toka mara hali hivo hio izo hii iyo nko nmesha nshafika
tumia kutumia enda pata kupata nipate napata nitapata ninaweza kunipa nipe nipee nipatie toa leta
fanya kufanya nifanye nifanyie tufanye fanyia kufanyiwa taka hitaji penda jua kujua najua sijui
ona kuona nione niona angalia nilitaka nilihitaji nilibook imebaki bakisha inawezekana haiwezekani
inafaa haifai yeyote yoyote wowote haijalishi inakuwaje gani
""")
)

INFORMAL: Final = frozenset(
    word_list("""
sasa niaje vipi poa fiti safi sawa mambo buda bro msee wasee manze maze mazee nishow nishike
sema wozza mbogi dem madem mrembo chali mresh keja kejani mtaa mtaani ganji doo dooh mkwanja chapaa
mullah ndae moti nganya mathree mat kuchill chill nachill kuhepa nahepa hepa sahii sai saizi sahi
izo iko ako niko uko tuko mko wako iza aje kwani si ata hata pia tu tuu ama nko leta lete nidai
nikona ukona mkona tukona yenye venye kenye nitakam kukam nikam ukam tukam nimekam ntakam nacome
nibook kubook nibookie nibookishe book nmebook nishabook kucancel nicancel kureschedule kupay nipay
nalipia nisort nisortie sort kusort bei noma kali mse morio jioni furahiday sato ngiri thao soo
finje mbao ashu rwabe punch jirongo chwani kitambo mapema ndio eeh ehe eh wacha acha beshte mabeshte
mtoi watoi gava karao kushuka vile inakuaje inakaaje aki walai haki basi banae hii hio iyo zile
kinyozi kushave nishave kudye kuretouch kuwash mani pedi
""")
)
