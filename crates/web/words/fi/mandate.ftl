nav-mandates = Valtuudet
mandates-lead = Kuka saa antaa mitä kysymättä, ja kuinka pitkälle se riittää. Jokainen täällä voi lukea tämän.
mandates-new = Uusi valtuus
mandates-all = Kaikki valtuudet
mandates-how = Miten valtuus toimii?
mandates-how-says = Valtuus kertoo, kuinka pitkälle saa mennä kysymättä. Kun kirjoittaa syyn, pääsee pidemmälle, ja joku katsoo sen jälkikäteen. Siitä eteenpäin kollega allekirjoittaa tai joku laajemmilla valtuuksilla päättää. Monesta valtuudesta käytetään sitä, jossa on eniten tilaa. Muutos pätee seuraavasta päätöksestä alkaen; annettu pysyy annettuna.
mandates-empty = Kukaan ei saa vielä antaa mitään
mandates-empty-says = Tee ensimmäinen valtuus: kuka, mitä ja kuinka paljon.
mandates-roles = Tehtävän mukaan
mandates-teams = Tiimit
mandates-people = Yksi ihminen
mandate-change = Muuta
mandate-more = Historia
mandate-end = Päätä valtuus
mandate-remarks = Hyvä tietää
mandate-not-yet = ei vielä voimassa
mandate-over = aika ohi
mandate-ended = päättynyt

mandate-who-everyone = Jokainen
mandate-who-role = { $role ->
    [colleague] Jokainen työntekijä
    [agent] Jokainen asiakaspalvelija
    [lead] Jokainen esihenkilö
    [process_owner] Jokainen prosessin omistaja
   *[admin] Jokainen ylläpitäjä
}
mandate-who-team = Jokainen tiimissä { $team }
mandate-who-gone = Joku, joka ei ole enää täällä
mandate-says = { $who } saa antaa { $what }: enintään { $limits }.
mandate-says-free = { $who } saa antaa { $what } ilman ylärajaa.
mandate-and = { $list } ja { $last }
mandate-or = { $list } tai { $last }
mandate-days = { $days ->
    [one] päivässä
   *[other] { $days } päivässä
}
mandate-limit = { $limit ->
    [per_remedy] { $amount } kerralla
    [per_case] { $amount } yhdessä asiassa
    [per_customer_window] { $amount } yhdelle asiakkaalle { $span }
    [per_agent_window] { $amount } { $span }
   *[per_team_window] { $amount } koko tiimiltä { $span }
}
mandate-stretch = Kun kirjoittaa syyn, enintään { $limits }. Se katsotaan jälkikäteen.
mandate-alone = Enintään { $limits }, kun ketään laajemmilla valtuuksilla ei ole paikalla.
mandate-co-sign = Enintään { $limits }, kun allekirjoittaa { $who }.
mandate-signer-everyone = kuka tahansa kollega
mandate-signer-role = { $role ->
    [colleague] kuka tahansa työntekijä ilman muuta tehtävää
    [agent] asiakaspalvelija
    [lead] esihenkilö
    [process_owner] prosessin omistaja
   *[admin] ylläpitäjä
}
mandate-signer-team = joku tiimistä { $team }
mandate-only = Vain { $what }.
mandate-if-channel = kun asiakas tuli { $by_channel }
mandate-if-segment = asiakasryhmälle ”{ $code }”
mandate-if-cause = kun syy on ”{ $code }”
mandate-if-step = prosessin vaiheessa ”{ $code }”
mandate-if-bulletin = tiedotteen ”{ $code }” asioissa
mandate-if-closed = palveluaikojen ulkopuolella
mandate-if-open = palveluaikana
mandate-if-first = kun tämä asiakas ei ole ennen saanut tätä
mandate-if-own = Vain tällä ehdolla:
mandate-from = Alkaa { $date }.
mandate-until = Päättyy { $date } päivän lopussa.
mandate-from-until = Voimassa { $date } – { $until }, viimeinen päivä mukaan lukien.
mandate-set-by = { $who }, { $when }
mandate-set-house = Talon alusta asti, { $when }
mandate-version = versio { $version }

