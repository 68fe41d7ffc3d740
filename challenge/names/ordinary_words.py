"""Words that are names of people and ordinary words too, and logins that name nobody. For `challenge.names.veil`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SAID = re.compile(
    r"""{%\s*translate\s+(["'])(.*?)\1|{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate""", re.DOTALL
)


@cache
def on_our_pages() -> frozenset[str]:
    """Every word that the pages are made of: somebody may be called "Row", and rows are still called so."""
    texts = (path.read_text("utf-8") for path in sorted(TEMPLATES.rglob("*.html")))
    said = " ".join(found[1] or found[2] for text in texts for found in SAID.findall(text))
    return frozenset(re.findall(r"[^\W\d_]+", re.sub(r"{{.*?}}", " ", said).casefold()))


NOBODY = frozenset(
    """
    admin administrator agent candidate candidates demo lead reviewer reviewers viewer
    azureuser centos datadog datadoghq dd debian default dev docker ec2 fedora git github guest
    hiring host info linux local localhost mac mail me me machine my noreply office opc operator pi root server service
    solutions engineer engineers support sysadmin team test tester ubuntu user users vagrant vm web work www hello contact
    """.split()
)
"""Of user names, e-mail addresses and teams: no part of them tells who it is."""

MONTHS = frozenset(
    """
    jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september
    october november december
    """.split()
)

ORDINARY = frozenset(
    """
    a able about add after again all also alert am an and angel any are arch art as ask at average baker bank banks bar base
    bay be bean bell best beta big bill bird bishop black blue board bond book both bow branch brand bridge brook brown
     bush but butler by byte can care carpenter case cash chance chart chase chip church clay clear close code cole
    come cook cooper core count court crane cross cruise daily dale data dawn day days dean deep divine do done down drew drive
     dune early east east echo end even event every evident ever fair faith fast field file fine fire first fish fisher
    flower forest forge form fort found fox frank free friend from full gage gain game garden gates get given glass go gold
    good grace grant graph gray great green grey ground guide guy had hall hand hard has hat have hay he heat her here high
    hill him his hold home hook hope hour house how hunter ice if in iris iron is it job joy judge
    just keen keep key keys kin kind king kit knight know lake lamb lane large last law lay lead lee lever light lily line link
    list little live lock log london long look lot love low luck made main major make man many mark mars mason max me mean
    memory mercy metric mile miles mill miller min mine miner monitor moon more most my nan near need never new night no
    noble none nor norm north not note now of off on one only or order other our out over own page park part pass
    past pat path patience pay peace pen penny piece pike pine place plane plant point pond pool poor port post pound power
    price pride prince print prior pro proof prove queen quick race rain ram range rate ray reach read real reason red reed
    rest rice rich ridge right ring rise rite river rivers road rock rod root rose row ruby rule run rush rust sage said
    sale same sand sandy saw say sea see seen self send set shade shall sharp she shepherd ship short show side silver sing
    sky small smart snow so some son song source south space spring stable star state steel step stern still stone storm
    street strong such sum summer sun sure swift tag take tally tea teal tell term text than that the then they this time to
    today too top town trace tree trial true try turner two under up us use value van vane very view violet wade walk
    walker wall want ward warden was watch water way we week well west wheel when white who why wild will win wind wing winter
    wise with wolf wood woods word work world worth write year yes yet york you young your
    """.split()
)
