act-consult = Kysy

consult-title = Kysytty talon sisällä
consult-inside = Vain työkavereille. Asiakas ei näe tätä koskaan.
consult-of = Keneltä kysyt?
consult-of-help = Kuka tahansa heistä voi vastata. Yksi vastaus riittää.
consult-teams = Tiimit
consult-here = Paikalla nyt
consult-others = Muut
consult-question = Mitä tarvitset tietää?
consult-shown = Mitä he näkevät siitä, mitä asiakas kirjoitti?
consult-shown-help = He näkevät kysymyksesi, otsikon ja sen, minkä tässä rastitat. Eivät muuta asiasta.
consult-due = Mihin mennessä tarvitset vastauksen?
consult-ask = Kysy
consult-ask-says = Asia pysyy sinulla. He saavat tämän myös sähköpostina, ja siihen voi vain vastata.
consult-nobody = Nyt ei ole ketään, keneltä kysyä
consult-nobody-says = Kun joku tulee paikalle, hän näkyy tässä.

consult-waits = Odottaa vastausta: { $names }
consult-answered = Vastasi: { $names }
consult-left = { $name } ei ole enää talossa
consult-nobody-left = Tähän ei ole enää vastaajaa
consult-again = Kysy joltakulta toiselta
consult-answer-by = Vastaus viimeistään { $when }
consult-answer-late = Vastauksen piti tulla { $when }
consult-withdraw = En tarvitse tätä enää
consult-use = Ota vastauksen luonnokseksi
consult-by-mail = sähköpostilla
consult-is-answered = Vastattu
consult-is-withdrawn = Ei tarvita enää
consult-is-over = Asia päättyi ensin
consult-waited = odotti { $span }: { $team }
consult-waiting = odottaa { $span }: { $team }
consult-talk = Kysyy: { $names }

consult-says = { $name } kysyy sinulta
consult-customer-wrote = Asiakas kirjoitti
consult-answer = Mitä tiedät?
consult-answer-help = Vastauksesi saa { $name }, ei koskaan asiakas.
consult-answer-send = Vastaa
consult-mine = Mitä olet kysynyt

did-consult = Kysytty. Asia pysyy sinulla, ja vastaus tulee tähän.
did-consult-back = Kysymys on peruttu.
did-consult-answered = Kiitos. Työkaverisi sai vastauksesi.
did-consult-used = Vastaus on kirjoittamasi alla. Mitään ei ole lähetetty.

no-has-left = Joku valitsemistasi ei ole enää talossa
no-has-left-says = Keneltäkään ei kysytty vielä. Valitse joku toinen.
no-asking-oneself = Kysyisit itseltäsi
no-asking-oneself-says = Kysymys tulisi takaisin sinulle. Valitse joku toinen.
no-not-asked = Tätä ei kysytty sinulta
no-not-asked-says = Vain se, jolta kysyttiin, voi vastata. Jos silti tiedät, jätä muistiinpano asian sivulle.
no-already-answered = Tähän on jo vastattu
no-already-answered-says = Sitä ei voi enää perua. Lue vastaus asian sivulta.

deed-consulted = { $who } kysyi: { $names }
deed-consult-answered = { $who } vastasi kysymykseen
deed-consult-soon = Vastaajia muistutettiin: aika on loppumassa
deed-consult-due = Vastaajia muistutettiin: aika on ohi
deed-consult-withdrawn = { $who } perui kysymyksen
deed-consult-over = Kysymystä ei enää tarvittu
deed-consult-nobody-left = Kysymykseen ei ollut enää vastaajaa

guard-consult = Kysy työkaverilta ja pysy asiakkaan luona