mandate-row-who = Kuka
mandate-row-what = Mitä
mandate-row-signers = Kuka voi allekirjoittaa
mandate-row-when = Milloin
mandate-row-valid = Aika
mandate-term = { $limit ->
    [per_remedy] Kerralla
    [per_case] Yhdessä asiassa
    [per_customer_window] Yhdelle asiakkaalle ajan mittaan
    [per_agent_window] Yhdeltä ihmiseltä ajan mittaan
   *[per_team_window] Koko tiimiltä ajan mittaan
}
mandate-level = { $level ->
    [within] kysymättä
    [stretch] syyn kirjoittaen
    [alone] yksin ollessa
   *[co_sign] allekirjoituksella
}
mandate-row = { $limit }, { $level }
mandate-row-none = ei asetettu
mandate-row-free = ei rajaa
mandate-row-always = aina
mandate-row-nobody = ei kukaan

mandate-history = Mitä sille on tapahtunut
mandate-first = Näin se alkoi.
mandate-same = Samat ehdot uudelleen.
mandate-ended-here = Päättyi tähän.
mandate-table-what = Mitä
mandate-table-before = Ennen
mandate-table-after = Jälkeen
mandate-table-now = Nyt
mandate-table-yours = Sinun
did-mandate-set = Tallennettu. Se pätee tästä hetkestä.
did-mandate-ended = Päättynyt. Sen nojalla ei anneta enää mitään.

mandate-form-new = Uusi valtuus
mandate-form-change = Muuta valtuutta
mandate-form-who = Kuka saa antaa?
mandate-form-group-role = Tehtävän mukaan
mandate-form-group-team = Tiimit
mandate-form-group-person = Yksi ihminen
mandate-form-what = Mitä saa antaa?
mandate-form-what-help = Lahjalla on oma valtuutensa. Anteeksi saa pyytää aina.
mandate-form-much = Kuinka paljon?
mandate-form-much-help = Tyhjä kenttä ei rajoita.
mandate-form-case = Yhdessä asiassa, kysymättä
mandate-form-window = Yhteensä, yhdeltä ihmiseltä
mandate-form-days = Kuinka monessa päivässä
mandate-form-stretch = Yhdessä asiassa, kun kirjoittaa syyn
mandate-form-more-sign = Yksin ollessa ja allekirjoituksella
mandate-form-alone = Yhdessä asiassa, kun ketään laajemmilla valtuuksilla ei ole paikalla
mandate-form-alone-help = Aina kirjallisella syyllä.
mandate-form-sign = Yhdessä asiassa, kun toinen allekirjoittaa
mandate-form-signers = Kuka voi allekirjoittaa?
mandate-form-signer = Yksi ihminen tai tiimi lisäksi
mandate-form-nobody = Ei kukaan
mandate-form-more-limits = Muut rajat
mandate-form-currency = Valuutta
mandate-form-currency-help = Kolme kirjainta, esimerkiksi EUR. Summia ei muunneta.
mandate-form-more-when = Vain joissakin tilanteissa
mandate-form-when-help = Kaiken, minkä valitset, pitää päteä yhtä aikaa.
mandate-form-channel = Mistä asiakas tuli
mandate-form-any = Mistä tahansa
mandate-form-segment = Asiakasryhmä
mandate-form-cause = Syy
mandate-form-step = Prosessin vaihe
mandate-form-bulletin = Tiedote
mandate-form-code-help = Talon oma tunnus.
mandate-form-hours = Mihin aikaan
mandate-form-hours-any = Mihin aikaan tahansa
mandate-form-first = Vain ensimmäisellä kerralla, kun tämä asiakas saa tätä
mandate-form-own = Kirjoita itse
mandate-form-own-help = Esimerkiksi context.amount < 2000 && context.channel != "phone". Jätä silloin yllä olevat valinnat tyhjiksi.
mandate-form-more-valid = Vain määräajaksi
mandate-form-from = Ensimmäinen päivä
mandate-form-until = Viimeinen päivä
mandate-form-used = käytössä
mandate-form-look = Katso, mitä muuttuu
mandate-form-look-says = Mitään ei tallenneta vielä.

