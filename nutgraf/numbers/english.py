"""The number words of English, and the English nouns that a number names."""

from __future__ import annotations

from nutgraf.numbers.vocabulary import Vocabulary, runs, split

_UNITS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
SMALL = {word: n for n, word in enumerate(_UNITS.split())} | {word: 10 * n for n, word in enumerate(_TENS.split(), 2)}
_ORDINALS = """
    zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth"""
ORDINALS = {word: n for n, word in enumerate(_ORDINALS.split())} | {
    "sixteenth": 16,
    "seventeenth": 17,
    "eighteenth": 18,
    "nineteenth": 19,
    "twentieth": 20,
    "thirtieth": 30,
    "hundredth": 100,
    "thousandth": 1000,
}
# a third, two quarters: what the lower number of a fraction is called
PARTS = {word: n for word, n in ORDINALS.items() if n > 2} | {"quarter": 4, "half": 2}
PARTS |= {f"{word}s": n for word, n in PARTS.items()} | {"halves": 2}

# after "a third" these show a share; any other word makes it the third of a row ("a third suit")
AFTER_SHARE = split(
    """
        of more less fewer larger smaller higher lower bigger that the this these those its their each every
        full empty since in by on from for as at to over was were is are did do does said say says have had
        has when while who which will would than and or but again during after before between within live
        lived less-than come came go went off above below if because according either"""
)
BEFORE_SHARE = split(
    """
        by nearly almost about roughly around approximately only just over under than up down some barely
        fell rose grew dropped"""
)
MULTIPLES = {
    stem: factor
    for stems, factor in (
        ("doubled doubles doubling twofold twice", 2.0),
        ("tripled triples tripling trebled threefold thrice", 3.0),
        ("quadrupled quadruples quadrupling fourfold", 4.0),
        ("quintupled quintuples quintupling fivefold", 5.0),
        ("sixfold sextupled", 6.0),
        ("sevenfold", 7.0),
        ("eightfold", 8.0),
        ("ninefold", 9.0),
        ("tenfold", 10.0),
        ("hundredfold", 100.0),
        ("halved halves halving", 0.5),
    )
    for stem in stems.split()
}
# "double" and its kin say a multiple only in company: "double the amount", "would double"
MAYBE_MULTIPLES = {"double": 2.0, "triple": 3.0, "treble": 3.0, "quadruple": 4.0, "quintuple": 5.0, "halve": 0.5}
AFTER_MULTIPLE = split(
    """
        the that what its their his her our your as from in over since by every each within again and or if
        when between , . ; : )"""
)
BEFORE_MULTIPLE = split(
    """
        to will would could may might must can should did does nearly almost than about roughly is are was
        were not they it"""
)
QUARTERED = split("century mile hour pound acre inch point")
WHOLE_SHARES = split("full whole good remaining other final bottom top")
DAILY = split("tonight tomorrow today daily nightly sharp")
TENNIS = split("match matches team title final finals partner champion champions court tennis")
SUPERLATIVES = split("most least fewest best worst")
NOT_SUPERLATIVES = split(
    """
        interest request forest harvest arrest protest contest guest quest priest digest midwest invest manifest
        northwest southwest"""
)
RANKING_VERBS = split(
    """
        rank ranks ranked ranking finish finishes finished finishing place places placed placing tied came
        come comes at seeded"""
)
AMONG = split("among nationally nationwide statewide overall")
HALF_UNITS = split(
    """
        million billion trillion dozen hour mile inch acre cent point percent day year month week ton pound
        gallon price second minute"""
)
NOT_HALVES = split(
    """
        brother sister siblings moon marathon note life term past mast staff time century nelson dome
        hearted baked truth truths measures"""
)
UNITS_OF_ONE = split(
    """
        percent percentage dollar dollars cent cents mile miles inch foot pound ton gallon acre"""
)
STREETS = split(
    """
        street st avenue ave road rd boulevard blvd drive dr lane ln place pl court ct way square parkway
        pkwy highway circle terrace pike"""
)
OPENING_HOURS = split(
    """
        open opens opened close closes closed begin begins began start starts started end ends ended met
        meet meets doors leave leaves arrive arrived until till starting beginning tipoff kickoff resume
        resumes resumed"""
)
ROADS = split("freeway interstate expressway turnpike bus train line")

