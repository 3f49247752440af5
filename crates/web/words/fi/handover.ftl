act-hand-over = Siirrä toiselle

handover-to = Kenelle tarjoat tätä?
handover-to-any = Valitse
handover-to-here = Paikalla nyt
handover-to-teams = Tiimit
handover-to-others = Muut
handover-to-team = { $name }, kuka vain ehtii
handover-to-instead = { $name } – poissa, tämän saa { $cover }
handover-needs = Mitä asiakas tarvitsee
handover-needs-help = Niin ettei hänen tarvitse kertoa sitä uudelleen.
handover-promised = Mitä hänelle on luvattu
handover-tried = Mitä on jo tehty
handover-promise = ”{ $what }”, viimeistään { $when }
handover-until = Mihin mennessä tarvitset vastauksen?
handover-offer = Tarjoa
handover-offer-says = Asia pysyy sinulla, kunnes joku sanoo kyllä. Asiakkaan odotus ei ala alusta, ja lupaukset siirtyvät mukana.
handover-nobody = Nyt ei ole ketään, kelle tämän voisi antaa
handover-nobody-says = Asia pysyy sinulla. Kun joku tulee paikalle, hän näkyy tässä.

handover-waits = Tarjottu: { $name }
handover-until-then = Vastaus viimeistään { $when }.
handover-instead = Vastaajana on nyt { $name }.
handover-yours = Asia on sinun siihen asti.
handover-theirs = Siihen asti asiaa hoitaa { $name }.
handover-withdraw = Pidän tämän
handover-declined-by = { $name } ei voi ottaa tätä
handover-expired-by = { $name } ei ehtinyt vastata
handover-back = Asia on sinun niin kuin ennenkin.
handover-again = Tarjoa toiselle

handover-asks = { $name } tarjoaa sinulle tätä asiaa
handover-asks-team = { $name } tarjoaa tätä tiimille { $team }
handover-answer-by = Vastaa viimeistään { $when }
handover-look = Katso ja vastaa
handover-message = Asiakkaalle lähtee tämä viesti
handover-message-help = Osoitteeseen { $address }, kun otat asian. Muuta sitä vapaasti, tai tyhjennä se, jos kerrot itse.
handover-call = Soita asiakkaalle
handover-call-says = Meillä ei ole hänen sähköpostiosoitettaan. Kerro hänelle, kuka jatkaa ja mitä on luvattu.
handover-accept = Minä jatkan tätä
handover-accept-says = Asia ja sen lupaukset ovat sitten sinun. Asiakkaan odotus jatkuu samasta hetkestä.
handover-decline = En voi ottaa tätä
handover-for-team = Vastaat koko tiimin { $team } puolesta.
handover-why-not = Miksi et nyt?
handover-why-not-help = { $name } lukee tämän ja pitää asian.
handover-decline-now = Vastaa näin

handover-hello =
    Hei!

    Minä jatkan asiaasi tästä eteenpäin. { $from } on kertonut minulle kaiken, joten sinun ei tarvitse aloittaa alusta.
handover-hello-promised = Tämän olemme luvanneet sinulle, ja siitä pidän kiinni:
handover-hello-end = Vastaa tähän viestiin, niin tavoitat minut. { $name }

handover-accepted = Otettu vastaan
handover-declined = Ei voinut ottaa
handover-withdrawn = Antaja piti asian
handover-expired = Aika loppui
handover-over = Ei tarvita enää
talk-handover = Tarjosi asiaa: { $name }

did-handover = Tarjottu. Asia on sinun, kunnes joku sanoo kyllä.
did-handover-back = Asia on sinun niin kuin ennenkin.
did-handed = Asia on nyt sinun, lupauksineen.
did-handover-declined = Vastattu. Asia on yhä antajallaan.

no-handover-open = Tätä tarjotaan jo jollekulle
no-handover-open-says = Odota vastausta tai ota tarjous ensin takaisin.
no-handover-expired = Vastausaika on ohi
no-handover-expired-says = Asia on yhä antajallaan, eikä mitään kadonnut. Pyydä häntä tarjoamaan sitä uudelleen.
no-handover-settled = Tähän on jo vastattu
no-handover-settled-says = Mitään ei tapahtunut kahdesti. Asian sivulla näkyy, kuka sitä hoitaa.
no-not-offered = Tätä ei tarjottu sinulle
no-not-offered-says = Vain se, jolle asiaa tarjotaan, voi vastata siihen. Voit silti auttaa asian sivulla.
no-to-oneself = Asia on jo siellä
no-to-oneself-says = Se päätyisi samalle, joka sitä hoitaa. Valitse joku toinen.
no-receiver-away = Poissa, paluu { $when }, eikä kukaan sijainen ole paikalla
no-receiver-away-says = Asia pysyy sinulla. Valitse joku, joka on paikalla.
no-nobody-there = Tiimissä ei ole nyt ketään
no-nobody-there-says = Asia pysyy sinulla. Valitse joku, joka on paikalla.
no-to = Valitse joku, joka palvelee asiakkaita täällä nyt

deed-handover-offered = { $who } tarjosi asiaa: { $to }
deed-handover-accepted = { $who } otti tarjouksen vastaan
deed-handover-declined = { $who } ei voinut ottaa tätä
deed-handover-withdrawn = { $who } otti tarjouksen takaisin
deed-handover-expired = Tarjoukseen ei vastattu ajoissa
deed-handover-over = Tarjousta ei enää tarvittu
deed-handed-over = { $owner } jatkaa tätä, aiemmin { $from }
