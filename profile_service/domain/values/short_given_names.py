"""Short forms of given names in European languages: Kasia of Katarzyna, Paco of Francisco, Sasha of Aleksandr.

English ones come from the `nicknames` package. These are of general knowledge, in look-up form. Where a short form
belongs to names of both sexes it stands under each.
"""

from collections.abc import Iterator

NO_SHORT_FORMS = frozenset(
    [
        ("aaron", "erin"), ("aron", "erin"), ("emil", "emily"), ("clarence", "clare"), ("edwina", "edwin"),
        ("felicia", "felix"), ("louis", "louise"), ("lucia", "lucius"), ("wilma", "william"), ("andrea", "andrew"),
        ("ernestine", "ernest"), ("earnest", "ernestine"), ("justin", "justina"), ("clementine", "clement"),
        ("alexandria", "alexander"), ("frederica", "frederick"), ("justine", "justin"), ("paula", "paul"),
    ]
)  # fmt: skip
"""Pairs that the package calls a name and its short form, and that are a man's and a woman's whole names."""


def short_forms() -> Iterator[tuple[str, str]]:
    """Long form, short form."""
    for line in _FORMS.strip().splitlines():
        long, _, short = line.partition(":")
        for name in long.split():
            yield from ((name, form) for form in short.split())


