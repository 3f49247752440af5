kind-refund = Rahat takaisin
kind-credit = Hyvitys laskuun
kind-fee-waiver = Kulut pois
kind-replacement = Uusi tilalle
kind-gift = Lahja
kind-exception = Poikkeus
kind-apology = Anteeksipyyntö
kind-given = { $kind ->
    [refund] rahat takaisin
    [credit] hyvityksen laskuun
    [fee_waiver] kulut anteeksi
    [replacement] uuden tilalle
    [gift] lahjan
    [exception] poikkeuksen
   *[apology] anteeksipyynnön
}
remedy-granted = Lähdössä
remedy-executed = Valmis
remedy-failed = Ei maksettu
remedy-uncertain = Ei vahvistettu
remedy-reversed = Peruttu
remedy-granted-says = Toimeksianto odottaa lähtöään. Se lähtee kerran ja vain kerran.
remedy-failed-says = Sitä ei maksettu. Lupaus asiakkaalle pitää: ota takaisin ja anna toisella tavalla, tai pyydä maksamaan uudelleen.
remedy-uncertain-says = Lähetimme määräyksen, mutta vastausta ei ole kuulunut. Selvitämme sitä; älä anna samaa uudelleen ennen kuin tiedämme.

remedy-kind = Mitä annat?
remedy-kind-more = Jotain muuta
remedy-estimate = Arvioi, paljonko poikkeus maksaa meille. Nollakin käy.
remedy-amount = Paljonko?
remedy-reason = Mikä meni pieleen?
remedy-reason-add = Lisää, mikä meni pieleen
remedy-check = Näytä, mitä voin antaa
remedy-up-to = Voit antaa heti { $amount } asti. Kirjoita summa, niin näet mitä se maksaa ennen kuin annat.
remedy-give = Anna { $amount } nyt
remedy-apologise = Pyydä anteeksi
remedy-make-exception = Tee poikkeus nyt
remedy-once = Toimeksianto lähtee kerran ja vain kerran.
remedy-why = Miksi tämä on oikein?
remedy-why-help = Vähintään 15 merkkiä, omin sanoin.
remedy-ask = Lupaa vastaus asiakkaalle
remedy-on-duty = nyt töissä
remedy-off-duty = ei nyt töissä

outcome-within = Voit antaa tämän heti
outcome-within-says = Sinun ei tarvitse kysyä keneltäkään.
outcome-stretch = Voit venyä tähän
outcome-stretch-says = Kirjoita miksi, ja anna. Joku katsoo sen jälkikäteen, ei etukäteen.
outcome-alone-says = Ketään laajemmilla valtuuksilla ei ole nyt paikalla, joten tämä on sinun päätettävissäsi. Kirjoita miksi, ja anna. Joku katsoo sen jälkikäteen, ei etukäteen.
outcome-co-sign = Kollega voi allekirjoittaa tämän kanssasi
outcome-co-sign-says = Tämä on enemmän kuin voit antaa yksin. Pyydä jotakuta heistä allekirjoittamaan; asia pysyy sinulla.
outcome-escalate = Enemmän kuin voit antaa yksin
outcome-escalate-says = Nämä ihmiset voivat päättää sen kanssasi.
outcome-forbidden = Tätä ei voi antaa
outcome-forbidden-rule = Sääntö: { $rule }
outcome-say = Asiakkaalle voit sanoa:

cost-now = Korjaat heti
cost-route = Reklamaation kautta
cost-about = Mistä luvut tulevat
cost-about-says = Arvioita. Oletettu tarkoittaa, ettei kukaan ole vielä mitannut sitä meillä.
cost-assumed = oletettu
cost-measured = mitattu

room-title = Tämän jälkeen jää
room-now = Sinulla on jäljellä
room-left = { $left } jäljellä / { $whole }
room-mandate = Valtuus: { $name }, versio { $version }
limit-remedy = Yhdellä kertaa
limit-case = Yhdessä asiassa
limit-customer = Yksi asiakas, { $days } päivää
limit-agent = Sinä, { $days } päivää
limit-team = Tiimisi, { $days } päivää
remedy-type-amount = Kirjoita summa, niin näet, mitä voit antaa ja mitä se maksaa.
remedy-nobody = Kenenkään valtuus ei riitä tähän juuri nyt. Esihenkilö voi laajentaa valtuutta. Lupaa asiakkaalle, milloin kuulet vastauksen.
remedy-take-back = Ota takaisin
remedy-take-back-says = Se ei ole vielä lähtenyt. Takaisin otettuna sitä ei makseta.
remedy-take-back-now = Ota takaisin nyt
rule-self = et voi antaa itsellesi
rule-self-say = Olen itse osallinen tässä, joten kollegani hoitaa asian kanssasi.
rule-payee = rahat palaavat sinne, mistä ne tulivat
rule-payee-say = Palautamme rahat samalle tilille, jolta ne maksettiin.
holder-everyone = kaikkien
holder-role = tehtävän mukaan
holder-team = tiimisi
holder-you = omasi
cost-wage = Tunti työtä
cost-now-touch = Oma aikasi, kun korjaat heti
cost-complaint-touch = Reklamaation käsittely
cost-handovers = Siirrot ihmiseltä toiselle
cost-pickup = Perehtyminen siirron jälkeen
cost-escalations = Kysymykset esihenkilölle
cost-escalation = Yhden kysymyksen vaiva molemmille
cost-postage = Postitus ja kulut
cost-paid = Osuus, joka lopulta maksetaan
percent = { $n } %
unit-minutes = min
unit-times = kertaa
