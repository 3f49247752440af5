nav-asked = Kysytty
asked-title = Sinulta kysytään
asked-lead = Työkaveri tarvitsee sinun kyllä-sanasi, paremman ajatuksesi tai tietosi. Jokaisen takana odottaa asiakas.
asked-empty = Kukaan ei odota sinua
asked-empty-says = Kun työkaveri tarvitsee allekirjoitustasi tai päätöstäsi, se on heti täällä.

ask-whom = Kuka allekirjoittaa kanssasi?
ask-any = Kuka vain näistä { $count } ehtii ensin
ask-usual-wait = Vastaus tulee yleensä ajassa { $span }
ask-sign-now = Pyydä allekirjoitus
ask-sign-says = Asia pysyy sinulla. Kun joku heistä allekirjoittaa, hyvitys lähtee heti.
ask-decider = Kuka päättää?
ask-promise-when = Milloin asiakas kuulee sinusta?
ask-promise-words = Kerromme, mitä voimme tehdä
ask-decide-now = Kysy ja lupaa asiakkaalle vastaus
ask-decide-says = Asiakas saa sinun nimesi ja tämän ajan. Asia pysyy sinulla.

ask-says = { $kind ->
    [co_sign] { $name } pyytää sinua allekirjoittamaan
   *[escalation] { $name } pyytää sinua päättämään
}
ask-nobody-known = Asiakas, jota ei vielä tunneta
ask-holds = Voit allekirjoittaa viimeistään { $when }
ask-customer-waits = Asiakkaalle on luvattu vastaus viimeistään { $when }
ask-yes-sign = Allekirjoita
ask-yes-give = Anna tämä
ask-other = Tarjoa muuta
ask-other-says = Kerro, mitä voidaan antaa sen sijaan. { $asker } sopii siitä asiakkaan kanssa, eikä mikään pääty tähän.
ask-other-kind = Mitä voidaan antaa?
ask-other-words = Miksi se on oikein?
ask-other-send = Lähetä tämä tarjous

talk-asked = { $kind ->
    [co_sign] Pyytää allekirjoitusta: { $names }
   *[escalation] Pyytää päätöstä: { $names }
}
talk-asked-many = { $count } työkaveria
talk-signed = Allekirjoitti { $name }
talk-counter = tarjoaa sen sijaan:
talk-counter-give = Anna tämä
ask-withdraw = En tarvitse tätä enää
ask-withdraw-says = Sen jälkeen kukaan ei voi allekirjoittaa sitä. Voit kysyä uudelleen.
ask-withdraw-now = Peru kysymys
ask-open = Odottaa vastausta
ask-granted = Kyllä
ask-declined = Tarjottiin muuta
ask-withdrawn = Ei tarvita enää

did-asked = Kysytty. Asia pysyy sinulla.
did-withdrawn = Kysymys on peruttu.
did-signed = Allekirjoitettu. Hyvitys on nyt annettu, ja työkaverisi näkee sen.
did-given = Annettu. Työkaverisi näkee sen ja kertoo asiakkaalle.
did-offered = Tarjouksesi on työkaverillasi.

no-within-reach = Voit antaa tämän itse
no-within-reach-says = Se mahtuu siihen, mitä saat antaa. Keneltäkään ei tarvitse kysyä.
no-own-signature = Allekirjoitus tulee joltakulta toiselta
no-own-signature-says = Kukaan ei allekirjoita omaa pyyntöään. Pyydä työkaveria.
no-not-what-was-asked = Tämä muuttui, kun katsoit sitä
no-not-what-was-asked-says = Mitään ei allekirjoitettu. Lue se vielä kerran sellaisena kuin se nyt on.
no-expired = Vastausaika on ohi
no-expired-says = Mitään ei annettu. Työkaverisi voi kysyä uudelleen.
no-counter = Kerro, mitä voidaan antaa sen sijaan
no-counter-says = Valitse jotain muuta kuin mitä pyydettiin, ja kirjoita miksi, vähintään 15 kirjainta.
no-asked = Valitse, keneltä kysyt

deed-co-sign-asked = { $who } pyysi allekirjoitusta: { $what }
deed-signed = { $who } allekirjoitti
deed-escalated = { $who } pyysi päätöstä: { $what }
deed-ask-declined = { $who } tarjosi sen sijaan: { $what }
deed-ask-withdrawn = { $who } perui kysymyksen
deed-ask-expired = Kukaan ei vastannut kysymykseen ajoissa
