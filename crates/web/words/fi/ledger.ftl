ledger-title = Mitä olemme antaneet
ledger-title-own = Mitä olet antanut
ledger-lead = Kaikki, millä asioita on korjattu: kuka antoi, kenen sanalla ja mitä reklamaatiot olisivat maksaneet.
ledger-lead-own = Kaikki, millä olet korjannut asioita, ja mitä reklamaatiot olisivat maksaneet.
ledger-days = { $days } päivää
ledger-year = Vuosi
ledger-all = Alusta asti
ledger-narrow = Rajaa
ledger-kind = Mitä
ledger-word = Kenen sanalla
ledger-who = Kuka antoi
ledger-currency = Valuutta
ledger-any = Kaikki
ledger-anybody = Kuka tahansa
ledger-from = Ensimmäinen päivä
ledger-until = Viimeinen päivä
ledger-show = Näytä nämä
ledger-both = Mitä se maksoi, kumpaakin tietä
ledger-now = Heti korjattuna
ledger-route = Reklamaatioina
ledger-times = { $count ->
    [one] kerran
   *[other] { $count } kertaa
}
ledger-not-reckoned = { $count ->
    [one] Yksi annettiin muussa valuutassa, eikä se ole näissä luvuissa.
   *[other] { $count } annettiin muissa valuutoissa, eivätkä ne ole näissä luvuissa.
}
ledger-kinds = Mitä annettiin
ledger-taken-back = { $count ->
    [one] Lisäksi yksi peruttiin.
   *[other] Lisäksi { $count } peruttiin.
}
ledger-signatures = Toiset allekirjoitukset
ledger-signed-of = { $of } pyynnöstä { $count } sai allekirjoituksen.
ledger-signed-wait = Puolet niistä ajassa { $span }.
ledger-unsigned = { $count ->
    [one] Yhteen ei vastattu ajoissa.
   *[other] { $count } pyyntöön ei vastattu ajoissa.
}
ledger-limit-too-low = Lähes kaikki pyydetty allekirjoitetaan. Ehkä ketään ei tarvitse kysyä: raja voi olla liian matala.
ledger-list = Yksitellen
ledger-csv = Taulukkona (CSV)
ledger-json = JSON-tiedostona
ledger-case = asia { $number }
ledger-signed = Allekirjoitti { $name }
ledger-alone = Venyttäen yksin
ledger-mandate = { $name }, versio { $version }
ledger-empty = Tänä aikana ei annettu mitään
ledger-empty-says = Valitse pidempi aika tai väljempi rajaus.
way-within = Valtuuden rajoissa
way-stretch = Venyttäen
way-co-sign = Kahden allekirjoittamana
way-escalate = Pyynnöstä päätetty
mandate-none = Ei vaadi valtuutta
mandate-of-everyone = Kaikkien valtuus
mandate-of-role = Tehtävän valtuus ({ $role })
mandate-of-team = Tiimin valtuus
mandate-of-agent = Valtuus: { $name }
mandate-of-you = Oma valtuutesi
