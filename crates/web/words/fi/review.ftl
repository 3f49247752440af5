nav-reviews = Arviot
nav-reviews-waiting = odottaa toista katsetta
review-title = Oliko tämä oikein?
review-lead = Joku antoi tämän, jotta asia korjaantuisi. Kerro, mitä ajattelet. Antaja lukee sen, eikä mitään oteta takaisin.
review-left = { $count ->
    [1] Viimeinen.
   *[other] { $count } jäljellä. Ei ole kiire.
}
review-back = Kaikki arviot
review-given = { $who } antoi tämän
review-no-reason = Perustelua ei tarvittu, eikä sitä ole kirjoitettu.
review-taken-back = Se otettiin myöhemmin takaisin.
review-because = Miksi näet tämän
because-stretch = Annettu yli rajan, perustelun kanssa.
because-alone = Annettu reilusti yli rajan, kun ketään, jolla on enemmän valtaa, ei tavoitettu.
because-co-sign = Allekirjoitettu puolessa minuutissa pyynnöstä.
because-random = Arvottu, niin kuin joka kahdeskymmenes.
because-same-payee = Sama tili on usealla asiakkaalla.
because-under-the-limit = Yksi monesta summasta juuri rajan alla.
because-again-and-again = Yksi monesta, jotka sama ihminen antoi samalle asiakkaalle.
review-because-none = Mikään ei vaadi sitä. Tulit katsomaan.
review-room = Antaja olisi voinut antaa { $within } noin vain ja { $stretch } perustelun kanssa.
review-no-contacts = Kirjallisesti ei sanottu mitään.
review-whole-case = Koko asia { $number }
review-question = Mitä sanot?
judgement-right = Oikein
judgement-right-says = Olisin tehnyt samoin.
judgement-understandable = Ymmärrettävää
judgement-understandable-says = Olisin tehnyt toisin, mutta silloin se oli järkevää.
judgement-wrong = Väärin
judgement-wrong-says = Tätä ei olisi pitänyt antaa.
review-word = Sana antajalle: { $who }
review-word-help = Kiitos tai neuvo, jos haluat. Kirjoita se ennen kuin vastaat.
review-own = Sinulla oli osa tässä. Joku muu kertoo, mitä ajattelee.
review-skip = Jätä myöhemmäksi
review-done = Kaikki on katsottu
review-done-says = Kiitos. Työtoverisi lukevat, mitä sanoit heille.
review-skipped = Se oli viimeinen
review-skipped-says = { $count ->
    [1] Yksi, jonka jätit myöhemmäksi, odottaa vielä.
   *[other] { $count } myöhemmäksi jättämääsi odottaa vielä.
}
review-again = Katso ne nyt
review-correct = Painoin väärää: korjaan sen
did-reviewed = Tallennettu. Antaja voi lukea, mitä sanoit.
no-own-review = Tämän katsoo joku muu
no-own-review-says = Annoit, pyysit tai allekirjoitit sen itse. Mitään ei tallennettu.
no-reviewed = Joku on jo sanonut, mitä ajattelee
no-reviewed-says = Hänen vastauksensa pysyy, eikä sinun vastaustasi tallennettu. Näet sen tässä.
deed-reviewed = { $who } katsoi jälkeenpäin, mitä annettiin
keys-review = Oikein, ymmärrettävää, väärin

