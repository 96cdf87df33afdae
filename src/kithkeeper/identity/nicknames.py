"""Short and foreign forms of given names, in folded Latin letters.

Each line is a name and the forms that may stand for it. A short form can belong to several names
("alex"), and two forms are the same person's only where they share a name: Alexander and Alexandra
both may be Alex, but neither is the other.
"""

from __future__ import annotations

_TABLE = """
abigail: abby abbie gail
abraham: abe bram avraham
adelheid: heidi adele
adriana: adri
agnes: agi agnieszka agnese ines
albert: al bert bertie alberto albrecht
alessandra: sandra ale
alexander: alex sandy xander lex aleksandr aleksander alexandre alessandro alejandro alexandros alexandr sasha sascha sacha shura sanya alec alekos
alexandra: alex sandra sandy lexi aleksandra alejandra sasha sascha sacha shura sanya
alexei: alexey aleksei aleksey alyosha lyosha alexis
alfred: alf fred freddy alfredo
alice: ali alicia alisa
alison: ali allison
alwine: wine
amanda: mandy
amelia: amy millie amalia
anastasia: nastya stacy anastasiya nastia tasia asya
anatoly: tolya anatolii anatoliy
andrea: andie
andreas: andi andy andre andrew andrei andrey andres andrzej drew andreou ondrej andrii
andrew: andy drew andrei andrey andres andre
angela: angie angelika geli angelina
anna: ann anne annie anni anya ania anja anita anke anneke ana hanna nan nancy nyura
annemarie: anne
anthony: tony toni ant anton antonio antoine antonis antonios
anton: toni tony antonio antoine antosha
antonia: toni tonia
arthur: art artie arturo artur
artem: artyom artiom tyoma
august: gus augustus auguste
barbara: barb barbie babs babsi baerbel barbel varvara varya
beatrice: bea trixie beatriz beate beatrix
benedikt: ben bene benedict
benjamin: ben benny benji benny
bernhard: bernd bernie bernard berni
bernadette: bernie detta
boris: borya
bridget: biddy bridie brigitte gitte gitta birgit brigitta
cameron: cam
carl: karl carlos charles carlo
carolina: caro carol lina carolin caroline karoline carola
catherine: cathy cath kate katie kathy kat cat kitty katherine kathryn kathleen katharine katharina catalina catarina ekaterina
cecilia: cecil celia cilly cecile
charles: charlie chuck chas charley carl carlos chip
charlotte: charlie lotte lotti charly lottie
christian: chris kris cristian christiano
christiane: chris christine
christina: chris tina chrissy christine kristina cristina kristin kristine christa christl stina
christoph: chris kris christopher stoffel christophe
christopher: chris kit topher kris christoph cristobal christophe christos
clara: klara clare claire
claudia: claudi
cornelia: conny nele connie corrie
daniel: dan danny dani daniil danila danilo
daniela: dani danielle
david: dave davey davy davide dawid
deborah: deb debbie debby debora
denis: dennis denys
diana: di diane
dieter: didi
dmitry: dima dmitri dmitriy dmitrij dimitri dmytro mitya dimitris dimitrios
dominik: domi nick dominic dominique domingo
donald: don donnie donny
dorothea: dora doro dorothee thea dorothy dot dottie dolly
douglas: doug dougie
edmund: ed eddie ned edmond
eduard: edi edward eduardo edouard
edward: ed eddie ted teddy ned eduard eduardo edouard
ekaterina: katya katia katja kate katerina yekaterina katyusha kateryna
elena: lena yelena helena helen olena elene alyona
eleonore: nora elli ella leonore eleanor eleanora nell
elisabeth: lisa liz lizzie beth betty betsy eliza elise elsa else ella lili lilli lisbeth liese liesl elizabeth elisabetta elzbieta bettina elli sissi isabel liza elizaveta
emanuel: manuel manu emmanuel manolo
emilia: emily emmy milla milli
emma: emmi em
ernst: ernest ernesto ernie
erik: eric erich
esther: essie ester hester
eugen: gene eugene evgeny evgeni evgenii yevgeny evgeniy zhenya evgenij yevhen
eva: eve evi evita
evgenia: zhenya yevgenia evgeniya eugenia
felix: feliks
ferdinand: ferdi fernando nando fernand
filip: phil philip philipp
florian: flo flori
frances: fran franny francie francesca franziska
francis: frank fran francisco francesco francois frankie
francisco: paco pancho paquito kiko fran curro frank
franz: frank francis franziskus
franziska: franzi fran ziska francesca frances
frederick: fred freddie freddy rick fritz friedrich frederic federico fryderyk
friedrich: fritz fred frieder freddy fredrick
friederike: rike fritzi frederike
gabriel: gabe gabi
gabriele: gabi gaby gabriela gabriella gabrielle
galina: galya halyna
gennady: gena gennadi gennadiy
georg: george joerg jorg jurgen schorsch jiri georgy georges jorge georgios giorgos yuri georgi giorgio yorgos
georgina: gina georgie georgia
gerald: gerry jerry gerd gerold
gerhard: gerd gert gerard gerrit hardy
gertrud: trude gerti trudi gertrude trudy
gilbert: gil
giovanni: gianni nino vanni john juan
giuseppe: beppe pino peppe
gregor: greg gregory grigory grisha gregorio grigori grigoris
grigory: grisha grigori grigoriy hryhorii
guadalupe: lupe lupita
guillermo: memo guille william
gunther: guenther gunter guenter
hannah: hanna hannele
hans: hansi johannes johann hannes
harald: harry harold hal
harold: harry hal harald
harriet: hattie harriett
heinrich: heiner heinz hinrich henry henrik hein heini henri enrico
helena: helen lena leni helene ellen nell nelly eleni
helmut: helmuth
henry: harry hank hal henri enrique heinrich henrik harris
herbert: herb bert herbie
hermann: herman armin
hildegard: hilde hilda
howard: howie
hubert: bert hubertus
ignacio: nacho ignatius
ilja: ilya ilia illia elias
ingeborg: inge
irina: ira irene iryna irena irinka
irmgard: irmi
isabel: isa bella belle isabella isabelle izzy
isaac: ike zac
ivan: vanya ivo ioan
jack: john jackson
jacob: jake jakob yakov jacques jacobo cobi jacopo
jacqueline: jackie jacky
jakob: jake jack jockel jacob
james: jim jimmy jamie jem jimbo
jane: janie jenny janet janie joan
janina: nina
javier: javi xavi xavier
jeffrey: jeff geoff geoffrey
jennifer: jen jenny jenni jenn
jeremy: jerry jem
jessica: jess jessie
jesus: chucho chuy
joachim: jochen achim jo joaquin hajo
joao: joaozinho
joann: jo joanna johanna joanne
johanna: hanna hannah jo joanna hansi hanne juana janna
johannes: hans hannes johann jo john jan ioannis yannis giannis jens
john: johnny jack jon jonny johann johannes ian sean jan
jonathan: jon jonny nathan john jonathon
jorge: coque george georg
jose: pepe pepito chepe joseph
joseph: joe joey jo josef jose pepe sepp giuseppe josip osip
josef: sepp joe jupp seppi joseph josip
josefa: josefine pepa sefa
josefine: josephine josie fini fine jo
joshua: josh
juan: juanito johnny john
judith: judy jude
juergen: jurgen jorgen
julia: jule julie julie yulia yuliya julija yulya iulia juliana
julian: jules julien julio
karin: catharina katharina karen
karl: carl charlie kalle charles carlos karol
karsten: carsten
katharina: kathi kathy katja kati kaethe kathe kate trine rina nina ina katrin kathrin cathrin catherine katarina
kenneth: ken kenny
kimberly: kim kimmy
klaus: claus nikolaus niklas
konrad: conrad conny kurt
konstantin: kostya kosta konsti constantine costas kostas konstantinos kostis constantin
kristina: kris tina kristin christina
ksenia: xenia oxana ksenija kseniya ksyusha oksana
larissa: lara larisa
lawrence: larry laurence lorenz lars laurie lorenzo laurent
lena: elena magdalena helena leni
leonard: leo len lenny leonardo leonhard
leonid: lyonya leo
leopold: leo poldi
leslie: les
lidia: lida lydia lidiya
louis: lou louie luis ludwig lewis luigi
louisa: lou luise lulu louise luisa
lucas: luke lukas luka lucca luc lukasz
lucia: lucy luzia luzie lucie lucille
ludmila: lyuda mila lyudmila liudmila luda
ludwig: lutz wiggerl louis luis
madeleine: maddy maddie lena madeline
magdalena: magda lena leni madeleine maggie
manfred: manni fred
manuel: manolo manu manny
manuela: manu ela
marcus: marc mark marco markus marek
margarete: grete gretel gretchen greta marga margit gitta margret margarethe margaret rita meta
margaret: maggie meg peg peggy margie marge greta rita madge daisy margarita margaux marguerite megan
margarita: rita margo margot
maria: marie mia mitzi marion maja masha marika mary mariya mariia marusya marija mariella maru
mario: marius
markus: marc mark marcus marko
martha: marta patty
martin: marty martino maarten marten tino
martina: tina tini
mary: molly polly mamie marie maria may
matthew: matt matty mattie matthias mateo matthieu matteo matvei
matthias: matze matt hias mathias mats mattias matthew matti
maximilian: max maxi massimiliano
maxim: max maksim maksym
melanie: mel melli
melissa: mel missy lissa
mercedes: merche
michael: mike mick mickey micky mikey michi michel mikhail misha mischa miguel michele michal mihai mykola mihail micha mitch
michaela: michi ela michelle micaela
michelle: shelly chelle
mikhail: misha mischa mikhael mykhailo michail
mildred: millie
mohammed: mo muhammad mohamed mohammad mehmet muhammed mohamad
monika: moni monica monique
nadezhda: nadya nadia nadja nadiya
natalia: natasha nata natalie natalya nataliya nathalie nat natali nataliia
nathaniel: nat nate nathan
nicholas: nick nicky nico nicolas klaus niklas nikolaus nikolai nicola colin nikos nikolaos
nicole: nicki nikki nicky nico
nikita: nik
nikolai: kolya nikolay nicolai mykola nick
norbert: bert nori
norman: norm
olga: olya olha helga
oliver: ollie olli oli noll olivier
oleg: oleh
olivia: liv livvy ollie
oscar: oskar ossi
oswald: ossi waldi
pamela: pam
patricia: pat patty trish tricia patsy pati patrizia paddy
patrick: pat paddy rick patrik patricio
paul: pauli paolo pablo pavel pol paulus pavlos
paula: pauline paulina paola
pavel: pasha paul pavlo
pelagia: polina
penelope: penny
peter: pete petey pieter piotr pyotr petr pedro pierre piet petya peder petros petro
petra: petzi
philip: phil pip philipp filip felipe philippe filippos
philipp: phil lipp philip philippe
pilar: pili
rachel: rae raquel
rafael: rafa raphael raffi
raymond: ray raimund ramon
rebecca: becky becca bekki rebekka
regina: gina reggi
reinhard: reini hardy
renate: rena nate
richard: rick dick rich richie ricky ricardo ryszard riccardo
robert: bob bobby rob robbie bert robby roberto rupert robin
roberta: bobbie robbie berta
rodrigo: rodri
roger: rog ruediger rodger
roland: rolli orlando
roman: roma
ronald: ron ronnie ronny reinhold
rosa: rosi rosita rosie rose
rosario: charo
rosemarie: rosi rosie romy rosemary
rudolf: rudi rolf ralf rudy rodolfo rudolph
ruslan: rus
samuel: sam sammy samuele
samantha: sam sammie
sandra: sandy sandi
santiago: santi diego iago
sebastian: basti seb bastian wastl sebastien sebas
sergei: sergey serge seryozha sergej serhii sergio sergii serhiy sergiy
sharon: shari
sigrid: siri sigi
siegfried: sigi siggi
silvia: sylvia silvi sylvie
simon: si simeon semyon shimon
sofia: sophie sonja sonya sophia sofie sofya zofia
stanislav: stas slava stanislaw stan
stefan: steff steffen stephan stephen steven stefano estevan stepan esteban stepan stefanos istvan steve
stefanie: steffi stephanie steff stephie
stephen: steve stevie steven stefan stephan esteban etienne stephane
susanne: susi susan sue susie suzanne susana sanne suzy susanna zuzana
svetlana: sveta lana svitlana
tamara: toma tammy
tatiana: tanya tania tanja tatjana tatyana tetiana
theodor: theo ted teddy theodore teodor fedor fyodor todor
theresa: terry tess tessa resi thea teresa therese terri
thomas: tom tommy thom tomas tomaso tomasz tommaso foma
timothy: tim timmy timo timofei timotheus timofey
tobias: tobi toby
ulrich: uli ulli udo ulric
ulrike: uli ulla rike ulli
ursula: uschi ursel ulla orsolya
valentin: valya vali valentine valentino
valentina: valya tina
valeria: lera valerie val valeriya
vadim: vadik
vasily: vasya vasili basil vasiliy wassili vassilis vasilis vasyl
veronika: vroni nika ronnie veronica vera veronique
victor: vic viktor vitya vittorio vik
victoria: vicky vicki tori viktoria vika victoire viktoriya
vincent: vince vinnie vicente vinzenz vincenzo
vitaly: vitalii vitaliy vitali vitalik
vladimir: vova volodya vlad wladimir volodymyr vladi
vladislav: vlad slava vladyslav wladyslaw
vyacheslav: slava viacheslav
walter: walt wally walti gualterio
werner: verner
wilhelm: willi willy wim helmut william guillaume
wilhelmine: minna mina helma wilma
william: bill billy will willie liam willy guillermo guillaume wilhelm willem
winfried: winnie
wolfgang: wolf wolfi wolle
xavier: xavi javier
yakov: yasha iakov jacob
yaroslav: slava jaroslav yarik
yuri: yura iurii juri yurii yuriy jurij iouri
yvonne: yvi evonne
zachary: zach zack zak
"""


def _forms() -> dict[str, frozenset[str]]:
    meant: dict[str, set[str]] = {}
    for line in _TABLE.split("\n"):
        name, colon, short = line.partition(":")
        if colon:
            for each in (name, *short.split()):
                meant.setdefault(each, set()).add(name)
    return {form: frozenset(names) for form, names in meant.items()}


NAMES_OF = _forms()
"""By form, in folded Latin letters, the names that it may stand for; a name stands for itself."""
