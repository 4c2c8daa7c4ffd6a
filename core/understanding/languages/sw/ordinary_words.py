"""Ordinary Swahili and Sheng words of messages to a business."""

from typing import Final

from core.understanding.languages import word_list

COMMON: Final = frozenset(
    word_list("""
acha achana acheni afisa ahadi ahead ahirisha ahsante aina akaunti akubariki alaikum alasiri
aleikum alfajiri alhamisi ama ambia amepotea amesema ana anaeza anafanya anahitaji anajua
anapatikana anataka anaweza andika angalia angaliwa anifanyie anipigie anitafute anza asalaam
asante asanteni asbh asifiwe asubuhi atakuwa atakuwepo atalipa atanifanyia atanihudumia au baada
baadaye baba badala badili badilisha bado bahari bahati bakisha bana barabara baridi barua bas basi
batilisha bei benki betri bia biashara bibi bila bima binadamu boda buda buking bure bwana cha
chache chagua chaguo chai chaji chako chakula chama changu chanjo chelewa cheti chini chochote
chumba chumvi chuo dada dakika daktari damu darasa dawa deni deposit dereva dharura dogo dokta duka
dunia ebu eldoret elewa eleza elfu enda endelea endelee faini familia fanya fanyia fika filamu
foleni fundi funga fungua fupi futa futeni gani gari gazeti ghafla ghairi ghali gharama habari hadi
hadithi haifai haifanyi haijafika haijalishi haina haitanifaa haiwezekani haja hakika hakuna hali
hamisha hamna hana hao hapa hapana hapo haraka harusi hasa hata hatuji hatuna hatutakuja hawa haya
hayo hebu hesabu hewa hifadhi hii hilo hio hitaji hivi hivo hivyo hiyo hizi hizo hodi homa
hospitali hoteli huchukua huduma hufanya hujambo huko huku huna huo huwa huyo huyu iache ibadilike
ibaki idadi idi iende ifutwe ijmaa ijumaa ikoje ile ili ilikuwa ilipo imebadilika imebaki imefika
imefungwa imeharibika imeisha imekataa imekufa imekuwa imepanda imepotea ina inaanza inachukua
inaenda inaeza inafaa inafanya inagharimu inahitaji inaingia inakuwaje inanifaa inaondoka
inapatikana inapikwa inauma inauzwa inaweza inawezekana ingine intaneti ipi ipo isogezwe itafaa
itakuwa itanifaa itawezekana iyo izo jamani jambo jana jaribu je jengo jibu jibuni jina jino jinsi
jioni jmosi joto jpili jua jumamosi jumanne jumapili jumatano jumatatu jumbe jumla juu juzi kabisa
kabla kadi kahawa kaka kalenda kama kampuni kando kanisa karibu kasoro kata kataa kati katika
katikati katisha kawaida kazi kazini kenya kesho kiasi kibarua kichwa kichwani kidogo kifaa
kiingereza kijana kijijini kikao kike kiko kila kimakosa kimetokea kina kinyozi kipimo kisumu
kiswahili kitu kiume kizungu kliniki kodi kompyuta ksho kuacha kuagiza kuahirisha kuandika
kuangalia kuangaliwa kuanza kuanzia kubadilisha kubook kubwa kucha kuchat kuchukua kuelewa
kuendelea kufanya kufanyiwa kufika kufuta kughairi kuhifadhi kuhusu kuihamisha kuingia kuja
kujadili kujiondoa kujiunga kujua kukaa kukata kukatwa kuko kukodi kuku kukuja kukutana kula kulala
kule kuleta kulipa kulipia kumbe kumi kumuona kuna kundi kung'olewa kunipa kunisaidia kunitumia
kununua kunyoa kunyolewa kuogelea kuona kuonana kuongea kuongeza kuonwa kuosha kuoshwa kupaka
kupanga kupata kupika kupimwa kupokea kura kusafishwa kusema kushona kusitisha kusuka kusukwa
kutengeneza kutengenezwa kuthibitisha kutoa kutoka kutuma kutumia kuu kuuliza kuuza kuwa kuweka
kuzibwa kuzungumza kwa kwaheri kwake kwako kwamba kwangu kwani kwanza kwao kweli kwenda kwenu
kwenye kwetu la labda laini lake lakini lako langu lazima leo leta ligi likizo liko lina lini lipa
lkn lolote lugha luku maana mabega mabegani macho maduka maelekezo maelezo mafuta magari mahali
maisha maji majibu malalamiko malipo mama mambo mangapi maongezi mapema mapenzi mara marahaba
masaji mashine maswali matangazo matata matatu matibabu matokeo matunda mawazo mawingu mayai
mazoezi mazungumzo mbali mbaya mbegani mbele mbili mboga mbona mchanga mchango wachanga mbuzi
mchana mchezo mdogo mechi
meneja meno meseji meza mfanyakazi mfute mgeni mgongo mgonjwa mguu mguuni mhasibu mhudumu mia miadi
miguu mikono mimba mimi mipango mjini mkahawa mkataba mkate mke mkeka mkiwa mko mkono mkopo mkubwa
mkurugenzi mkutano mkuu mmejaa mmoja mna mnacharge mnachukua mnaeza mnafanya mnafunga mnafungua
mnakubali mnapatikana mnapeana mnapokea mnaruhusu mnatengeneza mnatoa mnatumia mnauza mnaweza mnayo
mnipigie mniwekee moja mombasa moto mpaka mpango mpenzi mpesa mpira mpo mpya mrefu msaada msaidizi
msichana msikiti msimamizi msinitumie msitume msusi mtaalamu mtakuwa mtandao mteja mtihani mtoto
mtu muda mume mungu muziki mvua mvulana mwaka mwalimu mwambie mwanamke mwanaume mwanzo mwenye
mwenyewe mwezi mwili mwingine mwisho mzee mzigo mzima mzio mzuri na nachagua nadai nadhani naelewa
naenda naeza nafaa nafasi nafuu nahitaji nairobi naja najua nakuja nakuru nalipa namba nambari
namna nane nani naomba naombeni naona naongea napata napenda napendelea nashukuru natafuta nataka
natakiwa nataraji natka natoka natumai natumia nauli nauliza naulizia naumwa nauza naweza nawezaje
nazo ndani ndefu ndege ndio ndiyo ndo ndoa ndogo ndugu neno ngapi ngoja ngozi ngp ngumu ni niaje
niambie niandikie niandikishe niangalizie nianze nielekeze nieleze niende nifanye nifanyeje
nifanyia nifanyie nifanyiwe nifike nifikirie nifundishe nifutie nihamishie nihifadhie nihudumia
nihudumie nihudumiwe niilete niitishie niiweke nije nijibu nikifika nikija niko nikopeshe nikuje
nikumbushe niletee nilibook nilichagua nilifanya nilihitaji nilikosea nilikuwa nilipe nilipewa
nilipie nilisema nilitaka niliweka nimeamua nimebadilisha nimechelewa nimechoka nimefika nimeghairi
nimekatwa nimekosea nimekubali nimekuwa nimekwama nimelipa nimemaliza nimeona nimepata nimepoteza
nimesahau nimeshindwa nimeshukuru nimeweka nimeze nimuone nina ninahitaji ninaweza ningependa
ningetaka nini niombe niona nione niongee nionyeshe nipange nipangie nipate nipatie nipe nipee
nipeni nipigie nipo nirudishe nirudisheni nirudishieni nisaidie nisaidieni nisajili nishikie
nisogezee nisukwe nitachelewa nitafika nitafikiria nitafutie nitakuja nitakuwa nitalipa nitapata
nitaweza nithibitishie nitoe nitoeni nitume nitumie nitumieni niulize niunganishe niweke niwekee
nje njema njia njiani njoo nko nmesha nne nshafika ntakuja nunua nusu nyama nyekundu nyeupe nyeusi
nyingi nyingine nyinyi nyoa nyuma nyumba nyumbani nywele nzuri ofa ofisi ofisini ombi ona onana
ondoa ondoeni ongea ongeza onyesha orodha osha paka pale pamoja panga pata peke pekee pembeni penda
pengine pepe pesa pia picha piga pigia pikipiki pili poa pole polepole polisi pombe presha programu
pushia radhi rafiki rahisi rais raisi rangi ratiba ratili redio refu rekebisha robo rudi rudia
rudisha ruka runinga saa saba sababu safari sahau sahihi saidia salaam salama salamu salio saluni
samahani samaki sana sasa sauti sawa sawasawa sehemu sema serikali shamba sherehe sheria shida
shikamoo shilingi shingo shukran shukrani shule si siasa sidai sielewi siezi sihitaji siitaki
sijaelewa sijambo sijaona sijapata sijashika siji sijui siku sikuji simamisha simu sina sio sipendi
siri sisi sita sitafika sitakuja sitaweza siwezi soda sogeza somo staki stima subiri suka sukari
swali taarifa tafadhali tafadhalini tafuta taka tangu tano tarehe tatizo tatu tawi tayari tena
thibitisha thika tiketi timu tisa toa toeni tofauti toka tovuti treni tu tuanze tuendelee tufanye
tufute tujadili tujadiliane tuje tuko tukuje tukutane tuma tumeni tumia tuna tunahitaji tunakuja
tunaomba tunashukuru tunataka tunaweza tuonane tuongee tupange tupatane tupo turudi tuseme tutafika
tutakuja tutakuwa tutaonana tutaongea tuwekee twende ubarikiwe uhakika uhifadhi ujumbe uko ukumbi
ule ulisema uliza umeme umesema umri una unafanya unajua unaweza uongo upepo upi upo upya usaidizi
ushauri usiku usinitumie uso viatu vibaya viko vikumbusho vile vimebaki vingapi vipi vipimo viti
vitu vizuri vp vunja vya vyumba wa wacha wachache wageni wakala wakati wake wako wale wana wangapi
wangu wao wapi washa wateja watoto watu wazi wazima weka wekea wengi wengine wenu wenyewe wetu wewe
wiki wimbo wote wowote ya yake yako yaliyo yamebaki yangu yao yenu yenyewe yetu yeye yeyote yote
yoyote yuko yule yupo za zaidi zake zako zamani zamu zangu zawadi zenu zi ziara zii ziko zilizopo
zima zimebaki zimeisha zingine zipi zote zungumza
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

GENERIC: Final = frozenset(
    word_list(
        "bibi dakika daktari fupi huduma kubwa kwa la mama mtoto mtu mwanamke mwanaume mwili "
        "kutembelea kuona mzee na ndogo ni nywele refu saa safari wa watoto watu ya za"
    )
)

NEUTRAL: Final = frozenset(word_list("bob kama la pesa pia safi sana sawa ya"))