mandate-ahead-title = Ennen kuin tallennat
mandate-ahead-end = Ennen kuin päätät sen
mandate-ahead-lead = Mikään ei ole vielä muuttunut. Tätä se tarkoittaisi.
mandate-ahead-will = Se sanoisi
mandate-ahead-was = Nyt se sanoo
mandate-ahead-changes = Mitä muuttuu
mandate-ahead-nothing = Ei mitään: se sanoo jo näin.
mandate-ahead-whom = Keitä se koskee
mandate-ahead-people = { $count ->
    [0] Ei ketään, joka on täällä nyt.
    [one] Yhtä ihmistä: { $names }.
   *[other] { $count } ihmistä: { $names }.
}
mandate-ahead-gain = Uusina mukaan: { $names }.
mandate-ahead-lose = Eivät enää: { $names }.
mandate-ahead-others = { $names } ja { $count } muuta
mandate-ahead-free = Tässä ei ole ylärajaa
mandate-ahead-free-says = Tällä saa antaa minkä summan tahansa. Jätä näin vain, jos tarkoitat sitä.
mandate-ahead-back = Viimeiset { $days } päivää
mandate-ahead-since = Laskettu alkaen { $date }, koska laskettavaa oli paljon.
mandate-ahead-how = { $count ->
    [one] Tämän ajan ainoa päätös, tehtynä uudelleen haluamallasi tavalla. Oletus on, että ihmiset kysyvät kuten kysyivät ja kirjoittavat syyn, kun sitä tarvitaan.
   *[other] Tämän ajan { $count } päätöstä, tehtynä uudelleen haluamallasi tavalla. Oletus on, että ihmiset kysyvät kuten kysyivät ja kirjoittavat syyn, kun sitä tarvitaan.
}
mandate-ahead-none = Kukaan ei ole tänä aikana kysynyt mitään, joten vertailtavaa ei ole.
mandate-ahead-before = Nykyisillä valtuuksilla
mandate-ahead-after = Näillä ehdoilla
mandate-ahead-without = Ilman sitä
mandate-ahead-given = Annettu yhteensä
mandate-ahead-same = Jokainen päätös olisi ollut sama.
mandate-ahead-other = { $count ->
    [one] Yksi päätös olisi ollut toinen:
   *[other] { $count } päätöstä olisi ollut toisia:
}
mandate-ahead-turn = { $before } → { $after }: { $count }
mandate-ahead-reason = Miksi?
mandate-ahead-reason-help = Jokainen voi lukea sen valtuuden vierestä.
mandate-ahead-save = Tallenna
mandate-ahead-save-says = Se pätee seuraavasta päätöksestä alkaen. Annettu pysyy annettuna.
mandate-ahead-edit = Muuta vielä jotain
mandate-ahead-end-now = Päätä se nyt

outcome-count-within = Kysymättä
outcome-count-stretch = Syyn kirjoittaen
outcome-count-co-sign = Allekirjoituksella
outcome-count-escalate = Joku muu päättää
outcome-count-forbidden = Sääntö kieltää

