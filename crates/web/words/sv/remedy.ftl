kind-refund = Pengarna tillbaka
kind-credit = Avdrag på räkningen
kind-fee-waiver = Avgiften bort
kind-replacement = En ny i stället
kind-gift = Gåva
kind-exception = Undantag
kind-apology = Ursäkt
kind-given = { $kind ->
    [refund] pengarna tillbaka
    [credit] ett avdrag på räkningen
    [fee_waiver] eftergift av avgiften
    [replacement] en ny i stället
    [gift] en gåva
    [exception] ett undantag
   *[apology] en ursäkt
}
remedy-granted = På väg
remedy-executed = Klart
remedy-failed = Inte betalt
remedy-uncertain = Inte bekräftat
remedy-reversed = Återtaget
remedy-granted-says = Uppdraget väntar på att gå i väg. Det går en gång och bara en gång.
remedy-failed-says = Det betalades inte. Löftet till kunden står fast: ta tillbaka det och ge det på ett annat sätt, eller be om en ny betalning.
remedy-uncertain-says = Vi skickade ordern men har inte fått svar. Vi reder ut det; ge inte samma sak igen innan vi vet.

remedy-kind = Vad ger du?
remedy-kind-more = Något annat
remedy-estimate = Uppskatta vad undantaget kostar oss. Noll går också bra.
remedy-amount = Hur mycket?
remedy-reason = Vad gick fel?
remedy-reason-add = Lägg till vad som gick fel
remedy-check = Visa vad jag får ge
remedy-up-to = Du kan ge upp till { $amount } genast. Skriv en summa, så ser du vad det kostar innan du ger.
remedy-give = Ge { $amount } nu
remedy-apologise = Be om ursäkt
remedy-make-exception = Gör undantaget nu
remedy-once = Uppdraget går i väg en gång, och bara en gång.
remedy-why = Varför är det här rätt?
remedy-why-help = Minst 15 tecken, med egna ord.
remedy-ask = Lova kunden ett svar
remedy-on-duty = på jobb nu
remedy-off-duty = inte på jobb nu

outcome-within = Du kan ge det här genast
outcome-within-says = Du behöver inte fråga någon.
outcome-stretch = Du får tänja på gränsen
outcome-stretch-says = Skriv varför, och ge. Någon tittar på det efteråt, inte före.
outcome-alone-says = Ingen med större befogenhet är på plats nu, så det är du som bestämmer. Skriv varför, och ge. Någon tittar på det efteråt, inte före.
outcome-co-sign = En kollega kan skriva under det här med dig
outcome-co-sign-says = Det är mer än du får ge ensam. Be någon av dem skriva under; ärendet stannar hos dig.
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
cost-measured = mätt

room-title = Efter det här återstår
room-now = Du har kvar
room-left = { $left } kvar av { $whole }
room-mandate = Befogenhet: { $name }, version { $version }
limit-remedy = På en gång
limit-case = I ett ärende
limit-customer = En kund, { $days } dagar
limit-agent = Du, { $days } dagar
limit-team = Ditt team, { $days } dagar
remedy-type-amount = Skriv en summa, så ser du vad du kan ge och vad det kostar.
remedy-nobody = Ingens befogenhet räcker till det här just nu. En chef kan vidga den. Lova kunden när du hör av dig.
remedy-take-back = Ta tillbaka
remedy-take-back-says = Det har inte gått i väg ännu. Återtaget betalas det inte.
remedy-take-back-now = Ta tillbaka nu
rule-self = man kan inte ge åt sig själv
rule-self-say = Jag är själv part i det här, så en kollega tar hand om det.
rule-payee = pengarna går tillbaka dit de kom från
rule-payee-say = Vi betalar tillbaka till samma konto som pengarna kom från.
holder-everyone = allas
holder-role = enligt din roll
holder-team = ditt teams
holder-you = din egen
cost-wage = En timmes arbete
cost-now-touch = Din tid när du rättar till genast
cost-complaint-touch = Behandling av reklamationen
cost-handovers = Överlämningar mellan människor
cost-pickup = Att sätta sig in efter en överlämning
cost-escalations = Frågor till chefen
cost-escalation = En frågas besvär för båda
cost-postage = Porto och kostnader
cost-paid = Andel som till slut betalas
percent = { $n } %
unit-minutes = min
unit-times = gånger
