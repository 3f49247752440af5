nav-asked = Frågat
asked-title = Du blir tillfrågad
asked-lead = Kolleger behöver ditt ja, din bättre idé eller det du vet. Bakom var och en väntar en kund.
asked-empty = Ingen väntar på dig
asked-empty-says = När en kollega behöver din underskrift eller ditt beslut finns det här genast.

ask-whom = Vem skriver under med dig?
ask-any = Den av de { $count } som hinner först
ask-usual-wait = Besvaras vanligen inom { $span }
ask-sign-now = Be om underskrift
ask-sign-says = Ärendet stannar hos dig. När någon av dem skriver under ges det genast.
ask-decider = Vem avgör?
ask-promise-when = När får kunden höra av dig?
ask-promise-words = Vi berättar vad vi kan göra
ask-decide-now = Fråga, och lova kunden ett svar
ask-decide-says = Kunden får ditt namn och den här tiden. Ärendet stannar hos dig.

ask-says = { $kind ->
    [co_sign] { $name } ber dig skriva under
   *[escalation] { $name } ber dig avgöra
}
ask-nobody-known = En kund som ingen känner ännu
ask-holds = Kan skrivas under senast { $when }
ask-customer-waits = Kunden har blivit lovad ett svar senast { $when }
ask-yes-sign = Skriv under
ask-yes-give = Ge det här
ask-other = Erbjud något annat
ask-other-says = Säg vad som kan ges i stället. { $asker } kommer överens med kunden, och inget slutar här.
ask-other-kind = Vad kan ges?
ask-other-words = Varför är det rätt?
ask-other-send = Skicka erbjudandet

talk-asked = { $kind ->
    [co_sign] Ber om underskrift: { $names }
   *[escalation] Ber om beslut: { $names }
}
talk-asked-many = { $count } kolleger
talk-signed = Undertecknat av { $name }
talk-counter = erbjuder i stället:
talk-counter-give = Ge det här
ask-withdraw = Jag behöver det inte längre
ask-withdraw-says = Därefter kan ingen skriva under. Du kan fråga på nytt.
ask-withdraw-now = Ta tillbaka frågan
ask-open = Väntar på svar
ask-granted = Ja
ask-declined = Något annat erbjöds
ask-withdrawn = Behövs inte längre

did-asked = Frågan är ställd. Ärendet stannar hos dig.
did-withdrawn = Frågan är återtagen.
did-signed = Underskrivet. Det är givet nu, och din kollega ser det.
did-given = Givet. Din kollega ser det och berättar för kunden.
did-offered = Ditt erbjudande är hos din kollega.

no-within-reach = Du kan ge det här själv
no-within-reach-says = Det ryms i vad du får ge. Ingen behöver tillfrågas.
no-own-signature = En underskrift kommer från någon annan
no-own-signature-says = Ingen skriver under det man själv har bett om. Be en kollega.
no-not-what-was-asked = Det här ändrades medan du tittade
no-not-what-was-asked-says = Inget skrevs under. Läs det en gång till som det är nu.
no-expired = Tiden att svara är ute
no-expired-says = Inget gavs. Din kollega kan fråga på nytt.
no-counter = Säg vad som kan ges i stället
no-counter-says = Välj något annat än det som begärdes, och skriv varför, minst 15 bokstäver.
no-asked = Välj vem du frågar

deed-co-sign-asked = { $who } bad om underskrift för { $what }
deed-signed = { $who } skrev under
deed-escalated = { $who } bad om beslut om { $what }
deed-ask-declined = { $who } erbjöd { $what } i stället
deed-ask-withdrawn = { $who } tog tillbaka frågan
deed-ask-expired = Ingen besvarade frågan i tid
