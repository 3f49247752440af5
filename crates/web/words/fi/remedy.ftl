kind-refund = Rahat takaisin
kind-credit = Hyvitys laskuun
kind-fee-waiver = Maksu pois
kind-replacement = Uusi tilalle
kind-gift = Lahja
kind-exception = Poikkeus
kind-apology = Anteeksipyyntö
kind-given = { $kind ->
    [refund] rahat takaisin
    [credit] hyvityksen laskuun
    [fee_waiver] maksun anteeksi
    [replacement] uuden tilalle
    [gift] lahjan
    [exception] poikkeuksen
   *[apology] anteeksipyynnön
}
remedy-granted = Lähdössä
remedy-sent = Lähetetty maksuun
remedy-executed = Valmis
remedy-failed = Ei maksettu
remedy-uncertain = Ei vahvistettu
remedy-reversed = Peruttu
remedy-granted-says = Määräys lähtee kerran ja vain kerran. Sinun ei tarvitse tehdä mitään.
remedy-failed-says = Maksua ei hyväksytty. Lupaus asiakkaalle pitää: yritä uudelleen tai anna se toisella tavalla.
remedy-uncertain-says = Lähetimme määräyksen, mutta vastausta ei ole kuulunut. Selvitämme sitä; älä anna samaa uudelleen ennen kuin tiedämme.

remedy-kind = Mitä annat?
remedy-amount = Paljonko?
remedy-reason = Mikä meni pieleen?
remedy-check = Näytä, mitä voin antaa
remedy-up-to = Voit antaa heti { $amount } asti. Kirjoita summa, niin näet mitä se maksaa ennen kuin annat.
remedy-give = Anna { $amount } nyt
remedy-apologise = Pyydä anteeksi
remedy-once = Raha lähtee heti, ja vain kerran.
remedy-why = Miksi tämä on oikein?
remedy-why-help = Vähintään 15 merkkiä, omin sanoin.
remedy-ask = Pyydä mukaan
remedy-ask-says = Kun pyydät, asiakas saa lupauksen: vastaus viimeistään { $when }. Asia pysyy sinulla.
remedy-on-duty = nyt töissä
remedy-off-duty = ei nyt töissä

outcome-within = Voit antaa tämän heti
outcome-within-says = Sinun ei tarvitse kysyä keneltäkään.
outcome-stretch = Voit venyä tähän
outcome-stretch-says = Kirjoita miksi, ja anna. Joku katsoo sen jälkikäteen, ei etukäteen.
outcome-alone-says = Ketään laajemmalla valtuudella ei tavoita nyt, joten luotamme sinuun. Kirjoita miksi, ja anna. Katsotaan se yhdessä jälkikäteen.
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
cost-measured = mitattu, n = { $n }
cost-of-given = Se, minkä annat
cost-of-minutes-now = Oma aikasi nyt
cost-of-minutes-route = Reklamaation käsittely
cost-of-handovers = Siirrot ihmiseltä toiselle
cost-of-wage = Tunti työtä

room-title = Tämän jälkeen jää
room-now = Sinulla on jäljellä
room-left = { $left } jäljellä / { $whole }
room-mandate = Valtuus: { $name }, versio { $version }
limit-remedy = Yhdellä kertaa
limit-case = Yhdessä asiassa
limit-agent = Sinä, { $days } päivää
limit-customer = Tämä asiakas, { $days } päivää
limit-team = Tiimisi, { $days } päivää
