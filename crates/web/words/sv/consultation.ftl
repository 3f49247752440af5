act-consult = Fråga

consult-title = Frågat inom huset
consult-inside = Bara för kollegor. Kunden ser aldrig det här.
consult-of = Vem frågar du?
consult-of-help = Vem som helst av dem kan svara. Ett svar räcker.
consult-teams = Team
consult-here = På plats nu
consult-others = Andra
consult-question = Vad behöver du veta?
consult-shown = Vad ser de av det som kunden skrev?
consult-shown-help = De ser din fråga, rubriken och det som du kryssar för här. Inget annat av ärendet.
consult-due = När behöver du svaret?
consult-ask = Fråga
consult-ask-says = Ärendet är kvar hos dig. De får det här också per e-post och kan bara svara på det.
consult-nobody = Just nu finns ingen att fråga
consult-nobody-says = När någon kommer på plats syns det här.

consult-waits = Väntar på svar: { $names }
consult-answered = Svarade: { $names }
consult-left = { $name } är inte kvar i huset
consult-nobody-left = Ingen kan längre svara på det här
consult-again = Fråga någon annan
consult-answer-by = Svar senast { $when }
consult-answer-late = Svaret skulle komma { $when }
consult-withdraw = Jag behöver inte det här längre
consult-use = Använd som utkast till svar
consult-by-mail = per e-post
consult-is-answered = Besvarad
consult-is-withdrawn = Behövs inte längre
consult-is-over = Ärendet tog slut först
consult-waited = väntade { $span }: { $team }
consult-waiting = väntar { $span }: { $team }
consult-talk = Frågar: { $names }

consult-says = { $name } frågar dig
consult-customer-wrote = Kunden skrev
consult-answer = Vad vet du?
consult-answer-help = Ditt svar går till { $name }, aldrig till kunden.
consult-answer-send = Svara
consult-mine = Vad du har frågat

did-consult = Frågat. Ärendet är kvar hos dig, och svaret kommer hit.
did-consult-back = Frågan är återtagen.
did-consult-answered = Tack. Din kollega har fått ditt svar.
did-consult-used = Svaret står under det som du hade skrivit. Inget har skickats.

no-has-left = Någon som du valde är inte kvar i huset
no-has-left-says = Ingen har frågats än. Välj någon annan.
no-asking-oneself = Du skulle fråga dig själv
no-asking-oneself-says = Frågan skulle komma tillbaka till dig. Välj någon annan.
no-not-asked = Det här frågades inte av dig
no-not-asked-says = Bara den som fick frågan kan svara. Om du ändå vet, lämna en anteckning på ärendets sida.
no-already-answered = Det här är redan besvarat
no-already-answered-says = Det kan inte tas tillbaka längre. Läs svaret på ärendets sida.

deed-consulted = { $who } frågade: { $names }
deed-consult-answered = { $who } svarade på frågan
deed-consult-soon = De som fick frågan påmindes: tiden håller på att ta slut
deed-consult-due = De som fick frågan påmindes: tiden är ute
deed-consult-withdrawn = { $who } tog tillbaka frågan
deed-consult-over = Frågan behövdes inte längre
deed-consult-nobody-left = Ingen fanns kvar som kunde svara på frågan

guard-consult = Fråga en kollega och stanna hos kunden
