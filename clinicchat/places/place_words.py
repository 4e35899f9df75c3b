"""Words that decide whether a word is a place, folded as `gazetteer_build.fold` does it."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A place follows these. The first set says where someone is, the second also stands before other things.
PLACE_BEFORE = _words("in near around nearby outside by at within around")
LOOSE_BEFORE = _words("from to for")

# State abbreviations that are everyday words: believed only where nothing but a state can stand.
WORDY_STATES = _words("in me or ok hi oh as id")
NEVER_STATES_ALONE = _words("ok hi oh")

# Places only when a state or a country follows ("Nice, France"); there are towns of every one of these names.
NEVER = (
    WORDY_STATES
    | _words("of")
    | _words(
        """advance along auto ava banner be best between blunt breaks busy cache call cancel center chance
    check clear cool core cost cross date day delta early echo energy ever extension fair falls felt
    field fields fine fork forward frame friend gate given goes grants hay help helper ho home hope
    house hub hurt institute issue job large lead leaf levels library light likely load lone loop love
    many marks max may means meta miles model most much need nice node okay only ordinary page pain peak
    pen pilot plain point points pool post power price protection public quality register relief remote
    rule rush salt same sample say section sells shell speaks speed spray standard start static stop
    story street success tate telephone tell time tom tool topping true trouble una united van vendor
    wake wall welcome west white why wise worth yes zip east north south town city state county more"""
    )
)

# Cities of 15,000 and more, and countries, that are also words or first names: only after "in" or alone.
WEAK = _words(
    """ada adrian alice allen aloha anthem apex arnold austria bear bell bend brent brick bryan carson
    centennial central chad champion clay clive commerce converse corona daphne donna eagle eden
    enterprise eugene evans ewing flint florence freedom golden gary green groves guinea hays howard
    humble hurst independence industry jasper jersey jordan joy justice kent kyle laurel liberty linda
    logan mali marina mason mentor midway mission mobile moore murphy norman normal orange pace paradise
    parole pearl perry plum progress prospect reading roy sandy savage security shaw sidney spring
    stuart summit sunset surprise taylor temple togo tracy turkey tyler union uptown victoria victory
    vista walker walnut warren wayne"""
)

# May follow a place that is also a word: "Portland or please".
AFTER_PLACE = _words("please pls thanks thank usa us")

# Said around a place; taken off its ends, and no place by themselves.
POLITE = _words("please pls thanks thank you usa us america hello hey um uh well the a an area metro downtown")
FILLER = (
    POLITE
    | PLACE_BEFORE
    | LOOSE_BEFORE
    | _words(
        """about am and any anybody anyone anything anywhere are available based believe can cant cities close
        closest clinic clinical clinics could counseling counselling counselor counsellor counselors crisis
        currently danger depression do doctor doctors does dont faraway find finding general get give go
        going good greater guess have help i id ill im information is it ive know licensed licenced list
        live lived lives living local locate located location look looking lost made maybe mdma me mental
        health medication mind moved my myself name nearest need needing no not now nowhere offer office one
        or our participate patient person place places practice prefer probably professional program
        provider providers psychiatric psychiatrist psychiatrists psychologist psychologists ptsd real
        really recovery recruiting reside residing right search searching see seek seeking session sessions
        show shrink so social somebody someone something somewhere specialist stay staying studies study
        suburbs support take talk that their them then there therapies therapist therapists therapy these
        this try trial trials trauma traumatic treat treating treatment treatments until up veteran veterans
        want was we were what where which who with work worker working would yeah yep nope you your zip code
        town city state county region country north side life order fact case touch total group groups
        reality school bed hospital home night times first least all"""
    )
)

# "West Texas", "southern California": part of a state, not a city of it.
PARTS_OF_STATES = _words("north south east west northern southern eastern western central upstate rural")

# Short forms that GeoNames does not carry as names: key, then (town's key, state).
NICKNAMES = {
    "nyc": ("new york", "NY"),
    "ny city": ("new york", "NY"),
    "new york city": ("new york", "NY"),
    "sf": ("san francisco", "CA"),
    "san fran": ("san francisco", "CA"),
    "philly": ("philadelphia", "PA"),
    "vegas": ("las vegas", "NV"),
    "dc": ("washington", "DC"),
    "nola": ("new orleans", "LA"),
    "slc": ("salt lake city", "UT"),
    "okc": ("oklahoma city", "OK"),
    "saint pete": ("saint petersburg", "FL"),
    "la": ("los angeles", "CA"),
}

# Countries by the names people use, and parts of countries: key, then ISO code.
COUNTRY_NAMES = {
    "uk": "GB", "great britain": "GB", "britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "holland": "NL", "netherlands": "NL", "czech republic": "CZ",
    "korea": "KR", "uae": "AE", "republic of ireland": "IE", "ivory coast": "CI", "burma": "MM",
    "british columbia": "CA", "alberta": "CA", "saskatchewan": "CA", "manitoba": "CA", "quebec": "CA",
    "nova scotia": "CA", "new brunswick canada": "CA", "newfoundland": "CA", "new south wales": "AU",
    "queensland": "AU", "tasmania": "AU", "western australia": "AU", "south australia": "AU",
}  # fmt: skip
# The same, but believed only after a city: "Toronto, Ontario", "Vancouver BC".
COUNTRY_PARTS = {
    "ontario": "CA", "bc": "CA", "qc": "CA", "ab": "CA", "nsw": "AU", "qld": "AU", "victoria": "AU",
}  # fmt: skip
STATE_NAMES = {
    "virgin islands": "VI",
    "us virgin islands": "VI",
    "washington state": "WA",
    "new york state": "NY",
}
