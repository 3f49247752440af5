act-hand-over = Lämna över

handover-to = Vem vill du lämna över till?
handover-to-any = Välj
handover-to-here = På plats nu
handover-to-teams = Team
handover-to-others = Andra
handover-to-team = { $name }, den som hinner först
handover-to-instead = { $name } – borta, { $cover } får det här
handover-needs = Vad kunden behöver
handover-needs-help = Så att kunden inte behöver berätta det igen.
handover-promised = Vad kunden har blivit lovad
handover-tried = Vad som redan har gjorts
handover-promise = ”{ $what }”, senast { $when }
handover-until = När behöver du svar?
handover-offer = Erbjud
handover-offer-says = Ärendet är ditt tills någon säger ja. Kundens väntan börjar inte om, och löftena följer med.
handover-nobody = Just nu finns ingen att lämna över till
handover-nobody-says = Ärendet är kvar hos dig. När någon kommer på plats syns det här.

handover-waits = Erbjudet: { $name }
handover-until-then = Svar senast { $when }.
handover-instead = Nu svarar { $name }.
handover-yours = Ärendet är ditt till dess.
handover-theirs = Till dess sköter { $name } ärendet.
handover-withdraw = Jag behåller det
handover-declined-by = { $name } kan inte ta det här
handover-expired-by = { $name } hann inte svara
handover-back = Ärendet är ditt precis som förut.
handover-again = Erbjud någon annan

handover-asks = { $name } erbjuder dig det här ärendet
handover-asks-team = { $name } erbjuder det här till teamet { $team }
handover-answer-by = Svara senast { $when }
handover-look = Titta och svara
handover-message = Det här meddelandet går till kunden
handover-message-help = Till { $address } när du tar ärendet. Ändra det som du vill, eller töm det om du berättar själv.
handover-call = Ring kunden
handover-call-says = Vi har ingen e-postadress. Berätta vem som fortsätter och vad som har lovats.
handover-accept = Jag fortsätter med det här
handover-accept-says = Ärendet och dess löften är då dina. Kundens väntan räknas från samma stund som förut.
handover-decline = Jag kan inte ta det här
handover-for-team = Du svarar för hela teamet { $team }.
handover-why-not = Varför inte nu?
handover-why-not-help = { $name } läser det här och behåller ärendet.
handover-decline-now = Svara så

handover-hello =
    Hej!

    Jag fortsätter med ditt ärende från och med nu. { $from } har berättat allt för mig, så du behöver inte börja om från början.
handover-hello-promised = Det här har vi lovat dig, och det står jag för:
handover-hello-end = Svara på det här meddelandet så når du mig. { $name }

handover-accepted = Mottaget
handover-declined = Kunde inte ta det
handover-withdrawn = Givaren behöll det
handover-expired = Tiden gick ut
handover-over = Behövs inte längre
talk-handover = Erbjöd ärendet: { $name }

did-handover = Erbjudet. Ärendet är ditt tills någon säger ja.
did-handover-back = Ärendet är ditt precis som förut.
did-handed = Ärendet är nu ditt, med sina löften.
did-handover-declined = Svarat. Ärendet är kvar hos den som har det.

no-handover-open = Det här är redan erbjudet till någon
no-handover-open-says = Vänta på svar, eller ta först tillbaka erbjudandet.
no-handover-expired = Svarstiden är över
no-handover-expired-says = Ärendet är kvar hos den som har det, och inget är borta. Be om ett nytt erbjudande.
no-handover-settled = Det här är redan besvarat
no-handover-settled-says = Inget hände två gånger. På ärendets sida ser du vem som sköter det.
no-not-offered = Det här erbjöds inte dig
no-not-offered-says = Bara den som ärendet erbjuds kan svara. Du kan ändå hjälpa till på ärendets sida.
no-to-oneself = Ärendet är redan där
no-to-oneself-says = Det skulle hamna hos samma person som har det. Välj någon annan.
no-receiver-away = Borta, tillbaka { $when }, och ingen ersättare är på plats
no-receiver-away-says = Ärendet är kvar hos dig. Välj någon som är på plats.
no-nobody-there = Teamet har ingen på plats nu
no-nobody-there-says = Ärendet är kvar hos dig. Välj någon som är på plats.
no-to = Välj någon som betjänar kunder här nu

deed-handover-offered = { $who } erbjöd ärendet: { $to }
deed-handover-accepted = { $who } tog emot erbjudandet
deed-handover-declined = { $who } kunde inte ta det här
deed-handover-withdrawn = { $who } tog tillbaka erbjudandet
deed-handover-expired = Ingen svarade på erbjudandet i tid
deed-handover-over = Erbjudandet behövdes inte längre
deed-handed-over = { $owner } fortsätter med det här, tidigare { $from }
