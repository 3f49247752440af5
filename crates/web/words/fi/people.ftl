customer-title = Asiakas
customer-since = Asiakkaana { $date } alkaen
customer-identities = Näin tavoitat
customer-no-identities = Emme vielä tavoita häntä mistään.
customer-verified = varmistettu
customer-promises = Lupaukset
customer-no-promises = Ei avoimia lupauksia.
customer-promise-late = myöhässä
customer-remedies = Aiemmin hyvitetty
customer-no-remedies = Ei mitään ennen tätä.
customer-cases = Asiat
customer-other-cases = Muut asiat
customer-no-cases = Ei vielä.
customer-everything = Kaikki tästä asiakkaasta
customer-more = Yhteystiedot ja muut asiat

login-lead = Se, joka kohtaa asiakkaan, saa korjata asian.
login-email = Sähköposti
login-password = Salasana
login-in = Kirjaudu sisään
login-wrong = Ovi ei auennut
login-wrong-says = Sähköposti tai salasana ei täsmää. Mikään ei mennyt lukkoon: kokeile uudelleen tai pyydä ylläpitäjältä uusi salasana.

catch-lead = Muutama sana riittää. Sen jälkeen asia ei voi enää kadota.
catch-what = Mistä on kyse?
catch-what-help = Asiakkaan omin sanoin, jos voit.
catch-name = Kuka?
catch-phone = Puhelin
catch-email = Sähköposti
catch-channel = Miten kohtasitte?
catch-save = Ota koppi
catch-says = Asia on sinun, kunnes annat sen jollekulle, ja asiakkaan kello alkaa nyt.

sent-title = Lähteneet
sent-lead = Tällä talolla ei ole vielä postipalvelinta: vastaukset jäävät tänne eivätkä lähde.
sent-empty = Mitään ei ole vielä lähetetty
sent-empty-says = Kun vastaat asiakkaalle, viesti tulee tänne.
sent-case = Asiaan { $number }

account-title = Oma sivu
account-mandates = Mitä saat tehdä
account-may = Voit antaa kysymättä: { $kinds }.
account-apology = Anteeksi saat pyytää aina.
account-stretch = { $amount } asti, kun kirjoitat miksi. Se katsotaan jälkikäteen.
account-alone = { $amount } asti, kun ketään laajemmilla valtuuksilla ei ole paikalla.
account-co-sign = { $amount } asti, kun kollega allekirjoittaa.
account-screen = Näyttö
account-theme = Valoisuus
account-save = Tallenna
account-logout = Kirjaudu ulos
theme-device = Kuten laitteessa
theme-light = Vaalea
theme-dark = Tumma
shortcuts-on = Käytössä
shortcuts-off = Pois

missing-title = Täällä ei ole mitään
missing-safe = Se on voinut muuttaa, tai sitä ei ole tarkoitettu sinulle. Mitään ei ole kadonnut.
fault-title = Tämä meni vikaan meidän päässämme
fault-safe = Emme tiedä, ehtikö se tallentua. Kirjoittamasi on tallessa, ja vaikka yrität uudelleen, mitään ei tapahdu kahdesti.
fault-again = Yritä uudelleen
fault-reference = Jos pyydät apua, mainitse tämä:
customer-nameless = Tuntematon
customer-unknown = Emme vielä tiedä, kuka asiakas on.
customer-no-others = Ei muita.
customer-reach = Lisää tapa tavoittaa
customer-reach-by = Millä?
customer-address = Osoite tai numero
customer-reach-add = Lisää
catch-who-missing = Kenen asia tämä on? Nimi, puhelin tai sähköposti riittää.
role-name = { $role ->
    [colleague] työntekijä
    [agent] asiakaspalvelu
    [lead] esihenkilö
    [process_owner] prosessin omistaja
   *[admin] ylläpito
}
login-wait = Hetki vielä
login-wait-says = Täältä on yritetty monta kertaa peräkkäin. Mitään ei ole lukittu: yritä minuutin päästä uudelleen.
