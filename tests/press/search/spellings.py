"""Names and words as they are written: Kazakh, Russian, Kazakh on a Russian keyboard, Latin of each kind.

Latin: the 2021 draft alphabet, passports (ICAO Doc 9303), English newspapers, and what people type.
"""

# A line is one word. All its spellings meet the first.
SPELLINGS = """
әшімбаев ашимбаев ashimbayev ashimbaev áshimbaev äşımbaev
тоқаев токаев tokayev tokaev toqaev
назарбаев nazarbayev nazarbaev
қошанов кошанов koshanov qoşanov qoshanov
мәжіліс мажилис mazhilis majilis mäjılıs maejilis majılıs
сенат senat
парламент parlament
байқаушылар байкаушылар baiqaushylar baikaushylar bayqaushylar baiqauşylar bayqawşılar
қасым касым kasym qasym kassym kasim
жомарт jomart zhomart
маулен maulen
мәулен маулен maulen mäulen maeulen
жұмабаев жумабаев zhumabayev jumabaev jūmabaev zhumabaev
жамбыл zhambyl jambyl zhambil
алматы almaty almati алмати
астана astana
шымкент shymkent şymkent shimkent
қызылорда кызылорда kyzylorda qyzylorda kizilorda
ақтөбе актобе aktobe aqtöbe aktoebe aqtobe
ақтау актау aktau aqtau aktaw
атырау atyrau atirau atyraw
өскемен оскемен oskemen öskemen oeskemen
түркістан туркистан turkistan türkıstan tuerkistan
семей semey semei
қостанай костанай kostanay qostanai kostanai
павлодар pavlodar
көкшетау кокшетау kokshetau kökşetau koekshetau
талдықорған талдыкорган taldykorgan taldyqorğan taldyqorghan
жезқазған жезказган zhezkazgan jezqazğan zhezqazghan
екібастұз екибастуз ekibastuz ekıbastūz
қазақстан казакстан qazaqstan kazakstan
казахстан kazakhstan kazahstan
өзбекстан озбекстан ozbekstan özbekstan
сәрсенбаев сарсенбаев sarsenbayev sarsenbaev särsenbaev
өмірзақов омирзаков omirzakov ömırzaqov omirzaqov
үмбетов умбетов umbetov ümbetov uembetov
ғалымжан галымжан galymzhan ğalymjan ghalymzhan galimzhan
нұрлан нурлан nurlan nūrlan
нұрсұлтан нурсултан nursultan nūrsūltan
ерлан yerlan erlan
ержан yerzhan erzhan erjan yerjan
ермек yermek ermek
ерболат yerbolat erbolat
данияр daniyar daniar данияр
дариға дарига dariga dariğa darigha
айгүл айгуль айгул aigul aygul aigül aiguel
гүлнәр гульнар гулнар gulnar gülnär
әсел асель асел asel äsel aesel
сәуле сауле saule säule
динара dinara
мәдина мадина madina mädina
зәуреш зауреш zauresh zäureş
ілияс илияс iliyas ilıias ilyas ильяс
жәңгір жангир zhangir jangir jäñgır
теңізбай тенизбай tenizbay teñızbai tenizbai
шәкен шакен shaken şäken shaeken
шоқан шокан shokan şoqan shoqan
уәлиханов уалиханов walikhanov ualikhanov
валиханов valikhanov walikhanov
абай abai abay
құнанбаев кунанбаев kunanbayev qunanbaev qūnanbaev
әуезов ауезов auezov äuezov
сүлейменов сулейменов suleimenov süleimenov suleymenov
юсупов yusupov iusupov jusupov
юлия yulia iuliia yuliya julia
яковлев yakovlev iakovlev jakovlev
аяз ayaz aiaz ajaz
царев tsarev carev
цой tsoi tsoy coi
чайковский chaikovsky chaikovskiy chaykovskii chaikovskij
щукин shukin shchukin şşukin
хамитов khamitov hamitov xamitov
хабар khabar habar xabar
һәм хам ham häm
гауһар гаухар gaukhar gauhar gauxar
ахметов akhmetov ahmetov axmetov
мухамеджанов mukhamedzhanov mukhamedjanov muhamedjanov
алексей alexei aleksei aleksey alexey
александр alexandr aleksandr
васильев vasiliev vasilyev vasilev
григорьев grigoriev grigoryev grigorev
семенов semyonov semenov
алиев aliyev aliev aliiev
мамыров mamyrov mamirov
бектенов bektenov
смаилов smailov
тасмағамбетов тасмагамбетов tasmagambetov tasmağambetov tasmaghambetov
масимов masimov massimov
сағынтаев сагинтаев сагынтаев sagintayev sagyntaev sağyntaev
исекешев исекешев issekeshev isekeshev
дүйсенова дуйсенова duisenova duysenova düisenova
еңбек енбек enbek eñbek yenbek
жаңа жана jana zhana jaña zhanga
төраға торага toraga törağa toeragha toragha
сайлау sailau saylau saylaw
заң зан zan zañ zang
үкімет укимет ukimet ükımet uekimet
халық халык khalyk halyq xalyq khalyq
қаулы каулы kauly qauly
әділет адилет adilet ädılet aedilet
бөлім болим bolim bölım
ұлттық улттык ulttyk ūlttyq ulttyq
өкіл окил okil ökıl oekil
мүше муше mushe müşe mueshe
шешім шешим sheshim şeşım
ғылым гылым gylym ğylym ghylym
қоғам когам kogam qoğam qogham
айтматов aitmatov aytmatov ajtmatov
бауыржан bauyrzhan bauyrjan
рахмон rakhmon rahmon
мирзиёев мирзиеев
путин putin
лукашенко lukashenko
"""