trust-title = Luottamus
trust-lead = Mitä arviot sanovat kustakin valtuudesta ja mikä erottuu. Mikään tässä ei toimi itsestään.
trust-lead-own = Mitä muut sanoivat siitä, mitä annoit. Sen näette vain sinä ja esihenkilösi.
trust-own = Siitä, mitä sinä annoit
trust-few = { $count ->
    [0] Mitään ei ole vielä arvioitu.
    [one] Yksi arvio: liian vähän sanottavaksi.
   *[other] { $count } arviota: liian vähän sanottavaksi.
}
trust-interval = Siitä { $low }–{ $high } % on kunnossa, { $count } arvion perusteella.
trust-counts = { $right } oikein, { $understandable } ymmärrettävää, { $wrong } väärin
trust-agents = Siitä, mitä muut antoivat
trust-agents-says = Nimien järjestyksessä. Luvut vaihtelevat sattumasta ja työstä; ne eivät ole paremmuusjärjestys.
trust-mandates = Valtuuksittain
trust-lot = Arvotuista { $count } annetusta { $sound } oli kunnossa: kaikesta annetusta { $low }–{ $high } %.
trust-earlier = { $count ->
    [one] Yksi arvio lisää koskee aiempia ehtoja.
   *[other] { $count } arviota lisää koskee aiempia ehtoja.
}
trust-widen = Tämä voisi ulottua pidemmälle
trust-widen-says = Varovastikin luettuna { $count } arviota sanoo, että { $share } % on kunnossa.
trust-narrow = Tätä voisi rajata tiukemmin
trust-narrow-says = Suopeastikin luettuna { $count } arviota sanoo, että enintään { $share } % on kunnossa.
trust-take = Siirrä raja { $now } → { $then }
trust-limit = Uusi raja
trust-limit-help = Voimassa tästä eteenpäin. Se, mikä on rajan takana, pysyy vähintään yhtä väljänä.
trust-why = Miksi?
trust-take-now = Aseta tämä raja
trust-leave = Jätä ennalleen
trust-leave-says = Sitä ehdotetaan uudelleen, kun tiedetään puolet enemmän.
trust-leave-now = Jätä
trust-declined = { $who } jätti ennalleen { $when }.
trust-about = Mitä nämä luvut tarkoittavat
trust-about-says = Sekä oikea että ymmärrettävä on kunnossa: järkevä teko, joka osoittautuikin muuksi, on juuri sitä, mitä valtuus pyytää. Jokainen luku alkaa siitä, mitä muiden arviot antavat odottaa, ja nojaa siihen kuin kahteenkymmeneen arvioon. Yhdeksän kertaa kymmenestä todellinen osuus on välillä. Alle kymmenestä arviosta ei voi sanoa mitään.
did-trust-set = Raja on asetettu ja voimassa tästä eteenpäin.
did-trust-left = Valtuus pysyy ennallaan.
did-trust-well = Merkitty. Sitä kysytään uudelleen vasta, kun paljon enemmän erottuu.

questions-title = Mikä erottuu
questions-lead = Kysymyksiä, ei tuomioita. Useimmilla on viaton vastaus.
question-same-payee = Miksi { $count } asiakkaan rahat menevät yhdelle tilille? Tilejä on { $among }.
question-under-the-limit = Miksi { $count } summaa { $among } summasta on juuri rajan { $limit } alla? Ehkä raja on liian matala.
question-under-the-limit-of = Miksi { $count } summaa { $among } summasta, jotka { $who } antoi, on juuri rajan { $limit } alla?
question-again-and-again = Miksi { $who } antoi jotain { $count } kertaa asiakkaalle { $customer }? Pareja on { $among }.
question-innocent = Selitys voi hyvin olla viaton:
question-remedies = { $count ->
    [one] Se, mikä on takana
   *[other] Ne { $count }, jotka ovat takana
}
question-remedy = Katso numero { $number }
question-well = Olen katsonut: kaikki on hyvin
question-found = Mikä se oli?
question-well-says = Jos haluat. Sitä kysytään uudelleen vasta, kun puolet enemmän erottuu.
question-well-now = Kaikki on hyvin
note-household = Pariskunnalla tai perheellä on yksi tili.
note-pays-for-many = Yritys, seura tai matkatoimisto maksaa monen puolesta.
note-prices-are-such = Se, mitä myymme, maksaa juuri sen verran. Hinnat, joita useampi on antanut, ja sellaiset kuin 49,90 on jo jätetty pois.
note-round-left-out = Pyöreät summat ja tasan raja ovat tapa, ja ne on jo jätetty pois.
note-keeps-its-owner = Sama ihminen palvelee asiakasta koko ajan. Niin me toimimme.
note-much-trouble = Joillakin asiakkailla on ollut paljon harmia.
