refused-back = Takaisin
unreadable-title = Tämä lomake ei tullut kokonaisena
unreadable-says = Mitään ei muutettu. Avaa sivu uudelleen ja lähetä sitten; kirjoittamasi on tallessa selaimessasi.
too-large-title = Tämä on liian suuri lähetettäväksi
too-large-says = Mitään ei muutettu. Lyhennä, tai lähetä kahdessa osassa.
other-site-title = Tämä lomake tuli toiselta sivustolta
other-site-says = Turvaksesi sitä ei otettu vastaan, eikä mitään muutettu. Tee sama täällä.
no-already-there = Se on täällä jo
no-already-there-says = Osoite kuuluu yhdelle asiakkaalle. Etsi se hakukentästä.
no-merged = Tämä asia on yhdistetty toiseen
no-merged-says = Asia jatkuu siellä. Mitään ei muutettu, ja kirjoittamasi on tallessa.
no-stale = Tässä ehti tapahtua jotain
no-stale-says = Katso uusin keskustelusta. Tekstisi on tässä tallella: lähetä se, jos se pätee yhä.
no-empty = Tästä puuttuu teksti
no-empty-says = Muutama sana riittää.
no-too-long = Tämä on liian pitkä
no-too-long-says = Lyhennä, tai jaa kahteen osaan.
no-unusable = Tätä ei voi käyttää
no-unusable-says = Tarkista ja yritä uudelleen. Mitään ei muutettu.
no-condition = Ehtoa ei voi lukea
no-email = Tämä ei ole toimiva sähköpostiosoite.
no-phone = Tämä ei ole puhelinnumero.
no-value = Luku ei käy. Käytä kokonaislukua, nollasta ylöspäin.
no-case = Tällä numerolla ei löydy toista asiaa.
no-contact = Tätä yhteydenottoa ei voi siirtää: asiassa pitää olla ainakin yksi.
no-money = Summaa ei voi lukea
no-money-shape = Kirjoita summa numeroin, esimerkiksi 7 tai 7,50.
no-money-fine = Enintään kaksi desimaalia.
no-money-positive = Summan pitää olla enemmän kuin nolla.
no-money-much = Näin paljon ei voi antaa kerralla.
no-amount = Kuinka paljon?
no-amount-says = Kirjoita summa.
no-amount-here = Anteeksipyynnöllä ei ole summaa
no-amount-here-says = Jätä summa tyhjäksi.
no-beyond = Tätä ei annettu vielä
no-beyond-says = Se on enemmän kuin voit antaa noin vain. Alla näet, miten pääset eteenpäin.
no-reason = Kirjoita, miksi tämä on oikein
no-reason-says = Vähintään 15 merkkiä.
no-forbidden-says = Sääntö näkyy alla, ja sanat asiakkaalle.
no-not-owner = Tämä asia on toisella
no-not-owner-says = Ota asia ensin itsellesi, tai jätä viesti muistiinpanona.
no-already-done = Tämä on jo tehty
no-already-done-says = Avaa asia uudelleen, niin näet, miten se on nyt.
no-past = Se aika on jo mennyt
no-past-says = Valitse myöhempi aika.
no-circle = Sijaisketju kiertää takaisin poissa olevaan
no-circle-says = Valitse sijaiseksi joku, jota poissa oleva ei itse sijaista.
no-cover = Tätä ihmistä ei voi valita sijaiseksi.
no-not-yours = Tämä ei kuulu sinulle
no-not-yours-says = Pyydä asian omistajaa tai esihenkilöä. Mitään ei muutettu.
no-key-reused = Tästä lomakkeesta on jo tallennettu jotain
no-key-reused-says = Katso keskustelusta. Jos tämä puuttuu sieltä, lähetä uudelleen: nyt se onnistuu.
find-how = Etsi numerolla, sähköpostilla tai puhelimella
find-how-says = Kirjoita se yläreunan kenttään.
find-nothing = Ei löytynyt: ”{ $query }”
find-nothing-says = Kokeile asian numeroa tai asiakkaan koko sähköpostiosoitetta tai puhelinnumeroa. Sanoilla ei vielä voi etsiä.
costs-title = Mitä asiat maksavat
costs-lead = Näistä luvuista lasketaan, mitä maksaa korjata heti ja mitä reklamaation kautta. Jokainen näkee ne.
costs-figure = Luku
costs-basis = Mihin se perustuu?
costs-set-at = asetettu { $when }
costs-formula = Miten se lasketaan?
costs-formula-says = Käsittelyn minuutit, siirrot kertaa perehtyminen ja kysymykset kertaa vaiva, kaikki tunnin hinnalla; päälle kulut ja se osuus, joka lopulta maksetaan.
mail-title = Talon posti
mail-lead = Jokainen saapunut viesti on täsmälleen yhdessä näistä.
mail-in = Tullut sisään: { $count }
mail-out = Lähdössä ja lähtenyt
mail-out-none = Mitään ei ole vielä lähtenyt.
mail-unreadable-none = Ei yhtään.
mailbox-title = Postilaatikot
mailbox-never = Tähän ei ole vielä katsottu.
mailbox-looked = Katsottu
mailbox-empty = Siellä ei odota mitään.
mailbox-waiting = { $count ->
    [one] Yhtä viestiä haetaan juuri.
   *[other] { $count } viestiä haetaan juuri.
}
mailbox-oldest = Vanhin on ollut siellä alkaen
mailbox-came = Tullut
mailbox-trouble = { $code ->
    [unreached] Siihen ei saada yhteyttä.
    [sign-in] Se ei päästä sisään: käyttäjä, salasana tai lupa on väärä.
    [folder] Kansiota, johon viestit tulevat, ei ole.
    [slow] Se ei vastaa ajoissa.
    [garbled] Se vastaa jotakin, mitä ei voi ymmärtää.
    [refused] Se kieltäytyy siitä, mitä pyydetään.
   *[lost] Yhteys katkesi.
}
mailbox-trouble-since = Alkaen
mailbox-trouble-says = Mitään ei ole hukassa: se, mikä siellä odottaa, pysyy siellä, ja sitä yritetään itsestään uudelleen.
mailbox-said = Tarkemmin: { $words }
mailbox-left = { $reason ->
    [too_large] Liian suuria otettaviksi: { $count }, suurin { $size }. Ne ovat siellä, mihin ne tulivat; jonkun pitäisi lukea ne siellä.
   *[other] Palvelin nimeää { $count } viestiä eikä anna niitä. Niitä pyydetään uudelleen.
}
fate-waiting = Odottaa vuoroaan
fate-filed = Asiassa
fate-quarantined = Ei voitu lukea: oma asiansa
fate-repeated = Sama viesti toista kautta
fate-echo = Omamme, tuli takaisin
fate-answer = Työkaverin vastaus
fate-aside = Tuli takaisin työkaverin viestistä, ei vastaus
errand-kind = { $kind ->
    [mail] Vastaus
    [notice] Viesti työkaverille
    [credit] Hyvitys saldolle
    [finance] Maksu käsin
    [webhook] Maksu toiseen järjestelmään
    [receipt] Kuittaus kirjoittajalle
    [call] Kutsu päivystäjälle
    [gateway] Kutsu tekstiviestinä
    [push] Ilmoitus laitteelle
    [call_push] Kutsu laitteelle
   *[recall] Takaisinpyyntö
}
errand-state = { $state ->
    [waiting] odottaa
    [leased] lähdössä
    [done] valmis
    [failed] epäonnistui
    [uncertain] epävarma
   *[withdrawn] peruttu
}
