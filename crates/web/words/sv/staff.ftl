people-title = Kollegor
people-lead = Alla i huset, och vem som går att nå nu.
people-no-team = Inget team
people-you = du
people-here = Här nu
people-not-here = Inte här just nu
people-away = Borta, tillbaka { $when }
people-away-later = Kommer att vara borta: { $from } – { $until }
people-covers = { $name } vikarierar
people-no-cover = ingen vikarie är utsedd
people-waiting = { $count ->
    [0] Ingen väntar
    [one] Ett ärende väntar
   *[other] { $count } ärenden väntar
}
people-waiting-many = Fler än { $count } ärenden väntar
people-change = Ändra
people-change-of = Ändra uppgifterna för { $name }
people-team = Team
people-role = Roll
people-save = Spara
people-away-of = { $name } är borta
people-end = Avsluta inloggningen
people-end-says = { $name } loggas ut överallt och kan inte logga in mer. Det som gjorts finns kvar.
people-end-none = Inga öppna ärenden.
people-end-team = { $count ->
    [one] Ett öppet ärende går
   *[other] { $count } öppna ärenden går
} till det gemensamma hos { $team }.
people-end-house = { $count ->
    [one] Ett öppet ärende går
   *[other] { $count } öppna ärenden går
} till hela husets gemensamma.
people-end-now = Avsluta inloggningen för { $name }
people-add = Lägg till en person
people-add-name = Namn
people-add-email = E-post
people-add-language = Språk
people-add-password = Första lösenordet
people-add-password-help = Minst 12 tecken. Berätta det själv; inget skickas.
people-add-now = Lägg till
people-taken = Någon loggar redan in med den här adressen.
team-new = Bilda ett team
team-change = Ändra teamet
team-name = Teamets namn
team-taken = Det finns redan ett team med det namnet.
team-giving = Hur lämnar ett ärende de gemensamma?
team-pull = Den som har en hand ledig tar nästa
team-push = Det ges till den på plats som har minst öppet
team-front = Tar emot det som kommer in utan en person
team-front-help = Högst ett team; det som gör det nu slutar med det.
team-is-front = Tar emot det som kommer in
team-pool = I de gemensamma
team-pool-none = Inget i de gemensamma
team-empty = Ingen är i teamet ännu. Välj teamet vid en person.
away-title = Frånvaro
away-lead = Dina ärenden förblir dina. Medan du är borta har vikarien dem på sin egen lista.
away-say = Jag är borta
away-until = Till när?
away-cover = Vem vikarierar?
away-cover-none = Ingen vid namn: teamet tar hand om dem
away-why = Varför?
away-because-away = Borta
away-because-holiday = Semester
away-because-shift = Skiftet slut
away-save = Borta från och med nu
away-change = Ändra det
away-you = Du är borta, tillbaka { $when }.
away-you-later = Du kommer att vara borta: { $from } – { $until }.
away-you-cover = { $name } vikarierar för dig.
away-you-team = Ingen vikarie är utsedd: ditt team tar hand om dina ärenden.
away-back = Jag är tillbaka
away-back-of = { $name } är tillbaka
did-away = Det är noterat. Ingen blir väntande.
did-back = Välkommen tillbaka. Allt är där det var.
did-team = Teamet ser nu ut så här.
did-person = Sparat.
did-joined = Tillagd. Berätta lösenordet; det går att logga in nu.
did-left = Inloggningen är avslutad. Det öppna går till de gemensamma.
no-own-login = Det gör man inte med sig själv
no-own-login-says = Be någon annan som sköter inloggningarna. Inget ändrades.
no-password = Ett lösenord har minst 12 tecken.
case-away = { $name } är borta, tillbaka { $when }.
case-covers = { $name } vikarierar.
case-covers-you = Du vikarierar.
case-covers-nobody = Ingen vikarie är utsedd: teamet tar hand om det.
case-pool = Gemensamt hos { $team }
case-pool-house = Gemensamt för hela huset
list-you-cover = Du vikarierar för { $names }: deras ärenden står också här, med namn.
narrow-pool = Teamets gemensamma
narrow-pool-of = Gemensamma: { $team }
present-looking = { $names } tittar också här
present-writing = { $names } skriver på ett svar just nu.
present-writing-says = Det du skriver sparas. Ett ord er emellan först, så får kunden ett svar.
no-stale-reply = { $name } svarade medan du skrev
no-stale-reply-says = Läs det svaret i samtalet. Ditt är sparat här: skicka det om det fortfarande tillför något.
draft-kept = Här är det du hade börjat skriva.
draft-older = Du skrev också något annat någon annanstans. Det finns kvar här tills du skickar.
draft-use = Använd det här i stället

knows-title = De vet kanske
knows-here = Går att nå
knows-look = Vem vet om det här?
knows-nobody = Ingen har ännu löst eller besvarat något liknande. Välj nedan vem du frågar.
knows-solved = { $count ->
    [one] har löst ett sådant ärende
   *[other] har löst { $count } sådana ärenden
}
knows-answered = { $count ->
    [one] har besvarat en sådan fråga
   *[other] har besvarat { $count } sådana frågor
}
knows-last = senast { $when }
knows-before = har haft med det här att göra för längre sedan

knows-skills = säger sig kunna: { $skills }
knows-about = Vem vet något om …?
knows-about-help = Skriv några ord på finska, svenska eller engelska.
knows-about-look = Sök
knows-none = Ingen har ännu löst, besvarat eller sagt något liknande. Pröva andra ord.

skills-of = Kan: { $skills }
skills-title = Vad { $name } kan
skills-add = En sak som personen kan
skills-help = Med några ord: kolleger hittar personen genom det.
skills-save = Lägg till
skills-drop = Ta bort
skills-drop-of = Ta bort: { $skill }
did-skill = Tillagt. Kolleger hittar personen genom det från och med nu.
did-skill-gone = Borttaget.
no-skill = Tjugo räcker. Ta bort någon först.
