people-title = Väki
people-lead = Kaikki talon ihmiset, ja kenet tavoittaa nyt.
people-no-team = Ei tiimiä
people-you = sinä
people-here = Paikalla
people-not-here = Ei juuri nyt paikalla
people-away = Poissa, takaisin { $when }
people-away-later = Tulossa poissaolo: { $from } – { $until }
people-covers = sijaisena { $name }
people-no-cover = sijaista ei ole nimetty
people-waiting = { $count ->
    [0] Kukaan ei odota
    [one] Yksi asia odottaa
   *[other] { $count } asiaa odottaa
}
people-waiting-many = Yli { $count } asiaa odottaa
people-change = Muuta
people-change-of = Muuta henkilön { $name } tietoja
people-team = Tiimi
people-role = Rooli
people-save = Tallenna
people-away-of = { $name } on poissa
people-end = Päätä kirjautuminen
people-end-says = { $name } kirjataan ulos kaikkialta eikä pääse enää sisään. Tehty työ säilyy.
people-end-none = Avoimia asioita ei ole.
people-end-team = { $count ->
    [one] Yksi avoin asia siirtyy
   *[other] { $count } avointa asiaa siirtyy
} yhteisiin: { $team }.
people-end-house = { $count ->
    [one] Yksi avoin asia siirtyy
   *[other] { $count } avointa asiaa siirtyy
} koko talon yhteisiin.
people-end-now = Päätä kirjautuminen: { $name }
people-add = Lisää henkilö
people-add-name = Nimi
people-add-email = Sähköposti
people-add-language = Kieli
people-add-password = Ensimmäinen salasana
people-add-password-help = Vähintään 12 merkkiä. Kerro se itse; mitään ei lähetetä.
people-add-now = Lisää
people-taken = Tällä osoitteella kirjautuu jo joku.
team-new = Perusta tiimi
team-change = Muuta tiimiä
team-name = Tiimin nimi
team-taken = Tämänniminen tiimi on jo.
team-giving = Miten asia lähtee yhteisistä?
team-pull = Se, jolla on kädet vapaina, ottaa seuraavan
team-push = Se annetaan paikalla olevalle, jolla on vähiten auki
team-front = Ottaa vastaan sen, mikä tulee ilman ihmistä
team-front-help = Enintään yksi tiimi; se, joka nyt ottaa, ei ota enää.
team-is-front = Ottaa vastaan saapuvan
team-pool = Yhteisissä
team-pool-none = Yhteisissä ei mitään
team-empty = Tiimissä ei ole vielä ketään. Valitse tiimi henkilön kohdalta.
away-title = Poissaolo
away-lead = Asiasi pysyvät sinun. Poissa ollessasi sijaisesi näkee ne omalla listallaan.
away-say = Olen poissa
away-until = Mihin asti?
away-cover = Kuka sijaistaa?
away-cover-none = Ei kukaan nimeltä: tiimi pitää huolen
away-why = Miksi?
away-because-away = Poissa
away-because-holiday = Loma
away-because-shift = Vuoro päättyi
away-save = Poissa tästä lähtien
away-change = Muuta
away-you = Olet poissa, takaisin { $when }.
away-you-later = Olet tulossa pois: { $from } – { $until }.
away-you-cover = Sijaisenasi on { $name }.
away-you-team = Sijaista ei ole nimetty: tiimisi pitää asioistasi huolen.
away-back = Olen taas täällä
away-back-of = { $name } on taas täällä
did-away = Merkitty. Kukaan ei jää odottamaan.
did-back = Tervetuloa takaisin. Kaikki on niin kuin oli.
did-team = Tiimi on nyt näin.
did-person = Tallennettu.
did-joined = Lisätty. Kerro salasana; kirjautua voi heti.
did-left = Kirjautuminen on päätetty. Avoimet siirtyvät yhteisiin.
no-own-login = Tätä ei tehdä itselle
no-own-login-says = Pyydä toista ylläpitäjää. Mitään ei muutettu.
no-password = Salasanassa on vähintään 12 merkkiä.
case-away = { $name } on poissa, takaisin { $when }.
case-covers = Sijaisena { $name }.
case-covers-you = Sinä sijaistat.
case-covers-nobody = Sijaista ei ole nimetty: tiimi pitää huolen.
case-pool = Yhteisissä: { $team }
case-pool-house = Koko talon yhteisissä
list-you-cover = Sijaistat: { $names }. Heidän asiansa ovat tässä myös, nimellä merkittyinä.
narrow-pool = Tiimin yhteiset
narrow-pool-of = Yhteiset: { $team }
present-looking = Täällä katsoo myös { $names }
present-writing = { $names } kirjoittaa juuri vastausta.
present-writing-says = Kirjoittamasi säilyy. Sana ensin keskenänne, niin asiakas saa yhden vastauksen.
no-stale-reply = { $name } vastasi sillä aikaa kun kirjoitit
no-stale-reply-says = Lue se vastaus keskustelusta. Sinun tekstisi on tallessa tässä: lähetä se, jos siitä on vielä apua.
draft-kept = Tässä on se, mitä olit alkanut kirjoittaa.
draft-older = Kirjoitit toisaalla myös jotain muuta. Se on tässä tallessa, kunnes lähetät.
draft-use = Käytä tätä

knows-title = He voivat tietää
knows-here = Tavoitettavissa
knows-look = Kuka tietää tästä?
knows-nobody = Kukaan ei ole vielä ratkaissut tai vastannut mihinkään tällaiseen. Valitse alta, keneltä kysyt.
knows-solved = { $count ->
    [one] ratkaissut yhden tällaisen
   *[other] ratkaissut { $count } tällaista
}
knows-answered = { $count ->
    [one] vastannut yhteen tällaiseen kysymykseen
   *[other] vastannut { $count } tällaiseen kysymykseen
}
knows-last = viimeksi { $when }
knows-before = ollut tämän kanssa tekemisissä, siitä on aikaa

knows-skills = sanoo osaavansa: { $skills }
knows-about = Kuka tietää …?
knows-about-help = Kirjoita muutama sana suomeksi, ruotsiksi tai englanniksi.
knows-about-look = Etsi
knows-none = Kukaan ei ole vielä ratkaissut, vastannut tai sanonut mitään tällaista. Kokeile muita sanoja.

skills-of = Osaa: { $skills }
skills-title = Mitä { $name } osaa
skills-add = Yksi asia, jonka hän osaa
skills-help = Muutamalla sanalla: työkaverit löytävät hänet sillä.
skills-save = Lisää
skills-drop = Poista
skills-drop-of = Poista: { $skill }
did-skill = Lisätty. Työkaverit löytävät hänet sillä tästä lähtien.
did-skill-gone = Poistettu.
no-skill = Kaksikymmentä riittää. Poista ensin jokin.
