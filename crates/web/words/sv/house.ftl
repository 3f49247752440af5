refused-back = Tillbaka
unreadable-title = Det här formuläret kom inte helt fram
unreadable-says = Inget ändrades. Öppna sidan på nytt och skicka sedan; det du skrev finns kvar i din webbläsare.
too-large-title = Det här är för stort för att skickas
too-large-says = Inget ändrades. Korta ner eller skicka i två delar.
other-site-title = Det här formuläret kom från en annan webbplats
other-site-says = För din säkerhet togs det inte emot, och inget ändrades. Gör det här i stället.
no-already-there = Det finns redan här
no-already-there-says = En adress hör till en kund. Sök den i sökfältet.
no-merged = Det här ärendet har slagits ihop med ett annat
no-merged-says = Det fortsätter där. Inget ändrades, och det du skrev är sparat.
no-stale = Något hann hända här
no-stale-says = Se det senaste i samtalet. Din text finns kvar här: skicka den om den ännu gäller.
no-empty = Här saknas text
no-empty-says = Några ord räcker.
no-too-long = Det här är för långt
no-too-long-says = Korta ner eller dela i två.
no-unusable = Det här går inte att använda
no-unusable-says = Kontrollera och försök igen. Inget ändrades.
no-condition = Villkoret går inte att läsa
no-email = Det här är ingen fungerande e-postadress.
no-phone = Det här är inget telefonnummer.
no-value = Talet går inte. Använd ett heltal från noll uppåt.
no-case = Det finns inget annat ärende med det numret.
no-contact = Den här kontakten går inte att flytta: ärendet behöver ha minst en.
no-money = Summan går inte att läsa
no-money-shape = Skriv summan med siffror, till exempel 7 eller 7,50.
no-money-fine = Högst två decimaler.
no-money-positive = Summan måste vara mer än noll.
no-money-much = Så mycket går inte att ge på en gång.
no-amount = Hur mycket?
no-amount-says = Skriv en summa.
no-amount-here = En ursäkt har ingen summa
no-amount-here-says = Lämna summan tom.
no-beyond = Det här gavs inte ännu
no-beyond-says = Det är mer än du kan ge så där. Nedan ser du hur du kommer vidare.
no-reason = Skriv varför det här är rätt
no-reason-says = Minst 15 tecken.
no-forbidden-says = Regeln syns nedan, och ord till kunden.
no-not-owner = Någon annan har det här ärendet
no-not-owner-says = Ta över ärendet först, eller lämna en anteckning.
no-already-done = Det här är redan gjort
no-already-done-says = Öppna ärendet på nytt, så ser du hur det är nu.
no-past = Den tiden har redan gått
no-past-says = Välj en senare tid.
no-circle = Ersättarkedjan leder tillbaka till den som är borta
no-circle-says = Välj en ersättare som inte själv ersätts av den som är borta.
no-cover = Den här personen kan inte väljas till ersättare.
no-not-yours = Det här är inte din sak
no-not-yours-says = Be den som äger ärendet, eller en chef. Inget ändrades.
no-key-reused = Något har redan sparats från det här formuläret
no-key-reused-says = Se i samtalet. Om det här saknas där, skicka igen: nu går det.
find-how = Sök med nummer, e-post eller telefon
find-how-says = Skriv det i fältet högst upp.
find-nothing = Hittades inte: ”{ $query }”
find-nothing-says = Pröva ärendets nummer eller kundens hela e-postadress eller telefonnummer. Det går ännu inte att söka med ord.
costs-title = Vad saker kostar
costs-lead = Av de här talen räknas vad det kostar att rätta till genast och vad det kostar via en reklamation. Alla ser dem.
costs-figure = Tal
costs-basis = Vad bygger det på?
costs-set-at = satt { $when }
costs-formula = Hur räknas det?
costs-formula-says = Behandlingens minuter, överlämningar gånger inläsning och frågor gånger besvär, allt till timpriset; därtill porto och den andel som till slut betalas.
mail-title = Husets post
mail-lead = Varje meddelande som kommit in finns i exakt en av de här.
mail-in = Kommit in: { $count }
mail-out = På väg ut och utgått
mail-out-none = Inget har gått ut ännu.
mail-unreadable-none = Inga.
mailbox-title = Brevlådor
mailbox-never = Ingen har ännu tittat i den.
mailbox-looked = Tittade i den
mailbox-empty = Inget väntar där.
mailbox-waiting = { $count ->
    [one] Ett meddelande hämtas just nu.
   *[other] { $count } meddelanden hämtas just nu.
}
mailbox-oldest = Det äldsta ligger där sedan
mailbox-came = Har kommit
mailbox-trouble = { $code ->
    [unreached] Den går inte att nå.
    [sign-in] Den släpper oss inte in: användaren, lösenordet eller tillståndet är fel.
    [folder] Mappen dit meddelanden kommer finns inte.
    [slow] Den svarar inte i tid.
    [garbled] Den svarar något som inte går att förstå.
    [refused] Den vägrar det som den ombeds om.
   *[lost] Förbindelsen bröts.
}
mailbox-trouble-since = Sedan
mailbox-trouble-says = Inget är förlorat: det som väntar där stannar där, och det försöks igen av sig självt.
mailbox-said = Närmare bestämt: { $words }
mailbox-left = { $reason ->
    [too_large] För stora att ta emot: { $count }, det största på { $size }. De ligger där de kom in; någon borde läsa dem där.
   *[other] Servern nämner { $count } och ger dem inte. De begärs på nytt.
}
fate-waiting = Väntar på sin tur
fate-filed = I ett ärende
fate-quarantined = Gick inte att läsa: eget ärende
fate-repeated = Samma meddelande en gång till
fate-echo = Vårt eget som kom tillbaka
fate-answer = En kollegas svar
fate-aside = Kom tillbaka från en kollegas brev, inget svar
errand-kind = { $kind ->
    [mail] Svar
    [notice] Brev till en kollega
    [credit] Kreditering till saldo
    [finance] Betalning för hand
    [webhook] Betalning till ett annat system
    [receipt] Kvitto till den som skrev
    [call] Kallelse till jouren
    [gateway] Kallelse som textmeddelande
    [push] Besked till en enhet
    [call_push] Kallelse till en enhet
   *[recall] Begäran om återtagande
}
errand-state = { $state ->
    [waiting] väntar
    [leased] på väg
    [done] klart
    [failed] misslyckades
    [uncertain] osäkert
   *[withdrawn] återtaget
}
