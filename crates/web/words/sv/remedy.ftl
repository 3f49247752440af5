kind-refund = Pengarna tillbaka
kind-credit = Avdrag på räkningen
kind-fee-waiver = Slopad avgift
kind-replacement = En ny i stället
kind-gift = Gåva
kind-exception = Undantag
kind-apology = Ursäkt
kind-given = { $kind ->
    [refund] pengarna tillbaka
    [credit] ett avdrag på räkningen
    [fee_waiver] en slopad avgift
    [replacement] en ny i stället
    [gift] en gåva
    [exception] ett undantag
   *[apology] en ursäkt
}
remedy-granted = På väg
remedy-sent = Skickat till betalning
remedy-executed = Klart
remedy-failed = Inte betalt
remedy-uncertain = Inte bekräftat
remedy-reversed = Återtaget
remedy-granted-says = Ordern går i väg en gång och bara en gång. Du behöver inte göra något.
remedy-failed-says = Betalningen godkändes inte. Löftet till kunden står fast: försök igen eller ge det på ett annat sätt.
remedy-uncertain-says = Vi skickade ordern men har inte fått svar. Vi reder ut det; ge inte samma sak igen innan vi vet.

remedy-kind = Vad ger du?
remedy-amount = Hur mycket?
remedy-reason = Vad gick fel?
remedy-check = Visa vad jag får ge
remedy-up-to = Du kan ge upp till { $amount } genast. Skriv en summa, så ser du vad det kostar innan du ger.
remedy-give = Ge { $amount } nu
remedy-apologise = Be om ursäkt
remedy-once = Pengarna går i väg genast, och bara en gång.
remedy-why = Varför är det här rätt?
remedy-why-help = Minst 15 tecken, med egna ord.
remedy-ask = Be om hjälp
remedy-ask-says = När du ber om hjälp får kunden ett löfte: svar senast { $when }. Ärendet stannar hos dig.
remedy-on-duty = på jobb nu
remedy-off-duty = inte på jobb nu

outcome-within = Du kan ge det här genast
outcome-within-says = Du behöver inte fråga någon.
outcome-stretch = Du får tänja på gränsen
outcome-stretch-says = Skriv varför, och ge. Någon tittar på det efteråt, inte före.
outcome-alone-says = Ingen med större befogenhet går att nå nu, så vi litar på dig. Skriv varför, och ge. Vi tittar på det tillsammans efteråt.
outcome-escalate = Mer än du får ge ensam
outcome-escalate-says = De här personerna kan besluta om det med dig.
outcome-forbidden = Det här går inte att ge
outcome-forbidden-rule = Regeln: { $rule }
outcome-say = Till kunden kan du säga:

cost-now = Du rättar till nu
cost-route = Via en reklamation
cost-about = Varifrån siffrorna kommer
cost-about-says = Uppskattningar. Antaget betyder att ingen ännu har mätt det hos oss.
cost-assumed = antaget
cost-measured = mätt, n = { $n }
cost-of-given = Det du ger
cost-of-minutes-now = Din tid nu
cost-of-minutes-route = Behandling av reklamationen
cost-of-handovers = Från en person till en annan
cost-of-wage = En timmes arbete

room-title = Efter det här återstår
room-now = Du har kvar
room-left = { $left } kvar av { $whole }
room-mandate = Befogenhet: { $name }, version { $version }
limit-remedy = På en gång
limit-case = I ett ärende
limit-agent = Du, { $days } dagar
limit-customer = Den här kunden, { $days } dagar
limit-team = Ditt team, { $days } dagar