remark-overlap = { $people ->
    [one] Yhdellä ihmisellä on samaan toinenkin valtuus
   *[other] { $people } ihmisellä on samaan toinenkin valtuus
}
remark-used-this = Aina käytetään tätä: siinä ei ole koskaan vähemmän tilaa.
remark-used-other = Aina käytetään toista, joten tämä ei muuta heille mitään.
remark-used-this-first = Ensin käytetään tätä, sitten sitä, jossa on enemmän jäljellä.
remark-used-other-first = Ensin käytetään toista, sitten sitä, jossa on enemmän jäljellä.
remark-used-either = Ne riittävät yhtä pitkälle; käytetään sitä, jossa on enemmän jäljellä.
remark-nobody = Kenelläkään ei ole valtuutta: { $kind } ({ $currency }).
remark-role-without = Tehtävältä ”{ $role }” puuttuu valtuus: { $kind } ({ $currency }).
remark-role-nothing = Tehtävässä ”{ $role }” ei saa antaa mitään.
remark-no-stretch = { $limit }: tämä raja ei jousta syyn kanssa, vaikka muut joustavat. Kun se on käytetty, syy ei auta pidemmälle.
remark-nobody-signs = Allekirjoitus veisi pidemmälle, mutta kukaan ei voi antaa sitä.
remark-signed-up-to = Allekirjoittajien omat valtuudet riittävät { $amount } asti, eivät pidemmälle.
remark-ends-soon = Se päättyy pian: { $date }.
remark-over = Sen aika on ohi ennen kuin se alkaa.

no-mandate-holder = Valitse joku, joka on täällä töissä.
no-mandate-kinds = Valitse, mitä saa antaa. Lahja on aina yksin.
no-mandate-currency = Tämä ei ole valuutta. Kirjoita kolme kirjainta, esimerkiksi EUR.
no-mandate-negative = Kirjoita nolla tai enemmän.
no-mandate-first = Kirjoita tähän, kuinka pitkälle se riittää kysymättä.
no-mandate-stretch = Tämän pitää olla ainakin yhtä paljon kuin kysymättä.
no-mandate-alone = Tämän pitää olla ainakin yhtä paljon kuin syyn kirjoittaen.
no-mandate-sign = Tämän pitää olla ainakin yhtä paljon kuin kysymättä.
no-mandate-days = Kirjoita päivien määrä väliltä 1–{ $most }.
no-mandate-signers = Valitse, kuka voi allekirjoittaa, tai jätä allekirjoituksen summa tyhjäksi.
no-mandate-code = Käytä vain kirjaimia a–z, numeroita ja merkkejä . _ -, enintään 60.
no-mandate-both = Valitse yltä tai kirjoita itse, ei molempia.
no-mandate-day = Tämä ei ole päivä.
no-mandate-until = Viimeinen päivä on ennen ensimmäistä.
no-mandate-why = Kirjoita syy. Ne, joita se koskee, lukevat sen.
no-mandate-stale = Joku muutti tätä, kun kirjoitit
no-mandate-stale-says = Mitään omastasi ei kadonnut, eikä mitään hänen tekemäänsä korvattu. Katso molemmat, ja jatka sitten omastasi tai jätä kuten on.
no-mandate-gone = Joku päätti tämän valtuuden, kun kirjoitit
no-mandate-gone-says = Mitään omastasi ei kadonnut. Jos sen pitää silti olla voimassa, tallenna se uutena valtuutena.
no-mandate-fields = Tätä ei otettu vielä. Katso merkityt kentät.
no-condition-line = Rivi { $line }: { $says }
no-condition-empty = Tässä ei sanota mitään. Kerro, milloin se pätee, tai jätä tyhjäksi.
no-condition-long = Tämä on liian pitkä. Tee siitä kaksi valtuutta.
no-condition-unreadable = Tätä ei voi lukea. Jokainen osa on muotoa context.channel == "email", ja osien välissä on && tai ||.
no-condition-decimals = Kirjoita summat sentteinä ilman pilkkua: 7,50 on 750.
no-condition-unknown = Täällä ei ole tällaista: { $said }. Nämä ovat: { $names }.
no-condition-kind = Tämä ei sovi yhteen: { $said }. Vertaa tekstiä lainausmerkeissä olevaan tekstiin ja summaa kokonaislukuun.
no-condition-reckoned = Täällä ei lasketa. Vertaa kokonaislukuun.
no-condition-code = { $name } ei ole koskaan ”{ $said }”.
no-condition-never = Tämä ei voi koskaan päteä.
no-condition-doubtful = Tässä on merkki, jonka voi sekoittaa toiseen. Kirjoita se uudelleen.