ENGLISH = Vocabulary(
    lang="en",
    small=SMALL,
    scales={"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12},
    joins=frozenset({"and"}),
    alone=frozenset({"one"}),
    dozens={"dozen": 12},
    ordinals=ORDINALS,
    months=split(
        """
            january february march april may june july august september october november december jan feb
            mar apr jun jul aug sep sept oct nov dec"""
    ),
    weekdays=split("monday tuesday wednesday thursday friday saturday sunday"),
    year_after=split(
        """
            in since by from until till through during before after of to and or the its their his her a
            this fiscal year years calendar between spring summer fall autumn winter early late mid for
            circa ca census back around ( , - – / vs versus his our"""
    ),
    counted=split(
        """
            people persons workers dollars miles percent acres square feet pounds tons gallons meters
            calories kilometers jobs residents"""
    ),
    named=split(
        """
            section sections sec page pages p pp chapter chapters ch figure figures fig table tables
            paragraph par line footnote note article articles art rule rules form forms title titles number
            no nos grade grades step phase stage level category type tier runway concourse column attachment sector
            pod cell drawer shelf counts mach defcon orders mile tract aisle seat psalm opus size extension
            ext ios macos route interstate highway exit flight precinct channel terminal ufc code marker bldg
            version volume vol issue item
            appendix annex exhibit count verse act scene episode season lesson question digit digits iphone
            ipad docket case ecf dkt doc paragraph clause subsection schedule part parts zip code unit lot
            gate room suite apartment apt floor order publication pub notice letter bulletin ruling bills bills laws
            proceeding amendment proposition prop measure bill law"""
    )
    | {"§", "#"},
    named_capital=split(
        """
            bowl district ward precinct route interstate highway hwy flight channel newschannel exit bus track
            pier studio engine gallery symphony court apollo windows boeing airbus area formula local station
            terminal platform world super fox mission sol company battalion ladder line box building hall
            house senate assembly resolution order ordinance chapter district pew state county road day week
            game group class top fortune russell forbes s&p dow nasdaq xbox playstation galaxy android
            pentium mark league division division group pool heat lane hole mile camp block zone region"""
    ),
    carry=split("and or to through - – , &"),
    percent=runs("%; percent; per cent; pct; percentage points; percentage point; - percentage - point; - percent"),
    money={
        "dollars": "usd",
        "dollar": "usd",
        "euros": "eur",
        "cents": "cent",
        "cent": "cent",
        "pesos": "mxn",
        "pounds": "",
        "¢": "cent",
        "€": "eur",
    },
    between=frozenset({"to", "-", "–", "—", "and", "or"}),
    after_pronoun=split(
        """
            do does did are were is was have has had can could will would may might must should apart together
            and or but from in on at by for to with differ also both never not that which who than as so come
            came look looked agree agreed met say said because while when if since"""
    ),
    idioms=runs(
        """
            zero in; below zero; above zero; zeroed in; zeroing in; zero tolerance; zero - sum; one on one; one
            - on - one; second to none; big ten; big 12; final four; on all fours; nine to five; nine
            - to - five; cloud nine; ground zero; day one; number one; square one; top 40; s & p 500; fortune
            500; russell 2000; fab four; one in a million; a million thanks; six of one; half a dozen of the other;
            whole nine yards; 7 - eleven; six - pack; two - way; two - step; three - dimensional; two -
            dimensional; catch - 22; a thing or two; one or two; two - faced; four - letter; three r; nasdaq
            100; dow 30; forbes 400; world cup; seven days a week; 24 hours a day; 365 days a year"""
    ),
)