_FORMS = """
alejandro: ale jandro
alejandra alessandra: ale sandra
alessandro: ale sandro
aleksander alexander: alek sascha olek sander xander
aleksandr oleksandr: sasha sascha shura sanya alex
aleksandra oleksandra alexandra: sasha sascha shura sandra ola ale alex
aleksei alexei alexey: alyosha alesha lyosha lesha
anastasia anastasiya: nastya nastia tasia stasya
andreas: andi andy dreas
andrzej: andrzejek jedrek
anna: anya ania anja annika anneke antje nanna nannerl annie ani asia
anton antonius: toni tony toon
antonio: toni tonino tonio nino
antonia antonina: toni tonia tosia tonya nina
barbara: basia bassia babsi bebe varya barbel
bartholomaus bartholomeus bartosz bartlomiej: bart bartek
beatriz beatrice beatrix: bea bia trix trixi
benedikt: bene beni bennet dikt
bernhard bernard: bernd berni hardy ben
boguslaw: bogus bodek
boris: borya
brigitte brigitta: gitte gitta britta
catarina: cata
charlotte: lotte lotta lottie charlie
christian: chris krischan
christiane christina christine: christel tina tine tini stina
cornelia: conny nelia neele lia
cornelis cornelius: cees kees nelis cor conny
daniela: dani ela
daniele daniel: dani
dietrich:
dmitri dmitriy dmytro dimitrios dimitri: dima mitya dimitris mitsos mitja
dolores: lola loli
domenico: mimmo mimo nico
dorothea: dora thea dorle dorte dorthe
edoardo eduardo: edo edu lalo duardo
ekaterina yekaterina kateryna: katya katja katia katyusha kate
elena olena yelena: lena alyona nena ele
eleni: lenio nitsa
eleonora eleonore: nora lora lore ele norina
elisabeth elisabet elzbieta elzbietta elisaveta yelizaveta: else elise ella betty elli liesl lisl lisa
elisabeth elisabet elzbieta elzbietta elisaveta yelizaveta: lise lies liesbeth sisi sissi ela liza lisbeth els
emilia: mila milla milka mili
enrico: rico chicco
enrique: kike quique rique
ernst: erni
esperanza: pera espe
eugen evgeni yevgeny evgeny yevgeniy yevhen evgenia yevgenia: zhenya zhenia jenja genia
eugen evgeni yevgeny evgeny yevgeniy yevhen: eugene
eva: evi evchen ewa
felipe: pipe lipe
federico: fede rico
federica: fede rica
ferdinand: ferdi ferdy nando
fernando: nando fer
filippo: pippo
francesca: franca checca fran
francesco: franco checco cecco ciccio
francisca: paca paqui curra pancha fran chica
francisco: fco paco pancho curro fran kiko quico xico chico paquito
francoise: fanchon soizic
franz franciscus: franzl frans
frederic: fred fredo
frederik friedrich: fritz freddy fiete frerk freek frederick fred
fryderyk: fryc
gabriel gabriele gabriela gabriella: gabi gaby gabri ela
georg georgios georgi: jorg schorsch yorgos giorgos zhora gosha
gerard gerardus: gerrit ger gerd
gerhard: gerd gerdi hardy
gertrud gertrude: trude trudi gerti gertie traudl
giovanni: gianni nanni vanni gio
giovanna: gianna vanna gio
giuseppe: beppe peppe peppino pino beppino
giuseppina giuseppa: pina peppina giusy beppa
gregorio: goyo
grigori grigory hryhorii: grisha hrysha
grzegorz: grzes grzesiek
guadalupe: lupe lupita
guillaume: guigui gui
guillermo: memo guille willy
gunter gunther: gunni
gustavo: tavo gus
hedwig: hedi hedy jadzia
heinrich: heiner heinz heini hinnerk hein henner
helena helene: lena leni lene hella helen
hendrik hendrikus: henk henri hein
henriette: jette henni henny
hermann: manni herm
hieronymus: ronny
ignacio: nacho iggy
igor: igoryok
ioannis: yiannis giannis yannis
irene irena irina: ira irka renia irinka
isabel isabella: isa bella isi bel sabel chabela ella
ivan: vanya vania wanja
jacobus jakob jakub: jaap koos kuba cobus jakobus coos
jacques: jacquot
jadwiga: jadzia
jan: janek jas jasiu jasio
jaroslaw jaroslav: jarek slavek
jerzy: jurek
jesus: chuy chus suso
joachim: achim jochen jo joaquin
joanna: asia aska joasia
joao: joaozinho
joaquin: quino chimo quim ximo
johanna: hanna hanne hanni jo joke
johannes johann: hannes hans hansi johnny jo hanns jannes
jolanta: jola
jonas: jone
jordi: jordy
josef jozef josephus: sepp pepi beppo jupp seppl joschka jozek jef jos
joseph: sepp jo
josefa josefina josephine: pepa pepita fina josefine josy fini phine sefa
jose: pepe pepito chepe jo ze zeca
julia juliya yulia yuliya: yulya julchen jule jula
karl: kalle karli charly
karl-heinz karlheinz: kalle kalli heinz
karoline karolina carolina caroline: caro karo karla lina line
katarzyna: kasia kaska kasienka
katharina catharina katarina caterina: kathi kati katja kathe trine rina nina kaat tine trina cat trijntje
kazimierz: kazik kazek
konstantin konstantinos konstanty: kostya kostas kosta konni dinos
krzysztof: krzys krzysiek
krystyna: krysia
ladislav wladyslaw vladislav: vlad vladik wladek laci slava ladik
laszlo: laci
laura: lauri lalla
leonardo: leo nando nardo
leonhard: leo leon hardi lenni lienhard
leopold: poldi leo pold
lorenzo: renzo enzo lori
louis: loulou
lucia: luci luz lu
ludmila lyudmila: lyuda luda mila lyusya
ludovico: vico ludo
ludwig: lutz ludi wiggerl luggi
luigi: gigi gino
luis: lucho luisito
lukas lukasz: luki lukaszek
maciej: maciek
magdalena: magda lena leni malena madlen magdusia
malgorzata: gosia malgosia gosienka
manuel: manolo manu manolito
manuela: manu ela nela
marcin: marcinek
margarita margherita margaretha margarete margareta: rita marga greta grete gretl
margarita margherita margaretha margarete margareta: gretel gretchen margo mago grietje griet
margarida: guida mimi
maria: ma
maria marie mariya: mia mizzi mitzi mari mimi ria mariechen marika maryla
maria marie mariya: maruja mariquita masha mascha manya marusya marijke maaike mieke
maria-carmen: maica
maria-jose: marijose pepa
maria-teresa: maite mayte
maria-luisa: marisa
maria-isabel: maribel marisa
maria-dolores: lola mariloli
mariana: nana
marianne: janne nanne
mario: mariolino
martin: tino
massimo massimiliano: max massi
matteo: teo
matthias mathias mattheus: mats matze hias matti thijs matthijs teus hiasl matt
maximilian: max maxi maxl
michael: michi michel mischa michl misha michal
michaela: michi ela michele
michail mikhail mykhailo: misha mischa mikhas mishka
miguel: miguelito mikel
mohamed mohammed muhammad: momo mo hamo mohd md
mieczyslaw: mietek
mikolaj nikolai nikolay mykola: kolya kola nikolasha mikolajek nick
nadezhda: nadya nadia
natalia nataliya natalya: natasha nata natascha natalka talia
nicola nicolo nicolas: nico nicolino
nicolaas: klaas nico nick
nikolaos: nikos
nikolaus: niko niklas nik
olga: olya olia
otto: ottl
pantelis: lelis
paola paula: paolina pauli
panagiotis: panos takis
pasquale: lino
patricia patrizia: patty pati trish
paulina: paula
pavel: pasha pavlik pavlo
pedro: perico pedrito
philip philipp philippe: filip lipp
petr petro petrus: petya piet pit
pieter: piet pit
piotr: piotrek piotrus
rafael raffael: rafa rafi
raffaele: lello raf
ramon: moncho
reinhard: reini hardi
reinhold: reini holdi
renata renate: nate reni rena
ricardo: richi rica ricky
riccardo: ricky richi
rosalia rosalie: rosa lia rosi sally
rosario: charo chayo sario
roberto: beto tito berto
roman: romek roma
rudolf rudolph: rudi rudy dolf
ruggero: ruggi
ryszard: rysiek rys
salvador: chava salva
salvatore: toto salvo turi sasa
sean: shaun shawn
sebastian: basti bastian sebi seba bastien wastl
sergei sergey serhii: seryozha serezha serhiy
sergio: checo
siegfried: sigi siggi
sigrid: siri
silvia: silvi silvina
sofia sofiya sophia sophie zofia: sonja sonya sofie fia zosia sofi
spyridon: spyros
stanislav stanislaw: stas staszek stach stashek stanko
stefan stephan: steff steffen stefek
stefania stefanie stephanie: steffi stefi steffie fanny
susanne susanna zuzanna: susi sanne suse zuzia sanna susa
svetlana: sveta lana
tadeusz: tadek
tatjana tatiana tatyana: tanya tanja tania
teodor theodor fyodor fedor: theo fedya teo
teresa teresia therese theresia: resi tere resl terka thea tessa
tomas tomasz thomas: tomek tommi tom thommy maas
ulrich: uli utz
ulrike: uli rike ulli
ursula: uschi ulla ulli urschel sula
valentina: valya vale tina
valeria valeriya: lera vale valya
valerio: vale
vasili vasily vassilios vasyl: vasya vassilis
veronika veronica: vroni nika vera ronja
victor viktor: vitya vik
victoria viktoria viktoriya: vika vicki vicky
vincent vincentius: vincenz vinz cent
vincenzo: enzo vince cenzo
vladimir volodymyr wladimir: vova volodya vlad wolodja
vyacheslav: slava
walburga: burgi wally
walter: walti
waltraud: traudl waltraut
wilhelm: willi willy helm wim willem
wilhelmina wilhelmine: mina minna wil helma elma
wojciech: wojtek
wolfgang: wolfi wolf
yaroslav: slava yarik
yuri yury yurii: yura
zbigniew: zbyszek zbych
zdzislaw: zdzisiek
"""
