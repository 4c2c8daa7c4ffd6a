"""Ordinary Swahili and Sheng words of messages to a business."""

from typing import Final

from core.understanding.languages import word_list

COMMON: Final = frozenset(
    word_list("""
acha achana acheni ahadi ahead ahirisha ahsante aina akubariki alasiri alfajiri alhamisi ama ambia
ana anaeza anafanya anahitaji anajua anapatikana andika angalia angaliwa anifanyie anza asante
asanteni asifiwe asubuhi atalipa atanifanyia atanihudumia au baada baadaye baba badili badilisha
bado bakisha bana barabara baridi barua bas basi batilisha bei benki betri bia biashara bibi
binadamu boda buking bwana cha chache chagua chaguo chai chaji chako chakula changu chanjo chelewa
chini chumba chumvi dada dakika daktari damu darasa dawa deposit dogo dokta duka eldoret elewa
eleza elfu enda endelea endelee familia fanya fanyia fika filamu funga fungua fupi futa gani gari
gazeti ghairi ghali gharama habari hadi haifai haijalishi haitanifaa haiwezekani hakika hakuna
hali hamisha hana hao hapa hapana hapo haraka harusi hasa hata hatuna hatutakuja hawa haya hayo
hifadhi hii hio hitaji hivi hivo hivyo hiyo hizi hizo hodi hospitali hoteli huchukua huduma
hufanya hujambo huko huna huyo huyu iache ijumaa ile ili ilikuwa imebaki imefika imefungwa
inachukua inaenda inaeza inafaa inafanya inagharimu inahitaji inakuwaje inanifaa inapikwa
inawezekana ingine intaneti itakuwa itanifaa iyo izo jambo jana jaribu je jengo jibu jibuni jina
jino jinsi jioni joto jua jumamosi jumanne jumapili jumatano jumatatu juu juzi kabisa kabla kadi
kahawa kaka kama kando kanisa karibu kasoro kata kataa kati katika katikati katisha kazi kenya
kesho kiasi kichwa kichwani kidogo kifaa kiingereza kijijini kila kimakosa kimetokea kinyozi
kisumu kiswahili kitu kizungu kliniki kompyuta kuahirisha kuangaliwa kuanza kuanzia kubadilisha
kubook kubwa kucha kuchat kuchukua kuelewa kuendelea kufanya kufanyiwa kufika kufuta kughairi
kuhusu kuihamisha kuja kujua kukata kukatwa kuku kukuja kukutana kule kuleta kulipa kulipia kumi
kumuona kuna kunipa kunisaidia kunitumia kunyoa kuona kuonana kuongea kuongeza kuosha kupaka
kupanga kupata kushona kusitisha kusuka kuthibitisha kutoka kutuma kutumia kuuliza kuwa kuweka
kuzungumza kwa kwaheri kwake kwako kwamba kwangu kwani kwanza kwao kweli kwenda kwenu kwenye kwetu
la labda lake lakini lako langu leo leta liko lini lipa lkn lugha maana mabega mabegani macho
maduka maelezo mafuta magari mahali maji malipo mama mambo mapema mara marahaba masaji maswali
matangazo matata matatu matunda mawazo mawingu mbali mbaya mbegani mbele mbili mboga mbona mchana
mchezo mechi meneja meno meza mfanyakazi mgeni mgongo mguu mguuni mhasibu mia miadi miguu mikono
mimi mjini mkahawa mkataba mkate mke mko mkono mkurugenzi mkutano mkuu mmejaa mmoja mna mnaeza
mnafanya mnafunga mnafungua mnakubali mnapatikana mnatoa mnatumia mnauza mnaweza mnipigie mniwekee
moja mombasa moto mpaka mpango mpenzi mpira mpo mpya mrefu msaada msichana msikiti msimamizi
msinitumie msitume msusi mtandao mteja mtihani mtoto mtu muda mume mungu muziki mvua mvulana mwaka
mwalimu mwanamke mwanaume mwanzo mwenye mwenyewe mwezi mwili mwingine mwisho mzio mzuri na
nachagua nadai naelewa naeza nafaa nafasi nahitaji nairobi naja najua nakuja nakuru nalipa namba
nambari namna nane nani naomba naombeni napata napenda napendelea nashukuru natafuta nataka
nataraji natka natumai nauliza naulizia naumwa naweza nazo ndani ndefu ndege ndio ndiyo ndo ndogo
ngapi ngoja ngozi ni niaje niambie niandikie niangalizie nieleze niende nifanye nifanyia nifanyie
nifike nifutie nihamishie nihifadhie nihudumia nihudumiwe niilete niitishie niiweke nije nijibu
niko nikopeshe nikuje nikumbushe nilibook nilihitaji nilikuwa nilipe nilipie nilitaka niliweka
nimebadilisha nimechelewa nimefika nimeghairi nimekatwa nimekuwa nimelipa nimemaliza nimepata
nimesahau nimeshukuru nimeweka nimeze nina ninahitaji ninaweza ningependa ningetaka nini niombe
niona nione nionyeshe nipangie nipate nipatie nipe nipee nipeni nipigie nipo nirudishe nisaidie
nisaidieni nisajili nishikie nisogezee nitachelewa nitafika nitafikiria nitafutie nitakuja
nitakuwa nitalipa nitapata nitaweza nithibitishie nitoe nitumie niulize niunganishe niweke niwekee
nje njema njoo nko nmesha nne nshafika ntakuja nunua nusu nyama nyekundu nyeupe nyeusi nyingi
nyingine nyinyi nyoa nyuma nyumba nyumbani nywele nzuri ofisi ombi ona onana ondoa ongea ongeza
onyesha orodha osha paka pale pamoja panga pata peke pekee pembeni penda pengine pepe pesa pia
picha piga pigia pikipiki pili poa pole polepole polisi pombe presha programu pushia radhi rafiki
rais raisi rangi ratiba redio refu rekebisha robo rudi rudia rudisha ruka runinga saa saba sababu
safari sahau sahihi saidia salama saluni samahani samaki sana sasa sawa sawasawa sehemu sema
serikali sherehe sheria shida shikamoo shilingi shingo shukran shukrani shule si siasa sielewi
siezi sihitaji sijaelewa sijambo sijaona sijapata sijashika sijui siku sikuji simamisha simu sina
sio sisi sita sitafika sitakuja sitaweza siwezi soda sogeza somo stima subiri suka sukari swali
tafadhali tafadhalini taka tangu tano tarehe tatizo tatu tawi tayari tena thibitisha thika timu
tisa toa toka tovuti treni tu tuanze tuendelee tufanye tujadiliane tuje tuko tukuje tukutane tuma
tumeni tumia tuna tunakuja tunashukuru tunataka tunaweza tuonane tuongee tupange tupo tuseme
tutakuja tutakuwa tutaonana tutaongea tuwekee twende ubarikiwe ujumbe uko uliza umesema una
unaweza uongo upepo upo upya usaidizi usiku usinitumie uso viatu vibaya viko vile vimebaki vingapi
vipi viti vitu vizuri vp vunja vya vyumba wa wacha wachache wageni wakala wakati wake wako wale
wana wangapi wangu wao wapi washa wateja watoto watu wazi weka wekea wengi wengine wenu wenyewe
wetu wewe wiki wimbo wote wowote ya yake yako yaliyo yangu yao yenu yenyewe yetu yeye yeyote yote
yoyote yuko yule yupo za zaidi zake zako zamani zangu zenu ziko zilizopo zima zingine zote
zungumza
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
        "mzee na ndogo ni nywele refu saa wa watoto watu ya za"
    )
)

NEUTRAL: Final = frozenset(word_list("bob kama la pesa pia safi sana sawa ya"))
