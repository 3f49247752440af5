ledger-title = Det vi har gett
ledger-title-own = Det du har gett
ledger-lead = Allt som getts för att rätta till saker: av vem, på vems ord och vad reklamationer skulle ha kostat i stället.
ledger-lead-own = Allt du har gett för att rätta till saker, och vad reklamationer skulle ha kostat i stället.
ledger-days = { $days } dagar
ledger-year = Ett år
ledger-all = Från början
ledger-narrow = Avgränsa
ledger-kind = Vad
ledger-word = På vems ord
ledger-who = Vem gav
ledger-currency = Valuta
ledger-any = Alla
ledger-anybody = Vem som helst
ledger-from = Första dagen
ledger-until = Sista dagen
ledger-show = Visa dessa
ledger-both = Vad det kostade, åt båda hållen
ledger-now = Rättat genast
ledger-route = Som reklamationer
ledger-times = { $count ->
    [one] en gång
   *[other] { $count } gånger
}
ledger-not-reckoned = { $count ->
    [one] En gavs i en annan valuta och ingår inte i siffrorna.
   *[other] { $count } gavs i andra valutor och ingår inte i siffrorna.
}
ledger-kinds = Vad som gavs
ledger-taken-back = { $count ->
    [one] En till togs tillbaka.
   *[other] { $count } till togs tillbaka.
}
ledger-signatures = Andra underskrifter
ledger-signed-of = { $count } av { $of } gavs.
ledger-signed-wait = Hälften av dem inom { $span }.
ledger-unsigned = { $count ->
    [one] En fick inget svar i tid.
   *[other] { $count } fick inget svar i tid.
}
ledger-limit-too-low = Nästan allt som efterfrågas skrivs under. Kanske behöver ingen frågas: gränsen kan vara för låg.
ledger-list = En och en
ledger-csv = Som tabell (CSV)
ledger-json = Som JSON
ledger-case = ärende { $number }
ledger-signed = Undertecknat av { $name }
ledger-alone = Tänjt på egen hand
ledger-mandate = { $name }, version { $version }
ledger-empty = Inget gavs under den här tiden
ledger-empty-says = Välj en längre tid eller en vidare avgränsning.
way-within = Inom befogenheten
way-stretch = Tänjt
way-co-sign = Underskrivet av två
way-escalate = Avgjort på begäran
mandate-none = Kräver ingen befogenhet
mandate-of-everyone = Allas befogenhet
mandate-of-role = Befogenhet enligt roll ({ $role })
mandate-of-team = Ett teams befogenhet
mandate-of-agent = Befogenhet: { $name }
mandate-of-you = Din egen befogenhet