# A word and those that it must not meet.
DIFFERENT = """
сенат: сент сонет сенатор канат
senate: senat сент сената
парламент: регламент орнамент
ашимбаев: ахимбаев ашимбаева ашимбек асимбаев ачимбаев
ashimbayev: асимбаев akhimbayev ашимбай ажимбаев
токаев: такаев тукаев токарев тохаев
tokayev: takayev tukaev tokarev
нурлан: нарлан нурлен нуралы
алматы: алмас алмата алмаз
астана: остана астма истина
шымкент: чимкент симкент
семей: семья семь
дарига: дорога дарья
дорога: тарага дарога дурога
заң: зал зона сан занг
қаз: газ каша
ит: it
it: ит іт
is: іс ис
on: он өн
no: но
газ: газета каз хаз
хан: кан ган
хабар: кабар габар
кан: кен кін хан
жан: шан чан зан
шан: чан сан
чай: шай цай
царь: сарь чарь
сар: шар зар
зер: жер сер
жер: шер зер
шабдан: чабдан жабдан
мера: мира мэрия
мир: мер мур
тон: тун тан
тұр: тор тер
бол: бал бел бұл
бал: бел бул
өл: ел ұл
сол: сал сыл
кол: кел қыл құл
рак: рек рок рука
рок: рук рог
закон: загон сакон
совет: савет сабет
вода: воды водка
война: вина
депутат: диспут депутация
спикер: пикер спинка
комитет: комета комитат
выбор: забор обор
проект: проспект прокат
бюджет: буджет биджет
ақша: акция окша
akt: ast
mazhilis: medzhlis mazhilik
maulen: meulen mailen
kasym: kazym hasym qasyr
omarov: umarov amarov
умаров: омаров амаров
ибраев: абраев ибрагимов
каримов: керимов харимов
абаев: абиев обаев
алиев: олиев елиев
асанов: осанов усанов
ахметов: акметов агметов
сапаров: сафаров запаров
сафаров: сапаров
серик: сырек серек
берик: барак перик
марат: мурат мират
мурат: марат мират
азамат: ажамат асамат
айгүл: айкул айнур
болат: полат булат
булат: болат
жанар: занар шанар
зарина: сарина жарина
kyzylorda: gyzylorda kazylorda
aktau: aktai актай
aktobe: akdobe актаба
2023: 2022 20023 203
74-72-27: 74-72-7 747227 74-72-77
100: 10 1000
9:00: 9:0
"""


def read_lines(table: str) -> list[tuple[str, list[str]]]:
    """Returns the first word of each line with its others."""
    words = [
        line.replace(":", " ", 1).split() if ": " in line else line.split() for line in table.splitlines()
    ]
    return [(first, others) for first, *others in filter(None, words)]
