"""English stems: Snowball's, of one spelling, and of what irregular forms are forms of."""

import re
from threading import Lock

import Stemmer

_snowball = Stemmer.Stemmer("english")
_lock = Lock()  # a stemmer of PyStemmer serves one thread at a time

# British and American are written alike. Not by lists of words: "surprise" becomes "surprize" everywhere, and
# meets itself. What stands before has so many letters that no two words fall together (prise, prize).
_SPELLINGS = [
    (re.compile(r"(?<=[a-z]{4})is(?=(?:e|es|ed|er|ers|ing|able|ation|ations|ational)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{3})ys(?=(?:e|ed|er|ers|ing)$)"), "yz"),
    (re.compile(r"(?<=[a-z]{3})our|(?<=^col)our"), "or"),
    (re.compile(r"(?<=[a-z]{2}[tb])re(?=s?$)"), "er"),
    # travelled and traveled, of two syllables: not called; fulfillment and fulfilment.
    (re.compile(r"^(.*[aeiou][^aeiou]+[aeiou]l)l(?=(?:ed|ing|ers?|ors?)$)"), r"\1"),
    (re.compile(r"ll(?=(?:ments?|ful|fully)$)"), "l"),
    (re.compile(r"(?<=^progra)mme"), "m"),
    (re.compile(r"(?<=^(?:of|de)fen)s(?=es?$)|(?<=^licen)s(?=e[sd]?$|ing$)|(?<=^practi)s(?=e[sd]?$)"), "c"),
]

# Form and dictionary form; a form that is also a word of its own (found, left) keeps that stem too.
_FORMS = """
man: men; woman: women; child: children; foot: feet; tooth: teeth; goose: geese; mouse: mice; ox: oxen
person: people persons; spokesman: spokesmen; chairman: chairmen; congressman: congressmen
spokeswoman: spokeswomen; serviceman: servicemen; statesman: statesmen; businessman: businessmen
fisherman: fishermen; policeman: policemen; craftsman: craftsmen; alderman: aldermen
life: lives; wife: wives; knife: knives; leaf: leaves; half: halves; shelf: shelves; wolf: wolves
thief: thieves; self: selves; calf: calves; loaf: loaves; scarf: scarves
analysis: analyses; basis: bases; crisis: crises; thesis: theses; hypothesis: hypotheses; oasis: oases
diagnosis: diagnoses; parenthesis: parentheses; synthesis: syntheses; emphasis: emphases; axis: axes
criterion: criteria; phenomenon: phenomena; medium: media; datum: data; memorandum: memoranda
referendum: referenda; bacterium: bacteria; curriculum: curricula; forum: fora; stratum: strata
symposium: symposia; consortium: consortia; addendum: addenda; stadium: stadia; millennium: millennia
index: indices; appendix: appendices; matrix: matrices; vertex: vertices; nucleus: nuclei; alumnus: alumni
stimulus: stimuli; radius: radii; syllabus: syllabi; bureau: bureaux; plateau: plateaux
be: is are was were been am; have: has had; do: does did done; go: went gone; say: said; make: made
arise: arose arisen; awake: awoke awoken; bear: bore borne; beat: beaten; become: became; begin: began begun
bend: bent; bind: bound; bite: bit bitten; blow: blew blown; break: broke broken; breed: bred; bring: brought
build: built; rebuild: rebuilt; burn: burnt; buy: bought; catch: caught; choose: chose chosen; come: came
overcome: overcame; creep: crept; deal: dealt; dig: dug; draw: drew drawn; withdraw: withdrew withdrawn
dream: dreamt; drink: drank drunk; drive: drove driven; eat: ate eaten; fall: fell fallen; feed: fed
feel: felt; fight: fought; find: found; flee: fled
fly: flew flown; forbid: forbade forbidden; foresee: foresaw foreseen
forget: forgot forgotten; forgive: forgave forgiven; freeze: froze frozen; get: got gotten; give: gave given
grow: grew grown; hang: hung; hear: heard; hide: hid hidden; hold: held; uphold: upheld; withhold: withheld
keep: kept; know: knew known; lay: laid; lead: led; mislead: misled; leap: leapt; learn: learnt; leave: left
lend: lent; lie: lain; light: lit; lose: lost; mean: meant; meet: met; mistake: mistook mistaken; pay: paid
prove: proven; repay: repaid; ride: rode ridden; ring: rang rung; rise: rose risen; run: ran; see: saw seen
oversee: oversaw overseen; seek: sought; sell: sold; send: sent; shake: shook shaken; shine: shone
shoot: shot; show: shown; shrink: shrank shrunk; sing: sang sung; sink: sank sunk; sit: sat; sleep: slept
speak: spoke spoken
spend: spent; spin: spun; spring: sprang sprung; stand: stood; understand: understood; withstand: withstood
steal: stole stolen; stick: stuck; strike: struck stricken; strive: strove striven; swear: swore sworn
sweep: swept; swim: swam swum; swing: swung; take: took taken; undertake: undertook undertaken
overtake: overtook overtaken; teach: taught; tear: tore torn; tell: told; foretell: foretold; think: thought
throw: threw thrown; overthrow: overthrew overthrown; wake: woke woken; wear: wore worn; weave: wove woven
win: won; wind: wound; write: wrote written; rewrite: rewrote rewritten; undergo: underwent undergone
"""
# What Snowball cuts until it is another word: a senator is not the Senate, nor "its" IT.
_KEPT = """
its; senator: senators; university: universities; universal; authority: authorities; candidate: candidates
candidacy: candidacies; department: departments; experiment: experiments; important; importance
general: generals; relative: relatives; news; organ: organs; policy: policies; police; secretary: secretaries
"""


def _read(table: str) -> dict[str, str]:
    """Returns the dictionary form of each form of a table, and of itself."""
    entries = (entry.partition(":") for entry in table.strip().replace("\n", ";").split(";"))
    return {form: lemma.strip() for lemma, _, forms in entries for form in (lemma.strip(), *forms.split())}


_DICTIONARY_FORMS = _read(_FORMS)
_WHOLE = _read(_KEPT)


def stems(word: str) -> tuple[str, ...]:
    """Returns the stem of a folded Latin word, and that of the word whose irregular form it is.

    >>> stems("organised"), stems("women")
    (('organ',), ('women', 'woman'))
    """
    word = word.removesuffix("'s")
    if word in _WHOLE:
        return (_WHOLE[word],)
    forms = (word, _DICTIONARY_FORMS.get(word, word))
    with _lock:
        return tuple(dict.fromkeys(_snowball.stemWord(_spell(form)) for form in forms))


def _spell(word: str) -> str:
    for pattern, spelling in _SPELLINGS:
        word = pattern.sub(spelling, word)
    return word
